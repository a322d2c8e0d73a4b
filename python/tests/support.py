"""Small matrices, networks and images that the tests share."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import lexicnn
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

PROGRAM = Path(lexicnn.__file__).parent / "bin" / "lexicnn"
CACHE = Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")


class FolderTest(unittest.TestCase):
    """A fresh folder for each test."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="lexicnn-python-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


def matrix(rows: int = 300, columns: int = 20, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Values of which 60 % are zeros, and labels a, b and c; column 3 is larger for a."""
    random = np.random.default_rng(seed)
    labels = np.array(["a", "b", "c"])[random.integers(0, 3, rows)]
    values = np.where(random.random((rows, columns)) < 0.6, 0, random.exponential(size=(rows, columns)))
    values[labels == "a", 3] += 2
    return values.astype(np.float32), labels


def write_model(path: Path, size: int = 8) -> Path:
    """Two convolutions with ReLU and a dense classifier, weights from a fixed seed; input NCHW."""
    random = np.random.default_rng(1)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array((random.normal(size=shape) * 0.2).astype(np.float32), name)

    nodes = [
        helper.make_node("Conv", ["input", "w1"], ["c1"], name="first", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"], name="first_relu"),
        helper.make_node("Conv", ["r1", "w2"], ["c2"], name="second", strides=[2, 2]),
        helper.make_node("Relu", ["c2"], ["r2"], name="second_relu"),
        helper.make_node("GlobalAveragePool", ["r2"], ["p"], name="pool"),
        helper.make_node("Flatten", ["p"], ["f"], name="flat"),
        helper.make_node("Gemm", ["f", "w3"], ["logits"], name="classifier", transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, size, size])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [weights("w1", 5, 3, 3, 3), weights("w2", 7, 5, 3, 3), weights("w3", 3, 7)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, os.fspath(path))
    return path


def write_preprocessing(path: Path, size: int = 8) -> Path:
    path.write_text(f'{{"size": [{size}, {size}], "scale": 0.00392156862745098}}')
    return path


def write_images(folder: Path, each: int = 6) -> np.ndarray:
    """PNG files of 11 × 9 pixels in the folders of two classes; returns all pixels, in their order."""
    random = np.random.default_rng(3)
    pixels = random.integers(0, 256, (2 * each, 9, 11, 3), dtype=np.uint8)
    for number, image in enumerate(pixels):
        name = folder / ("cat", "dog")[number // each] / f"{number:02}.png"
        name.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(name)
    return pixels


def run_program(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=True
    )


def run_python(source: str, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """The source in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-c", source, *map(str, arguments)], capture_output=True, text=True, check=check
    )
