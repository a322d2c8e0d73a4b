"""Likeness of classes: against NumPy, SciPy and NLTK's definitions."""

from __future__ import annotations

import itertools
import json
import os
import unittest
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage, to_tree
from scipy.spatial.distance import squareform
from scipy.stats import spearmanr

from lexicon_data import CLASSES, activations, write_taxonomy, write_wnids
from program import ProgramTest

DATA = Path(os.environ.get("LEXICNN_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


class Words:
    """NLTK's path_similarity and wup_similarity, written out on parents by id."""

    def __init__(self, folder: Path) -> None:
        self.parents: dict[str, list[str]] = {}
        self.words: dict[str, str] = {}
        for line in (folder / "synsets.tsv").read_text().splitlines()[1:]:
            key, words = line.split("\t")
            self.words[key] = words.split(",")[0].lower() + ".n."
            self.parents[key] = []
        for line in (folder / "hypernyms.tsv").read_text().splitlines()[1:]:
            child, parent = line.split("\t")
            self.parents[child].append(parent)

    def depths(self, key: str) -> list[int]:
        return [d + 1 for parent in self.parents[key] for d in self.depths(parent)] or [0]

    def above(self, key: str) -> dict[str, int]:
        out = {key: 0}
        level = [key]
        for links in itertools.count(1):
            level = [parent for each in level for parent in self.parents[each]]
            if not level:
                return out
            for parent in level:
                out.setdefault(parent, links)
        raise AssertionError

    def distance(self, a: str, b: str) -> int:
        ours, theirs = self.above(a), self.above(b)
        return min(ours[key] + theirs[key] for key in ours.keys() & theirs.keys())

    def path(self, a: str, b: str) -> float:
        return 1 / (self.distance(a, b) + 1)

    def wu_palmer(self, a: str, b: str) -> float:
        common = self.above(a).keys() & self.above(b).keys()
        deepest = max(min(self.depths(key)) for key in common)
        best = sorted((key for key in common if min(self.depths(key)) == deepest),
                      key=lambda key: (key not in (a, b), self.words[key], key))[0]
        depth = max(self.depths(best)) + 1
        return 2 * depth / (self.distance(a, best) + self.distance(b, best) + 2 * depth)


def parse_newick(text: str) -> list[tuple[frozenset[str], float]]:
    """All clusters with their heights: half the way between leaves on both sides."""
    clusters: list[tuple[frozenset[str], float]] = []
    at = 0

    def node() -> tuple[frozenset[str], float]:
        nonlocal at
        if text[at] != "(":
            name = ""
            if text[at] == "'":
                at += 1
                while text[at] != "'" or text[at + 1] == "'":
                    at += 2 if text[at] == "'" else 1
                    name += text[at - 1]
                at += 1
            else:
                while text[at] not in ":,);":
                    name += text[at]
                    at += 1
            return frozenset([name]), 0.0
        leaves: frozenset[str] = frozenset()
        height = 0.0
        while text[at] != ")":
            at += 1
            below, under = node()
            at += 1
            end = next(i for i in range(at, len(text)) if text[i] in ",)")
            height = under + 2 * float(text[at:end])
            at = end
            leaves |= below
        at += 1
        clusters.append((leaves, height))
        return leaves, height

    node()
    return clusters


class Similarity(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.matrix = self.folder / "a.h5ad"
        activations().write_h5ad(self.matrix)
        self.taxonomy = write_taxonomy(self.folder / "taxonomy")
        self.wnids = write_wnids(self.folder / "wnids.tsv")
        self.scores = self.folder / "s.h5ad"
        self.succeed("score", self.matrix, "-o", self.scores, "--nulls", 20, "--taxonomy", self.taxonomy,
                     "--wnids", self.wnids)
        self.succeed("select", self.scores)
        scores = anndata.read_h5ad(self.scores)
        self.classes = scores[scores.obs["kind"] == "class"]

    def result(self, *more: object) -> dict:
        return json.loads(self.succeed("describe", self.scores, "--similarity", "--json", *more).stdout)

    def test_measures_are_those_of_numpy_and_scipy(self) -> None:
        for layer in (None, "low", "high"):
            part = self.classes if layer is None else self.classes[:, self.classes.var["layer"] == layer]
            flags = () if layer is None else ("--layer", layer)
            s = np.asarray(part.X)
            selected = part.layers["selected"]
            unit = s / np.linalg.norm(s, axis=1, keepdims=True)
            both = (selected[:, None] == selected[None]) & (selected[:, None] != 0)
            either = (selected[:, None] != 0).astype(int) + (selected[None] != 0) - both
            known = {"cosine": unit @ unit.T, "rank": spearmanr(s, axis=1).statistic,
                     "overlap": both.sum(2) / either.sum(2)}
            for measure, expected in known.items():
                result = self.result("--measure", measure, *flags)
                self.assertEqual(result["classes"], list(part.obs_names))
                self.assertEqual(result["layer"], layer or "all")
                np.testing.assert_allclose(result["likeness"], expected, rtol=1e-12, atol=1e-12)

    def test_the_tree_is_scipys(self) -> None:
        for measure in ("cosine", "rank", "overlap"):
            result = self.result("--measure", measure)
            distances = np.maximum(0, 1 - np.array(result["likeness"]))
            np.fill_diagonal(distances, 0)
            known = linkage(squareform(distances), method="average")
            ours = [[m["first"], m["second"], m["height"], m["size"]] for m in result["merges"]]
            np.testing.assert_allclose(ours, known, rtol=1e-12)

    def test_newick(self) -> None:
        text = self.succeed("describe", self.scores, "--export", "newick").stdout
        result = self.result()
        self.assertEqual(text, result["newick"])
        tree, nodes = to_tree(np.array([[m[k] for k in ("first", "second", "height", "size")]
                                        for m in result["merges"]], float), rd=True)
        known = {frozenset(result["classes"][i] for i in node.pre_order()): node.dist
                 for node in nodes if not node.is_leaf()}
        ours = dict(parse_newick(text))
        self.assertEqual(ours.keys(), known.keys())
        for leaves, height in known.items():
            self.assertAlmostEqual(ours[leaves], height, delta=1e-12)

    def test_the_matrix_as_csv(self) -> None:
        target = self.folder / "m.csv"
        self.succeed("describe", self.scores, "--similarity", "--export", "csv", "-o", target)
        table = pd.read_csv(target, index_col="class", float_precision="round_trip")
        np.testing.assert_array_equal(table.to_numpy(), self.result()["likeness"])
        self.fail_with("output-exists", "m.csv", "describe", self.scores, "--similarity", "-o", target)

    def test_rho_is_spearmans_against_nltks_definitions(self) -> None:
        words = Words(self.taxonomy)
        names = list(self.classes.obs_names)
        pairs = list(itertools.combinations(range(len(names)), 2))
        for layer in ("low", "high"):
            result = self.result("--taxonomy", self.taxonomy, "--layer", layer, "--permutations", 500)
            likeness = [result["likeness"][i][j] for i, j in pairs]
            found = next(each for each in result["layers"] if each["layer"] == layer)
            for measure in ("path", "wu_palmer"):
                known = [getattr(words, measure)(CLASSES[names[i]], CLASSES[names[j]]) for i, j in pairs]
                self.assertAlmostEqual(found[measure]["rho"], spearmanr(likeness, known).statistic, delta=1e-12)
                self.assertEqual(found[measure]["p"] * 501, round(found[measure]["p"] * 501))
        self.assertEqual(result["mapped"], 5)

    @unittest.skipUnless((DATA / "taxonomy").is_dir(), "the folder of data is not there")
    def test_nltks_definitions_on_imagenets_part_of_wordnet(self) -> None:
        keys = [line.split("\t")[1] for line in (DATA / "taxonomy" / "imagenet1k.tsv").read_text().splitlines()[1:]]
        keys = keys[7::31]
        random = np.random.default_rng(0)
        obs = pd.DataFrame({"class": np.repeat(keys, 3)}, index=[str(i) for i in range(3 * len(keys))])
        anndata.AnnData(random.normal(size=(len(obs), 9)), obs).write_h5ad(self.matrix)
        self.succeed("score", self.matrix, "-o", self.scores, "--overwrite", "--nulls", 5)
        result = self.result("--taxonomy", DATA / "taxonomy", "--permutations", 9)
        words = Words(DATA / "taxonomy")
        pairs = list(itertools.combinations(range(len(keys)), 2))
        likeness = [result["likeness"][i][j] for i, j in pairs]
        for measure in ("path", "wu_palmer"):
            known = [getattr(words, measure)(result["classes"][i], result["classes"][j]) for i, j in pairs]
            self.assertAlmostEqual(result["layers"][-1][measure]["rho"], spearmanr(likeness, known).statistic,
                                   delta=1e-12)

    def test_the_same_for_any_threads(self) -> None:
        flags = ("--taxonomy", self.taxonomy, "--permutations", 300, "--measure", "rank")
        self.assertEqual(self.result(*flags, "--threads", 1), self.result(*flags, "--threads", 3))
        self.assertNotEqual(self.result(*flags)["layers"], self.result(*flags, "--permutation-seed", 2)["layers"])

    def test_as_text(self) -> None:
        text = self.succeed("describe", self.scores, "--similarity", "--taxonomy", self.taxonomy, "--top", 2).stdout
        self.assertIn("likeness of 5 classes, cosine over all features\n\nmost alike\n", text)
        self.assertIn("agreement with the taxonomy over 5 classes", text)
        self.assertEqual(len(text.split("most alike\n")[1].split("\n\n")[0].splitlines()), 2)

    def test_wrong_command_lines(self) -> None:
        describe = ("describe", self.scores)
        for part, flags in (
            ("leave CLASS out", ("dog", "--similarity")),
            ("--feature excludes", ("--feature", "low:1", "--similarity")),
            ("--output goes with", ("dog", "-o", "x.txt")),
            ("exported as csv, json or newick", ("--similarity", "--export", "ttl")),
            ("'cos' is no value of measure", ("--similarity", "--measure", "cos")),
            ("'0' is no value of permutations", ("--similarity", "--permutations", "0")),
            ("'xml' is no format: give csv|json|", ("--export", "xml")),
        ):
            self.fail_with("command-line", part, *describe, *flags, status=2)
        self.fail_with("invalid-input", "there is no layer 'hgh'; did you mean 'high'?",
                       *describe, "--similarity", "--layer", "hgh")


if __name__ == "__main__":
    unittest.main()
