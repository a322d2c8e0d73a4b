"""Writes small networks of the usual families, and what an independent engine finds at both taps.

    make_families.py FOLDER

For each MODEL: FOLDER/MODEL (the file), MODEL.layers.txt (a layer a line: name, channels),
MODEL.image.npy (one image, as the input wants it) and MODEL.TAP.POOL.npy (all layers' features, in the
order of the layers' file). ONNX values are ONNX Runtime's, the others' NumPy's.
"""

import sys
from pathlib import Path

import numpy as np

import keras_families
import lite_models
import torch_families
from family_graph import pooled, tensors_of


def onnx_values(graph, model, image):
    """Name, linear and activation map of each layer, and the axis of their channels."""
    tensors = tensors_of(model, image, [t for r in graph.readings for t in (r.linear, r.activation)])
    return [(r.layer, tensors[r.linear], tensors[r.activation], r.axis) for r in graph.readings]


def write(folder, name, data, image, values):
    (folder / name).write_bytes(data)
    np.save(folder / f"{name}.image.npy", image.astype(np.float32))
    lines = [f"{layer}\t{linear.shape[axis]}\n" for layer, linear, _, axis in values]
    (folder / f"{name}.layers.txt").write_text("".join(lines))
    for tap, place in (("linear", 1), ("activation", 2)):
        for pool in ("mean", "max"):
            rows = [pooled(each[place], each[3], pool) for each in values]
            np.save(folder / f"{name}.{tap}.{pool}.npy", np.concatenate(rows).astype(np.float32))


def main(folder: Path) -> None:
    for families in (torch_families.families(), keras_families.families()):
        for name, graph, output in families:
            model, image = graph.model(output), graph.image()
            write(folder, f"{name}.onnx", model.SerializeToString(), image, onnx_values(graph, model, image))
    for name, (data, image, values) in (("residual.pb", keras_families.residual_graph()),
                                        ("residual.tflite", lite_models.quantized_residual())):
        write(folder, name, data, image, [(*each, -1) for each in values])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
