"""Results in scanpy's place and form."""

import unittest
from importlib.util import find_spec

import anndata
import lexicnn
import numpy as np
import pandas as pd
from scipy import stats
from support import CACHE, matrix


def data() -> anndata.AnnData:
    values, labels = matrix()
    obs = pd.DataFrame({"kind": pd.Categorical(labels)}, index=[f"o{i}" for i in range(300)])
    return anndata.AnnData(values, obs, pd.DataFrame(index=[f"g{i}" for i in range(20)]))


class RankFeatures(unittest.TestCase):
    def test_form_and_numbers(self) -> None:
        adata = data()
        lexicnn.tl.rank_features(adata, "kind")
        found = adata.uns["rank_genes_groups"]
        self.assertEqual(found["params"]["groupby"], "kind")
        self.assertEqual(found["params"]["reference"], "rest")
        self.assertEqual(found["names"].dtype.names, ("a", "b", "c"))
        self.assertEqual(found["names"]["a"][0], "g3")
        scores = lexicnn.score(adata, "kind", nulls=0)
        np.testing.assert_array_equal(found["scores"]["b"], np.sort(scores.signed_ks[1])[::-1].astype(np.float32))
        order = [adata.var_names.get_loc(name) for name in found["names"]["b"]]
        p = 10.0 ** scores.log10_p[1]
        np.testing.assert_allclose(found["pvals_adj"]["b"], stats.false_discovery_control(p)[order], rtol=1e-12)
        inner, outer = adata.X[adata.obs["kind"] == "a", 3], adata.X[adata.obs["kind"] != "a", 3]
        change = np.log2(np.expm1(inner.mean(dtype="f8")) / np.expm1(outer.mean(dtype="f8")))
        self.assertAlmostEqual(found["logfoldchanges"]["a"][0], change, places=5)

    def test_choices(self) -> None:
        adata = data()
        adata.layers["doubled"] = adata.X * 2
        lexicnn.tl.rank_features(adata, "kind", groups=["c"], layer="doubled", n_genes=4, key_added="mine")
        self.assertEqual(adata.uns["mine"]["names"].dtype.names, ("c",))
        self.assertEqual(len(adata.uns["mine"]["names"]), 4)
        adata.raw = adata[:, :7].copy()
        lexicnn.tl.rank_features(adata, "kind")
        self.assertEqual(len(adata.uns["rank_genes_groups"]["names"]), 7)
        for options in ({"layer": "none"}, {"groups": ["z"]}, {"use_raw": True, "layer": "doubled"}):
            with self.assertRaises(lexicnn.errors.InvalidInputError):
                lexicnn.tl.rank_features(adata, "kind", **options)
        with self.assertRaisesRegex(lexicnn.Error, "no column 'z'"):
            lexicnn.tl.rank_features(adata, "z")


@unittest.skipUnless(find_spec("scanpy"), "scanpy is not installed here (pip install scanpy)")
class WithScanpy(unittest.TestCase):
    def test_its_functions_read_the_results(self) -> None:
        import matplotlib
        import scanpy

        matplotlib.use("Agg")
        path = CACHE / "10x_pbmc68k_reduced.h5ad"
        adata = anndata.read_h5ad(path) if path.is_file() else data()
        by = "bulk_labels" if path.is_file() else "kind"
        lexicnn.tl.rank_features(adata, by)
        frame = scanpy.get.rank_genes_groups_df(adata, group=None)
        self.assertEqual(set(frame.columns), {"group", "names", "scores", "logfoldchanges", "pvals", "pvals_adj"})
        first = frame["group"].iloc[0]
        self.assertTrue(frame[frame["group"] == first]["scores"].is_monotonic_decreasing)
        for draw in (scanpy.pl.rank_genes_groups, scanpy.pl.rank_genes_groups_dotplot):
            self.assertIsNotNone(draw(adata, show=False))
        again = scanpy.tl.filter_rank_genes_groups(adata, min_fold_change=0)
        self.assertIsNone(again)


if __name__ == "__main__":
    unittest.main()
