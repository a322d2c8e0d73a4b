"""A frozen TensorFlow graph, written in protobuf's wire format without TensorFlow."""

import struct

import numpy as np

import numpy_layers as layers

rng = np.random.default_rng(1805)
FLOAT, INT32 = 1, 3


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    """An integer, a float, or bytes (text, a message)."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def shape(sides):
    return b"".join(field(2, field(1, side)) for side in sides)


def tensor(array):
    kind = FLOAT if array.dtype == np.float32 else INT32
    return field(1, kind) + field(2, shape(array.shape)) + field(4, array.tobytes())


def attribute(value):
    if isinstance(value, np.ndarray):
        return field(8, tensor(value))
    if isinstance(value, list):
        return field(1, field(3, b"".join(varint(number) for number in value)))
    if isinstance(value, tuple):
        return field(7, shape(value))
    if isinstance(value, bool):
        return field(5, int(value))
    if isinstance(value, str):
        return field(2, value)
    if isinstance(value, float):
        return field(4, value)
    return field(6, value)


def node(name, kind, *inputs, **attributes):
    attributes.setdefault("T", FLOAT)
    body = field(1, name) + field(2, kind) + b"".join(field(3, each) for each in inputs)
    for key, value in attributes.items():
        body += field(5, field(1, key) + field(2, attribute(value)))
    return field(1, body)


def constant(name, array):
    kind = FLOAT if array.dtype == np.float32 else INT32
    return node(name, "Const", dtype=kind, value=array)


def saved_model(graph):
    """The folder's saved_model.pb of a graph without variables, with one signature."""
    def value(name, sides):
        return field(1, name) + field(2, field(1, f"{name}:0") + field(2, FLOAT) + field(3, shape(sides)))
    signature = (field(1, value("image", (-1, 16, 16, 3))) + field(2, value("scores", (-1, 5))) +
                 field(3, "tensorflow/serving/predict"))
    meta_graph = (field(1, field(4, "serve")) + field(2, graph) +
                  field(5, field(1, "serving_default") + field(2, signature)))
    return field(1, 1) + field(2, meta_graph)


def models():
    normal = lambda *sides: (rng.standard_normal(sides) * 0.5).astype(np.float32)
    w1, b1, w2, scale, shift, w3, b3 = (normal(3, 3, 3, 8), normal(8), normal(3, 3, 8, 1), normal(8),
                                        normal(8), normal(8, 5), normal(5))
    window = {"padding": "SAME", "data_format": "NHWC"}
    graph = b"".join([
        node("image", "Placeholder", dtype=FLOAT, shape=(-1, 16, 16, 3)),
        constant("w1", w1), constant("b1", b1), constant("w2", w2), constant("scale", scale),
        constant("shift", shift), constant("w3", w3), constant("b3", b3),
        constant("axes", np.array([1, 2], np.int32)),
        node("stem/Conv2D", "Conv2D", "image", "w1", strides=[1, 1, 1, 1], **window),
        node("stem/BiasAdd", "BiasAdd", "stem/Conv2D", "b1", data_format="NHWC"),
        node("stem/Relu6", "Relu6", "stem/BiasAdd"),
        node("dw/depthwise", "DepthwiseConv2dNative", "stem/Relu6", "w2", strides=[1, 2, 2, 1], **window),
        node("dw/mul", "Mul", "dw/depthwise", "scale"),
        node("dw/add", "AddV2", "dw/mul", "shift"),
        node("dw/Sigmoid", "Sigmoid", "dw/add"),
        node("dw/swish", "Mul", "dw/add", "dw/Sigmoid"),
        node("pool", "Mean", "dw/swish", "axes", keep_dims=False, Tidx=INT32),
        node("head/MatMul", "MatMul", "pool", "w3", transpose_a=False, transpose_b=False),
        node("head/BiasAdd", "BiasAdd", "head/MatMul", "b3", data_format="NHWC"),
        node("scores", "Softmax", "head/BiasAdd"),
    ])
    image = rng.uniform(-1, 1, (1, 16, 16, 3)).astype(np.float32)
    t1 = layers.conv(image[0].astype(np.float64), w1) + b1
    t2 = layers.relu6(t1)
    t3 = layers.depthwise(t2, w2[..., 0], 2) * scale + shift
    t4 = layers.swish(t3)
    t5 = layers.mean(t4) @ w3 + b3
    activation = [layers.mean(t2), layers.mean(t4), t5]
    linear = [layers.mean(t1), layers.mean(t3), t5]
    yield "frozen.pb", graph, image, activation, linear
    yield "saved/saved_model.pb", saved_model(graph), image, activation, linear
