"""The scores of scanpy's `pbmc68k_reduced`, a file of the single-cell world, against its peers."""

import os
import unittest
import warnings
from pathlib import Path

import anndata
import numpy as np
from scipy import stats
from sklearn.metrics import roc_auc_score

from program import ProgramTest

CACHE = Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")
CELLS = CACHE / "10x_pbmc68k_reduced.h5ad"


@unittest.skipUnless(CELLS.exists(), f"{CELLS.name} is not in the cache: python -m tools.pbmc puts it there")
class BloodCells(ProgramTest):
    """700 cells of ten kinds, in the layout of anndata before 0.7."""

    def test_every_pair_equals_scipy_and_scikit_learn(self) -> None:
        self.succeed("score", CELLS, "--by", "bulk_labels", "-o", self.folder / "scores.h5ad")
        self.assertIn("valid: ", self.succeed("validate", self.folder / "scores.h5ad").stdout)
        scores = anndata.read_h5ad(self.folder / "scores.h5ad")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # anndata moves old parts to new places
            cells = anndata.read_h5ad(CELLS)
        self.assertEqual(list(scores.obs_names), list(cells.obs["bulk_labels"].cat.categories))
        self.assertEqual(list(scores.var_names), list(cells.var_names))
        for c, kind in enumerate(scores.obs_names):
            inside = (cells.obs["bulk_labels"] == kind).to_numpy()
            for f in range(scores.n_vars):
                values = cells.X[:, f].astype(np.float64)
                ks = stats.ks_2samp(values[inside], values[~inside], method="asymp")
                self.assertAlmostEqual(abs(scores.X[c, f]), ks.statistic, delta=1e-12)
                self.assertAlmostEqual(scores.layers["auc"][c, f], roc_auc_score(inside, values),
                                       delta=1e-12)


if __name__ == "__main__":
    unittest.main()
