"""Small networks of the usual families, in the operators that PyTorch's exporter writes for torchvision's."""

import numpy as np

from family_graph import Graph


def classify(g, x, channels, classes=5, path="fc"):
    """Global average, flatten, Gemm."""
    x = g.op("GlobalAveragePool", "avgpool", x)
    x = g.op("Flatten", "flatten", x, axis=1)
    scores = g.gemm(path, x, (channels, classes))
    g.read(f"{path}/Gemm", scores)
    return scores


def vgg():
    g = Graph(11, 32)
    x, into = "image", 3
    for block, out in enumerate((6, 8, 10)):
        for i in range(2):
            path = f"features/features.{5 * block + 2 * i}"
            linear = g.conv(path, x, (into, out), 3)
            x = g.op("Relu", f"features/features.{5 * block + 2 * i + 1}", linear)
            g.read(f"{path}/Conv", linear, x)
            into = out
        x = g.op("MaxPool", f"features/features.{5 * block + 4}", x, kernel_shape=[2, 2], strides=[2, 2],
                 pads=[0, 0, 0, 0], ceil_mode=0)
    x = g.op("AveragePool", "avgpool", x, kernel_shape=[1, 1], strides=[1, 1])
    x = g.op("Flatten", "flatten", x, axis=1)
    for i, units in enumerate(((160, 24), (24, 16))):
        linear = g.gemm(f"classifier/classifier.{3 * i}", x, units)
        x = g.op("Relu", f"classifier/classifier.{3 * i + 1}", linear)
        g.read(f"classifier/classifier.{3 * i}/Gemm", linear, x)
    scores = g.gemm("classifier/classifier.6", x, (16, 5))
    g.read("classifier/classifier.6/Gemm", scores)
    return g, scores


def conv_norm(g, path, norm, x, channels, folded, relu=None, **window):
    """Convolution and batch norm, folded into one by the exporter or not; with a Relu where it has a
    path. Reads both taps."""
    linear = g.conv(path, x, channels, bias=folded, **window)
    if not folded:
        linear = g.batch_norm(norm, linear, channels[1])
    out = g.op("Relu", relu, linear) if relu else linear
    g.read(f"{path}/Conv", linear, out)
    return out


def residual_block(g, path, x, channels, stride, folded, bottleneck, group=1):
    into, out = channels
    inner = out // 4 * 2 if bottleneck else out
    steps = ([(into, inner, 1, 1, 1), (inner, inner, 3, stride, group), (inner, out, 1, 1, 1)] if bottleneck
             else [(into, out, 3, stride, 1), (out, out, 3, 1, 1)])
    skip, y = x, x
    for i, (a, b, kernel, step, groups) in enumerate(steps, 1):
        relu = f"{path}/relu_{i}" if i < len(steps) else None
        y = conv_norm(g, f"{path}/conv{i}", f"{path}/bn{i}", y, (a, b), folded, relu, kernel=kernel,
                      stride=step, group=groups)
    if stride != 1 or into != out:
        skip = conv_norm(g, f"{path}/downsample/downsample.0", f"{path}/downsample/downsample.1", x,
                         (into, out), folded, stride=stride)
    return g.op("Relu", f"{path}/relu", g.op("Add", path, y, skip))


def resnet(folded, bottleneck=False, group=1):
    g = Graph(12, 48)
    x = conv_norm(g, "conv1", "bn1", "image", (3, 8), folded, "relu", kernel=7, stride=2)
    x = g.op("MaxPool", "maxpool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=0)
    for i, (into, out, stride) in enumerate(((8, 16, 1), (16, 16, 1), (16, 24, 2), (24, 24, 1))):
        x = residual_block(g, f"layer{i // 2 + 1}/layer{i // 2 + 1}.{i % 2}", x, (into, out), stride, folded,
                           bottleneck, group)
    return g, classify(g, x, 24)


def densenet(folded):
    """Batch norm and Relu before the convolution, on a Concat; those in a layer are folded."""
    g = Graph(13, 32)
    x = conv_norm(g, "features/conv0", "features/norm0", "image", (3, 8), folded, "features/relu0", kernel=7,
                  stride=2)
    channels = 8
    for block in (1, 2):
        parts = [x]
        for i in range(1, 4):
            path = f"features/denseblock{block}/denselayer{i}"
            joined = g.op("Concat", path, *parts, axis=1)
            y = g.op("Relu", f"{path}/relu1", g.batch_norm(f"{path}/norm1", joined, channels))
            y = conv_norm(g, f"{path}/conv1", f"{path}/norm2", y, (channels, 16), folded, f"{path}/relu2")
            parts.append(g.conv(f"{path}/conv2", y, (16, 4), 3, bias=False))
            g.read(f"{path}/conv2/Conv", parts[-1])
            channels += 4
        x = g.op("Concat", f"features/denseblock{block}", *parts, axis=1)
        if block == 1:
            path = "features/transition1"
            x = g.op("Relu", f"{path}/relu", g.batch_norm(f"{path}/norm", x, channels))
            x = g.conv(f"{path}/conv", x, (channels, channels // 2), bias=False)
            g.read(f"{path}/conv/Conv", x)
            channels //= 2
            x = g.op("AveragePool", f"{path}/pool", x, kernel_shape=[2, 2], strides=[2, 2])
    x = g.op("Relu", "relu", g.batch_norm("features/norm5", x, channels))
    return g, classify(g, x, channels, path="classifier")


def preactivation():
    """ResNet v2: a sum, then batch norm and Relu; a batch norm after a convolution is that layer's."""
    g = Graph(14, 24)
    x = g.conv("stem/conv", "image", (3, 8), 3, bias=False)
    g.read("stem/conv/Conv", x)
    for i in range(2):
        path = f"block{i}"
        y = g.op("Relu", f"{path}/relu1", g.batch_norm(f"{path}/bn1", x, 8))
        y = conv_norm(g, f"{path}/conv1", f"{path}/bn2", y, (8, 8), False, f"{path}/relu2", kernel=3)
        y = g.conv(f"{path}/conv2", y, (8, 8), 3, bias=False)
        g.read(f"{path}/conv2/Conv", y)
        x = g.op("Add", path, y, x)
    return g, classify(g, g.op("Relu", "relu", g.batch_norm("norm", x, 8)), 8)


def clip6(g, path, x):
    """Clip with its limits as Constant nodes, as the exporter writes Relu6."""
    limits = [g.op("Constant", f"{path}/{name}", value_float=value) for name, value in
              (("min", 0.0), ("max", 6.0))]
    return g.op("Clip", path, x, *limits)


def mobilenet_v2():
    g = Graph(15, 48)

    def conv(path, activation, x, channels, **window):
        linear = g.conv(path, x, channels, **window)
        out = clip6(g, activation, linear) if activation else linear
        g.read(f"{path}/Conv", linear, out)
        return out

    x = conv("features/features.0/features.0.0", "features/features.0/features.0.2", "image", (3, 8),
             kernel=3, stride=2)
    for i, (into, out, stride) in enumerate(((8, 12, 2), (12, 12, 1), (12, 12, 1), (12, 16, 2)), 1):
        path, wide = f"features/features.{i}/conv", into * 6
        y = conv(f"{path}/conv.0/conv.0.0", f"{path}/conv.0/conv.0.2", x, (into, wide))
        y = conv(f"{path}/conv.1/conv.1.0", f"{path}/conv.1/conv.1.2", y, (wide, wide), kernel=3,
                 stride=stride, group=wide)
        y = conv(f"{path}/conv.2", None, y, (wide, out))
        x = g.op("Add", f"features/features.{i}", x, y) if into == out and stride == 1 else y
    x = conv("features/features.5/features.5.0", "features/features.5/features.5.2", x, (16, 32))
    return g, classify(g, x, 32, path="classifier/classifier.1")


def hard_swish(g, path, x, spelling):
    if spelling == "op":
        return g.op("HardSwish", path, x)
    if spelling == "gated":  # opset below 14: torch.nn.Hardswish
        return g.op("Mul", path, x, g.op("HardSigmoid", path, x, alpha=1 / 6))
    shifted = g.op("Add", path, x, g.constant(f"{path}.three", 3))
    clipped = g.op("Clip", path, shifted, g.constant(f"{path}.zero", 0), g.constant(f"{path}.six", 6))
    return g.op("Div", path, g.op("Mul", path, x, clipped), g.constant(f"{path}.six", 6))


def hard_sigmoid(g, path, x, spelling):
    if spelling != "spelled":
        return g.op("HardSigmoid", path, x, alpha=1 / 6, beta=0.5)
    shifted = g.op("Add", path, x, g.constant(f"{path}.three", 3))
    clipped = g.op("Clip", path, shifted, g.constant(f"{path}.zero", 0), g.constant(f"{path}.six", 6))
    return g.op("Div", path, clipped, g.constant(f"{path}.six", 6))


def squeeze_excite(g, path, x, channels, squeezed, inner, gate, average="GlobalAveragePool"):
    """Average, two 1×1 convolutions, a gate on x; `inner` and `gate` write the nonlinearities."""
    if average == "ReduceMean":
        y = g.op("ReduceMean", f"{path}/avgpool", x, axes=[2, 3], keepdims=1)
    else:
        y = g.op("GlobalAveragePool", f"{path}/avgpool", x)
    for i, (sizes, activation) in enumerate((((channels, squeezed), inner), ((squeezed, channels), gate)), 1):
        linear = g.conv(f"{path}/fc{i}", y, sizes)
        y = activation(linear)
        g.read(f"{path}/fc{i}/Conv", linear, y)
    return g.op("Mul", path, y, x)


def mobilenet_v3(spelling):
    g = Graph(16, 48, opset=14 if spelling == "op" else 13)

    def conv(path, x, channels, activation, **window):
        linear = g.conv(f"{path}.0", x, channels, **window)
        out = linear
        if activation == "relu":
            out = g.op("Relu", f"{path}.2", linear)
        elif activation == "swish":
            out = hard_swish(g, f"{path}.2", linear, spelling)
        g.read(f"{path}.0/Conv", linear, out)
        return out

    x = conv("features/features.0/features.0", "image", (3, 8), "swish", kernel=3, stride=2)
    rows = ((8, 16, 8, 2, "relu"), (8, 24, 12, 2, "swish"), (12, 36, 12, 1, "swish"))
    for i, (into, wide, out, stride, activation) in enumerate(rows, 1):
        path = f"features/features.{i}/block"
        y = conv(f"{path}/block.0/block.0", x, (into, wide), activation)
        y = conv(f"{path}/block.1/block.1", y, (wide, wide), activation, kernel=5, stride=stride, group=wide)
        se = f"{path}/block.2"
        y = squeeze_excite(g, se, y, wide, 8, lambda v: g.op("Relu", f"{se}/activation", v),
                           lambda v: hard_sigmoid(g, f"{se}/scale_activation", v, spelling),
                           "ReduceMean" if spelling == "spelled" else "GlobalAveragePool")
        y = conv(f"{path}/block.3/block.3", y, (wide, out), None)
        x = g.op("Add", f"features/features.{i}", y, x) if into == out and stride == 1 else y
    x = conv("features/features.4/features.4", x, (12, 32), "swish")
    x = g.op("Flatten", "flatten", g.op("GlobalAveragePool", "avgpool", x), axis=1)
    linear = g.gemm("classifier/classifier.0", x, (32, 24))
    x = hard_swish(g, "classifier/classifier.1", linear, spelling)
    g.read("classifier/classifier.0/Gemm", linear, x)
    scores = g.gemm("classifier/classifier.3", x, (24, 5))
    g.read("classifier/classifier.3/Gemm", scores)
    return g, scores


def inception():
    """Branches of 1×1, 5×5, 1×7 and 7×1 convolutions and a pool, joined by Concat."""
    g = Graph(17, 40)

    def conv(path, x, channels, **window):
        return conv_norm(g, f"{path}/conv", f"{path}/bn", x, channels, True, f"{path}/Relu", **window)

    x = conv("Conv2d_1a_3x3", "image", (3, 8), kernel=3, stride=2)
    x = g.op("MaxPool", "maxpool1", x, kernel_shape=[3, 3], strides=[2, 2])
    channels = 8
    for name in ("Mixed_5b", "Mixed_6b"):
        one = conv(f"{name}/branch1x1", x, (channels, 6))
        five = conv(f"{name}/branch5x5_2", conv(f"{name}/branch5x5_1", x, (channels, 4)), (4, 6), kernel=5)
        seven = conv(f"{name}/branch7x7_1", x, (channels, 4))
        seven = conv(f"{name}/branch7x7_2", seven, (4, 4), kernel=(1, 7))
        seven = conv(f"{name}/branch7x7_3", seven, (4, 6), kernel=(7, 1))
        pool = g.op("AveragePool", f"{name}/pool", x, kernel_shape=[3, 3], strides=[1, 1], pads=[1, 1, 1, 1],
                    count_include_pad=1)
        x = g.op("Concat", name, one, five, seven, conv(f"{name}/branch_pool", pool, (channels, 4)), axis=1)
        channels = 22
    return g, classify(g, x, channels)


def shuffle(g, path, x, channels, dynamic, side):
    """Reshape, Transpose, Reshape; with the batch taken from the value's own shape where it is open."""
    shapes = [g.constant(f"{path}.split", [1, 2, channels // 2, side, side], np.int64),
              g.constant(f"{path}.join", [1, channels, side, side], np.int64)]
    if dynamic:
        shape = g.op("Shape", path, x)
        batch = g.op("Gather", path, shape, g.constant(f"{path}.first", 0, np.int64), axis=0)
        batch = g.op("Unsqueeze", path, batch, g.constant(f"{path}.axis", [0], np.int64))
        split = g.constant(f"{path}.split_rest", [2, channels // 2, side, side], np.int64)
        join = g.constant(f"{path}.join_rest", [channels, side, side], np.int64)
        shapes = [g.op("Concat", f"{path}/split", batch, split, axis=0),
                  g.op("Concat", f"{path}/join", batch, join, axis=0)]
    x = g.op("Reshape", f"{path}/split", x, shapes[0])
    x = g.op("Transpose", path, x, perm=[0, 2, 1, 3, 4])
    return g.op("Reshape", f"{path}/join", x, shapes[1])


def shufflenet(dynamic):
    """Split in halves, depthwise and 1×1 convolutions on one, Concat, shuffle. And a shuffle right after
    a grouped convolution (version 1)."""
    g = Graph(18, 24, opset=13, batch="batch" if dynamic else 1)
    x = conv_norm(g, "conv1/conv1.0", "conv1/conv1.1", "image", (3, 8), True, "conv1/conv1.2", kernel=3,
                  stride=2)
    for i in range(2):
        path = f"stage2/stage2.{i}"
        half, other = g.op("Split", path, x, g.constant(f"{path}.halves", [4, 4], np.int64), outputs=2, axis=1)
        y = conv_norm(g, f"{path}/branch2/branch2.0", "", other, (4, 4), True, f"{path}/branch2/branch2.2")
        y = conv_norm(g, f"{path}/branch2/branch2.3", "", y, (4, 4), True, kernel=3, group=4)
        y = conv_norm(g, f"{path}/branch2/branch2.5", "", y, (4, 4), True, f"{path}/branch2/branch2.7")
        x = shuffle(g, path, g.op("Concat", path, half, y, axis=1), 8, dynamic, 12)
    x = g.conv("stage3/gconv", x, (8, 8), group=2)
    g.read("stage3/gconv/Conv", x)
    x = shuffle(g, "stage3", x, 8, dynamic, 12)
    x = conv_norm(g, "stage3/conv", "", x, (8, 8), True, kernel=3, group=8)
    return g, classify(g, x, 8)


def layer_norm(g, path, x, channels, decomposed):
    weight, bias = g.normal(f"{path}.weight", channels), g.normal(f"{path}.bias", channels, scale=0.3)
    if not decomposed:
        return g.op("LayerNormalization", path, x, weight, bias, axis=-1, epsilon=1e-6)
    centred = g.op("Sub", path, x, g.op("ReduceMean", path, x, axes=[-1]))
    square = g.op("Pow", path, centred, g.constant(f"{path}.two", 2))
    variance = g.op("ReduceMean", f"{path}/variance", square, axes=[-1])
    deviation = g.op("Sqrt", path, g.op("Add", f"{path}/epsilon", variance, g.constant(f"{path}.eps", 1e-6)))
    y = g.op("Div", path, centred, deviation)
    return g.op("Add", path, g.op("Mul", path, y, weight), bias)


def gelu(g, path, x, spelled):
    if not spelled:
        return g.op("Gelu", path, x)
    y = g.op("Erf", path, g.op("Div", path, x, g.constant(f"{path}.root", 2 ** 0.5)))
    y = g.op("Mul", path, x, g.op("Add", path, y, g.constant(f"{path}.one", 1)))
    return g.op("Mul", f"{path}/half", y, g.constant(f"{path}.half", 0.5))


def tokens_dense(g, path, x, units):
    """A dense layer on the last axis: MatMul, then Add with the bias on the left."""
    into, out = units
    y = g.op("MatMul", path, x, g.normal(f"{path}.weight", into, out, scale=into ** -0.5))
    return g.op("Add", path, g.normal(f"{path}.bias", out, scale=0.3), y)


def convnext(spelled, scale_first):
    """`spelled`: layer norm and GELU in single operators. `scale_first`: the layer scale stands before the
    transpose back (the paper's code), else after it (torchvision)."""
    g = Graph(19, 32, opset=13 if spelled else 20)

    def norm2d(path, x, channels):
        x = g.op("Transpose", path, x, perm=[0, 2, 3, 1])
        return g.op("Transpose", f"{path}/back", layer_norm(g, path, x, channels, spelled), perm=[0, 3, 1, 2])

    x = g.conv("features/features.0/features.0.0", "image", (3, 8), 4, 4, pads=[0, 0, 0, 0])
    g.read("features/features.0/features.0.0/Conv", x)
    x = norm2d("features/features.0/features.0.1", x, 8)
    for i in range(2):
        path = f"features/features.1/features.1.{i}/block"
        y = g.conv(f"{path}/block.0", x, (8, 8), 7, group=8)
        g.read(f"{path}/block.0/Conv", y)
        y = g.op("Transpose", f"{path}/block.1", y, perm=[0, 2, 3, 1])
        y = layer_norm(g, f"{path}/block.2", y, 8, spelled)
        linear = tokens_dense(g, f"{path}/block.3", y, (8, 32))
        y = gelu(g, f"{path}/block.4", linear, spelled)
        g.read(f"{path}/block.3/MatMul", linear, y, axis=-1)
        y = tokens_dense(g, f"{path}/block.5", y, (32, 8))
        g.read(f"{path}/block.5/MatMul", y, axis=-1)
        scale = g.normal(f"{path}.layer_scale", *((8,) if scale_first else (8, 1, 1)))
        if scale_first:
            y = g.op("Mul", path, scale, y)
        y = g.op("Transpose", f"{path}/block.6", y, perm=[0, 3, 1, 2])
        if not scale_first:
            y = g.op("Mul", path, scale, y)
        x = g.op("Add", path, y, x)
    x = norm2d("features/features.2/features.2.0", x, 8)
    x = g.conv("features/features.2/features.2.1", x, (8, 12), 2, 2, pads=[0, 0, 0, 0])
    g.read("features/features.2/features.2.1/Conv", x)
    return g, classify(g, x, 12, path="classifier/classifier.2")


def squeezenet():
    g = Graph(20, 40)

    def conv(path, relu, x, channels, **window):
        return conv_norm(g, path, "", x, channels, True, relu, **window)

    x, channels = conv("features/features.0", "features/features.1", "image", (3, 8), kernel=3, stride=2), 8
    for i in (3, 4):
        path = f"features/features.{i}"
        squeezed = conv(f"{path}/squeeze", f"{path}/squeeze_activation", x, (channels, 4))
        parts = [conv(f"{path}/expand{k}x{k}", f"{path}/expand{k}x{k}_activation", squeezed, (4, 8), kernel=k)
                 for k in (1, 3)]
        x, channels = g.op("Concat", path, *parts, axis=1), 16
        x = g.op("MaxPool", f"{path}/pool", x, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    x = conv("classifier/classifier.1", "classifier/classifier.2", x, (16, 5))
    x = g.op("GlobalAveragePool", "classifier/classifier.3", x)
    return g, g.op("Flatten", "flatten", x, axis=1)


def efficientnet():
    """SiLU as x·Sigmoid(x), squeeze-excite with SiLU and Sigmoid."""
    g = Graph(21, 48)
    silu = lambda path, x: g.op("Mul", path, x, g.op("Sigmoid", path, x))

    def conv(path, x, channels, activation=True, **window):
        linear = g.conv(f"{path}.0", x, channels, **window)
        out = silu(f"{path}.2", linear) if activation else linear
        g.read(f"{path}.0/Conv", linear, out)
        return out

    x = conv("features/features.0/features.0", "image", (3, 8), kernel=3, stride=2)
    for i, (into, out, stride) in enumerate(((8, 12, 2), (12, 12, 1)), 1):
        path, wide = f"features/features.{i}/block", into * 4
        y = conv(f"{path}/block.0/block.0", x, (into, wide))
        y = conv(f"{path}/block.1/block.1", y, (wide, wide), kernel=5, stride=stride, group=wide)
        se = f"{path}/block.2"
        y = squeeze_excite(g, se, y, wide, 4, lambda v: silu(f"{se}/activation", v),
                           lambda v: g.op("Sigmoid", f"{se}/scale_activation", v))
        y = conv(f"{path}/block.3/block.3", y, (wide, out), activation=False)
        x = g.op("Add", f"features/features.{i}", y, x) if into == out and stride == 1 else y
    return g, classify(g, conv("features/features.3/features.3", x, (12, 24)), 24, path="classifier/classifier.1")


def quantized():
    """As ONNX Runtime's static quantisation leaves a residual block: int8 weights with a scale a channel and
    int32 biases behind DequantizeLinear, a pair after each value. Steps are powers of two, weights even and
    biases odd: sums are exact and never halfway between two codes."""
    g = Graph(22, 16, opset=13)
    step = g.constant("step", 2.0 ** -5)

    def pair(path, x, zero):
        zero = g.constant(f"{path}.zero", zero, np.int8)
        codes = g.op("QuantizeLinear", path, x, step, zero)
        return g.op("DequantizeLinear", path, codes, step, zero)

    def decoded(path, codes, dtype, scale):
        return g.op("DequantizeLinear", path, g.constant(path, codes, dtype), g.constant(f"{path}.scale", scale),
                    g.constant(f"{path}.zero", np.zeros(len(scale)), dtype), axis=0)

    def weights(path, out, *rest):
        scale = 2.0 ** -g.rng.integers(5, 8, out)
        return [decoded(f"{path}.weight", 2 * g.rng.integers(-4, 5, (out, *rest)), np.int8, scale),
                decoded(f"{path}.bias", 2 * g.rng.integers(-150, 150, out) + 1, np.int32, scale * 2.0 ** -5)]

    def conv(path, x, shape, group=1, relu=True):
        side = shape[-1]
        linear = g.op("Conv", path, x, *weights(path, *shape), group=group, kernel_shape=[side, side],
                      pads=[side // 2] * 4)
        # The pair after a value without Relu is part of the value.
        out = pair(path, g.op("Relu", path, linear), -128) if relu else pair(path, linear, 3)
        g.read(f"{path}/Conv", linear if relu else out, out)
        return out

    x = conv("stem", pair("image", "image", 0), (8, 3, 3, 3))
    y = conv("dw", x, (8, 1, 3, 3), group=8)
    x = pair("add", g.op("Add", "add", x, conv("project", y, (8, 8, 1, 1), relu=False)), 0)
    x = pair("pool", g.op("GlobalAveragePool", "pool", x), 0)
    x = g.op("Flatten", "flatten", x, axis=1)
    scores = pair("fc", g.op("Gemm", "fc", x, *weights("fc", 5, 8), transB=1), 7)
    g.read("fc/Gemm", scores)
    return g, scores


def families():
    """Name, graph, output."""
    yield "vgg", *vgg()
    yield "resnet_basic_folded", *resnet(True)
    yield "resnet_basic", *resnet(False)
    yield "resnet_bottleneck_folded", *resnet(True, bottleneck=True)
    yield "resnet_bottleneck", *resnet(False, bottleneck=True)
    yield "resnext", *resnet(True, bottleneck=True, group=4)
    yield "densenet_folded", *densenet(True)
    yield "densenet", *densenet(False)
    yield "preactivation", *preactivation()
    yield "mobilenet_v2", *mobilenet_v2()
    yield "mobilenet_v3", *mobilenet_v3("op")
    yield "mobilenet_v3_gated", *mobilenet_v3("gated")
    yield "mobilenet_v3_spelled", *mobilenet_v3("spelled")
    yield "inception", *inception()
    yield "shufflenet", *shufflenet(False)
    yield "shufflenet_dynamic", *shufflenet(True)
    yield "convnext", *convnext(False, scale_first=False)
    yield "convnext_spelled", *convnext(True, scale_first=True)
    yield "squeezenet", *squeezenet()
    yield "efficientnet", *efficientnet()
    yield "quantized", *quantized()
