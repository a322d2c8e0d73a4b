"""Small networks in channels-last: tf2onnx's operators, and a frozen TensorFlow graph."""

import numpy as np

import numpy_layers as layers
from family_graph import Graph
from tensorflow_models import FLOAT, INT32, constant, node


def tf2onnx():
    """A Transpose at the input, SAME padding spelled out (one more row and column at the end), batch norm
    as its own operator or as Mul and Add, biases as Add, squeeze-excite over Squeeze and Reshape."""
    g = Graph(31, 32, opset=13, channels_last=True)

    def conv(path, x, channels, kernel=1, **window):
        pads = [0, 0, 1, 1] if window.get("stride") == 2 else None
        return g.conv(path, x, channels, kernel, bias=False, pads=pads, **window)

    def swish(path, x):
        return g.op("Mul", f"{path}/mul", x, g.op("Sigmoid", path, x))

    def shift(path, x, *sides, scale=0.3):
        return g.op("Add", path, x, g.normal(f"{path}.shift", *sides, scale=scale))

    def block(path, x, channels):
        into, wide = channels
        linear = g.batch_norm(f"{path}/expand_bn", conv(f"{path}/expand", x, (into, wide)), wide, 1e-3)
        y = swish(f"{path}/expand_activation", linear)
        g.read(f"{path}/expand/Conv", linear, y)
        y = conv(f"{path}/dwconv", y, (wide, wide), 3, group=wide)
        linear = shift(f"{path}/bn", g.op("Mul", f"{path}/bn", y, g.normal(f"{path}.scale", 1, wide, 1, 1)),
                       1, wide, 1, 1)
        y = swish(f"{path}/activation", linear)
        g.read(f"{path}/dwconv/Conv", linear, y)
        gate = g.op("GlobalAveragePool", f"{path}/se_squeeze", y)
        gate = g.op("Squeeze", f"{path}/se_squeeze", gate, g.constant(f"{path}.axes", [2, 3], np.int64))
        gate = g.op("Reshape", f"{path}/se_reshape", gate, g.constant(f"{path}.sides", [-1, wide, 1, 1], np.int64))
        linear = shift(f"{path}/se_reduce/BiasAdd", conv(f"{path}/se_reduce", gate, (wide, 4)), 1, 4, 1, 1)
        gate = swish(f"{path}/se_reduce", linear)
        g.read(f"{path}/se_reduce/Conv", linear, gate)
        linear = shift(f"{path}/se_expand/BiasAdd", conv(f"{path}/se_expand", gate, (4, wide)), 1, wide, 1, 1)
        gate = g.op("Sigmoid", f"{path}/se_expand", linear)
        g.read(f"{path}/se_expand/Conv", linear, gate)
        y = conv(f"{path}/project", g.op("Mul", f"{path}/se_excite", y, gate), (wide, into))
        y = g.batch_norm(f"{path}/project_bn", y, into, 1e-3)
        g.read(f"{path}/project/Conv", y)
        return g.op("Add", f"{path}/add", y, x)

    x = g.op("Transpose", "stem_conv", "image", perm=[0, 3, 1, 2])
    linear = g.batch_norm("stem_bn", conv("stem_conv", x, (3, 8), 3, stride=2), 8, 1e-3)
    x = g.op("Clip", "stem_relu6", linear, g.constant("low", 0), g.constant("high", 6))
    g.read("stem_conv/Conv", linear, x)
    for i in range(2):
        x = block(f"block{i}", x, (8, 16))
    x = g.op("Transpose", "top_conv", conv("top_conv", x, (8, 12), 3, stride=2), perm=[0, 2, 3, 1])
    linear = shift("top_conv/BiasAdd", x, 12)
    x = g.op("LeakyRelu", "top_activation", linear, alpha=0.2)
    g.read("top_conv/Conv", linear, x, axis=-1)
    x = g.op("ReduceMean", "avg_pool", x, axes=[1, 2], keepdims=0)
    for name, into, out in (("dense", 12, 10), ("predictions", 10, 5)):
        x = g.op("MatMul", name, x, g.normal(f"{name}.weight", into, out, scale=into ** -0.5))
        linear = shift(f"{name}/BiasAdd", x, out)
        x = g.op("Relu", name, linear) if name == "dense" else linear
        g.read(f"{name}/MatMul", linear, x)
    return g, g.op("Softmax", "predictions", x, axis=1)


def residual_graph():
    """Keras' ResNet with a hard swish spelled out, frozen. Values are NumPy's: name of the layer, its two
    maps."""
    rng = np.random.default_rng(32)
    parts = [node("image", "Placeholder", dtype=FLOAT, shape=(-1, 20, 20, 3))]
    image = rng.uniform(-1, 1, (1, 20, 20, 3)).astype(np.float32)
    window = {"padding": "SAME", "data_format": "NHWC"}
    values = []

    def add(name, kind, *inputs, **attributes):
        parts.append(node(name, kind, *inputs, **attributes))
        return name

    def weights(name, array):
        parts.append(constant(name, array.astype(np.float32)))
        return array.astype(np.float32).astype(np.float64)

    def conv_norm(name, x, x_value, out, stride):
        kernel = weights(f"{name}/kernel", rng.standard_normal((3, 3, x_value.shape[-1], out)) * 0.2)
        gamma, variance = (weights(f"{name}/{each}", rng.uniform(0.5, 1.5, out)) for each in ("gamma", "variance"))
        beta, mean = (weights(f"{name}/{each}", rng.standard_normal(out) * 0.3) for each in ("beta", "mean"))
        add(f"{name}/Conv2D", "Conv2D", x, f"{name}/kernel", strides=[1, stride, stride, 1], **window)
        bn = add(f"{name}/bn", "FusedBatchNormV3", f"{name}/Conv2D",
                 *(f"{name}/{each}" for each in ("gamma", "beta", "mean", "variance")), U=FLOAT, epsilon=1e-3,
                 is_training=False, data_format="NHWC")
        y = layers.conv(x_value, kernel, stride)
        return bn, (y - mean) / np.sqrt(variance + 1e-3) * gamma + beta

    def relu(name, x, value):
        return add(name, "Relu", x), np.maximum(value, 0)

    def hard_swish(name, x, value):
        three, sixth = weights(f"{name}/three", np.array(3.0)), weights(f"{name}/sixth", np.array(1 / 6))
        shifted = add(f"{name}/add", "AddV2", x, f"{name}/three")
        clipped = add(f"{name}/relu6", "Relu6", shifted)
        gate = add(f"{name}/mul", "Mul", clipped, f"{name}/sixth")
        return add(f"{name}/swish", "Mul", x, gate), value * layers.relu6(value + three) * sixth

    x, v = conv_norm("stem", "image", image[0].astype(np.float64), 8, 2)
    linear = v
    x, v = relu("stem/relu", x, v)
    values.append(("stem/Conv2D", linear, v))
    for i in range(2):
        y, w = conv_norm(f"block{i}/1", x, v, 8, 1)
        linear = w
        y, w = hard_swish(f"block{i}/1/act", y, w)
        values.append((f"block{i}/1/Conv2D", linear, w))
        y, w = conv_norm(f"block{i}/2", y, w, 8, 1)
        values.append((f"block{i}/2/Conv2D", w, w))
        x, v = relu(f"block{i}/out", add(f"block{i}/add", "AddV2", x, y), v + w)
    parts.append(constant("axes", np.array([1, 2], np.int32)))
    pool = add("pool", "Mean", x, "axes", keep_dims=False, Tidx=INT32)
    kernel, bias = weights("head/kernel", rng.standard_normal((8, 5))), weights("head/bias", rng.standard_normal(5))
    scores = add("head/MatMul", "MatMul", pool, "head/kernel", transpose_a=False, transpose_b=False)
    add("scores", "Softmax", add("head/BiasAdd", "BiasAdd", scores, "head/bias", data_format="NHWC"))
    scores = layers.mean(v) @ kernel + bias
    values.append(("head/MatMul", scores, scores))
    return b"".join(parts), image, values


def families():
    yield "tf2onnx", *tf2onnx()
