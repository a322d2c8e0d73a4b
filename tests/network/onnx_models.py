"""ONNX models in the patterns that exporters write, with the values ONNX Runtime finds at the taps."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from family_graph import tensors_of

rng = np.random.default_rng(1803)


def initializer(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def normal(name, *shape):
    return initializer(name, rng.standard_normal(shape) * 0.5)


def node(kind, inputs, output, name="", **attributes):
    return helper.make_node(kind, inputs.split(), [output], name=name, **attributes)


def make(nodes, initializers, shape, output, axes, opset=17):
    graph = helper.make_graph(
        nodes, "graph",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, axes)],
        initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def means(model, image, tensors):
    """Mean over all axes but the first two of each tensor, computed with the tensors made outputs."""
    values = tensors_of(model, image, tensors)
    return [values[t].astype(np.float64).mean(axis=tuple(range(2, values[t].ndim)))[0] for t in tensors]


def plain():
    """A node without a name, one name twice, a transposed convolution, Gemm, and an output that is a
    layer's own."""
    nodes = [
        node("Conv", "image w1 b1", "t1", pads=[1, 1, 1, 1]),
        node("Relu", "t1", "t2"),
        node("Conv", "t2 w2", "t3", "block/conv", pads=[1, 1, 1, 1], group=2),
        node("BatchNormalization", "t3 gamma beta mean var", "t4", "block/bn"),
        node("Clip", "t4 low high", "t5", "block/clip"),
        node("Conv", "t5 w3 b3", "t6", "block/conv", group=6),
        node("Sigmoid", "t6", "t7"),
        node("Mul", "t6 t7", "t8", "silu"),
        node("ConvTranspose", "t8 w4 b4", "t9", "up:1", strides=[2, 2]),
        node("PRelu", "t9 slope", "t10", "prelu"),
        node("GlobalAveragePool", "t10", "t11"),
        node("Flatten", "t11", "t12"),
        node("Gemm", "t12 w5 b5", "t13", "fc", transB=1),
        node("Dropout", "t13", "t13d", "dropout"),
        node("LeakyRelu", "t13d", "t14", "leaky"),
        node("MatMul", "t14 w6", "scores", "last"),
    ]
    weights = [
        normal("w1", 4, 3, 3, 3), normal("b1", 4), normal("w2", 6, 2, 3, 3), normal("gamma", 6),
        normal("beta", 6), normal("mean", 6), initializer("var", rng.uniform(0.5, 1.5, 6)),
        initializer("low", 0), initializer("high", 6), normal("w3", 6, 1, 3, 3), normal("b3", 6),
        normal("w4", 6, 5, 2, 2), normal("b4", 5), normal("slope", 5, 1, 1), normal("w5", 7, 5),
        normal("b5", 7), normal("w6", 7, 3),
    ]
    model = make(nodes, weights, ["batch", 3, 12, 12], "scores", ["batch", 3])
    return (model, (1, 3, 12, 12), ["t2", "t5", "t8", "t10", "t14", "scores"],
            ["t1", "t4", "t6", "t9", "t13", "scores"])


def quantized():
    """Quantise/dequantise pairs as ONNX Runtime's static quantisation writes them. The steps are powers
    of two, so that both engines round the same numbers."""
    def pair(value, output, scale):
        return [node("QuantizeLinear", f"{value} {scale} zero", f"{output}_q", f"{output}/quantize"),
                node("DequantizeLinear", f"{output}_q {scale} zero", output, f"{output}/dequantize")]
    nodes = [
        *pair("image", "x", "s"),
        node("Conv", "x w1 b1", "t1", "conv1", pads=[1, 1, 1, 1]),
        node("Relu", "t1", "t2", "relu1"),
        *pair("t2", "t3", "s"),
        node("Conv", "t3 w2 b2", "t4", "conv2"),
        *pair("t4", "t5", "s"),
        node("Relu", "t5", "out", "relu2"),
    ]
    grid = lambda *shape: rng.integers(-8, 9, shape) / 16
    weights = [initializer("s", 2.0 ** -5), initializer("zero", 128, np.uint8),
               initializer("w1", grid(4, 3, 3, 3)), initializer("b1", grid(4)),
               initializer("w2", grid(5, 4, 1, 1)), initializer("b2", grid(5))]
    return (make(nodes, weights, [1, 3, 8, 8], "out", [1, 5, 8, 8]), (1, 3, 8, 8), ["t3", "out"], ["t1", "t5"])


def squeezenet_head():
    """A 1×1 convolution as classifier: rectified, then averaged."""
    nodes = [
        node("Conv", "image w1 b1", "t1", "fire"),
        node("Relu", "t1", "t2", "fire_relu"),
        node("Conv", "t2 w2 b2", "t3", "classifier"),
        node("Relu", "t3", "t4", "classifier_relu"),
        node("GlobalAveragePool", "t4", "t5", "pool"),
        node("Flatten", "t5", "scores", "flatten"),
    ]
    weights = [normal("w1", 4, 3, 3, 3), normal("b1", 4), normal("w2", 6, 4, 1, 1), normal("b2", 6)]
    return (make(nodes, weights, [1, 3, 9, 9], "scores", [1, 6]), (1, 3, 9, 9), ["t2", "t4"], ["t1", "t3"])


def models():
    for name, build in (("plain.onnx", plain), ("quantized.onnx", quantized),
                        ("squeezenet.onnx", squeezenet_head)):
        model, shape, activation, linear = build()
        image = rng.uniform(-1, 1, shape).astype(np.float32)
        yield (name, model.SerializeToString(), image, means(model, image, activation),
               means(model, image, linear))
