"""Whatever holds a matrix, as what the stages read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ._load import core
from ._tables import Table, from_frame, label_column, plain
from .errors import InvalidInputError

#: Most memory for bringing a sparse .h5ad stored by row into column order.
_SPARSE_BYTES = 1 << 31


@dataclass
class Matrix:
    """A matrix to score: rows are images, columns features."""

    source: core.Source
    obs: Table
    features: Table
    #: uns["lexicnn"] of the activations, or empty
    provenance: dict[str, Any]


def floats(values: Any) -> Any:
    """An array or sparse matrix of native floats: itself where it is one, else a copy.

    Truths and integers up to 16 bits become float32, wider integers float64, as in files.
    """
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind == "f" and size <= 8:
        return values if values.dtype.isnative else values.astype(values.dtype.newbyteorder("="))
    if kind == "b" or (kind in "iu" and size <= 2):
        return values.astype(np.float32)
    if kind in "iu":
        return values.astype(np.float64)
    raise InvalidInputError(f"a matrix of {values.dtype} cannot be scored: give numbers")


def source_of(values: Any) -> core.Source:
    """Arrays of any strides, and CSC matrices, are read where they are; other sparse ones are converted."""
    if hasattr(values, "tocsc"):
        sparse = floats(values).tocsc()
        if not sparse.has_canonical_format:
            sparse = sparse.copy()
            sparse.sum_duplicates()
        wide = sparse.indptr.dtype.itemsize == 8 or sparse.indices.dtype.itemsize == 8
        index = np.int64 if wide else np.int32
        return core.sparse(
            np.ascontiguousarray(sparse.data),
            sparse.indices.astype(index, copy=False),
            sparse.indptr.astype(index, copy=False),
            sparse.shape[0],
        )
    array = floats(np.asarray(values))
    if array.ndim != 2:
        raise InvalidInputError(f"the matrix has {array.ndim} axes: give one of two, images × features")
    usable = array.flags.aligned and all(
        stride >= 0 and stride % array.itemsize == 0 for stride in array.strides
    )
    return core.dense(array if usable else np.ascontiguousarray(array))


def numbered(count: int) -> list[str]:
    return [str(place) for place in range(count)]


def open_matrix(X: Any, labels: Any, features: Any) -> tuple[Matrix, str]:
    """The matrix with its labels in a column of obs, and that column's name."""
    if isinstance(X, (str, os.PathLike)):
        matrix = _of_file(Path(X))
    elif hasattr(X, "obs") and hasattr(X, "var_names"):
        matrix = _of_anndata(X)
    elif isinstance(X, pd.DataFrame):
        matrix = _of_array(X.to_numpy(), [str(name) for name in X.columns])
    else:
        matrix = _of_array(X, None)
    if features is not None:
        matrix.features = features_table(features, matrix.source.features)
    by = labels if isinstance(labels, str) else "class"
    if isinstance(labels, str) or labels is None:
        return matrix, by
    column = label_column(by, labels)
    size = len(column[2][0]) if column[1] == "categorical" else len(column[2])
    if size != matrix.source.rows:
        raise InvalidInputError(f"there are {size} labels for {matrix.source.rows} rows: give one a row")
    matrix.obs = (numbered(size), [column])
    return matrix, by


def features_table(features: Any, count: int) -> Table:
    table = from_frame(features) if isinstance(features, pd.DataFrame) else ([str(name) for name in features], [])
    if len(table[0]) != count:
        raise InvalidInputError(f"there are {len(table[0])} feature names for {count} columns: give one a column")
    return table


def _of_file(path: Path) -> Matrix:
    source = core.open_matrix(path, _SPARSE_BYTES)
    if not source.is_file:
        return Matrix(source, (numbered(source.rows), []), (numbered(source.features), []), {})
    return Matrix(source, source.obs(), source.var(), _activations(source.uns()))


def _of_anndata(data: Any) -> Matrix:
    if getattr(data, "isbacked", False):
        raise InvalidInputError("the AnnData is backed by a file: give the file's path, or data.to_memory()")
    return Matrix(source_of(data.X), from_frame(data.obs), from_frame(data.var), _activations(plain(dict(data.uns))))


def _activations(uns: dict[str, Any]) -> dict[str, Any]:
    """What the scores' file keeps of the activations' own facts: all but the images one by one."""
    facts = uns.get("lexicnn", {})
    if not isinstance(facts, dict) or facts.get("kind") != "activations":
        return {}
    return {key: value for key, value in facts.items() if key not in ("ledger", "images_root")}


def _of_array(values: Any, names: list[str] | None) -> Matrix:
    source = source_of(values)
    return Matrix(source, (numbered(source.rows), []), (names or numbered(source.features), []), {})
