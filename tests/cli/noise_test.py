"""Noise and selection from the command line: whose null, classes too small, nothing selected."""

import json
import unittest

import anndata
import numpy as np

from program import ProgramTest


class NoiseTest(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.scores = self.folder / "scores.h5ad"

    def score(self, sizes: list[int], *more: object, shift: float = 0.0) -> None:
        """Noise, but that `shift` is added to the first feature of the first class."""
        rng = np.random.default_rng(5)
        labels = np.repeat(np.arange(len(sizes)), sizes)
        values = rng.normal(size=(len(labels), 8))
        values[labels == 0, 0] += shift
        np.save(self.folder / "x.npy", values)
        np.save(self.folder / "y.npy", labels)
        self.succeed("score", self.folder / "x.npy", "--labels", self.folder / "y.npy", "-o",
                     self.scores, "--overwrite", *more)

    def test_a_feature_may_be_held_against_its_own_null(self) -> None:
        self.score([30, 60], "--feature-null", shift=1.5)
        self.succeed("select", self.scores, "--null", "feature", "--quantile", 0.95)
        thresholds = anndata.read_h5ad(self.scores).layers["noise_threshold"]
        self.assertEqual(len(np.unique(thresholds[0])) > 1, True)
        self.fail_with("invalid-option", "0.9, 0.95, 0.99", "select", self.scores, "--null",
                       "feature", "--quantile", 0.9123)
        self.fail_with("invalid-input", "--nulls 999 or more", "select", self.scores, "--null",
                       "feature", "--quantile", 0.999)
        self.succeed("validate", self.scores)

    def test_scores_without_such_a_null_say_how_to_get_it(self) -> None:
        self.score([30, 60])
        self.fail_with("invalid-input", "--feature-null", "select", self.scores, "--null", "feature")

    def test_classes_too_small_are_named(self) -> None:
        self.score([1, 30, 59])
        done = self.succeed("select", self.scores)
        self.assertIn("note: 1 class is too small for any pair to be selected, even with s = 1: 0",
                      done.stderr)
        unscorable = anndata.read_h5ad(self.scores).obs["unscorable"]
        self.assertEqual(list(unscorable), [True, False, False])
        self.succeed("validate", self.scores)

    def test_profiles_are_compared(self) -> None:
        other = self.folder / "other.h5ad"
        self.score([30, 60], "--bootstrap", 30, shift=1.5)
        self.scores.rename(other)
        self.score([40, 40, 10], "--bootstrap", 30)
        done = self.succeed("profile", self.scores, other)
        self.assertIn("scores - other", done.stdout)
        self.succeed("validate", other)
        rows, differences = self.folder / "rows.csv", self.folder / "differences.csv"
        done = self.succeed("profile", self.scores, other, "-o", rows, "--differences", differences)
        self.assertEqual(done.stdout, "")
        self.assertTrue(rows.read_text().startswith("scores,kind,name,"))
        self.assertTrue(differences.read_text().startswith("kind,measure,first,second,row,value,"))
        compared = json.loads(self.succeed("profile", self.scores, other, "--json").stdout)
        self.assertEqual([each["name"] for each in compared["profiles"]], ["scores", "other"])
        self.assertLess(compared["differences"][0]["value"], 0)
        self.fail_with("invalid-option", "same file", "profile", self.scores, other, "-o", rows, "--differences", rows,
                       "--overwrite")
        self.fail_with("invalid-option", "two scores files", "profile", other, "--differences",
                       self.folder / "d.csv")
        self.fail_with("invalid-input", "named", "profile", other, other)

    def test_bootstrap_goes_with_one_column(self) -> None:
        self.score([30, 60])
        self.fail_with("invalid-option", "bootstrap", "score", self.folder / "x.npy", "--labels",
                       self.folder / "y.npy", "-o", self.folder / "s.h5ad", "--bootstrap", 5,
                       "--one-vs-one")

    def test_an_empty_selection_explains_itself(self) -> None:
        self.score([30, 60], shift=0.6)
        done = self.succeed("select", self.scores, "--fdr", 0.0001)
        self.assertRegex(done.stderr, r"note: the smallest p of a pair is 0\.\d+; nearest to being "
                                      r"selected is class '\d' × feature '0' with s = -?0\.\d+")
        self.assertRegex(done.stderr, r"about \d+ images of the class in place of \d+, and as many")
        done = self.succeed("select", self.scores, "--threshold", 0.9)
        self.assertNotIn("about", done.stderr)


if __name__ == "__main__":
    unittest.main()
