"""Writes small models in the formats that lexicnn reads, and what an independent engine finds in them.

    make_models.py FOLDER

For each MODEL: FOLDER/MODEL (the file), MODEL.image.npy (one image, as the input wants it) and
MODEL.activation.npy, MODEL.linear.npy (all layers' means at the two taps, in order). ONNX values are
ONNX Runtime's, the others' NumPy's.
"""

import sys
from pathlib import Path

import numpy as np

import lite_models
import onnx_models
import tensorflow_models


def main(folder: Path) -> None:
    for module in (onnx_models, tensorflow_models, lite_models):
        for name, data, image, activation, linear in module.models():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
            np.save(folder / f"{name}.image.npy", image.astype(np.float32))
            for tap, rows in (("activation", activation), ("linear", linear)):
                np.save(folder / f"{name}.{tap}.npy", np.concatenate(rows).astype(np.float32))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
