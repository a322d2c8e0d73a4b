"""Synsets: scored as the union of their classes, and described among what is above and below them."""

from __future__ import annotations

import json
import unittest

import anndata
import numpy as np
import pandas as pd
from scipy.stats import ks_2samp

from lexicon_data import ABOVE, CLASSES, HYPERNYMS, activations, write_taxonomy, write_wnids
from program import ProgramTest


class TaxonomyTest(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.data = activations()
        self.matrix = self.folder / "a.h5ad"
        self.data.write_h5ad(self.matrix)
        self.taxonomy = write_taxonomy(self.folder / "taxonomy")
        self.wnids = write_wnids(self.folder / "wnids.tsv")
        self.scores = self.folder / "s.h5ad"

    def score(self, *more: object) -> anndata.AnnData:
        self.succeed("score", self.matrix, "-o", self.scores, "--overwrite", "--nulls", 20,
                     "--taxonomy", self.taxonomy, *more)
        return anndata.read_h5ad(self.scores)


class ScoreSynsets(TaxonomyTest):
    def test_equal_the_union_scored_by_brute_force(self) -> None:
        scores = self.score("--wnids", self.wnids)
        self.assertEqual(list(scores.obs_names), [*sorted(CLASSES), *ABOVE])
        self.assertEqual(list(scores.obs["kind"]), ["class"] * 5 + ["synset"] * 3)
        self.assertEqual(list(scores.obs.loc[list(ABOVE), "wnid"]), ["n2", "n3", "n4"])
        self.assertEqual(scores.obs.loc["animal", "synset"], "animal,beast")
        for name, members in ABOVE.items():
            inner = self.data.obs["class"].isin(members).to_numpy()
            self.assertEqual(scores.obs.loc[name, "n"], inner.sum())
            for feature in self.data.var_names:
                values = self.data[:, feature].X[:, 0]
                known = ks_2samp(values[inner], values[~inner])
                ours = scores[name, feature].X[0, 0]
                self.assertAlmostEqual(abs(ours), known.statistic, delta=1e-12)
                if ks_2samp(values[inner], values[~inner], alternative="less").statistic != ks_2samp(
                        values[inner], values[~inner], alternative="greater").statistic:
                    self.assertEqual(np.sign(ours), -known.statistic_sign)

    def test_equal_the_same_groups_by_hand_to_the_last_bit(self) -> None:
        ours = self.score("--wnids", self.wnids)
        groups = self.folder / "groups.csv"
        groups.write_text("class,group\n" + "".join(f"{c},{g}\n" for g, members in ABOVE.items() for c in members))
        self.succeed("score", self.matrix, "-o", self.folder / "g.h5ad", "--groups", groups, "--nulls", 20)
        theirs = anndata.read_h5ad(self.folder / "g.h5ad")[ours.obs_names]
        np.testing.assert_array_equal(ours.X, theirs.X)
        for layer in ours.layers:
            np.testing.assert_array_equal(ours.layers[layer], theirs.layers[layer], layer)
        self.succeed("validate", self.scores)
        self.assertEqual(ours.uns["lexicnn"]["taxonomy"]["folder"], "taxonomy")

    def test_synsets_from_a_column_or_from_the_names(self) -> None:
        known = self.score("--wnids", self.wnids)
        self.data.obs["wnid"] = self.data.obs["class"].map(CLASSES)
        self.data.write_h5ad(self.matrix)
        np.testing.assert_array_equal(self.score().X, known.X)
        self.data.obs["class"] = self.data.obs.pop("wnid")
        self.data.write_h5ad(self.matrix)
        scores = self.score()
        self.assertEqual(sorted(scores.obs_names[:5]), list(CLASSES.values()))
        self.assertEqual(list(scores.obs_names[5:]), list(ABOVE))

    def test_a_class_without_a_synset_stays_in_the_rest(self) -> None:
        self.wnids.write_text("class\twnid\ndog\tn5\ntabby\tn6\nwhale\tn7\n")
        scores = self.score("--wnids", self.wnids)
        # goldfish and car have none: `mammal`, below `animal` and `entity`, unites the same three.
        self.assertEqual(list(scores.obs_names)[5:], ["mammal", "pet"])
        self.assertEqual(scores.obs.loc["mammal", "m"], 40)
        self.assertEqual(scores.obs.loc["car", "wnid"], "")

    def test_what_cannot_be(self) -> None:
        score = ("score", self.matrix, "-o", self.folder / "x.h5ad", "--taxonomy")
        table = ("--wnids", self.wnids)
        self.fail_with("file-missing", "holds no taxonomy", *score, self.folder)
        self.fail_with("invalid-input", "no class has a synset", *score, self.taxonomy)
        write_taxonomy(self.taxonomy, [*HYPERNYMS, ("n2", "n5")])
        self.fail_with("invalid-file", "the taxonomy has a cycle: ", *score, self.taxonomy, *table)
        write_taxonomy(self.taxonomy, [*HYPERNYMS, ("n5", "n77")])
        self.fail_with("invalid-file", "there is no synset 'n77'", *score, self.taxonomy, *table)
        write_taxonomy(self.taxonomy)
        self.wnids.write_text("class\twnid\ndog\tn55\n")
        self.fail_with("invalid-input", "the synset 'n55' of the class 'dog' is not in the taxonomy",
                       *score, self.taxonomy, *table)
        self.wnids.write_text("class\twnid\ndog\tn5\ncar\tn9\n")
        write_taxonomy(self.taxonomy, [pair for pair in HYPERNYMS if pair[1] != "n1"])
        self.fail_with("invalid-input", "there is none to score", *score, self.taxonomy, *table)
        for target in (self.wnids, self.taxonomy / "synsets.tsv"):
            self.fail_with("invalid-option", "is the input itself", "score", self.matrix, "-o", target, "--overwrite",
                           "--taxonomy", self.taxonomy, *table)
        for flags in (("--groups", "g.csv"), ("--reference", "dog"), ("--one-vs-one",)):
            self.fail_with("command-line", "excludes", *score, self.taxonomy, *flags, status=2)
        self.fail_with("command-line", "--wnids requires --taxonomy", *score[:-1], *table, status=2)


class DescribeSynsets(TaxonomyTest):
    def setUp(self) -> None:
        super().setUp()
        self.score("--wnids", self.wnids)
        self.succeed("select", self.scores)
        scores = anndata.read_h5ad(self.scores)
        self.selected = pd.DataFrame(scores.layers["selected"], scores.obs_names, scores.var_names)

    def described(self, name: str) -> dict:
        return json.loads(self.succeed(
            "describe", self.scores, name, "--taxonomy", self.taxonomy, "--json", "--top", 0).stdout)

    def counts(self, mask: pd.Series, sides: pd.Series) -> dict[str, int]:
        return {"presence": int((mask & (sides > 0)).sum()), "absence": int((mask & (sides < 0)).sum())}

    def test_counts_are_those_of_the_selection(self) -> None:
        mammal = self.described("mammal")
        own = self.selected.loc["mammal"]
        children = self.selected.loc[["dog", "tabby", "whale"]]
        self.assertEqual([child["name"] for child in mammal["children"]], ["dog", "tabby", "whale"])
        common = children.nunique() == 1
        every = pd.Series(True, own.index)
        self.assertEqual(mammal["selected"], self.counts(every, own))
        self.assertEqual(mammal["common"], self.counts(common, children.iloc[0]))
        self.assertEqual(mammal["inherited"], self.counts(common & (children.iloc[0] == own), own))
        self.assertIn("low:1", [s["name"] for s in mammal["strongest_inherited"]])
        dog = self.selected.loc["dog"]
        alone = (self.selected.loc[["tabby", "whale", "mammal"]] != dog).all()
        self.assertEqual(mammal["children"][0]["only"], self.counts(alone, dog))

    def test_where_features_appear_first(self) -> None:
        dog = self.described("dog")
        self.assertEqual([step["name"] for step in dog["path"]], ["animal", "mammal", "pet", "dog"])
        sides = self.selected.loc["dog"]
        same = {name: self.selected.loc[name] == sides for name in ("animal", "mammal", "pet")}
        left = pd.Series(True, self.selected.columns)
        for name, here in (("animal", same["animal"] & same["mammal"] & same["pet"]), ("mammal", same["mammal"]),
                           ("pet", same["pet"]), ("dog", left)):
            step = next(each for each in dog["path"] if each["name"] == name)
            self.assertEqual(step["first"], self.counts(left & here, sides), name)
            left = left & ~here
        self.assertEqual(dog["parents"], ["mammal", "pet"])

    def test_by_word_and_id(self) -> None:
        for name in ("n2", "BEAST", "animal"):
            self.assertEqual(self.described(name)["name"], "animal")
        self.assertEqual(self.described("hound")["name"], "dog")

    def test_as_text(self) -> None:
        done = self.succeed("describe", self.scores, "pet", "--taxonomy", self.taxonomy)
        self.assertEqual(done.stderr, "")
        self.assertTrue(done.stdout.startswith("pet (n4): 3 classes, 60 images\ndirectly below animal\n"),
                        done.stdout)

    def test_what_cannot_be(self) -> None:
        describe = ("describe", self.scores)
        self.fail_with("invalid-input", "there is no class or synset 'whal'; did you mean 'whale'?".replace(
            "'whal';", "'whal' among the scores;"), *describe, "whal", "--taxonomy", self.taxonomy)
        self.fail_with("command-line", "name a CLASS", *describe, "--taxonomy", self.taxonomy, status=2)
        self.fail_with("invalid-option", "is the input itself", *describe, "dog", "--taxonomy", self.taxonomy, "-o",
                       self.taxonomy / "synsets.tsv", "--overwrite")
        self.fail_with("command-line", "--measure goes with --similarity", *describe, "dog", "--measure", "rank",
                       status=2)
        self.fail_with("command-line", "--export", *describe, "--export", "csv", "--json", status=2)
        self.fail_with("invalid-input", r"there is no class '\x1Bdog'", *describe, "\x1bdog")
        self.fail_with("command-line", "--wnids goes with --taxonomy", *describe, "dog", "--wnids", self.wnids,
                       status=2)
        other = write_taxonomy(self.folder / "other", [p for p in HYPERNYMS if p != ("n8", "n4")])
        self.fail_with("invalid-input", "is no synset of this taxonomy", *describe, "dog", "--taxonomy", other)


if __name__ == "__main__":
    unittest.main()
