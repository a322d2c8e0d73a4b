"""The report's view-model: valid by its schema, and its numbers are those of the files."""

from __future__ import annotations

import json
import os
import unittest
from pathlib import Path

import anndata
import jsonschema
import numpy as np

from lexicon_data import CLASSES, activations, write_taxonomy, write_wnids
from program import ProgramTest, run, write_images, write_model, write_preprocessing
from report_page import Page

DATA = Path(os.environ.get("LEXICNN_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
CACHE = Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")
TEN = ("Leopards", "dalmatian", "elephant", "flamingo", "hawksbill", "airplanes", "electric_guitar", "grand_piano",
       "revolver", "sunflower")
LAYERS = {
    "signed_ks": None, "auc": "auc", "location": "location", "inner_share": "inner_share",
    "outer_share": "outer_share", "noise_threshold": "noise_threshold", "log10_p": "log10_p",
    "mann_whitney_z": "mann_whitney_z", "fires": "fires", "ks_positive": "ks_positive", "class_mean": "class_mean",
    "log10_p_presence": "log10_p_presence", "log10_p_absence": "log10_p_absence",
    "class_selectivity": "class_selectivity", "precision_at_k": "precision_at_k",
}


class ReportTest(ProgramTest):
    """Compares a page with the files that it was made of."""

    def compare(self, page: Page, activations_path: Path, scores_path: Path) -> None:
        self.scores = anndata.read_h5ad(scores_path)
        self.activations = anndata.read_h5ad(activations_path)
        self.assertEqual([each["name"] for each in page.core["classes"]], list(self.scores.obs_names))
        self.compare_statements(page)
        self.compare_pairs(page)
        self.compare_matrix(page)
        details = page.details()
        self.assertEqual(len(details), page.core["limits"]["details_kept"])
        self.assertGreater(len(details), 0)
        for detail in details:
            self.compare_detail(page, detail)

    def grid(self, name: str) -> np.ndarray:
        layer = LAYERS[name]
        return np.asarray(self.scores.X if layer is None else self.scores.layers[layer])

    def columns(self, page: Page) -> np.ndarray:
        return self.scores.var_names.get_indexer(page.blocks["features"]["name"])

    def compare_statements(self, page: Page) -> None:
        columns = self.columns(page)
        names = self.activations.obs_names
        labels = np.asarray(self.activations.obs["class"].astype(str))
        table = page.core["images"]["table"]
        seen = 0
        for place, described in enumerate(page.core["classes"]):
            entry = page.class_entry(place)
            for statement in entry["presence"] + entry["absence"]:
                column = columns[statement["feature"]]
                for name in LAYERS.keys() & statement.keys():
                    value = self.grid(name)[place, column]
                    self.assertEqual(statement[name], None if np.isnan(value) else value, name)
                values = np.asarray(self.activations.X[:, column], dtype=np.float64)
                for which, inside in (("most", True), ("least", True), ("others", False)):
                    for image, value in statement[which]:
                        row = names.get_loc(table[image]["name"])
                        self.assertEqual(labels[row] == described["name"], inside)
                        self.assertAlmostEqual(values[row], value, delta=1e-5 * abs(value))
                if statement["most"]:
                    self.assertAlmostEqual(values[labels == described["name"]].max(), statement["most"][0][1],
                                           delta=1e-5 * abs(statement["most"][0][1]))
                seen += 1
        self.assertGreater(seen, 0)

    def compare_pairs(self, page: Page) -> None:
        pairs = page.blocks["pairs"]
        rows = np.array(pairs["class"])
        columns = self.columns(page)[pairs["feature"]]
        self.assertEqual(len(set(zip(rows, columns))), len(rows))
        for name in ("signed_ks", "auc", "location", "inner_share", "outer_share", "noise_threshold", "log10_p"):
            np.testing.assert_allclose(np.array(pairs[name], dtype=float), self.grid(name)[rows, columns], rtol=1e-5)
        selected = np.asarray(self.scores.layers["selected"])
        self.assertTrue((selected[rows, columns] != 0).all())
        self.assertEqual(page.core["limits"]["pairs_total"], np.count_nonzero(selected))
        named = np.zeros(selected.shape[1], dtype=bool)
        named[columns] = True
        self.assertEqual(np.flatnonzero(named).tolist(), self.columns(page).tolist())
        features = page.blocks["features"]
        self.assertEqual(features["presence_classes"], (selected > 0).sum(axis=0)[named].tolist())
        self.assertEqual(features["absence_classes"], (selected < 0).sum(axis=0)[named].tolist())
        self.assertEqual(features["mean"], self.scores.var["mean"].to_numpy()[named].tolist())

    def compare_matrix(self, page: Page) -> None:
        layers = np.asarray(self.scores.var["layer"].astype(str))
        s = self.grid("signed_ks")
        selected = np.asarray(self.scores.layers["selected"])
        matrix = page.blocks["matrix"]
        for place, layer in enumerate(page.core["layers"]):
            of_layer = layers == layer["name"]
            self.assertEqual([row[place] for row in matrix["presence"]], (selected[:, of_layer] > 0).sum(axis=1).tolist())
            self.assertEqual([row[place] for row in matrix["absence"]], (selected[:, of_layer] < 0).sum(axis=1).tolist())
            for name, value in (("strongest_presence", s[:, of_layer].max(axis=1)),
                                ("strongest_absence", s[:, of_layer].min(axis=1)),
                                ("mean_abs", np.abs(s[:, of_layer]).mean(axis=1))):
                np.testing.assert_allclose([row[place] for row in matrix[name]], value, rtol=1e-5)

    def compare_detail(self, page: Page, detail: dict) -> None:
        column = self.columns(page)[detail["feature"]]
        values = np.asarray(self.activations.X[:, column], dtype=np.float64)
        labels = np.asarray(self.activations.obs["class"].astype(str))
        knots = np.array(detail["knots"])
        self.assertTrue((np.diff(knots) > 0).all())
        distinct = np.unique(values)
        if len(distinct) <= 512:
            np.testing.assert_array_equal(knots, distinct)
        total = np.array(detail["total"])
        np.testing.assert_array_equal(np.cumsum(total), (values[:, None] <= knots).sum(axis=0))
        bins = detail["bins"]
        edges = bins["low"] + np.arange(1, bins["count"] + 1) * bins["width"]

        def binned(part: np.ndarray) -> list[int]:
            places = np.minimum(np.searchsorted(edges, part, side="left"), bins["count"] - 1)
            return np.bincount(places, minlength=bins["count"]).tolist()

        self.assertEqual(bins["total"], binned(values))
        self.assertEqual(detail["zeros"]["total"], np.count_nonzero(values == 0))
        np.testing.assert_allclose(detail["signed_ks"], self.grid("signed_ks")[:, column], rtol=1e-5)
        for shown, counts, zeros in zip(detail["classes"], bins["classes"], detail["zeros"]["classes"], strict=True):
            place = shown["class"]
            inner = values[labels == page.core["classes"][place]["name"]]
            dense = np.zeros(len(knots), dtype=int)
            dense[shown["counts"][::2]] = shown["counts"][1::2]
            np.testing.assert_array_equal(np.cumsum(dense), (inner[:, None] <= knots).sum(axis=0))
            self.assertEqual(counts, binned(inner))
            self.assertEqual(zeros, np.count_nonzero(inner == 0))
            self.assertEqual(shown["signed_ks"], self.grid("signed_ks")[place, column])
            at = int(np.flatnonzero(knots == shown["location"])[0])
            n, m = len(inner), len(values) - len(inner)
            below = int(dense[: at + 1].sum())
            gap = ((int(total[: at + 1].sum()) - below) * n - below * m) / (n * m)
            self.assertEqual(gap, shown["signed_ks"], "the gap at the location")

    def compare_map(self, page: Page, embedding_path: Path) -> None:
        embedding = anndata.read_h5ad(embedding_path)
        shown = page.blocks["map"]
        rows = embedding.obs_names.get_indexer(shown["name"])
        vectors = np.asarray(embedding.X, dtype=np.float64)[rows]
        if "clip" not in embedding.var:  # digits; the numbers of noise-aware have their weights
            vectors = vectors * embedding.var["weight"].to_numpy()
        centred = vectors - vectors.mean(axis=0)
        u, d, _ = np.linalg.svd(centred, full_matrices=False)
        for axis, values in enumerate((shown["x"], shown["y"])):
            wanted = u[:, axis] * d[axis]
            wanted *= np.sign(wanted[np.argmax(np.abs(wanted))])
            np.testing.assert_allclose(values, wanted, rtol=1e-5, atol=1e-5 * np.abs(wanted).max())
            self.assertAlmostEqual(shown["variance"][axis], d[axis] ** 2 / (d**2).sum(), delta=1e-6)


class OfMadeUpImages(ReportTest):
    def setUp(self) -> None:
        super().setUp()
        self.images = write_images(self.folder / "images")
        self.a, self.s, self.e = (self.folder / name for name in ("a.h5ad", "s.h5ad", "e.h5ad"))
        self.succeed("extract", write_model(self.folder / "tiny.onnx"), self.images, "-o", self.a,
                     "--preprocess", write_preprocessing(self.folder / "p.json"))
        self.succeed("score", self.a, "-o", self.s, "--nulls", 20, "--panel")
        self.succeed("select", self.s, "--quantile", 0.9)
        self.page = self.folder / "report.html"

    def report(self, *arguments: object) -> Page:
        self.succeed("report", self.s, "-o", self.page, "--overwrite", *arguments)
        return Page(self.page)

    def test_numbers_are_those_of_the_files(self) -> None:
        page = self.report("--activations", self.a)
        self.compare(page, self.a, self.s)
        self.assertTrue(page.core["has"]["panel"])
        self.assertTrue(page.core["has"]["signatures"])
        signatures = json.loads(self.succeed("describe", self.s, "--activations", self.a, "--signature",
                                             "--json").stdout)
        self.assertEqual([page.class_entry(place)["signature"] for place in range(3)], signatures)

    def test_the_schema_is_not_satisfied_by_anything(self) -> None:
        page = self.report("--activations", self.a)
        page.core["classes"][0]["images"] = "12"
        with self.assertRaises(jsonschema.ValidationError):
            page.validate()
        page = Page(self.page)
        page.blocks["pairs"]["extra"] = []
        with self.assertRaises(jsonschema.ValidationError):
            page.validate()

    def test_a_map_is_the_embeddings_principal_components(self) -> None:
        self.succeed("embed", self.a, "-o", self.e)
        page = self.report("--embedding", self.e, "--activations", self.a)
        self.compare_map(page, self.e)
        self.assertEqual(page.blocks["map"]["shown"], 36)
        self.assertNotIn(None, page.blocks["map"]["image"])
        other = self.folder / "other.h5ad"
        self.succeed("embed", self.a, "-o", other, "--method", "noise-aware")
        self.compare_map(self.report("--embedding", other), other)
        some = self.report("--embedding", self.e, "--map-images", 10)
        self.assertEqual(some.blocks["map"]["shown"], 10)
        self.compare_map(some, self.e)

    def test_evaluations_are_shown_as_they_are(self) -> None:
        files = []
        for name, flags in (("shots.json", ("--shots", 2, "--repeats", 2)), ("clusters.json", ("--clustering",))):
            files.append(self.folder / name)
            files[-1].write_text(self.succeed("evaluate", self.a, *flags, "--json").stdout)
        page = self.report("--evaluation", files[0], "--evaluation", files[1])
        self.assertEqual(page.core["evaluation"]["files"],
                         [{"name": path.name, "content": json.loads(path.read_text())} for path in files])

    def test_what_is_missing_is_said_and_left_out(self) -> None:
        page = self.report()
        self.assertEqual(page.core["has"], {"panel": True, "likeness": True, "taxonomy": False, "map": False,
                                            "evaluation": False, "signatures": False})
        self.assertEqual(page.details(), [])
        self.assertIn("without the activations", page.core["notices"][0])
        facts = {fact["name"]: fact["text"] for fact in page.core["facts"]}
        self.assertIn("none", facts["Signatures"])

    def test_other_comparisons_are_reported_without_images(self) -> None:
        comparisons = self.folder / "c.h5ad"
        groups = self.folder / "groups.csv"
        groups.write_text("class,group\nbright,light\nred,light\n")
        for flags in (("--reference", "red"), ("--one-vs-one",), ("--groups", groups)):
            self.succeed("score", self.a, "-o", comparisons, "--nulls", 20, "--overwrite", *flags)
            if "--one-vs-one" in flags:
                self.succeed("select", comparisons, "--fdr", 0.1)
            done = self.succeed("report", comparisons, "--activations", self.a, "-o", self.page, "--overwrite")
            self.assertIn("note: no images and no distributions are shown", done.stderr)
            page = Page(self.page)
            self.assertIn("not of one label column", page.core["notices"][0])
            self.assertEqual(page.details(), [])
            self.assertEqual(page.core["images"]["table"], [])

    def test_wrong_inputs_are_named(self) -> None:
        report = ("report", self.s, "-o", self.page)
        wrong = self.folder / "wrong.json"
        wrong.write_text('{"classes": []}')
        self.fail_with("invalid-file", "wrong.json", *report, "--evaluation", wrong)
        self.fail_with("file-missing", "none.json", *report, "--evaluation", self.folder / "none.json")
        self.fail_with("invalid-file", "a.h5ad", *report, "--embedding", self.a)
        self.fail_with("file-missing", "none.h5ad", *report, "--embedding", self.folder / "none.h5ad")
        self.fail_with("file-missing", "none", *report, "--taxonomy", self.folder / "none")
        for flag in ("--activations", "--embedding", "--evaluation"):
            self.fail_with("invalid-option", "the output", "report", self.s, flag, self.a, "-o", self.a, "--overwrite")
        for flags, needed in ((("--wnids", self.folder / "w.tsv"), "--taxonomy"),
                              (("--map-images", 10), "--embedding")):
            done = run(*report, *flags)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(needed, done.stderr)
        self.assertFalse(self.page.exists())


class OfNamedClasses(ReportTest):
    def test_a_taxonomy_is_compared_and_drawn(self) -> None:
        a, s, page = (self.folder / name for name in ("a.h5ad", "s.h5ad", "r.html"))
        activations().write_h5ad(a)
        self.succeed("score", a, "-o", s)
        self.succeed("select", s)
        taxonomy = write_taxonomy(self.folder / "taxonomy")
        wnids = write_wnids(self.folder / "wnids.tsv")
        self.succeed("report", s, "--taxonomy", taxonomy, "--wnids", wnids, "-o", page)
        likeness = Page(page).blocks["likeness"]
        told = json.loads(self.succeed("describe", s, "--similarity", "--taxonomy", taxonomy, "--wnids", wnids,
                                       "--permutations", 999, "--json").stdout)
        self.assertEqual(likeness["layers"], told["layers"])
        self.assertEqual(likeness["taxonomy"]["mapped"], told["mapped"])
        self.assertEqual(likeness["merges"], [[merge[key] for key in ("first", "second", "height", "size")]
                                              for merge in told["merges"]])
        upper = np.triu_indices(len(likeness["classes"]), 1)
        np.testing.assert_allclose(likeness["values"], np.array(told["likeness"])[upper], atol=0.5001e-4)
        leaves: list[int] = []

        def collect(node: dict) -> None:
            leaves.extend([] if node["class"] is None else [node["class"]])
            for child in node["children"]:
                collect(child)

        collect(likeness["taxonomy"]["tree"])
        self.assertEqual(len(leaves), likeness["taxonomy"]["mapped"])
        scored = self.folder / "synsets.h5ad"
        self.succeed("score", a, "-o", scored, "--taxonomy", taxonomy, "--wnids", wnids)
        self.succeed("select", scored)
        self.succeed("report", scored, "--activations", a, "-o", page, "--overwrite")
        kinds = [each["kind"] for each in Page(page).core["classes"]]
        self.assertEqual(kinds.count("class"), len(CLASSES))
        self.assertIn("synset", kinds)

    def test_hostile_names_stay_names(self) -> None:
        names = ["<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "<!--<script>",
                 'quo"te\'s & ampersand', "line\nbreak", "שלום \u202eoverride", "w" * 200, "@DATA@", "plain"]
        data = activations()
        count = len(names)
        data.obs["class"] = [names[i % count] for i in range(data.n_obs)]
        data.obs_names = [f"{names[i % count]}/{i}.png" for i in range(data.n_obs)]
        data.obs_names = [name.replace("\n", "\\x0A") for name in data.obs_names]
        a, s, e, page = (self.folder / name for name in ("a.h5ad", "s.h5ad", "e.h5ad", "r.html"))
        data.write_h5ad(a)
        self.succeed("score", a, "-o", s)
        self.succeed("select", s, "--quantile", 0.5)
        self.succeed("report", s, "-o", page)
        read = Page(page)
        self.assertEqual({each["name"] for each in read.core["classes"]}, set(names))
        self.assertEqual(read.html.count("</script"), 2 + len(read.blocks))


class OfPhotographs(ReportTest):
    @unittest.skipUnless((DATA / "caltech61").is_dir() and (CACHE / "vgg16.onnx").exists(),
                         "the photographs of caltech61 or VGG16 are not there")
    def test_ten_classes_of_caltech(self) -> None:
        a, s, e, page = (self.folder / name for name in ("a.h5ad", "s.h5ad", "e.h5ad", "r.html"))
        self.succeed("extract", CACHE / "vgg16.onnx", DATA / "caltech61", "--classes", *TEN, "--layers",
                     "block*_conv*", "-o", a)
        self.succeed("score", a, "-o", s)
        self.succeed("select", s)
        self.succeed("embed", a, "-o", e)
        self.succeed("report", s, "--activations", a, "--embedding", e, "-o", page)
        read = Page(page)
        self.assertEqual(len(read.core["classes"]), 10)
        self.compare(read, a, s)
        self.compare_map(read, e)
        self.assertGreater(read.core["images"]["shown"], 100)


if __name__ == "__main__":
    unittest.main()
