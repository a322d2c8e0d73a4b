"""Weights are read without running what a file asks for, and a damaged file is a named error."""

import io
import os
import pickle
import tempfile
import unittest
from collections import OrderedDict
from pathlib import Path

import numpy as np

from tools.models.restricted_pickle import (
    MAGIC_NUMBER,
    PROTOCOL_VERSION,
    ForbiddenGlobal,
    PickleError,
    load_tensors,
)

# A file of the old format is written by hand: pickles that name torch's globals, without torch.
VALUES = np.arange(6, dtype="<f4")


class Global:
    """Pickles as a reference to module.name; called, it pickles as a call of it."""

    def __init__(self, name: str) -> None:
        self.name = name


class Pickler(pickle._Pickler):
    """Python's own pickler, which can be told to write a global that is not there."""

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Global):
            self.write(b"c" + value.name.replace(" ", "\n").encode() + b"\n")
        elif isinstance(value, Call):
            self.save(value.function)
            self.save(value.arguments)
            self.write(b"R")
        elif isinstance(value, Change):
            self.save(value.value)
            self.save(value.attributes)
            self.write(b"b")
        else:
            super().save(value, save_persistent_id)

    def persistent_id(self, value):
        return value.pid if isinstance(value, StorageId) else None


class Change:
    """Pickles as a value whose attributes are then set (BUILD)."""

    def __init__(self, value, **attributes) -> None:
        self.value = value
        self.attributes = attributes


class Call:
    def __init__(self, function, *arguments) -> None:
        self.function = function
        self.arguments = arguments


class StorageId:
    def __init__(self, *pid) -> None:
        self.pid = pid


def dump(value) -> bytes:
    file = io.BytesIO()
    Pickler(file, 2).dump(value)
    return file.getvalue()


def tensor(shape=(2, 3), strides=(3, 1), offset=0, count=6, kind="torch FloatStorage"):
    storage = StorageId("storage", Global(kind), "7", "cpu", count, None)
    rebuild = Global("torch._utils _rebuild_tensor_v2")
    return Call(rebuild, storage, offset, shape, strides, False, OrderedDict())


def weights_file(state, values=VALUES, keys=("7",), tail=b"") -> bytes:
    head = [MAGIC_NUMBER, PROTOCOL_VERSION, {"little_endian": True}, state, list(keys)]
    storage = len(values).to_bytes(8, "little") + values.tobytes()
    return b"".join(map(dump, head)) + storage + tail


class ReadsTensors(unittest.TestCase):
    def test_shape_and_strides(self):
        state = OrderedDict(plain=tensor())
        state["turned"] = tensor((3, 2), (1, 3))
        state["part"] = tensor((2,), (1,), 4)
        tensors = load_tensors(weights_file(state))
        np.testing.assert_array_equal(tensors["plain"], VALUES.reshape(2, 3))
        np.testing.assert_array_equal(tensors["turned"], VALUES.reshape(2, 3).T)
        np.testing.assert_array_equal(tensors["part"], VALUES[4:])
        self.assertEqual(list(tensors), ["plain", "turned", "part"])

    def test_scalar_of_long_storage(self):
        state = OrderedDict(steps=tensor((), (), 0, 1, "torch LongStorage"))
        steps = load_tensors(weights_file(state, np.array([9], "<i8")))["steps"]
        self.assertEqual((steps.shape, steps.dtype, int(steps)), ((), np.int64, 9))


class RefusesWhatRuns(unittest.TestCase):
    def test_os_system_is_refused_and_not_run(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = Path(folder) / "ran"
            state = OrderedDict(weight=Call(Global("os system"), f"touch {trace}"))
            with self.assertRaisesRegex(ForbiddenGlobal, r"os\.system"):
                load_tensors(weights_file(state))
            self.assertFalse(trace.exists())

    def test_pickle_of_an_object_with_reduce(self):
        class Malicious:
            def __reduce__(self):
                return os.system, ("true",)

        content = b"".join(map(dump, [MAGIC_NUMBER, PROTOCOL_VERSION])) + pickle.dumps(Malicious())
        with self.assertRaises(ForbiddenGlobal):
            load_tensors(content)

    def test_builtins_and_dotted_names_are_refused(self):
        for name in ("builtins eval", "collections OrderedDict.__class__", "torch load"):
            with self.subTest(name), self.assertRaises(ForbiddenGlobal):
                load_tensors(weights_file(OrderedDict(weight=Call(Global(name), "1"))))

    def test_changed_objects_are_refused(self):
        storage = StorageId("storage", Global("torch FloatStorage"), "7", "cpu", 6, None)
        for changed in (Change(tensor(), strides=(-8, 1)), Change(storage, count=99)):
            with self.assertRaisesRegex(PickleError, "must not change"):
                load_tensors(weights_file(OrderedDict(weight=changed)))


class RefusesDamage(unittest.TestCase):
    def assert_refused(self, content: bytes, reason: str) -> None:
        with self.assertRaisesRegex(PickleError, reason):
            load_tensors(content)

    def test_not_a_pickle(self):
        self.assert_refused(b"", "pickle")
        self.assert_refused(b"\x89PNG\r\n\x1a\n", "")
        self.assert_refused(dump(1), "old format")

    def test_cut_off(self):
        content = weights_file(OrderedDict(weight=tensor()))
        self.assert_refused(content[:-1], "cut off")
        for length in range(len(content)):
            with self.subTest(length), self.assertRaises(PickleError):
                load_tensors(content[:length])

    def test_more_than_the_storages(self):
        content = weights_file(OrderedDict(weight=tensor()), tail=b"x")
        self.assert_refused(content, "more in the file")

    def test_tensor_outside_its_storage(self):
        for wrong in (tensor((7,), (1,)), tensor((2, 3), (4, 1)), tensor(offset=1)):
            self.assert_refused(weights_file(OrderedDict(weight=wrong)), "outside")

    def test_negative_stride(self):
        state = OrderedDict(weight=tensor((2,), (-1,), 1))
        self.assert_refused(weights_file(state), "whole numbers")

    def test_storage_of_another_size(self):
        for count in (5, 7):
            state = OrderedDict(weight=tensor(count=count))
            self.assert_refused(weights_file(state), "another size")

    def test_keys_that_do_not_match(self):
        for keys in ((), ("8",), ("7", "7")):
            content = weights_file(OrderedDict(weight=tensor()), keys=keys)
            self.assert_refused(content, "does not match")

    def test_not_a_dictionary_of_tensors(self):
        self.assert_refused(weights_file([1, 2]), "not a dictionary")
        self.assert_refused(weights_file(OrderedDict(weight=3)), "not a dictionary")


if __name__ == "__main__":
    unittest.main()
