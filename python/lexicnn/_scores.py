"""Scores of classes and features, and what is asked of them."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ._load import core
from ._svg import profile_svg
from ._tables import to_anndata, to_frame
from .errors import InvalidInputError


class _Told:
    """A result that C++ wrote as text and as JSON."""

    def __init__(self, text: str, told: str) -> None:
        self._text, self._json = text, told

    @property
    def data(self) -> dict[str, Any]:
        """All fields by name, as the command prints them with ``--json``; NaN is None."""
        parsed: dict[str, Any] = json.loads(self._json)
        return parsed

    def __str__(self) -> str:
        return self._text


class Profile(_Told):
    """How each layer of a network behaves over all classes.

    ``table`` has a row a layer (``layer:NAME``), then the depth bands (``band:NAME``), then ``network:all``; its
    columns are those of ``layers.csv`` (docs/profile.md). ``str`` gives the command's table; a notebook shows the
    layers as a figure.
    """

    def __init__(self, parts: tuple[Any, str, str]) -> None:
        table, *told = parts
        super().__init__(*told)
        #: one row a layer, band, and the network
        self.table: pd.DataFrame = to_frame(table)

    def __repr__(self) -> str:
        return f"<lexicnn.Profile of {len(self.data['layers'])} layers>"

    def _repr_html_(self) -> str:
        return profile_svg(self.data["layers"])


class Description(_Told):
    """Statements about a class or a feature: ``str`` gives the command's text, ``data`` all fields by name."""

    def __init__(self, parts: tuple[str, str]) -> None:
        super().__init__(*parts)

    __repr__ = _Told.__str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self._text)}</pre>"


class Scores:
    """Scores of K classes × F features, from :func:`lexicnn.score` or :func:`lexicnn.read_scores`.

    Every number of a pair is a K × F float64 array by name: ``signed_ks`` in [-1, 1], ``presence``, ``absence``,
    ``location``, ``auc``, ``inner_share``, ``outer_share``, ``class_mean``, ``class_zero_share``, ``log10_p``,
    ``mann_whitney_z``, ``fires``, ``ks_positive``, and with ``panel=True`` ``log10_p_presence``,
    ``log10_p_absence``, ``class_selectivity``, ``precision_at_k`` (docs/score.md). The arrays are read-only views
    of the C++ result; nothing here is ever changed.
    """

    def __init__(self, core_scores: core.Scores) -> None:
        self._core = core_scores

    def __getattr__(self, name: str) -> npt.NDArray[np.float64]:
        if name.startswith("_") or name not in (*self._core.grid_names(), "numerator"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        grid: npt.NDArray[np.float64] = self._core.grid(name)
        return grid

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._core.grid_names(), "numerator"]

    @property
    def classes(self) -> pd.DataFrame:
        """One row a class: ``n`` images, ``m`` of the rest, ``single``."""
        return to_frame(self._core.classes())

    @property
    def features(self) -> pd.DataFrame:
        """One row a feature: the columns given, and ``mean``, ``std``, ``zero_share``, ``distinct``, ``dead``."""
        return to_frame(self._core.features())

    @property
    def shape(self) -> tuple[int, int]:
        """Classes, features."""
        rows, columns = self._core.grid("signed_ks").shape
        return rows, columns

    @property
    def selected(self) -> npt.NDArray[np.int8]:
        """K × F: +1 by presence, -1 by absence, 0 noise. By the default of :meth:`select` where none was made."""
        selected: npt.NDArray[np.int8] = self._selection().selected()
        return selected

    @property
    def noise_threshold(self) -> npt.NDArray[np.float64]:
        """K × F: the abs(s) that a pair has to exceed."""
        threshold: npt.NDArray[np.float64] = self._selection().noise_threshold()
        return threshold

    def _selection(self) -> core.Scores:
        if self._core.has_selection():
            return self._core
        if not self._core.has_null():
            raise InvalidInputError(
                "the scores hold no null (nulls=0 or one_vs_one), so there is no noise to take a threshold from: "
                "call select(fdr=0.05), or score again with nulls=100"
            )
        self._core = self._core.select({})
        return self._core

    def select(
        self,
        *,
        quantile: float | None = None,
        null: str | None = None,
        threshold: float | None = None,
        fdr: float | None = None,
    ) -> Scores:
        """The same scores with the pairs marked that stand out of the noise: abs(s) above the threshold, strictly.

        Args:
            quantile: noise threshold: this upper quantile q of the null of the layer and class size, 0 < q < 1
                (default 0.99).
            null: whose null the quantile is of: ``"layer"`` pooled over the layer (default), or ``"feature"``, the
                feature's own (needs ``score(feature_null=True)``).
            threshold: noise threshold: this abs(s) for all pairs, 0 <= t < 1.
            fdr: rate of false discoveries among all pairs, 0 < a < 1 (Benjamini and Hochberg 1995).

        At most one of quantile, threshold and fdr is given.

        Raises:
            InvalidOptionError: out of range.
            InvalidInputError: the scores hold no such null.
        """
        rules = {"quantile": quantile, "threshold": threshold, "fdr": fdr}
        given = [name for name, value in rules.items() if value is not None]
        if len(given) > 1 or (null is not None and given not in ([], ["quantile"])):
            raise TypeError("give one of quantile (with or without null), threshold and fdr")
        rule = given[0] if given else "quantile"
        return Scores(self._core.select({"rule": rule, "null": null, **rules}))

    def profile(self, *, bands: Sequence[float] = (1 / 3, 2 / 3)) -> Profile:
        """How each layer behaves over all classes.

        Args:
            bands: upper depth of each band of layers, ascending; the last ends at 1.
        """
        return Profile(self._selection().profile({"bands": bands}))

    def describe(
        self,
        class_name: str | None = None,
        *,
        feature: str | None = None,
        top: int = 5,
        selected_only: bool = True,
        bands: Sequence[float] = (1 / 3, 2 / 3),
    ) -> Description:
        """What the network knows of a class, or what a feature says of the classes.

        Args:
            class_name: the class; or
            feature: the feature, ``"layer:channel"``.
            top: statements by presence and by absence, of a class in each band, at most; 0 = all.
            selected_only: leave out pairs under the noise threshold.
            bands: of a class: upper depth of each band of layers, ascending.

        Raises:
            InvalidInputError: no such class or feature; near names are suggested.
        """
        if (class_name is None) == (feature is None):
            raise TypeError("describe takes a class or feature=, one of the two")
        options = {"top": top, "selected_only": selected_only, "bands": bands}
        name = class_name if feature is None else feature
        assert name is not None
        return Description(self._selection().describe(name, feature is not None, options))

    def to_anndata(self) -> Any:
        """The content of the scores' file as an AnnData: classes × features, X the signed KS (docs/format.md)."""
        return to_anndata(self._core.annotated())

    def to_frame(self) -> pd.DataFrame:
        """One row a pair: ``class``, ``feature``, all its numbers, and ``selected`` where a selection was made."""
        classes, features = self.classes.index, self.features.index
        pairs = pd.MultiIndex.from_product([classes, features], names=["class", "feature"])
        columns: dict[str, Any] = {name: self._core.grid(name).ravel() for name in self._core.grid_names()}
        if self._core.has_selection():
            columns["noise_threshold"] = self._core.noise_threshold().ravel()
            columns["selected"] = self._core.selected().ravel()
        return pd.DataFrame(columns, index=pairs).reset_index()

    def write(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Writes the scores' file, as ``lexicnn score -o`` and ``select`` do: whole, or not at all.

        Raises:
            OutputExistsError: and ``overwrite`` is false.
            OutputUnwritableError: the file cannot be made.
        """
        self._core.write(path, overwrite)

    def __repr__(self) -> str:
        rows, columns = self.shape
        chosen = ""
        if self._core.has_selection():
            chosen = f", {np.count_nonzero(self._core.selected()):,} pairs selected"
        return f"<lexicnn.Scores: {rows} classes × {columns} features{chosen}>"

    def _repr_html_(self) -> str:
        text = f"<p>{escape(repr(self))}</p>"
        if not self._core.has_null() and not self._core.has_selection():
            return text
        return text + self.profile()._repr_html_()
