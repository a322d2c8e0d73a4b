"""C++ tables, dicts and annotated matrices as pandas' and AnnData's, and back.

A table of the extension module is (index, columns), a column (name, kind, data, description).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

Column = tuple[str, str, Any, str]
Table = tuple[list[str], list[Column]]


def to_frame(table: Table) -> pd.DataFrame:
    index, columns = table
    return pd.DataFrame({name: _values(kind, data) for name, kind, data, _ in columns}, index=pd.Index(index, dtype=object))


def _values(kind: str, data: Any) -> Any:
    if kind == "text":
        return np.array(data, dtype=object)
    if kind == "bool":
        return data.view(np.bool_)
    if kind == "categorical":
        codes, categories, ordered = data
        return pd.Categorical.from_codes(codes, pd.Index(categories, dtype=object), ordered=ordered)
    return data


def from_frame(frame: pd.DataFrame) -> Table:
    """Columns of other types than text, numbers, truths and categories are left out."""
    columns = [column(str(name), frame[name]) for name in frame.columns]
    return [str(name) for name in frame.index], [each for each in columns if each is not None]


def column(name: str, values: Any) -> Column | None:
    """One column of the extension module's table; None for a type that it does not have."""
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy().astype(np.int32)
        categories = [_text(each) for each in series.cat.categories]
        return name, "categorical", (codes, categories, bool(series.cat.ordered)), ""
    if pd.api.types.is_bool_dtype(series.dtype) and not series.isna().any():
        return name, "bool", series.to_numpy(dtype=np.uint8), ""
    if pd.api.types.is_integer_dtype(series.dtype) and not series.isna().any():
        return name, "int", np.ascontiguousarray(series.to_numpy(dtype=np.int64)), ""
    if pd.api.types.is_numeric_dtype(series.dtype):
        return name, "float", np.ascontiguousarray(series.to_numpy(dtype=np.float64, na_value=np.nan)), ""
    codes, uniques = pd.factorize(series)
    if not all(isinstance(each, str) for each in uniques):
        return None
    if (codes < 0).any():
        return name, "categorical", (codes.astype(np.int32), list(uniques), False), ""
    return name, "text", [str(each) for each in series], ""


def label_column(name: str, labels: Any) -> Column:
    """Labels as a column whose categories are in the order of the classes.

    Integers ascend, text goes by its bytes, categories keep their order; a missing label is in no class.
    """
    series = labels if isinstance(labels, pd.Series) else pd.Series(np.asarray(labels) if isinstance(labels, list) else labels)
    if isinstance(series.dtype, pd.CategoricalDtype) or pd.api.types.is_float_dtype(series.dtype):
        made = column(name, series)
        assert made is not None
        return made
    codes, uniques = pd.factorize(series)
    keys = list(uniques)
    if not all(isinstance(each, (str, bool, int, np.bool_, np.integer)) for each in keys):
        raise TypeError(f"labels must be text, whole numbers, truths or categories, not {series.dtype}")
    if any(isinstance(each, str) for each in keys):
        keys = [_text(each) for each in keys]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.empty(len(order) + 1, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rank[-1] = -1  # where factorize says -1, missing
    return name, "categorical", (rank[codes], [_text(keys[place]) for place in order], False), ""


def _text(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    return str(value)


def plain(value: Any) -> Any:
    """A value of an AnnData's `uns` as the extension module takes it."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, pd.DataFrame):
        return from_frame(value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray) and value.dtype.kind in "OUT":
        return [str(each) for each in value.tolist()]
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    return value


def from_plain(value: Any) -> Any:
    """The inverse, as anndata reads it from a file."""
    if isinstance(value, dict):
        return {key: from_plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return to_frame(value)
    if isinstance(value, list):
        return np.array(value, dtype=object)
    return value


def to_anndata(parts: dict[str, Any]) -> Any:
    """The AnnData of an annotated matrix of the extension module."""
    import anndata

    return anndata.AnnData(
        X=parts["x"],
        obs=to_frame(parts["obs"]),
        var=to_frame(parts["var"]),
        layers=parts["layers"],
        uns=from_plain(parts["uns"]),
    )
