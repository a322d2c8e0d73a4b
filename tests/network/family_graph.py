"""Writes an ONNX graph node by node, and what ONNX Runtime finds where the writer says a layer is read."""

from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


@dataclass
class Reading:
    """Where the two taps of a layer must read: tensors of the graph, and their axis of channels."""

    layer: str
    linear: str
    activation: str
    axis: int


class Graph:
    """Nodes are named /PATH/Operator and tensors /PATH/Operator_output_0, as PyTorch's exporter does."""

    def __init__(self, seed, sides, opset=17, channels_last=False, batch="batch"):
        self.rng = np.random.default_rng(seed)
        self.shape = [batch, sides, sides, 3] if channels_last else [batch, 3, sides, sides]
        self.opset = opset
        self.nodes = []
        self.weights = {}
        self.readings = []

    def op(self, kind, path, *inputs, outputs=1, **attributes):
        """Adds a node and gives its output, or the list of its outputs."""
        name = f"/{path}/{kind}"
        results = [f"{name}_output_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), results, name=name, **attributes))
        return results[0] if outputs == 1 else results

    def constant(self, name, values, dtype=np.float32):
        self.weights[name] = numpy_helper.from_array(np.asarray(values, dtype), name)
        return name

    def normal(self, name, *shape, scale=1.0):
        return self.constant(name, self.rng.standard_normal(shape) * scale)

    def conv(self, path, x, channels, kernel=1, stride=1, group=1, bias=True, pads=None):
        """`channels` (in, out); `kernel` a side or (rows, columns); padded by half of it."""
        into, out = channels
        sides = (kernel, kernel) if isinstance(kernel, int) else kernel
        fan = into // group * sides[0] * sides[1]
        inputs = [x, self.normal(f"{path}.weight", out, into // group, *sides, scale=(2 / fan) ** 0.5)]
        if bias:
            inputs.append(self.normal(f"{path}.bias", out, scale=0.3))
        half = [side // 2 for side in sides]
        return self.op("Conv", path, *inputs, dilations=[1, 1], group=group, kernel_shape=list(sides),
                       pads=pads or half + half, strides=[stride, stride])

    def batch_norm(self, path, x, channels, epsilon=1e-5):
        rng = self.rng
        values = {"weight": rng.uniform(0.5, 1.5, channels), "bias": rng.standard_normal(channels) * 0.3,
                  "running_mean": rng.standard_normal(channels) * 0.3,
                  "running_var": rng.uniform(0.5, 1.5, channels)}
        inputs = [self.constant(f"{path}.{name}", each) for name, each in values.items()]
        return self.op("BatchNormalization", path, x, *inputs, epsilon=epsilon, momentum=0.9)

    def gemm(self, path, x, units):
        into, out = units
        return self.op("Gemm", path, x, self.normal(f"{path}.weight", out, into, scale=into ** -0.5),
                       self.normal(f"{path}.bias", out, scale=0.3), alpha=1.0, beta=1.0, transB=1)

    def read(self, layer, linear, activation=None, axis=1):
        """Says what the taps of the layer /`layer` mean; `activation` None: no nonlinearity follows."""
        self.readings.append(Reading(f"/{layer}", linear, activation or linear, axis))

    def model(self, output):
        kept = [self.weights[name] for name in dict.fromkeys(i for n in self.nodes for i in n.input)
                if name in self.weights]
        graph = helper.make_graph(
            self.nodes, "main_graph",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, self.shape)],
            [helper.make_empty_tensor_value_info(output)], kept)
        graph = onnx.shape_inference.infer_shapes(
            helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=9))
        onnx.checker.check_model(graph)
        return graph

    def image(self):
        """Values in [-1, 1), none near the middle of two multiples of 2⁻⁵ (a quantised input's codes)."""
        return ((self.rng.integers(-32, 32, [1, *self.shape[1:]]) + 0.3) / 32).astype(np.float32)


def tensors_of(model, image, tensors):
    """The tensors' values, computed by ONNX Runtime with them made outputs and nothing optimised."""
    probed = onnx.ModelProto()
    probed.CopyFrom(model)
    for each in probed.graph.node:
        each.name = ""  # ONNX Runtime refuses a name that repeats
    del probed.graph.output[:]
    for tensor in dict.fromkeys(tensors):
        probed.graph.output.append(helper.make_empty_tensor_value_info(tensor))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(probed.SerializeToString(), options,
                                           providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, {"image": image})))


def pooled(value, axis, pool):
    """One number a channel, in double."""
    value = np.moveaxis(value.astype(np.float64), axis, -1)
    return getattr(value.reshape(-1, value.shape[-1]), pool)(axis=0)
