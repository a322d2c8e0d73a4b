"""The ONNX files give the values that PyTorch and ONNX Runtime gave on two photographs."""

import unittest

import numpy as np
from golden import golden_file
from networks import ACTIVATED, FOLDED, convolutions, model, run, tap


class Golden(unittest.TestCase):
    def assert_taps(self, name: str, images: str, reference: str, through: tuple[str, ...]) -> None:
        """Spatial means of every convolution within 1e-4 of the layer's largest value."""
        expected = np.load(golden_file(reference))
        layers = convolutions(model(name))
        taps = [tap(model(name), layer.output[0], through) for layer in layers]
        start = 0
        values = run(model(name), np.load(golden_file(images)), taps)
        for layer, maps in zip(layers, values, strict=True):
            means = maps.mean((2, 3))
            columns = expected[:, start : start + means.shape[1]]
            with self.subTest(layer.name):
                self.assertLess(abs(means - columns).max(), 1e-4 * abs(columns).max())
            start += means.shape[1]
        self.assertEqual(start, expected.shape[1])

    def test_lite0_logits(self):
        images = np.load(golden_file("lite0_input_nchw.npy"))
        (logits,) = run(model("efficientnet-lite0"), images, ["logits"])
        self.assertEqual(list(logits.argmax(1)), [251, 579])
        np.testing.assert_allclose(logits, np.load(golden_file("lite0_logits.npy")), atol=1e-3)

    def test_lite0_linear(self):
        self.assert_taps("efficientnet-lite0", "lite0_input_nchw.npy", "lite0_linear.npy", FOLDED)

    def test_lite0_activation(self):
        self.assert_taps(
            "efficientnet-lite0", "lite0_input_nchw.npy", "lite0_activation.npy", ACTIVATED
        )

    def test_vgg16_linear(self):
        self.assert_taps("vgg16", "vgg16_input_nhwc.npy", "vgg16_linear.npy", FOLDED)

    def test_vgg16_activation(self):
        self.assert_taps("vgg16", "vgg16_input_nhwc.npy", "vgg16_activation.npy", ACTIVATED)


if __name__ == "__main__":
    unittest.main()
