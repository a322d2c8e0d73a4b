"""The score stage: every feature for every class."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ._load import core
from ._matrix import open_matrix
from ._scores import Scores

#: Called as progress(stage, done, total), some times a second and at the end.
ProgressCallback = Callable[[str, int, int], object]


def score(
    X: Any,
    labels: Any = None,
    *,
    features: Any = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    reference: str | None = None,
    one_vs_one: bool = False,
    nulls: int = 100,
    feature_null: bool = False,
    bootstrap: int = 0,
    seed: int = 1,
    memory: int | str = 1 << 30,
    panel: bool = False,
    panel_top: int = 60,
    threads: int = 0,
    progress: ProgressCallback | None = None,
) -> Scores:
    """Scores every feature for every class against the rest: signed KS, AUC, p-values, noise.

    Arrays of float16, float32 and float64 are read where they are, in any order of their axes, and so are sparse
    matrices by column (CSC); other sparse forms and integers are converted first. The numbers do not depend on
    threads, memory or the form of the matrix, and are those of the command ``lexicnn score``. Ctrl-C stops the work.

    Args:
        X: images × features: a NumPy array, a pandas DataFrame, a SciPy sparse matrix, an AnnData, or the path of
            an ``.h5ad`` or ``.npy`` file.
        labels: a label a row: text, whole numbers, truths or a Categorical, whose missing values are in no class
            but in the rest of each; or the name of a column of obs (default ``"class"``).
        features: names of the columns, or a DataFrame of them with a column ``layer`` by which the null is pooled;
            by default those of ``X``.
        groups: classes of classes to score too: name → members.
        reference: compare with this class, not with the rest.
        one_vs_one: compare every two classes, the earlier with the later; draws no null.
        nulls: random relabellings with the real class sizes R, 0 to 1,000,000; 0 = none.
        feature_null: keep quantiles of each feature's own null too, for ``select(null="feature")``.
        bootstrap: random halves of the images B, for intervals and tests in ``profile``, 0 to 100,000; 0 = none.
        seed: seed of the random classes and halves, 0 to 9,223,372,036,854,775,807.
        memory: most memory for what scoring itself holds: bytes, or text such as ``"512MiB"``; 1 MiB or more.
        panel: other measures too: one-sided p, class selectivity (CCMAS), precision at k.
        panel_top: images that the panel's precision looks at, 1 or more.
        threads: worker threads; 0 = one per hardware thread.
        progress: called as ``progress(stage, done, total)`` in this thread; what it raises stops the work.

    Raises:
        InvalidInputError: lengths that differ, an unknown column, labels that cannot name classes.
        NotFiniteError: a NaN or an infinity, naming row and feature.
        OneClassError: one class only.
        InvalidOptionError: an option out of its range.
    """
    matrix, by = open_matrix(X, labels, features)
    options = {
        "nulls": nulls,
        "feature_null": feature_null,
        "bootstrap": bootstrap,
        "seed": seed,
        "memory": memory,
        "panel": panel,
        "panel_top": panel_top,
    }
    comparison = {
        "groups": {name: list(members) for name, members in (groups or {}).items()},
        "reference": reference or "",
        "one_vs_one": one_vs_one,
    }
    scored = core.score(
        matrix.source, matrix.obs, by, matrix.features, options, comparison, matrix.provenance, threads, progress
    )
    return Scores(scored)


class KSResult(NamedTuple):
    """Signed two-sample KS of K classes, each against the rest, for F features."""

    #: K names
    classes: npt.NDArray[np.object_]
    #: K × F in [-1, 1]: above 0 where the class has larger values
    signed_ks: npt.NDArray[np.float64]
    #: K × F: the smallest value at which it is reached
    location: npt.NDArray[np.float64]
    #: K × F: log10 of the two-sided p-value
    log10_p: npt.NDArray[np.float64]
    #: K × F: P(class > rest) + P(class = rest) / 2
    auc: npt.NDArray[np.float64]


def ks_all_classes(
    X: Any, labels: Any, *, threads: int = 0, progress: ProgressCallback | None = None
) -> KSResult:
    """Exact signed two-sample Kolmogorov-Smirnov of every column for every class against the rest.

    One sort of a column serves all classes; ties count exactly. ``abs(signed_ks)`` is the statistic of
    ``scipy.stats.ks_2samp``.

    Args:
        X: samples × features, as :func:`score` takes it.
        labels: a label a row, as :func:`score` takes them.
        threads: worker threads; 0 = one per hardware thread.
        progress: called as ``progress(stage, done, total)``.

    Raises:
        InvalidInputError, NotFiniteError, OneClassError: as :func:`score` does.
    """
    scores = score(X, labels, nulls=0, threads=threads, progress=progress)
    names = np.array(scores.classes.index, dtype=object)
    return KSResult(names, scores.signed_ks, scores.location, scores.log10_p, scores.auc)


def read_scores(path: str | os.PathLike[str]) -> Scores:
    """The scores of a file that ``lexicnn score``, ``lexicnn select`` or :meth:`Scores.write` made.

    Raises:
        FileMissingError, InvalidFileError: naming what is wrong.
    """
    return Scores(core.Scores.read(path))
