"""Compares files of two runs: every dataset and attribute, but for what tells of the run itself."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

from program import ProgramTest


def contents(path: Path) -> dict[str, bytes]:
    """Every dataset and attribute, but for what tells of the run itself."""
    out: dict[str, bytes] = {}

    def visit(name: str, item: h5py.Dataset | h5py.Group) -> None:
        if name in ("uns/lexicnn/command_line", "uns/lexicnn/capture/streams", "uns/lexicnn/capture/layers"):
            return
        out[name] = np.asarray(item[()]).tobytes() if isinstance(item, h5py.Dataset) and item.dtype != object else (
            repr(item[()]).encode() if isinstance(item, h5py.Dataset) and item.shape == () else
            repr(item[:].tolist()).encode() if isinstance(item, h5py.Dataset) else b"")
        for key in item.attrs:
            out[f"{name}@{key}"] = repr(item.attrs[key]).encode()

    with h5py.File(path) as file:
        file.visititems(visit)
    return out


class SameFilesTest(ProgramTest):
    def same(self, one: Path, other: Path, besides: str = "") -> None:
        """But for the command line, and one more element where an option must differ."""
        ours, theirs = contents(one), contents(other)
        self.assertEqual(sorted(ours), sorted(theirs))
        theirs.pop(besides, None)
        for name, value in theirs.items():
            self.assertEqual(ours[name], value, name)
        self.succeed("validate", one)
