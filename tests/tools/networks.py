"""The two models as the tests see them: their nodes, and the values inside."""

from functools import cache

import numpy as np
import onnx
import onnxruntime

from tools.cache import cache_dir
from tools.models.make import make

FOLDED = ("BatchNormalization",)
ACTIVATED = (*FOLDED, "Clip", "Relu")


@cache
def model(name: str) -> onnx.ModelProto:
    """The model from the cache, made if it is not there; its SHA-256 is that of the table."""
    return onnx.load(make(name, cache_dir()))


def convolutions(network: onnx.ModelProto) -> list[onnx.NodeProto]:
    return [node for node in network.graph.node if node.op_type == "Conv"]


def tap(network: onnx.ModelProto, tensor: str, through: tuple[str, ...]) -> str:
    """Follows a tensor through operators of these types while it has just one reader."""
    while True:
        readers = [node for node in network.graph.node if tensor in node.input]
        if len(readers) != 1 or readers[0].op_type not in through:
            return tensor
        tensor = readers[0].output[0]


def run(network: onnx.ModelProto, images: np.ndarray, tensors: list[str]) -> list[np.ndarray]:
    """The values of these tensors for the images."""
    tapped = onnx.ModelProto()
    tapped.CopyFrom(network)
    known = {output.name for output in tapped.graph.output}
    for tensor in dict.fromkeys(tensors):
        if tensor not in known:
            tapped.graph.output.append(onnx.ValueInfoProto(name=tensor))
    session = onnxruntime.InferenceSession(tapped.SerializeToString())
    return session.run(tensors, {"input": images})
