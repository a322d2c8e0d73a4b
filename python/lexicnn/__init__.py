"""What every feature of a convolutional network says about every class of your images.

The names below are loaded when they are first used; ``lexicnn.sklearn`` and ``lexicnn.tl`` need scikit-learn and
scanpy's AnnData only then.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import errors, sklearn, tl
    from ._extract import extract, layers
    from ._report import report
    from ._score import KSResult, ks_all_classes, read_scores, score
    from ._scores import Description, Profile, Scores
    from .errors import Error

__all__ = [
    "Description",
    "Error",
    "KSResult",
    "Profile",
    "Scores",
    "__version__",
    "errors",
    "extract",
    "ks_all_classes",
    "layers",
    "read_scores",
    "report",
    "score",
    "sklearn",
    "tl",
]

_MODULE_OF = {
    "Description": "._scores",
    "Error": ".errors",
    "KSResult": "._score",
    "Profile": "._scores",
    "Scores": "._scores",
    "extract": "._extract",
    "ks_all_classes": "._score",
    "layers": "._extract",
    "read_scores": "._score",
    "report": "._report",
    "score": "._score",
}

__version__: str


def __getattr__(name: str) -> Any:
    if name in ("errors", "sklearn", "tl"):
        return import_module(f".{name}", __name__)
    if name == "__version__":
        return import_module("._load", __name__).core.__version__
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
