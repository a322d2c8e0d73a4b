"""The scores of the program, from files of every kind, against SciPy and scikit-learn."""

import unittest
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
from scipy import sparse, stats
from sklearn.metrics import roc_auc_score

from program import ProgramTest


def matrices() -> dict[str, np.ndarray]:
    """Values that are hard in different ways, 150 images × 6 features each."""
    rng = np.random.default_rng(5)
    shape = (150, 6)
    rectified = np.maximum(rng.normal(size=shape), 0)
    return {
        "float64 close together": 1e6 + 0.01 * rng.normal(size=shape),
        "rectified": rectified.astype(np.float32),
        "mostly zero": np.where(rng.random(shape) < 0.9, 0, rectified).astype(np.float32),
        "few distinct": rng.integers(0, 4, shape).astype(np.float64),
        "half precision": rng.normal(size=shape).astype(np.float16),
    }


class AgainstPeers(ProgramTest):
    def score(self, values: np.ndarray, labels: np.ndarray, *more: object) -> anndata.AnnData:
        np.save(self.folder / "x.npy", values)
        np.save(self.folder / "y.npy", labels)
        self.succeed("score", self.folder / "x.npy", "--labels", self.folder / "y.npy", "-o",
                     self.folder / "scores.h5ad", "--nulls", 0, "--overwrite", *more)
        return anndata.read_h5ad(self.folder / "scores.h5ad")

    def check_pair(self, scores: anndata.AnnData, c: int, f: int, inner: np.ndarray,
                   outer: np.ndarray) -> None:
        inner, outer = inner.astype(np.float64), outer.astype(np.float64)
        pairs = len(inner) * len(outer)
        method = "exact" if pairs <= 20_000 or min(len(inner), len(outer)) <= 8 else "asymp"
        ks = stats.ks_2samp(inner, outer, method=method)
        s = scores.X[c, f]
        self.assertAlmostEqual(abs(s), ks.statistic, delta=1e-12)
        plus, minus = (scores.layers[name][c, f] for name in ("presence", "absence"))
        if plus != minus:
            self.assertEqual(np.sign(s), -ks.statistic_sign)
        self.assertAlmostEqual(plus, stats.ks_2samp(inner, outer, "less").statistic, delta=1e-12)
        self.assertAlmostEqual(minus, stats.ks_2samp(inner, outer, "greater").statistic, delta=1e-12)
        p = 10 ** scores.layers["log10_p"][c, f]
        self.assertAlmostEqual(p / ks.pvalue, 1, delta=1e-9)
        truth = np.r_[np.ones(len(inner)), np.zeros(len(outer))]
        self.assertAlmostEqual(scores.layers["auc"][c, f],
                               roc_auc_score(truth, np.r_[inner, outer]), delta=1e-12)
        rank_sum = stats.mannwhitneyu(inner, outer, use_continuity=False, method="asymptotic")
        z = scores.layers["mann_whitney_z"][c, f]
        self.assertAlmostEqual(2 * stats.norm.sf(abs(z)), rank_sum.pvalue, delta=1e-12)
        self.assertGreaterEqual(z * (rank_sum.statistic - pairs / 2), 0)

    def test_every_pair_equals_scipy_and_scikit_learn(self) -> None:
        labels = np.r_[np.zeros(1), np.ones(9), np.full(60, 2), np.full(80, 3)].astype(np.int64)
        for name, values in matrices().items():
            scores = self.score(values, labels)
            for c in range(4):
                for f in range(values.shape[1]):
                    with self.subTest(name, c=c, f=f):
                        self.check_pair(scores, c, f, values[labels == c, f], values[labels != c, f])

    def test_large_classes_take_the_large_sample_law(self) -> None:
        rng = np.random.default_rng(6)
        labels = np.repeat([0, 1, 2], [300, 700, 1000])
        values = rng.normal(size=(2000, 3)) + np.outer(labels, [0, 0.1, 2])
        scores = self.score(values, labels)
        for c in range(3):
            for f in range(2):
                self.check_pair(scores, c, f, values[labels == c, f], values[labels != c, f])
        self.assertTrue(np.isfinite(scores.layers["log10_p"]).all())
        self.assertLess(scores.layers["log10_p"].min(), -100)

    def test_p_values_of_noise_are_calibrated(self) -> None:
        rng = np.random.default_rng(7)
        labels = np.repeat([0, 1], [30, 70])
        smooth = rng.normal(size=(100, 10_000)).astype(np.float32)
        for name, values in (("smooth", smooth), ("ties", np.round(np.maximum(smooth, 0)))):
            p = 10 ** self.score(values, labels).layers["log10_p"][0]
            for alpha in (0.001, 0.01, 0.05):
                with self.subTest(name, alpha=alpha):
                    deviation = np.sqrt(alpha * (1 - alpha) / len(p))
                    share = np.mean(p <= alpha)
                    self.assertLessEqual(share, alpha + 4 * deviation)
                    if name == "smooth":  # D takes few values, so p jumps over part of alpha
                        self.assertGreaterEqual(share, 0.6 * alpha - 4 * deviation)

    def test_panel(self) -> None:
        rng = np.random.default_rng(8)
        labels = np.repeat([0, 1, 2], [20, 30, 50])
        values = np.maximum(rng.normal(size=(100, 4)) + 0.5 * np.outer(labels, [0, 1, 2, 3]), 0)
        scores = self.score(values, labels, "--panel", "--panel-top", 10)
        for c in range(3):
            for f in range(4):
                inner, outer = values[labels == c, f], values[labels != c, f]
                mean, rest = inner.mean(), outer.mean()
                self.assertAlmostEqual(scores.layers["class_selectivity"][c, f],
                                       (mean - rest) / (mean + rest), delta=1e-12)
                top = np.argsort(-values[:, f])[:10]
                self.assertAlmostEqual(scores.layers["precision_at_k"][c, f],
                                       np.mean(labels[top] == c), delta=1e-12)
                for side, name in (("less", "presence"), ("greater", "absence")):
                    want = stats.ks_2samp(inner, outer, side, method="exact").pvalue
                    self.assertAlmostEqual(10 ** scores.layers[f"log10_p_{name}"][c, f] / want, 1,
                                           delta=1e-9)
        self.assertIn("valid: ", self.succeed("validate", self.folder / "scores.h5ad").stdout)


class Comparisons(ProgramTest):
    """Several label columns, groups, a reference class, pairs of classes, one split."""

    def setUp(self) -> None:
        super().setUp()
        rng = np.random.default_rng(9)
        self.values = rng.normal(size=(60, 3)).astype(np.float32)
        data = anndata.AnnData(self.values)
        data.obs["class"] = np.repeat(["ape", "bat", "cat"], 20)
        data.obs["colour"] = np.tile(["dark", "light"], 30)
        data.obs["split"] = np.tile(["train"] * 2 + ["test"], 20)
        self.obs = data.obs
        self.matrix = self.folder / "m.h5ad"
        data.write_h5ad(self.matrix)

    def score(self, *more: object) -> anndata.AnnData:
        self.succeed("score", self.matrix, "-o", self.folder / "s.h5ad", "--nulls", 3, "--overwrite", *more)
        self.assertIn("valid: ", self.succeed("validate", self.folder / "s.h5ad").stdout)
        return anndata.read_h5ad(self.folder / "s.h5ad")

    def ks(self, inner: np.ndarray, outer: np.ndarray) -> np.ndarray:
        return np.array([stats.ks_2samp(self.values[inner, f], self.values[outer, f]).statistic for f in range(3)])

    def test_several_columns(self) -> None:
        scores = self.score("--by", "class", "--by", "colour")
        self.assertEqual(list(scores.obs_names), ["class=ape", "class=bat", "class=cat", "colour=dark",
                                                  "colour=light"])
        dark = (self.obs["colour"] == "dark").to_numpy()
        np.testing.assert_allclose(abs(scores.X[3]), self.ks(dark, ~dark), atol=1e-12)

    def test_groups(self) -> None:
        (self.folder / "g.csv").write_text("class,group\nape,mammal\nbat,mammal\nbat,flies\n")
        scores = self.score("--groups", self.folder / "g.csv")
        self.assertEqual(list(scores.obs_names), ["ape", "bat", "cat", "mammal", "flies"])
        mammal = (self.obs["class"] != "cat").to_numpy()
        np.testing.assert_allclose(abs(scores.X[3]), self.ks(mammal, ~mammal), atol=1e-12)
        np.testing.assert_array_equal(scores.X[4], scores.X[1])
        self.assertIn("ape", self.succeed("describe", self.folder / "s.h5ad", "ape").stdout)
        (self.folder / "g.csv").write_text("class,group\ndog,mammal\n")
        self.fail_with("invalid-input", "'dog' that is no class", "score", self.matrix, "-o",
                       self.folder / "t.h5ad", "--groups", self.folder / "g.csv")
        for text, part in (("class,group\n", "holds no group"),
                           ("class,group\nape,x\nape,x\n", "line 3: 'ape' is in 'x' already")):
            (self.folder / "g.csv").write_text(text)
            self.fail_with("invalid-file", part, "score", self.matrix, "-o", self.folder / "t.h5ad", "--groups",
                           self.folder / "g.csv")
        (self.folder / "g.csv").write_text("class\ndog\n")
        self.fail_with("invalid-file", "'class,group'", "score", self.matrix, "-o", self.folder / "t.h5ad",
                       "--groups", self.folder / "g.csv")

    def test_reference_and_pairs(self) -> None:
        ape, bat, cat = ((self.obs["class"] == name).to_numpy() for name in ("ape", "bat", "cat"))
        scores = self.score("--reference", "bat")
        self.assertEqual(list(scores.obs_names), ["ape", "cat"])
        self.assertEqual(list(scores.obs["reference"]), ["bat", "bat"])
        np.testing.assert_allclose(abs(scores.X[1]), self.ks(cat, bat), atol=1e-12)
        self.succeed("profile", self.folder / "s.h5ad")
        text = self.succeed("describe", self.folder / "s.h5ad", "cat", "--top", 1).stdout
        self.assertIn("cat: 20 images, against bat, ", text)
        scores = self.score("--one-vs-one")
        self.assertEqual(list(scores.obs_names), ["ape vs bat", "ape vs cat", "bat vs cat"])
        np.testing.assert_allclose(abs(scores.X[1]), self.ks(ape, cat), atol=1e-12)
        self.fail_with("invalid-option", "--by once", "score", self.matrix, "-o", self.folder / "t.h5ad",
                       "--reference", "bat", "--by", "class", "--by", "colour")
        for flag in ("--reference", "--split", "--groups"):
            self.fail_with("command-line", "needs a name", "score", self.matrix, "-o", self.folder / "t.h5ad", flag,
                           "", status=2)
        self.fail_with("invalid-option", "--by class is given twice", "score", self.matrix, "-o",
                       self.folder / "t.h5ad", "--by", "class", "--by", "class")
        self.fail_with("command-line", "requires", "score", self.matrix, "-o", self.folder / "t.h5ad", "--panel-top",
                       3, status=2)
        self.fail_with("command-line", "excludes", "score", self.matrix, "-o", self.folder / "t.h5ad",
                       "--reference", "bat", "--one-vs-one", status=2)

    def test_split(self) -> None:
        scores = self.score("--split", "train")
        train = (self.obs["split"] == "train").to_numpy()
        ape = (self.obs["class"] == "ape").to_numpy()
        np.testing.assert_allclose(abs(scores.X[0]), self.ks(train & ape, train & ~ape), atol=1e-12)
        self.fail_with("invalid-input", "there is no split 'tran'; did you mean 'train'", "score", self.matrix,
                       "-o", self.folder / "t.h5ad", "--split", "tran")


KINDS = ["T cell", "B cell", "none such"]


class EveryLayout(ProgramTest):
    """One matrix, stored in every way that is read: the scores are the same bytes."""

    def setUp(self) -> None:
        super().setUp()
        rng = np.random.default_rng(9)
        self.codes = rng.integers(-1, 2, 240).astype(np.int8)  # -1: no class
        self.values = np.where(rng.random((240, 40)) < 0.8, 0, rng.normal(size=(240, 40)))
        self.values[:, 7] = 0
        self.values[20] = 0

    def h5ad(self, name: str, x: object, **options: object) -> Path:
        obs = pd.DataFrame({"kind": pd.Categorical.from_codes(self.codes, KINDS)}, self.names("c", 240))
        var = pd.DataFrame(index=self.names("g", 40))
        path = self.folder / f"{name}.h5ad"
        anndata.AnnData(X=x, obs=obs, var=var).write_h5ad(path, **options)
        return path

    def names(self, prefix: str, count: int) -> list[str]:
        return [f"{prefix}{i}" for i in range(count)]

    def legacy(self, name: str, x: np.ndarray | sparse.csr_matrix | sparse.csc_matrix) -> Path:
        """As anndata before 0.7 wrote it."""
        path = self.folder / f"{name}.h5ad"
        with h5py.File(path, "w") as file:
            index = np.array(self.names("c", 240), "S")
            file["obs"] = np.rec.fromarrays([index, self.codes], names="index,kind")
            file["var"] = np.rec.fromarrays([np.array(self.names("g", 40), "S")], names="index")
            file["uns/kind_categories"] = np.array(KINDS, "S")
            if isinstance(x, np.ndarray):
                file["X"] = x
            else:
                for part in ("data", "indices", "indptr"):
                    file[f"X/{part}"] = getattr(x, part)
                file["X"].attrs.update({"h5sparse_format": x.format, "h5sparse_shape": x.shape})
        return path

    def npy(self, name: str, x: np.ndarray, labels: np.ndarray) -> tuple[Path, ...]:
        np.save(self.folder / f"{name}.npy", x)
        np.save(self.folder / "y.npy", labels)
        return (self.folder / f"{name}.npy", "--labels", self.folder / "y.npy")

    def content(self, matrix: tuple[object, ...], threads: int) -> dict[str, tuple[object, ...]]:
        """Every array of numbers of the scores file as type, shape and bytes."""
        scores = self.folder / "scores.h5ad"
        self.succeed("score", *matrix, "-o", scores, "--panel", "--nulls", 5, "--overwrite",
                     "--threads", threads)
        found: dict[str, tuple[object, ...]] = {}

        def take(path: str, item: object) -> None:
            if isinstance(item, h5py.Dataset) and item.dtype.kind in "fiu":
                found[path] = (item.dtype.str, item.shape, item[()].tobytes())

        with h5py.File(scores) as file:
            file.visititems(take)
        self.assertIn("layers/auc", found)
        self.assertIn("uns/lexicnn/null/counts", found)
        return found

    def check_all(self, x: np.ndarray) -> None:
        kind = ("--by", "kind")
        by_row, by_column = sparse.csr_matrix(x), sparse.csc_matrix(x)
        layouts = {
            "dense C": (self.h5ad("c", np.ascontiguousarray(x)), *kind),
            "gzip": (self.h5ad("gzip", x, compression="gzip"), *kind),
            "CSR": (self.h5ad("csr", by_row), *kind),
            "CSC": (self.h5ad("csc", by_column), *kind),
            "CSR, gzip": (self.h5ad("csr_gzip", by_row, compression="gzip"), *kind),
            "legacy": (self.legacy("legacy", x), *kind),
            "legacy CSR": (self.legacy("legacy_csr", by_row), *kind),
            "legacy CSC": (self.legacy("legacy_csc", by_column), *kind),
        }
        if (self.codes >= 0).all():  # labels beside a .npy have no missing ones
            labels = self.codes.astype(np.int64)
            layouts["npy C"] = self.npy("c", np.ascontiguousarray(x), labels)
            layouts["npy F"] = self.npy("f", np.asfortranarray(x), labels)
        expected = self.content(layouts["dense C"], 1)
        for name, matrix in layouts.items():
            for threads in (1, 3):
                with self.subTest(name, threads=threads, dtype=x.dtype):
                    self.assertEqual(self.content(matrix, threads), expected)

    def test_the_same_bytes(self) -> None:
        self.codes[self.codes < 0] = 0
        self.check_all(self.values.astype(np.float32))
        self.check_all(self.values)

    def test_cells_without_a_kind_are_in_the_rest(self) -> None:
        self.check_all(self.values.astype(np.float32))
        scores = anndata.read_h5ad(self.folder / "scores.h5ad")
        self.assertEqual(list(scores.obs_names), KINDS[:2])
        self.assertEqual(list(scores.obs["n"]), [np.sum(self.codes == c) for c in range(2)])
        self.assertEqual(list(scores.obs["n"] + scores.obs["m"]), [240, 240])

    def test_a_matrix_with_nan_names_it(self) -> None:
        self.values[3, 5] = np.nan
        for name, x in (("dense", self.values), ("csr", sparse.csr_matrix(self.values))):
            self.fail_with("not-finite", "feature 'g5' of image 3", "score", self.h5ad(name, x), "--by", "kind", "-o",
                           self.folder / "scores.h5ad")

    def test_columns_that_do_not_label(self) -> None:
        path = self.h5ad("x", self.values)
        target = self.folder / "scores.h5ad"
        self.fail_with("invalid-input", "there is no label column 'class' (columns that can: kind); "
                       "choose one with --by COLUMN", "score", path, "-o", target)
        self.fail_with("invalid-input", "did you mean 'kind'?", "score", path, "--by", "kinds", "-o", target)


if __name__ == "__main__":
    unittest.main()
