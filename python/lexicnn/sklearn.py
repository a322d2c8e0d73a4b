"""Estimators for scikit-learn: feature selection by signed KS, and the full-network embedding."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from ._load import core
from ._matrix import numbered, source_of
from ._score import score
from ._tables import Table

__all__ = ["FullNetworkEmbedding", "KSSelector"]


class KSSelector(SelectorMixin, BaseEstimator):  # type: ignore[misc]
    """Keeps the features that tell some class from the rest by more than noise does.

    A feature is kept where its signed KS stands out for at least ``min_classes`` classes, by presence or by
    absence.

    Args:
        quantile: noise threshold: this upper quantile of the KS of random classes of the same size, pooled over
            all features, 0 < q < 1.
        threshold: noise threshold: this abs(KS) for all, 0 <= t < 1, in place of ``quantile``.
        fdr: rate of false discoveries over all (class, feature) pairs, 0 < a < 1, in place of ``quantile``.
        min_classes: classes for which a feature has to stand out.
        nulls: random relabellings, 1 to 1,000,000; none are drawn with ``threshold`` and ``fdr``.
        seed: of the random relabellings.
        threads: worker threads; 0 = one per hardware thread.

    Attributes:
        classes_: the classes, ascending.
        signed_ks_: (classes, features) in [-1, 1], above 0 where the class has larger values.
        log10_p_: (classes, features), log10 of the two-sided p-value.
        selected_: (classes, features), +1 by presence, -1 by absence, 0 noise.
        n_features_in_, feature_names_in_: as in every estimator.
    """

    def __init__(
        self,
        *,
        quantile: float = 0.99,
        threshold: float | None = None,
        fdr: float | None = None,
        min_classes: int = 1,
        nulls: int = 100,
        seed: int = 1,
        threads: int = 0,
    ) -> None:
        self.quantile = quantile
        self.threshold = threshold
        self.fdr = fdr
        self.min_classes = min_classes
        self.nulls = nulls
        self.seed = seed
        self.threads = threads

    def fit(self, X: Any, y: Any) -> KSSelector:
        """Scores every feature for every class of ``y``.

        Raises:
            OneClassError (a ValueError): ``y`` has one class.
        """
        X, y = validate_data(
            self, X, y, accept_sparse="csc", dtype=[np.float64, np.float32, np.float16], ensure_min_samples=2
        )
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        by_noise = self.threshold is None and self.fdr is None
        nulls = self.nulls if by_noise else 0
        scores = score(X, codes.astype(np.int64), nulls=nulls, seed=self.seed, threads=self.threads)
        scores = scores.select(
            quantile=self.quantile if by_noise else None, threshold=self.threshold, fdr=self.fdr
        )
        self.signed_ks_ = np.array(scores.signed_ks)
        self.log10_p_ = np.array(scores.log10_p)
        self.selected_ = np.array(scores.selected)
        return self

    def _get_support_mask(self) -> npt.NDArray[np.bool_]:
        check_is_fitted(self)
        mask: npt.NDArray[np.bool_] = np.count_nonzero(self.selected_, axis=0) >= self.min_classes
        return mask

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.sparse = True
        return tags


class FullNetworkEmbedding(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Standardised features as digits: -1 below ``lower``, +1 above ``upper``, else 0.

    Garcia-Gasulla et al., "An Out-of-the-box Full-network Embedding for Convolutional Neural Networks"
    (arXiv 1705.07706). Mean and population deviation are those of the training images; a constant feature is 0.

    Args:
        lower: standardised values below it become -1 (the paper's ft-).
        upper: standardised values above it become +1 (the paper's ft+).
        compat: the arithmetic and edges of another program, ``"none"``, ``"fne"`` or ``"basic-fne"``; the latter
            two go with the paper's thresholds.
        threads: worker threads; 0 = one per hardware thread.

    Attributes:
        mean_, std_: of each feature over the training images; std is 0 where it is constant.
        n_features_in_, feature_names_in_: as in every estimator.
    """

    def __init__(
        self, *, lower: float = -0.25, upper: float = 0.15, compat: str = "none", threads: int = 0
    ) -> None:
        self.lower = lower
        self.upper = upper
        self.compat = compat
        self.threads = threads

    def _options(self) -> dict[str, Any]:
        return {"lower": self.lower, "upper": self.upper, "compat": self.compat}

    def fit(self, X: Any, y: Any = None) -> FullNetworkEmbedding:
        """Mean and deviation of every feature. ``y`` is not used."""
        X = validate_data(self, X, dtype=[np.float64, np.float32, np.float16])
        features: Table = (numbered(X.shape[1]), [])
        self.mean_, self.std_ = core.fit_embedding(source_of(X), features, self._options(), self.threads)
        return self

    def transform(self, X: Any) -> npt.NDArray[np.int8]:
        """The digits, int8 of the shape of ``X``."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=[np.float64, np.float32, np.float16], reset=False)
        digits: npt.NDArray[np.int8] = core.embed(
            source_of(X), self.mean_, self.std_, self._options(), self.threads
        )
        return digits

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
