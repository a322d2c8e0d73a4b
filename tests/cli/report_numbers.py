"""Holds the numbers of a report against the files that it was made of."""

from __future__ import annotations

from pathlib import Path

import anndata
import numpy as np

from program import ProgramTest
from report_page import Page

NUMBERS = {
    "signed_ks", "auc", "location", "inner_share", "outer_share", "noise_threshold", "log10_p", "mann_whitney_z", "fires",
    "ks_positive", "class_mean", "log10_p_presence", "log10_p_absence", "class_selectivity", "precision_at_k",
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
        return np.asarray(self.scores.X if name == "signed_ks" else self.scores.layers[name])

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
                for name in NUMBERS & statement.keys():
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
            presence = (selected[:, of_layer] > 0).sum(axis=1)
            absence = (selected[:, of_layer] < 0).sum(axis=1)
            self.assertEqual([row[place] for row in matrix["presence"]], presence.tolist())
            self.assertEqual([row[place] for row in matrix["absence"]], absence.tolist())
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
