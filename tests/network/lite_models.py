"""TensorFlow Lite models, written as flatbuffers without TensorFlow: in floats, and quantised to int8."""

import flatbuffers
import numpy as np

import numpy_layers as layers

rng = np.random.default_rng(1807)
# From the format's schema: tensor types, operators, option tables, padding, fused activations.
TYPES = {np.dtype(np.float32): 0, np.dtype(np.int32): 2, np.dtype(np.int8): 9}
CONV, DEPTHWISE, DENSE, MEAN = 3, 4, 9, 40
CONV_OPTIONS, DEPTHWISE_OPTIONS, DENSE_OPTIONS, REDUCER_OPTIONS = 1, 2, 8, 27
SAME, RELU6 = 0, 3


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

    def tensor(self, name, shape, dtype, data=None, scale=None, zero=0):
        buffer = 0
        if data is not None:
            buffer = len(self.buffers)
            self.buffers.append(np.ascontiguousarray(data, dtype).tobytes())
        slots = [(0, "UOffsetTRelative", self.vector(shape), 0), (1, "Int8", TYPES[np.dtype(dtype)], 0),
                 (2, "Uint32", buffer, 0), (3, "UOffsetTRelative", self.builder.CreateString(name), 0)]
        if scale is not None:
            slots.append((4, "UOffsetTRelative", self.table(
                (2, "UOffsetTRelative", self.vector([scale], np.float32), 0),
                (3, "UOffsetTRelative", self.vector([zero], np.int64), 0)), 0))
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

    def dense(self, inputs, output):
        self.operator(DENSE, DENSE_OPTIONS, [(0, "Int8", 0, 1)], inputs, output)

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


def models():
    yield in_floats()
    yield quantized()
