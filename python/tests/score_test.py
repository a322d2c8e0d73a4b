"""Scores against SciPy, against the command, and for every form of a matrix."""

import threading
import unittest

import anndata
import lexicnn
import numpy as np
import pandas as pd
from scipy import sparse, stats
from support import FolderTest, matrix, run_program, run_python


def bytes_of(scores: lexicnn.Scores) -> list[bytes]:
    return [np.ascontiguousarray(getattr(scores, name)).tobytes() for name in scores._core.grid_names()]


class AgainstScipy(unittest.TestCase):
    def test_statistic_and_sign(self) -> None:
        values, labels = matrix()
        found = lexicnn.ks_all_classes(values, labels)
        self.assertEqual(list(found.classes), ["a", "b", "c"])
        for place, name in enumerate(found.classes):
            inner, outer = values[labels == name], values[labels != name]
            for column in range(values.shape[1]):
                expected = stats.ks_2samp(inner[:, column], outer[:, column])
                signed = -expected.statistic_sign * expected.statistic
                np.testing.assert_allclose(found.signed_ks[place, column], signed, rtol=1e-12, atol=1e-15)

    def test_auc_is_that_of_mann_whitney(self) -> None:
        values, labels = matrix()
        found = lexicnn.ks_all_classes(values, labels)
        inner, outer = (values[rows].astype(np.float64) for rows in (labels == "b", labels != "b"))
        expected = stats.mannwhitneyu(inner, outer, method="asymptotic").statistic / (len(inner) * len(outer))
        np.testing.assert_allclose(found.auc[1], expected, rtol=1e-12)

    def test_p_values(self) -> None:
        values, labels = matrix(60, 5)
        found = lexicnn.ks_all_classes(values.round(9) + np.arange(60)[:, None] * 1e-6, labels)
        exact = values.round(9) + np.arange(60)[:, None] * 1e-6
        for column in range(5):
            expected = stats.ks_2samp(exact[labels == "a", column], exact[labels != "a", column], method="exact")
            np.testing.assert_allclose(found.log10_p[0, column], np.log10(expected.pvalue), rtol=1e-9, atol=1e-12)


class FormsOfAMatrix(FolderTest):
    def test_any_layout_gives_the_same_bytes(self) -> None:
        values, labels = matrix()
        expected = bytes_of(lexicnn.score(values, labels, nulls=3))
        wide = np.zeros((600, 40), np.float32)
        wide[::2, ::2] = values
        read_only = values.copy()
        read_only.flags.writeable = False
        forms = {
            "Fortran order": np.asfortranarray(values),
            "strided": wide[::2, ::2],
            "reversed": values[::-1].copy()[::-1],
            "read-only": read_only,
            "big-endian": values.astype(">f4"),
            "float64": values.astype(np.float64),
            "CSC": sparse.csc_matrix(values),
            "CSR": sparse.csr_array(values),
            "COO": sparse.coo_array(values),
            "list of lists": values.tolist(),
            "DataFrame": pd.DataFrame(values),
            "AnnData": anndata.AnnData(values),
            "sparse AnnData": anndata.AnnData(sparse.csr_matrix(values)),
        }
        for name, form in forms.items():
            with self.subTest(name):
                self.assertEqual(bytes_of(lexicnn.score(form, labels, nulls=3)), expected)

    def test_float16(self) -> None:
        values, labels = matrix()
        half = values.astype(np.float16)
        self.assertEqual(
            bytes_of(lexicnn.score(half, labels, nulls=0)), bytes_of(lexicnn.score(half.astype("f4"), labels, nulls=0))
        )

    def test_repeated_entries_of_a_sparse_matrix_add_up(self) -> None:
        double = sparse.coo_matrix(([1.0, 1.0, 1.0], ([0, 0, 1], [0, 0, 0])), shape=(4, 1))
        found = lexicnn.ks_all_classes(double, [0, 1, 1, 0])
        dense = lexicnn.ks_all_classes(np.array([[2.0], [1], [0], [0]]), [0, 1, 1, 0])
        np.testing.assert_array_equal(found.location, dense.location)

    def test_integers_and_truths(self) -> None:
        values = np.arange(12).reshape(6, 2)
        for kind in (np.int8, np.uint16, np.int64, bool):
            found = lexicnn.ks_all_classes((values % 2 if kind is bool else values).astype(kind), list("ababab"))
            self.assertEqual(found.signed_ks.shape, (2, 2))

    def test_files_give_what_arrays_give(self) -> None:
        values, labels = matrix()
        data = anndata.AnnData(values, pd.DataFrame({"class": pd.Categorical(labels)}, index=map(str, range(300))))
        data.write_h5ad(self.folder / "x.h5ad")
        np.save(self.folder / "x.npy", values)
        expected = bytes_of(lexicnn.score(data, nulls=3))
        self.assertEqual(bytes_of(lexicnn.score(self.folder / "x.h5ad", nulls=3)), expected)
        self.assertEqual(bytes_of(lexicnn.score(str(self.folder / "x.npy"), labels, nulls=3)), expected)

    def test_the_matrix_is_not_copied(self) -> None:
        source = """
import resource, sys
import numpy as np, lexicnn
values = np.random.default_rng(1).random((20_000, 2_000), dtype=np.float32)
if sys.argv[1] == "F":
    values = np.asfortranarray(values)
labels = np.arange(20_000) % 5
lexicnn.score(values[:100, :8], labels[:100], nulls=0, threads=1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
lexicnn.ks_all_classes(values, labels, threads=1)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / values.nbytes)
"""
        # In Fortran order the peak was that of two copies while the array was made: nothing can be added.
        self.assertLess(float(run_python(source, "C").stdout), 0.5)
        self.assertLess(float(run_python(source, "F").stdout), 0.5)


class AgainstTheCommand(FolderTest):
    def test_same_bytes_and_same_file(self) -> None:
        values, labels = matrix()
        features = pd.DataFrame({"layer": pd.Categorical(["x"] * 8 + ["y"] * 12)}, index=[f"f{i}" for i in range(20)])
        obs = pd.DataFrame({"class": pd.Categorical(labels)}, index=map(str, range(300)))
        data = anndata.AnnData(values, obs, features)
        data.write_h5ad(self.folder / "x.h5ad")
        options = ("--nulls", 20, "--bootstrap", 4, "--panel", "--feature-null", "--quiet")
        run_program("score", self.folder / "x.h5ad", "-o", self.folder / "command.h5ad", *options)
        run_program("select", self.folder / "command.h5ad", "--quantile", 0.95)
        scores = lexicnn.score(data, nulls=20, bootstrap=4, panel=True, feature_null=True).select(quantile=0.95)
        scores.write(self.folder / "python.h5ad")
        command = anndata.read_h5ad(self.folder / "command.h5ad")
        for ours in (anndata.read_h5ad(self.folder / "python.h5ad"), scores.to_anndata()):
            pd.testing.assert_frame_equal(ours.obs, command.obs)
            pd.testing.assert_frame_equal(ours.var, command.var)
            self.assertEqual(ours.X.tobytes(), command.X.tobytes())
            self.assertEqual(list(ours.layers), list(command.layers))
            for name in command.layers:
                self.assertEqual(ours.layers[name].tobytes(), command.layers[name].tobytes(), name)
            null, expected = (each.uns["lexicnn"]["null"] for each in (ours, command))
            self.assertEqual(set(null), set(expected))
            for name in expected:
                np.testing.assert_array_equal(null[name], expected[name], name)
        read = lexicnn.read_scores(self.folder / "command.h5ad")
        self.assertEqual(bytes_of(read), bytes_of(scores))
        np.testing.assert_array_equal(read.selected, scores.selected)
        shown = run_program("describe", self.folder / "command.h5ad", "a", "--top", 2).stdout
        self.assertEqual(str(scores.describe("a", top=2)), shown)
        shown = run_program("describe", self.folder / "command.h5ad", "--feature", "f3").stdout
        self.assertEqual(str(scores.describe(feature="f3")), shown)
        self.assertTrue(run_program("profile", self.folder / "command.h5ad").stdout.startswith(str(scores.profile())))


class Labels(unittest.TestCase):
    def test_order_and_missing(self) -> None:
        values = np.arange(8.0)[:, None]
        cases = {
            "integers ascend": ([10, 9, 10, 9, 2, 2, 2, 2], ["2", "9", "10"]),
            "text goes by its bytes": (list("bbAAéé") + ["zz", "zz"], ["A", "b", "zz", "é"]),
            "truths": ([True, False] * 4, ["false", "true"]),
            "categories keep their order": (pd.Categorical(list("bbbbaaaa"), ["b", "unused", "a"]), ["b", "a"]),
            "missing": (np.array(["a", None, "b", "a", "b", "a", "b", None], dtype=object), ["a", "b"]),
        }
        for name, (labels, expected) in cases.items():
            with self.subTest(name):
                scores = lexicnn.score(values, labels, nulls=0)
                self.assertEqual(list(scores.classes.index), expected)
        self.assertEqual(list(scores.classes["n"] + scores.classes["m"]), [8, 8])

    def test_comparisons(self) -> None:
        values, labels = matrix()
        grouped = lexicnn.score(values, labels, groups={"vowel-less": ["b", "c"]}, nulls=0)
        self.assertEqual(list(grouped.classes.index), ["a", "b", "c", "vowel-less"])
        np.testing.assert_allclose(grouped.auc[3], 1 - grouped.auc[0], rtol=1e-12)
        against = lexicnn.score(values, labels, reference="b", nulls=0)
        expected = lexicnn.score(values[labels != "c"], labels[labels != "c"], nulls=0)
        np.testing.assert_array_equal(against.signed_ks[0], expected.signed_ks[0])
        pairs = lexicnn.score(values, labels, one_vs_one=True)
        self.assertEqual(list(pairs.classes.index), ["a vs b", "a vs c", "b vs c"])


class Threads(unittest.TestCase):
    def test_four_at_once_give_the_same_bytes(self) -> None:
        values, labels = matrix(3000, 60)
        expected = bytes_of(lexicnn.score(values, labels, nulls=10, threads=1))
        found: dict[int, list[bytes]] = {}

        def work(number: int) -> None:
            found[number] = bytes_of(lexicnn.score(values, labels, nulls=10, threads=number))

        threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2, 3, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([found[number] == expected for number in (1, 2, 3, 4)], [True] * 4)


class Results(unittest.TestCase):
    def test_arrays_are_read_only_views(self) -> None:
        scores = lexicnn.score(*matrix(), nulls=0)
        self.assertFalse(scores.auc.flags.writeable)
        self.assertEqual(scores.auc.ctypes.data, scores.auc.ctypes.data)
        auc = scores.auc
        del scores
        self.assertGreater(auc[0, 3], 0.9)  # the array keeps what it is a view of

    def test_frame(self) -> None:
        scores = lexicnn.score(*matrix()).select()
        frame = scores.to_frame()
        self.assertEqual(len(frame), 60)
        row = frame[(frame["class"] == "b") & (frame["feature"] == "3")].iloc[0]
        self.assertEqual(row["signed_ks"], scores.signed_ks[1, 3])
        self.assertEqual(row["selected"], scores.selected[1, 3])

    def test_selection_rules(self) -> None:
        scores = lexicnn.score(*matrix())
        np.testing.assert_array_equal(scores.selected, scores.select(quantile=0.99).selected)
        by_threshold = scores.select(threshold=0.3)
        np.testing.assert_array_equal(by_threshold.selected != 0, np.abs(scores.signed_ks) > 0.3)
        self.assertEqual(scores.select(fdr=1e-6).selected[0, 3], 1)
        with self.assertRaises(TypeError):
            scores.select(fdr=0.1, threshold=0.2)
        with self.assertRaisesRegex(lexicnn.Error, "no null"):
            lexicnn.score(*matrix(), nulls=0).profile()

    def test_notebook_figure(self) -> None:
        figure = lexicnn.score(*matrix())._repr_html_()
        self.assertIn("<svg", figure)
        self.assertIn("all: ", figure)


if __name__ == "__main__":
    unittest.main()
