"""Finds the reference values that other implementations made; they are not part of the project."""

import os
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]


def golden_file(name: str) -> Path:
    """The file in $LEXICNN_GOLDEN, else in ../shared/golden beside the repository; else skips."""
    folder = Path(os.environ.get("LEXICNN_GOLDEN") or ROOT.parent / "shared" / "golden")
    if not (folder / name).is_file():
        raise unittest.SkipTest(
            f"no reference values: {name} is in neither $LEXICNN_GOLDEN nor ../shared/golden"
        )
    return folder / name
