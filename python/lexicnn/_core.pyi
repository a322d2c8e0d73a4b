"""The C++ stages of lexicnn. Internal: use the package lexicnn."""

from collections.abc import Sequence
import os
from typing import Annotated, Any

import numpy
from numpy.typing import NDArray


def error_kinds() -> list[str]:
    """The names of all kinds of errors."""

def option_structs() -> dict:
    """Name, meaning, range and default of the options of every stage."""

class Source:
    """A matrix that the stages read, feature by feature."""

    @property
    def rows(self) -> int: ...

    @property
    def features(self) -> int: ...

    @property
    def is_file(self) -> bool: ...

    def obs(self) -> Any: ...

    def var(self) -> Any: ...

    def uns(self) -> Any: ...

def dense(array: object) -> Source:
    """A matrix of floats, of any strides, without a copy."""

def sparse(values: object, row_of: object, starts: object, rows: int) -> Source:
    """A sparse matrix by column (CSC), without a copy."""

def open_matrix(path: str | os.PathLike, sparse_bytes: int) -> Source:
    """The X of an .h5ad file, or a .npy file."""

class Scores:
    """Scores of classes and features, and their selection."""

    @staticmethod
    def read(path: str | os.PathLike) -> Scores: ...

    def write(self, path: str | os.PathLike, overwrite: bool) -> None: ...

    def grid(self, name: str) -> Any:
        """A read-only class × feature array, without a copy."""

    def grid_names(self) -> list[str]: ...

    def classes(self) -> Any: ...

    def features(self) -> Any: ...

    def has_null(self) -> bool: ...

    def has_selection(self) -> bool: ...

    def select(self, options: dict) -> Scores: ...

    def selected(self) -> Any: ...

    def noise_threshold(self) -> Any: ...

    def profile(self, options: dict) -> Any: ...

    def describe(self, name: str, is_feature: bool, options: dict) -> Any: ...

    def annotated(self) -> Any: ...

def score(source: Source, obs: object, by: str, features: object, options: dict, comparison: dict, activations: dict, threads: int, progress: object | None) -> Scores: ...

def layers(model: str | os.PathLike, options: dict) -> Any: ...

def extract_files(model: str | os.PathLike, images: dict, options: dict, output: str | os.PathLike, overwrite: bool, threads: int, progress: object | None) -> Any: ...

def extract_folder(model: str | os.PathLike, images: str | os.PathLike, options: dict, output: str | os.PathLike, overwrite: bool, threads: int, progress: object | None) -> Any: ...

def extract_array(model: str | os.PathLike, pixels: Annotated[NDArray[numpy.uint8], dict(shape=(None, None, None, 3), order='C', device='cpu', writable=False)], options: dict, threads: int, progress: object | None) -> Any: ...

def fit_embedding(source: Source, features: object, options: dict, threads: int) -> Any: ...

def embed(source: Source, mean: Sequence[float], std: Sequence[float], options: dict, threads: int) -> Any: ...

def report(scores: Scores, output: str | os.PathLike, overwrite: bool, source: Source | None, obs: object | None, provenance: object | None, images: str | os.PathLike, vectors: Annotated[NDArray[numpy.float32], dict(shape=(None, None), order='C', device='cpu', writable=False)] | None, map_obs: object | None, map_source: str, evaluations: Sequence[tuple[str, str]], options: dict, threads: int, progress: object | None) -> tuple: ...
