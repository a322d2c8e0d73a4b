"""Tools in scanpy's manner: results in the place and form that its functions read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._score import ProgressCallback, score
from ._scores import Scores
from .errors import InvalidInputError

__all__ = ["rank_features"]


def rank_features(
    adata: Any,
    groupby: str,
    *,
    groups: str | Sequence[str] = "all",
    use_raw: bool | None = None,
    layer: str | None = None,
    n_genes: int | None = None,
    key_added: str = "rank_genes_groups",
    threads: int = 0,
    progress: ProgressCallback | None = None,
) -> None:
    """Ranks all features for each group by the signed KS against all other rows, the strongest presence first.

    Writes ``adata.uns[key_added]`` in the form of ``scanpy.tl.rank_genes_groups``, so that
    ``sc.pl.rank_genes_groups`` and ``sc.get.rank_genes_groups_df`` read it: ``names``, ``scores`` (the signed KS),
    ``pvals``, ``pvals_adj`` (Benjamini and Hochberg, over the features of a group) and ``logfoldchanges`` (of means,
    for data that are log(1 + x)).

    Args:
        adata: observations × features.
        groupby: a categorical, text or whole-number column of ``adata.obs``.
        groups: the groups to rank; every group is compared with all other rows in any case.
        use_raw: rank ``adata.raw``; by default where there is one and no ``layer`` is named, as in scanpy.
        layer: rank this layer in place of X.
        n_genes: features a group that are written; all by default.
        key_added: where in ``uns``.
        threads: worker threads; 0 = one per hardware thread.
        progress: called as ``progress(stage, done, total)``.

    Raises:
        InvalidInputError: no such column, layer or group.
        NotFiniteError, OneClassError: as :func:`lexicnn.score` does.
    """
    if groupby not in adata.obs:
        raise InvalidInputError(f"there is no column {groupby!r} in obs (columns: {', '.join(map(str, adata.obs))})")
    if use_raw is None:
        use_raw = layer is None and adata.raw is not None
    if use_raw and (layer is not None or adata.raw is None):
        raise InvalidInputError("use_raw=True needs adata.raw, and no layer")
    if layer is not None and layer not in adata.layers:
        raise InvalidInputError(f"there is no layer {layer!r} (layers: {', '.join(adata.layers)})")
    holder = adata.raw if use_raw else adata
    matrix = adata.layers[layer] if layer is not None else holder.X
    scores = score(matrix, adata.obs[groupby], features=holder.var_names, nulls=0, threads=threads, progress=progress)
    all_groups = list(scores.classes.index)
    chosen = all_groups if isinstance(groups, str) and groups == "all" else [str(name) for name in groups]
    for name in chosen:
        if name not in all_groups:
            raise InvalidInputError(f"there is no group {name!r} in {groupby!r} (groups: {', '.join(all_groups)})")
    adata.uns[key_added] = {
        "params": {
            "groupby": groupby,
            "reference": "rest",
            "method": "lexicnn signed KS",
            "use_raw": use_raw,
            "layer": layer,
            "corr_method": "benjamini-hochberg",
        },
        **_ranked(scores, chosen, n_genes),
    }


def _ranked(scores: Scores, chosen: list[str], count: int | None) -> dict[str, np.recarray[Any, Any]]:
    names = np.array(scores.features.index, dtype=object)
    places = [scores.classes.index.get_loc(name) for name in chosen]
    columns: dict[str, list[np.ndarray[Any, Any]]] = {
        "names": [], "scores": [], "pvals": [], "pvals_adj": [], "logfoldchanges": []
    }
    change = _log_fold_change(scores)
    for place in places:
        order = np.argsort(-scores.signed_ks[place], kind="stable")[:count]
        p = 10.0 ** scores.log10_p[place]
        columns["names"].append(names[order])
        columns["scores"].append(scores.signed_ks[place][order].astype(np.float32))
        columns["pvals"].append(p[order])
        columns["pvals_adj"].append(_benjamini_hochberg(p)[order])
        columns["logfoldchanges"].append(change[place][order].astype(np.float32))
    return {key: _records(values, chosen) for key, values in columns.items()}


def _records(values: list[np.ndarray[Any, Any]], names: list[str]) -> np.recarray[Any, Any]:
    """One field a group."""
    types = np.dtype([(name, column.dtype) for name, column in zip(names, values, strict=True)])
    return np.rec.fromarrays(values, dtype=types)


def _log_fold_change(scores: Scores) -> np.ndarray[Any, Any]:
    """log2 of the ratio of means, undone log(1 + x), with scanpy's 1e-9 against zeros."""
    classes, features = scores.classes, scores.features
    n, m = classes["n"].to_numpy()[:, None], classes["m"].to_numpy()[:, None]
    inside = scores.class_mean
    outside = ((n + m) * features["mean"].to_numpy() - n * inside) / m
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        change: np.ndarray[Any, Any] = np.log2((np.expm1(inside) + 1e-9) / (np.expm1(outside) + 1e-9))
    return change


def _benjamini_hochberg(p: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    order = np.argsort(p)[::-1]
    steps = p[order] * len(p) / np.arange(len(p), 0, -1)
    out = np.empty_like(p)
    out[order] = np.minimum(np.minimum.accumulate(steps), 1)
    return out
