"""TensorFlow Lite models, written as flatbuffers without TensorFlow: in floats, and quantised to int8."""

import flatbuffers
import numpy as np

import numpy_layers as layers

rng = np.random.default_rng(1807)
# From the format's schema: tensor types, operators, option tables, padding, fused activations.
TYPES = {np.dtype(np.float32): 0, np.dtype(np.int32): 2, np.dtype(np.int8): 9}
ADD, CONV, DEPTHWISE, DEQUANTIZE, DENSE, MEAN, QUANTIZE = 0, 3, 4, 6, 9, 40, 114
CONV_OPTIONS, DEPTHWISE_OPTIONS, DENSE_OPTIONS, ADD_OPTIONS, REDUCER_OPTIONS = 1, 2, 8, 11, 27
DEQUANTIZE_OPTIONS, QUANTIZE_OPTIONS = 46, 88
SAME, RELU, RELU6 = 0, 1, 3


class Model:
    """Collects tensors and operators; `finish` gives the file."""

    def __init__(self):
        self.builder = flatbuffers.Builder(0)
        self.buffers = [None]
        self.tensors = []
        self.operators = []
        self.codes = []

    def table(self, *slots):
        """(slot, how, value, default): how is a Prepend…Slot of the builder, e.g. "Int32"."""
        self.builder.StartObject(max(slot for slot, *_ in slots) + 1)
        for slot, how, value, default in slots:
            getattr(self.builder, f"Prepend{how}Slot")(slot, value, default)
        return self.builder.EndObject()

    def offsets(self, values):
        self.builder.StartVector(4, len(values), 4)
        for value in reversed(values):
            self.builder.PrependUOffsetTRelative(value)
        return self.builder.EndVector()

    def vector(self, values, dtype=np.int32):
        return self.builder.CreateNumpyVector(np.asarray(values, dtype))

    def tensor(self, name, shape, dtype, data=None, scale=None, zero=0, axis=0):
        """`scale` a number, or one for each place on `axis`."""
        buffer = 0
        if data is not None:
            buffer = len(self.buffers)
            self.buffers.append(np.ascontiguousarray(data, dtype).tobytes())
        slots = [(0, "UOffsetTRelative", self.vector(shape), 0), (1, "Int8", TYPES[np.dtype(dtype)], 0),
                 (2, "Uint32", buffer, 0), (3, "UOffsetTRelative", self.builder.CreateString(name), 0)]
        if scale is not None:
            scales = np.atleast_1d(scale)
            slots.append((4, "UOffsetTRelative", self.table(
                (2, "UOffsetTRelative", self.vector(scales, np.float32), 0),
                (3, "UOffsetTRelative", self.vector([zero] * len(scales), np.int64), 0),
                (6, "Int32", axis, 0)), 0))
        self.tensors.append(self.table(*slots))
        return len(self.tensors) - 1

    def operator(self, code, options_type, options, inputs, output):
        if code not in self.codes:
            self.codes.append(code)
        self.operators.append(self.table(
            (0, "Uint32", self.codes.index(code), 0),
            (1, "UOffsetTRelative", self.vector(inputs), 0),
            (2, "UOffsetTRelative", self.vector([output]), 0),
            (3, "Uint8", options_type, 0), (4, "UOffsetTRelative", self.table(*options), 0)))

    def conv(self, inputs, output, activation):
        self.operator(CONV, CONV_OPTIONS,
                      [(0, "Int8", SAME, 0), (1, "Int32", 1, 0), (2, "Int32", 1, 0),
                       (3, "Int8", activation, 0), (4, "Int32", 1, 0), (5, "Int32", 1, 0)], inputs, output)

    def depthwise(self, inputs, output, activation):
        self.operator(DEPTHWISE, DEPTHWISE_OPTIONS,
                      [(0, "Int8", SAME, 0), (1, "Int32", 1, 0), (2, "Int32", 1, 0), (3, "Int32", 1, 0),
                       (4, "Int8", activation, 0), (5, "Int32", 1, 0), (6, "Int32", 1, 0)], inputs, output)

    def mean(self, inputs, output):
        self.operator(MEAN, REDUCER_OPTIONS, [(0, "Bool", 0, 1)], inputs, output)

    def dense(self, inputs, output, activation=0):
        self.operator(DENSE, DENSE_OPTIONS, [(0, "Int8", activation, 0)], inputs, output)

    def add(self, inputs, output):
        self.operator(ADD, ADD_OPTIONS, [(0, "Int8", 0, 1)], inputs, output)

    def quantize(self, value, output):
        self.operator(QUANTIZE, QUANTIZE_OPTIONS, [(0, "Int8", 0, 1)], [value], output)

    def dequantize(self, value, output):
        self.operator(DEQUANTIZE, DEQUANTIZE_OPTIONS, [(0, "Int8", 0, 1)], [value], output)

    def finish(self, inputs, outputs):
        graph = self.table((0, "UOffsetTRelative", self.offsets(self.tensors), 0),
                           (1, "UOffsetTRelative", self.vector(inputs), 0),
                           (2, "UOffsetTRelative", self.vector(outputs), 0),
                           (3, "UOffsetTRelative", self.offsets(self.operators), 0))
        codes = [self.table((0, "Int8", code, 0), (2, "Int32", 1, 0), (3, "Int32", code, 0))
                 for code in self.codes]
        buffers = []
        for data in self.buffers:
            if data is None:
                buffers.append(self.table((0, "UOffsetTRelative", 0, 0)))
            else:
                self.builder.StartVector(1, len(data), 16)
                self.builder.head -= len(data)
                self.builder.Bytes[self.builder.head:self.builder.head + len(data)] = data
                vector = self.builder.EndVector()
                buffers.append(self.table((0, "UOffsetTRelative", vector, 0)))
        model = self.table((0, "Uint32", 3, 0), (1, "UOffsetTRelative", self.offsets(codes), 0),
                           (2, "UOffsetTRelative", self.offsets([graph]), 0),
                           (4, "UOffsetTRelative", self.offsets(buffers), 0))
        self.builder.Finish(model, file_identifier=b"TFL3")
        return bytes(self.builder.Output())


def in_floats():
    normal = lambda *sides: (rng.standard_normal(sides) * 0.5).astype(np.float32)
    w1, b1, w2, b2, w3, b3 = (normal(6, 3, 3, 3), normal(6), normal(1, 3, 3, 6), normal(6), normal(4, 6),
                              normal(4))
    model = Model()
    image = model.tensor("image", [1, 10, 10, 3], np.float32)
    constants = [model.tensor(f"constant{i}", value.shape, value.dtype, value)
                 for i, value in enumerate((w1, b1, w2, b2, w3, b3, np.array([1, 2], np.int32)))]
    t1 = model.tensor("net/stem/Relu6;net/stem/BiasAdd;net/stem/Conv2D", [1, 10, 10, 6], np.float32)
    t2 = model.tensor("net/dw", [1, 10, 10, 6], np.float32)
    t3 = model.tensor("net/pool", [1, 6], np.float32)
    t4 = model.tensor("net/head/MatMul;net/head/BiasAdd", [1, 4], np.float32)
    model.conv([image, constants[0], constants[1]], t1, RELU6)
    model.depthwise([t1, constants[2], constants[3]], t2, 0)
    model.mean([t2, constants[6]], t3)
    model.dense([t3, constants[4], constants[5]], t4)

    x = rng.uniform(-1, 1, (1, 10, 10, 3)).astype(np.float32)
    v1 = layers.conv(x[0].astype(np.float64), w1.transpose(1, 2, 3, 0)) + b1
    v2 = layers.depthwise(layers.relu6(v1), w2[0]) + b2
    v4 = layers.mean(v2) @ w3.T + b3
    return ("floats.tflite", model.finish([image], [t4]), x,
            [layers.mean(layers.relu6(v1)), layers.mean(v2), v4], [layers.mean(v1), layers.mean(v2), v4])


def quantized():
    """int8 values and weights, int32 biases; steps are powers of two, so that rounding is exact."""
    w1, b1 = rng.integers(-20, 21, (6, 3, 3, 3)), rng.integers(-200, 201, 6)
    w2, b2 = rng.integers(-20, 21, (1, 3, 3, 6)), rng.integers(-200, 201, 6)
    step, weight_step = 2.0 ** -5, 2.0 ** -6
    model = Model()
    image = model.tensor("image", [1, 10, 10, 3], np.int8, scale=step)
    constants = [
        model.tensor("w1", w1.shape, np.int8, w1, weight_step),
        model.tensor("b1", b1.shape, np.int32, b1, step * weight_step),
        model.tensor("w2", w2.shape, np.int8, w2, weight_step),
        model.tensor("b2", b2.shape, np.int32, b2, step * weight_step),
    ]
    t1 = model.tensor("stem", [1, 10, 10, 6], np.int8, scale=step, zero=-64)
    t2 = model.tensor("dw", [1, 10, 10, 6], np.int8, scale=step)
    model.conv([image, constants[0], constants[1]], t1, RELU6)
    model.depthwise([t1, constants[2], constants[3]], t2, 0)

    # The input is the codes themselves.
    x = rng.integers(-32, 33, (1, 10, 10, 3))
    code = lambda value, zero: (np.clip(np.round(value / step) + zero, -128, 127) - zero) * step
    v1 = layers.conv(x[0] * step, w1.transpose(1, 2, 3, 0) * weight_step) + b1 * step * weight_step
    a1 = code(layers.relu6(v1), -64)
    # The model's output is codes: what is tapped is the value before it becomes one.
    v2 = layers.depthwise(a1, w2[0] * weight_step) + b2 * step * weight_step
    return ("quantized.tflite", model.finish([image], [t2]), x, [layers.mean(a1), layers.mean(v2)],
            [layers.mean(v1), layers.mean(v2)])


def quantized_residual():
    """int8 with a scale a channel, as the converter writes it: floats in, Quantize; convolution, depthwise,
    a residual Add, mean, dense; Dequantize, floats out. Steps are powers of two, weights even and biases
    odd: sums are exact and never halfway between two codes, where engines round in ways of their own.
    Gives the file, an image, and each layer's name and two maps."""
    rng = np.random.default_rng(33)
    model, step = Model(), 2.0 ** -5
    values = []

    def codes(value, zero):
        assert np.abs(value / step % 1 - 0.5).min() > 1e-3, "halfway between two codes"
        return (np.clip(np.round(value / step) + zero, -128, 127) - zero) * step

    def constants(name, shape, axis, sums):
        """Weights and bias of a layer; `sums` values go into each of its outputs."""
        scale = 2.0 ** -rng.integers(5, 8, shape[axis])
        w = 2 * (rng.integers(-30, 31, shape) // int(sums ** 0.5))
        b = 2 * rng.integers(-150, 150, shape[axis]) + 1
        tensors = [model.tensor(f"{name}/weights", shape, np.int8, w, scale, axis=axis),
                   model.tensor(f"{name}/bias", [shape[axis]], np.int32, b, scale * step)]
        spread = [1] * len(shape)
        spread[axis] = -1
        return tensors, w * scale.reshape(spread), b * scale * step

    def activation(name, sides, zero=0):
        return model.tensor(name, sides, np.int8, scale=step, zero=zero)

    image = model.tensor("image", [1, 12, 12, 3], np.float32)
    x = ((rng.integers(-64, 64, (1, 12, 12, 3)) + 0.3) * step).astype(np.float32)
    t0 = activation("quantized_image", [1, 12, 12, 3])
    model.quantize(image, t0)
    v = codes(x[0].astype(np.float64), 0)

    tensors, w, b = constants("stem", (8, 3, 3, 3), 0, 27)
    t1 = activation("net/stem/Conv2D", [1, 12, 12, 8], -64)
    model.conv([t0, *tensors], t1, RELU6)
    linear = layers.conv(v, w.transpose(1, 2, 3, 0)) + b
    v1 = codes(layers.relu6(linear), -64)
    values.append(("net/stem/Conv2D", linear, v1))

    tensors, w, b = constants("dw", (1, 3, 3, 8), 3, 9)
    t2 = activation("net/dw/depthwise", [1, 12, 12, 8], -128)
    model.depthwise([t1, *tensors], t2, RELU)
    linear = layers.depthwise(v1, w[0]) + b
    v2 = codes(np.maximum(linear, 0), -128)
    values.append(("net/dw/depthwise", linear, v2))

    tensors, w, b = constants("project", (8, 1, 1, 8), 0, 8)
    t3 = activation("net/project/Conv2D", [1, 12, 12, 8], 3)
    model.conv([t2, *tensors], t3, 0)
    v3 = codes(layers.conv(v2, w.transpose(1, 2, 3, 0)) + b, 3)
    values.append(("net/project/Conv2D", v3, v3))

    t4 = activation("net/add", [1, 12, 12, 8])
    model.add([t1, t3], t4)
    v4 = codes(v1 + v3, 0)
    axes = model.tensor("axes", [2], np.int32, np.array([1, 2], np.int32))
    t5 = activation("net/mean", [1, 8])
    model.mean([t4, axes], t5)
    v5 = codes(layers.mean(v4), 0)

    tensors, w, b = constants("dense", (6, 8), 0, 8)
    t6 = activation("net/dense/MatMul", [1, 6], -128)
    model.dense([t5, *tensors], t6, RELU)
    linear = v5 @ w.T + b
    v6 = codes(np.maximum(linear, 0), -128)
    values.append(("net/dense/MatMul", linear, v6))

    tensors, w, b = constants("head", (5, 6), 0, 6)
    t7 = activation("net/head/MatMul", [1, 5], 7)
    model.dense([t6, *tensors], t7)
    v7 = codes(v6 @ w.T + b, 7)
    values.append(("net/head/MatMul", v7, v7))
    out = model.tensor("scores", [1, 5], np.float32)
    model.dequantize(t7, out)
    return model.finish([image], [out]), x, values


def models():
    yield in_floats()
    yield quantized()
