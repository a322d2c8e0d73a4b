"""Descriptions by depth band, minimal signatures and the images of a feature, against NumPy."""

from __future__ import annotations

import json
import unittest

import anndata
import numpy as np

from lexicon_data import CLASSES, activations
from program import ProgramTest, run


class Describe(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.data = activations(each=40)
        self.data.obs["split"] = np.where(np.arange(self.data.n_obs) % 4 == 0, "val", "train")
        self.matrix = self.folder / "a.h5ad"
        self.scores = self.folder / "s.h5ad"
        self.data.write_h5ad(self.matrix)
        self.succeed("score", self.matrix, "-o", self.scores, "--nulls", 50)
        self.succeed("select", self.scores)

    def result(self, *arguments: object) -> dict | list:
        done = self.succeed("describe", self.scores, *arguments, "--json")
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def test_bands_and_what_is_shared(self) -> None:
        scores = anndata.read_h5ad(self.scores)
        selected = np.asarray(scores.layers["selected"])
        result = self.result("dog", "--top", 0)
        dog = list(scores.obs_names).index("dog")
        side = selected[dog]
        same = (selected == side) & (side != 0)
        others = same.sum(axis=0) - (side != 0)
        self.assertEqual(result["unique_presence"], int(((others == 0) & (side > 0)).sum()))
        self.assertEqual(result["unique_absence"], int(((others == 0) & (side < 0)).sum()))
        shared = {each["name"]: each["presence"] + each["absence"] for each in result["shared"]}
        expected = {name: int(same[c].sum()) for c, name in enumerate(scores.obs_names) if c != dog}
        self.assertEqual(shared, {name: count for name, count in expected.items() if count})
        self.assertEqual(list(shared.values()), sorted(shared.values(), reverse=True))
        self.assertEqual([band["name"] for band in result["bands"]], ["low", "high"])
        for band, layer in zip(result["bands"], ("low", "high")):
            here = np.asarray(scores.var["layer"] == layer)
            self.assertEqual(band["features"], 12)
            self.assertEqual({each["name"] for each in band["presence"]},
                             set(scores.var_names[here & (side > 0)]))
            self.assertEqual({each["name"] for each in band["absence"]},
                             set(scores.var_names[here & (side < 0)]))
            for each in band["presence"] + band["absence"]:
                self.assertEqual(each["log10_p"], scores.layers["log10_p"][dog, each["feature"]])
        self.assertEqual(self.result("dog", "--bands", "1")["bands"], [])
        self.assertEqual(len(self.result("dog", "--bands", ".1,.2,1")["bands"]), 2)

    def test_as_text(self) -> None:
        text = self.succeed("describe", self.scores, "dog", "--top", 1).stdout
        self.assertRegex(text, r"^dog: 40 images, \d+ features by presence, \d+ by absence\n"
                               r"for this class alone: \d+ features? by presence, \d+ by absence\n"
                               r"shares \d+ statements? with \w+")
        self.assertRegex(text, r"\nlow layers, low: \d+ features? by presence, \d+ by absence\n  by presence\n"
                               r"    \+0\.\d\d  low:\d+ +above \S+ +in +>?\d+ % of the class and +<?\d+ % of the rest  "
                               r"AUC 0\.\d\d  noise 0\.\d\d  log10 p -\d+\.\d  (also for|for this class)")
        plain = self.succeed("describe", self.scores, "dog", "--bands", "1").stdout
        self.assertIn("\n\nby presence\n  +", plain)

    def slow_signature(self, signature: dict, train: np.ndarray) -> tuple[float, float]:
        """Balanced accuracy of the statements given, on the training images and on the others."""
        values = np.asarray(self.data[:, [each["name"] for each in signature["statements"]]].X, dtype=float)
        cuts = np.array([each["location"] for each in signature["statements"]])
        above = np.array([each["side"] == "above" for each in signature["statements"]])
        holds = (values > cuts) == above
        taken = holds.sum(axis=1) >= signature["needed"]
        of_class = np.asarray(self.data.obs["class"] == signature["name"])
        for j, each in enumerate(signature["statements"]):
            self.assertAlmostEqual(each["class_share"], holds[train & of_class, j].mean(), delta=1e-12)
            self.assertAlmostEqual(each["test_rest_share"], holds[~train & ~of_class, j].mean(), delta=1e-12)
        return tuple((taken[part & of_class].mean() + (~taken)[part & ~of_class].mean()) / 2
                     for part in (train, ~train))

    def test_signature_on_a_split(self) -> None:
        train = np.asarray(self.data.obs["split"] == "train")
        flags = ("--signature", "--activations", self.matrix, "--train", "train", "--gap", ".5")
        for signature in self.result(*flags):
            fitted, held_out = self.slow_signature(signature, train)
            self.assertAlmostEqual(signature["train_balanced_accuracy"], fitted, delta=1e-12)
            self.assertAlmostEqual(signature["balanced_accuracy"], held_out, delta=1e-12)
            self.assertEqual((signature["train_images"], signature["test_images"]), (30, 10))
        # Cuts and strengths are those of scores of the training images alone.
        self.succeed("score", self.matrix, "-o", self.folder / "t.h5ad", "--nulls", 0, "--split", "train")
        scores = anndata.read_h5ad(self.folder / "t.h5ad")
        dog = self.result("dog", *flags)
        self.assertGreater(len(dog["statements"]), 0)
        for each in dog["statements"]:
            pair = scores["dog", each["name"]]
            self.assertEqual(each["signed_ks"], pair.X[0, 0])
            self.assertEqual(each["location"], pair.layers["location"][0, 0])
            self.assertEqual(each["log10_p"], pair.layers["log10_p"][0, 0])

    def test_signatures_of_all_classes_and_of_one(self) -> None:
        flags = ("--signature", "--activations", self.matrix)
        every = self.result(*flags)
        self.assertEqual([each["name"] for each in every], sorted(CLASSES))
        by_name = {each["name"]: each for each in every}
        self.assertEqual(self.result("whale", *flags), by_name["whale"])
        self.assertGreater(by_name["car"]["balanced_accuracy"], 0.9)
        self.assertEqual(self.result(*flags, "--threads", 1), self.result(*flags, "--threads", 3))
        self.assertEqual(self.result(*flags, "--seed", 1), every)
        self.assertNotEqual(self.result(*flags, "--seed", 2), every)
        text = self.succeed("describe", self.scores, *flags).stdout
        self.assertRegex(text, r"\n\d classes tested: \d+\.\d statements on average, balanced accuracy 0\.\d{3} on images "
                               r"held out, from \S+ \(\w+\) to \S+ \(\w+\)\n$")
        one = self.succeed("describe", self.scores, "car", *flags).stdout
        self.assertRegex(one, r"^signature of car, fitted on 20 images and 80 of other classes\n"
                              r"an image is taken for car where ")
        self.assertRegex(one, r"\nbalanced accuracy \d\.\d{3} on images held out: \S+ % of 20 are taken for it")

    def test_a_class_of_one_image_has_no_signature(self) -> None:
        self.data.obs["class"] = ["lone", *list(self.data.obs["class"])[1:]]
        self.data.write_h5ad(self.matrix)
        self.succeed("score", self.matrix, "-o", self.scores, "--nulls", 5, "--overwrite")
        done = self.succeed("describe", self.scores, "lone", "--signature", "--activations", self.matrix, "--quiet")
        self.assertIn("no statement stands out of the noise and tells the class from another: no signature", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_images_of_a_feature(self) -> None:
        result = self.result("--feature", "high:3", "--activations", self.matrix, "--top", 4)
        column = np.asarray(self.data[:, "high:3"].X, dtype=float).ravel()
        images = result["images"]
        self.assertEqual([each["row"] for each in images["most"]], list(np.argsort(-column, kind="stable")[:4]))
        self.assertEqual([each["name"] for each in images["most"]],
                         [self.data.obs_names[each["row"]] for each in images["most"]])
        strongest = result["presence"][0]
        self.assertEqual((images["class"], images["location"]), ("dog", strongest["location"]))
        of_class = np.asarray(self.data.obs["class"] == "dog")
        above = column > strongest["location"]
        self.assertEqual(images["failing_images"], int((of_class & ~above).sum()))
        self.assertEqual(images["firing_images"], int((~of_class & above).sum()))
        failing = np.flatnonzero(of_class & ~above)
        firing = np.flatnonzero(~of_class & above)
        self.assertEqual([each["row"] for each in images["failing"]],
                         list(failing[np.argsort(column[failing], kind="stable")][:4]))
        self.assertEqual([each["row"] for each in images["firing"]],
                         list(firing[np.argsort(-column[firing], kind="stable")][:4]))
        text = self.succeed("describe", self.scores, "--feature", "high:3", "--activations", self.matrix).stdout
        self.assertIn("\n\nimages that fire most\n  ", text)
        self.assertIn(f"\n{images['failing_images']} of 40 images of dog fail to fire above ", text)
        self.assertNotIn("images", self.result("--feature", "high:3"))

    def test_scores_of_a_split_show_its_images(self) -> None:
        self.succeed("score", self.matrix, "-o", self.scores, "--nulls", 20, "--split", "val", "--overwrite")
        self.succeed("select", self.scores)
        images = self.result("--feature", "high:3", "--activations", self.matrix, "--top", 0)["images"]
        kept = self.data.obs_names[np.asarray(self.data.obs["split"] == "val")]
        self.assertEqual({each["name"] for each in images["most"]}, set(kept))

    def test_wrong_command_lines(self) -> None:
        describe = ("describe", self.scores)
        files = ("--activations", self.matrix)
        for part, flags in (
            ("--signature needs --activations", ("dog", "--signature")),
            ("goes with CLASS, --activations and --json alone", ("--signature", *files, "--feature", "low:1")),
            ("goes with CLASS, --activations and --json alone", ("--signature", *files, "--similarity")),
            ("--activations goes with --feature or --signature", ("dog", *files)),
            ("requires --signature", ("dog", "--gap", ".5")),
            ("excludes", ("--signature", *files, "--seed", "1", "--train", "train")),
            ("'0' is no value of gap", ("--signature", *files, "--gap", "0")),
            ("'0' is no value of times", ("--signature", *files, "--times", "0")),
            ("'1.5' is no value of bands", ("dog", "--bands", "1.5")),
        ):
            self.fail_with("command-line", part, *describe, *flags, status=2)
        self.fail_with("invalid-option", "the upper depths must ascend", *describe, "dog", "--bands", ".6,.2")

    def test_named_errors(self) -> None:
        describe = ("describe", self.scores)
        files = ("--signature", "--activations", self.matrix)
        self.fail_with("invalid-input", "there is no class 'goldfsh' of images; did you mean 'goldfish'?", *describe, "goldfsh",
                       *files)
        self.fail_with("invalid-input", "there is no split 'trin'; did you mean 'train'?", *describe, *files, "--train",
                       "trin")
        self.fail_with("file-missing", "absent", *describe, "--signature", "--activations", self.folder / "absent.h5ad")
        other = self.folder / "other.h5ad"
        self.data[:, :5].copy().write_h5ad(other)
        self.fail_with("invalid-input", "other features than the scores", *describe, "--signature", "--activations", other)
        self.succeed("score", self.matrix, "-o", self.scores, "--one-vs-one", "--overwrite")
        self.succeed("select", self.scores, "--fdr", ".05")
        self.fail_with("invalid-input", "not with all other images", *describe, "--feature", "low:1", "--activations",
                       self.matrix)
        self.succeed("score", self.matrix, "-o", self.scores, "--by", "class", "--by", "split", "--overwrite")
        self.fail_with("invalid-input", "several label columns", *describe, *files)

    def test_help_names_the_flags(self) -> None:
        text = run("describe", "--help").stdout
        for flag in ("--bands", "--signature", "--activations", "--seed", "--train", "--gap", "--times", "--candidates"):
            self.assertIn(flag, text)


if __name__ == "__main__":
    unittest.main()
