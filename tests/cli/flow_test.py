"""The main job from end to end on a small network: files, rows, numbers, and their sameness."""

import json
import unittest
import warnings
from pathlib import Path

import anndata
import numpy as np

from program import ProgramTest, write_images, write_model, write_preprocessing


def read(path: Path) -> anndata.AnnData:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return anndata.read_h5ad(path)


class Flow(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx")
        self.preprocess = write_preprocessing(self.folder / "prepare.json")
        self.images = write_images(self.folder / "images")

    def study(self, name: str, *more: object) -> Path:
        self.succeed("study", self.model, self.images, "-o", self.folder / name,
                     "--preprocess", self.preprocess, "--nulls", 20, *more)
        return self.folder / name

    def test_layers(self) -> None:
        text = self.succeed("layers", self.model).stdout
        for part in ("first", "block/second", "12 features", "classifier"):
            self.assertIn(part, text)
        listing = json.loads(self.succeed("layers", self.model, "--json").stdout)
        self.assertEqual([layer["name"] for layer in listing["layers"]], ["first", "block/second"])
        self.assertEqual(listing["features"], 12)
        self.assertIn("2 layers, 12 features (left out: the classifier 'classifier')\n", text)
        some = self.succeed("layers", self.model, "--layers", "block*").stdout
        self.assertIn("1 layer, 7 features (2 layers left out, among them the classifier 'classifier')\n", some)
        named = self.succeed("layers", self.model, "--layers", "block*", "classifier").stdout
        self.assertIn("2 layers, 10 features (1 layer left out)\n", named)
        chosen = json.loads(self.succeed("layers", self.model, "--layers", "block*", "--json").stdout)
        self.assertEqual(chosen["features"], 7)

    def test_study_writes_five_files_and_prints_the_report(self) -> None:
        done = self.succeed("study", self.model, self.images, "-o", self.folder / "s",
                            "--preprocess", self.preprocess, "--nulls", 20)
        self.assertEqual(sorted(p.name for p in (self.folder / "s").iterdir()),
                         ["activations.h5ad", "embedding.h5ad", "layers.csv", "report.html", "scores.h5ad"])
        self.assertEqual(done.stdout.splitlines()[-1], f"report: {self.folder / 's' / 'report.html'}")
        for name in ("activations.h5ad", "scores.h5ad", "embedding.h5ad"):
            self.assertIn("valid: ", self.succeed("validate", self.folder / "s" / name).stdout)

    def test_study_does_not_write_among_the_images(self) -> None:
        before = sorted(self.images.rglob("*"))
        self.fail_with("invalid-option", "folder of the images", "study", self.model, self.images, "-o", self.images,
                       "--overwrite")
        self.assertEqual(sorted(self.images.rglob("*")), before)

    def test_study_that_fails_leaves_no_folder_and_may_be_run_again(self) -> None:
        study = ("study", self.folder / "none.onnx", self.images, "-o", self.folder / "s")
        self.fail_with("file-missing", "none.onnx", *study)
        self.assertFalse((self.folder / "s").exists())
        (self.folder / "s").mkdir()
        self.fail_with("file-missing", "none.onnx", *study)
        self.assertTrue((self.folder / "s").exists(), "it was there before")
        (self.folder / "s" / "activations.h5ad.tmp-abcdef").write_text("left by a killed run")
        self.study("s")
        self.assertEqual(sorted(p.name for p in (self.folder / "s").iterdir()),
                         ["activations.h5ad", "embedding.h5ad", "layers.csv", "report.html", "scores.h5ad"])

    def test_rows_are_the_images_in_the_ledgers_order(self) -> None:
        (self.images / "dark" / "00a.jpg").write_text("no image")
        folder = self.study("s")
        data = read(folder / "activations.h5ad")
        ledger = data.uns["lexicnn"]["ledger"]
        paths = sorted(str(p.relative_to(self.images)) for p in self.images.rglob("*.*g"))
        self.assertEqual(list(ledger.index), paths)
        self.assertEqual(list(data.obs_names), list(ledger.index[ledger["outcome"] == "good"]))
        self.assertEqual(list(data.obs["class"]), [name.split("/")[0] for name in data.obs_names])
        self.assertEqual(data.X.dtype, np.float32)
        self.assertEqual(list(data.var_names[:2]), ["first:0", "first:1"])
        self.assertEqual(set(data.var["layer"]), {"first", "block/second"})

    def test_scores_say_what_scipy_says(self) -> None:
        from scipy.stats import ks_2samp

        folder = self.study("s")
        data = read(folder / "activations.h5ad")
        scores = read(folder / "scores.h5ad")
        for place, name in enumerate(scores.obs_names):
            inner = (data.obs["class"] == name).to_numpy()
            for feature in range(data.n_vars):
                column = data.X[:, feature].astype(np.float64)
                expected = ks_2samp(column[inner], column[~inner])
                self.assertAlmostEqual(abs(scores.X[place, feature]), expected.statistic, delta=1e-12)
        selected = scores.layers["selected"]
        threshold = scores.layers["noise_threshold"]
        np.testing.assert_array_equal(selected, np.sign(scores.X) * (np.abs(scores.X) > threshold))

    def test_same_bytes_for_threads_batch_and_streams(self) -> None:
        first = self.study("a", "--threads", 1, "--batch", 1, "--streams", 1)
        other = self.study("b", "--threads", 3, "--batch", 5, "--streams", 2)
        self.assertEqual(read(first / "activations.h5ad").X.tobytes(), read(other / "activations.h5ad").X.tobytes())
        one, two = read(first / "scores.h5ad"), read(other / "scores.h5ad")
        self.assertEqual(one.X.tobytes(), two.X.tobytes())
        for layer in one.layers:
            self.assertEqual(one.layers[layer].tobytes(), two.layers[layer].tobytes(), layer)

    def test_each_stage_is_a_command_of_its_own(self) -> None:
        whole = self.study("s")
        a, s, t = (self.folder / name for name in ("a.h5ad", "s.h5ad", "t.h5ad"))
        self.succeed("extract", self.model, self.images, "-o", a, "--preprocess", self.preprocess)
        self.succeed("score", a, "-o", s, "--nulls", 20)
        self.succeed("select", s)
        self.succeed("select", s, "--threshold", 0.9, "-o", t)
        self.assertEqual(read(s).layers["selected"].tobytes(),
                         read(whole / "scores.h5ad").layers["selected"].tobytes())
        self.assertLess(np.count_nonzero(read(t).layers["selected"]),
                        np.count_nonzero(read(s).layers["selected"]))
        self.succeed("profile", s, "-o", self.folder / "layers.csv")
        self.assertEqual((self.folder / "layers.csv").read_text(), (whole / "layers.csv").read_text())
        self.assertIn("block/second", self.succeed("profile", s).stdout)
        self.assertIn("layers", json.loads(self.succeed("profile", s, "--json").stdout))
        self.assertIn("bright", self.succeed("describe", s, "bright").stdout)
        self.assertIn("first:0", self.succeed("describe", s, "--feature", "first:0").stdout)
        json.loads(self.succeed("describe", s, "bright", "--json").stdout)
        self.succeed("report", s, "--activations", a, "-o", self.folder / "r.html")
        self.succeed("report", s, "-o", self.folder / "plain.html")
        self.assertLess((self.folder / "plain.html").stat().st_size, (self.folder / "r.html").stat().st_size)

    def test_scores_without_a_selection_are_noted_and_get_the_default(self) -> None:
        a, s, t = (self.folder / name for name in ("a.h5ad", "s.h5ad", "t.h5ad"))
        self.succeed("extract", self.model, self.images, "-o", a, "--preprocess", self.preprocess)
        self.succeed("score", a, "-o", s, "--nulls", 20)
        self.succeed("select", s, "-o", t)
        note = (f"lexicnn: note: no selection in '{s}': pairs above the 0.99 quantile of the null are taken; "
                "'lexicnn select' chooses otherwise\n")
        for command, *rest in (("profile",), ("describe", "bright"), ("report", "-o", self.folder / "r.html")):
            bare = self.succeed(command, s, *rest)
            self.assertEqual(bare.stderr.splitlines(keepends=True)[0], note)
            selected = self.succeed(command, t, *rest, *["--overwrite"] * (command == "report"))
            self.assertNotIn("no selection", selected.stderr)
            self.assertEqual(bare.stdout, selected.stdout)
            quiet = self.succeed(command, s, *rest, "--quiet", *["--overwrite"] * (command == "report"))
            self.assertEqual(quiet.stderr, "")

    def test_another_label_column(self) -> None:
        (self.images / "classes.tsv").write_text("class\tlight\nbright\tyes\ndark\tno\nred\tno\n")
        self.succeed("extract", self.model, self.images, "-o", self.folder / "a.h5ad",
                     "--preprocess", self.preprocess)
        self.succeed("score", self.folder / "a.h5ad", "-o", self.folder / "s.h5ad", "--by", "light", "--nulls", 0)
        scores = read(self.folder / "s.h5ad")
        self.assertEqual(dict(zip(scores.obs_names, scores.obs["n"])), {"no": 24, "yes": 12})

    def test_a_bare_matrix(self) -> None:
        random = np.random.default_rng(3)
        labels = np.array(["a", "b"])[random.integers(0, 2, 50)]
        for dtype in (np.float16, np.float32, np.float64):
            matrix = random.normal(size=(50, 3)).astype(dtype)
            np.save(self.folder / "x.npy", matrix)
            np.save(self.folder / "y.npy", labels)
            self.succeed("score", self.folder / "x.npy", "--labels", self.folder / "y.npy",
                         "-o", self.folder / "s.h5ad", "--overwrite")
            scores = read(self.folder / "s.h5ad")
            self.assertEqual(list(scores.var_names), ["0", "1", "2"])
            self.assertEqual(list(scores.obs_names), ["a", "b"])

    def test_any_annotated_matrix_by_a_column(self) -> None:
        import pandas as pd

        random = np.random.default_rng(4)
        obs = pd.DataFrame({"kind": pd.Categorical(["x", "y"] * 20)}, index=[f"i{i}" for i in range(40)])
        anndata.AnnData(random.normal(size=(40, 3)), obs).write_h5ad(self.folder / "any.h5ad")
        self.succeed("score", self.folder / "any.h5ad", "--by", "kind", "-o", self.folder / "s.h5ad")
        self.assertEqual(list(read(self.folder / "s.h5ad").obs_names), ["x", "y"])

    def test_quiet_says_nothing(self) -> None:
        done = self.succeed("extract", self.model, self.images, "-o", self.folder / "a.h5ad",
                            "--preprocess", self.preprocess, "--quiet")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def test_files_do_not_tell_where_the_home_folder_lies(self) -> None:
        import os
        from unittest import mock

        with mock.patch.dict(os.environ, HOME=str(self.folder)):
            folder = self.study("s")
        report = (folder / "report.html").read_text()
        self.assertIn("~/tiny.onnx", report)
        self.assertNotIn(str(self.folder), report)
        self.assertIn(" -o ~/s ", read(folder / "scores.h5ad").uns["lexicnn"]["command_line"])
        self.assertNotIn("images_root", read(folder / "scores.h5ad").uns["lexicnn"]["activations"])

    def test_provenance_names_model_options_and_command(self) -> None:
        folder = self.study("s", "--seed", 7)
        ours = read(folder / "scores.h5ad").uns["lexicnn"]
        self.assertEqual(ours["kind"], "scores")
        self.assertEqual(int(ours["score"]["seed"]), 7)
        self.assertIn("--seed 7", ours["command_line"])
        self.assertEqual(len(ours["activations"]["model_sha256"]), 64)
        self.assertEqual(ours["activations"]["capture"]["tap"], "activation")
        check = read(folder / "activations.h5ad").uns["lexicnn"]["tap_check"]
        self.assertTrue(check["outputs"]["same_bytes"])
        self.assertTrue(check["rows"]["same_bytes"])
        self.assertEqual(ours["select"]["rule"], "quantile")


if __name__ == "__main__":
    unittest.main()
