"""Writes MobileNetV2 (224 × 224, random weights) as PyTorch's exporter does, for bench_network.

    mobilenet_v2.py FILE.onnx
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "network"))
from family_graph import Graph  # noqa: E402

# Expansion, channels, repeats, stride of the first: table 2 of the paper.
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
          (6, 320, 1, 1))


def mobilenet_v2():
    g = Graph(1, 224)
    limits = g.constant("min", 0), g.constant("max", 6)

    def conv(path, x, channels, activation=True, **window):
        x = g.conv(path, x, channels, **window)
        return g.op("Clip", path, x, *limits) if activation else x

    x, into = conv("features.0", "image", (3, 32), kernel=3, stride=2), 32
    for stage, (expansion, out, repeats, first_stride) in enumerate(STAGES, 1):
        for i in range(repeats):
            path, wide, stride = f"features.{stage}.{i}", into * expansion, first_stride if i == 0 else 1
            y = conv(f"{path}.expand", x, (into, wide)) if expansion != 1 else x
            y = conv(f"{path}.depthwise", y, (wide, wide), kernel=3, stride=stride, group=wide)
            y = conv(f"{path}.project", y, (wide, out), activation=False)
            x = g.op("Add", path, x, y) if stride == 1 and into == out else y
            into = out
    x = conv("features.8", x, (into, 1280))
    x = g.op("Flatten", "flatten", g.op("GlobalAveragePool", "avgpool", x), axis=1)
    return g.model(g.gemm("classifier.1", x, (1280, 1000)))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(mobilenet_v2().SerializeToString())
