"""Reads tensors from PyTorch's old (pre-zip) .pth format without torch; runs nothing of the file.

The format: four pickles (magic number, protocol version, sizes, the object), a pickled list of
storage keys, then each storage as a little-endian 64-bit count and its raw values. A pickle may
call whatever it can name; here it can name four things, and everything else raises ForbiddenGlobal.
"""

import pickle
from collections import OrderedDict
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

import numpy as np

from tools.cache import ToolError

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001


class PickleError(ToolError):
    """The file is not what it should be."""


class ForbiddenGlobal(PickleError):
    """The pickle names something that tensors do not need."""


class _Sealed:
    """Refuses the one opcode (BUILD) with which a pickle could set its own values on an object."""

    def __setstate__(self, _state: Any) -> None:
        raise PickleError("the file changes an object that it must not change")


@dataclass
class _Storage(_Sealed):
    """A flat run of values that tensors are views of; empty until its bytes are read."""

    dtype: np.dtype
    count: int
    values: np.ndarray = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class _View(_Sealed):
    """A tensor as the pickle describes it, before the storages are read."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def to_array(self) -> np.ndarray:
        if 0 in self.shape:
            return np.empty(self.shape, self.storage.dtype)
        extents = zip(self.shape, self.strides, strict=True)
        last = self.offset + sum((size - 1) * stride for size, stride in extents)
        if last >= self.storage.count:
            raise PickleError("a tensor reaches outside its storage")
        view = np.lib.stride_tricks.as_strided(
            self.storage.values[self.offset :],
            self.shape,
            [stride * self.storage.dtype.itemsize for stride in self.strides],
        )
        return np.ascontiguousarray(view).reshape(self.shape)


def _rebuild_tensor(storage: Any, offset: Any, shape: Any, strides: Any, *_ignored: Any) -> _View:
    numbers = (offset, *shape, *strides)
    if not isinstance(storage, _Storage) or len(shape) != len(strides):
        raise PickleError("a tensor without a storage, a shape or strides")
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise PickleError("a tensor whose offset, shape or strides are not whole numbers")
    return _View(storage, offset, tuple(shape), tuple(strides))


# What the pickle may name. A storage type is no more than its name, which tells the values' type.
_DTYPES: dict[str, np.dtype] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch", "FloatStorage"): "FloatStorage",
    ("torch", "LongStorage"): "LongStorage",
}


class RestrictedUnpickler(pickle.Unpickler):
    """Knows the names in `_ALLOWED` and no other."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, encoding="utf-8")
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise ForbiddenGlobal(f"refused: the file names {module}.{name}") from None

    def persistent_load(self, pid: Any) -> _Storage:
        match pid:
            case ("storage", str() as kind, str() as key, str(), int() as count, None):
                if dtype := _DTYPES.get(kind):
                    return self.storages.setdefault(key, _Storage(dtype, count))
        raise PickleError(f"unknown kind of storage: {pid!r}")


def _load(file: BinaryIO) -> tuple[Any, dict[str, _Storage]]:
    """Loads one pickle from where the file stands; returns it and the storages that it names."""
    unpickler = RestrictedUnpickler(file)
    try:
        return unpickler.load(), unpickler.storages
    except ToolError:
        raise
    except Exception as error:  # a damaged pickle can raise nearly anything
        raise PickleError(f"not a readable pickle: {error}") from error


def _read_storages(file: BinaryIO, storages: dict[str, _Storage]) -> None:
    keys, _ = _load(file)
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise PickleError("no list of storages")
    if sorted(keys) != sorted(storages):
        raise PickleError("the list of storages does not match the tensors")
    for key in keys:
        storage = storages[key]
        count = int.from_bytes(file.read(8), "little")
        content = file.read(count * storage.dtype.itemsize) if count == storage.count else b""
        if count != storage.count or len(content) != count * storage.dtype.itemsize:
            raise PickleError(f"storage {key} is cut off or has another size than its tensors say")
        storage.values = np.frombuffer(content, storage.dtype)


def load_tensors(content: bytes) -> dict[str, np.ndarray]:
    """Reads a state dictionary: name → array, in the file's order."""
    file = BytesIO(content)
    if _load(file)[0] != MAGIC_NUMBER or _load(file)[0] != PROTOCOL_VERSION:
        raise PickleError("not a file of PyTorch's old format")
    sizes, _ = _load(file)
    if not isinstance(sizes, dict) or sizes.get("little_endian") is not True:
        raise PickleError("values are not little-endian")
    state, storages = _load(file)
    if not isinstance(state, OrderedDict) or not all(
        isinstance(name, str) and isinstance(view, _View) for name, view in state.items()
    ):
        raise PickleError("not a dictionary of tensors")
    _read_storages(file, storages)
    if file.read(1):
        raise PickleError("there is more in the file than its storages")
    return {name: view.to_array() for name, view in state.items()}
