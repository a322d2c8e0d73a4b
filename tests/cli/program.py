"""Runs the program, and makes the small networks and image sets that its tests use."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

PROGRAM = os.environ.get("LEXICNN_PROGRAM", "build/release/lexicnn")


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """The program with these arguments; stdout and stderr as text, no terminal."""
    command = [PROGRAM, *(os.fspath(a) if isinstance(a, Path) else str(a) for a in arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=240, check=False, **options
    )


class ProgramTest(unittest.TestCase):
    """A fresh folder for each test, and the shape that every failure must have."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="lexicnn-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def succeed(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def fail_with(self, name: str, part: str, *arguments: object, status: int = 1) -> None:
        """Exit status, nothing on stdout, and one line on stderr: `lexicnn: error: NAME: … part …`."""
        done = run(*arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        lines = [line for line in done.stderr.splitlines() if line.startswith("lexicnn: error:")]
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertEqual(done.stderr.splitlines()[-1], lines[0], "the error is the last line")
        self.assertTrue(lines[0].startswith(f"lexicnn: error: {name}: "), lines[0])
        self.assertIn(part, lines[0])


def write_model(path: Path, size: int = 8) -> Path:
    """Two convolutions with ReLU and a dense classifier, weights from a fixed seed; input NCHW."""
    random = np.random.default_rng(1)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array((random.normal(size=shape) * 0.2).astype(np.float32), name)

    nodes = [
        helper.make_node("Conv", ["input", "w1", "b1"], ["c1"], name="first", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c1"], ["r1"], name="first_relu"),
        helper.make_node("Conv", ["r1", "w2"], ["c2"], name="block/second", strides=[2, 2]),
        helper.make_node("Relu", ["c2"], ["r2"], name="second_relu"),
        helper.make_node("GlobalAveragePool", ["r2"], ["p"], name="pool"),
        helper.make_node("Flatten", ["p"], ["f"], name="flat"),
        helper.make_node("Gemm", ["f", "w3", "b3"], ["logits"], name="classifier", transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, size, size])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [weights("w1", 5, 3, 3, 3), weights("b1", 5), weights("w2", 7, 5, 3, 3),
         weights("w3", 3, 7), weights("b3", 3)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save(model, os.fspath(path))
    return path


def write_preprocessing(path: Path, size: int = 8) -> Path:
    path.write_text(
        f'{{"size": [{size}, {size}], "resize": "squash", "interpolation": "bilinear", "channels": "rgb",'
        ' "scale": 1.0, "mean": [127, 127, 127], "std": [128, 128, 128]}'
    )
    return path


def write_images(root: Path, classes: tuple[str, ...] = ("bright", "dark", "red"), each: int = 12) -> Path:
    """Small PNGs whose classes differ in colour."""
    random = np.random.default_rng(2)
    base = {"bright": (220, 220, 220), "dark": (30, 30, 30), "red": (220, 30, 30)}
    for name in classes:
        folder = root / name
        folder.mkdir(parents=True)
        for number in range(each):
            noise = random.integers(-30, 30, size=(10, 10, 3))
            pixels = np.clip(np.array(base.get(name, (128, 128, 128))) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / f"{number:02}.png")
    return root
