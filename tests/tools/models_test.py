"""The ONNX files have the promised shapes and names, and come out the same every time."""

import re
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
from networks import convolutions, model

from tools.cache import ToolError, sha256_of
from tools.models.efficientnet_lite0 import build, same_padding
from tools.models.make import MODELS, make

ROOT = Path(__file__).parents[2]


class Shape(unittest.TestCase):
    def input_shape(self, name: str) -> list[object]:
        dims = model(name).graph.input[0].type.tensor_type.shape.dim
        return [dim.dim_param or dim.dim_value for dim in dims]

    def channels(self, name: str) -> dict[str, int]:
        weights = {one.name: one.dims for one in model(name).graph.initializer}
        return {node.name: weights[node.input[1]][0] for node in convolutions(model(name))}

    def test_lite0(self):
        self.assertEqual(self.input_shape("efficientnet-lite0"), ["batch", 3, 224, 224])
        channels = self.channels("efficientnet-lite0")
        self.assertEqual((len(channels), sum(channels.values())), (49, 21_008))
        self.assertEqual(list(channels)[:2], ["stem_conv", "blocks_0_depthwise_conv"])
        self.assertEqual(list(channels)[-2:], ["blocks_15_project_conv", "head_conv"])

    def test_vgg16(self):
        self.assertEqual(self.input_shape("vgg16"), ["batch", 224, 224, 3])
        channels = self.channels("vgg16")
        self.assertEqual((len(channels), sum(channels.values())), (13, 4_224))
        for name in channels:
            self.assertTrue(re.fullmatch(r"block[1-5]_conv[1-3]", name), name)

    def test_vgg16_has_the_original_weights(self):
        weights = {one.name: one for one in model("vgg16").graph.initializer}
        first = onnx.numpy_helper.to_array(weights[convolutions(model("vgg16"))[0].input[1]])
        expected = [0.42947057, 0.11727387, 0.03401296]
        np.testing.assert_array_equal(first[:3, 0, 0, 0], np.float32(expected))

    def test_preprocessing_is_recorded(self):
        for name, preset in (("efficientnet-lite0", "lite"), ("vgg16", "caffe")):
            properties = {one.key: one.value for one in model(name).metadata_props}
            self.assertEqual(properties["lexicnn_preprocess"], preset)


class Known(unittest.TestCase):
    def test_lexicnn_knows_the_files_by_these_hashes(self):
        sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("src/**/*.cpp"))
        for name in MODELS:
            self.assertIn(MODELS[name].sha256, sources, name)


class Making(unittest.TestCase):
    def test_same_padding_is_tensorflows(self):
        self.assertEqual(same_padding(3, 1), [1, 1, 1, 1])
        self.assertEqual(same_padding(3, 2), [0, 0, 1, 1])
        self.assertEqual(same_padding(5, 2), [1, 1, 2, 2])

    def test_made_again_the_bytes_are_the_same(self):
        for name in MODELS:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"{name}.onnx"
                path.write_bytes(b"cut off")  # replaced: its SHA-256 is not the recorded one
                make(name, Path(folder))
                self.assertEqual(sha256_of(path), MODELS[name].sha256)
                self.assertEqual(list(Path(folder).iterdir()), [path])

    def test_a_missing_weight_is_named(self):
        with self.assertRaisesRegex(ToolError, "_conv_stem.weight"):
            build({})


if __name__ == "__main__":
    unittest.main()
