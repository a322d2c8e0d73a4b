"""The report's view-model: valid by its schema, and its numbers are those of the files."""

from __future__ import annotations

import json
import unittest

import jsonschema
import numpy as np

from lexicon_data import CLASSES, activations, write_taxonomy, write_wnids
from program import run, write_images, write_model, write_preprocessing
from report_numbers import ReportTest
from report_page import Page


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
            self.fail_with("file-missing", "none.h5ad", "report", comparisons, "--activations",
                           self.folder / "none.h5ad", "-o", self.page, "--overwrite")

    def test_wrong_inputs_are_named(self) -> None:
        report = ("report", self.s, "-o", self.page)
        wrong = self.folder / "wrong.json"
        wrong.write_text('{"classes": []}')
        self.fail_with("invalid-file", "wrong.json", *report, "--evaluation", wrong)
        self.fail_with("file-missing", "none.json", *report, "--evaluation", self.folder / "none.json")
        self.fail_with("invalid-file", "at most", *report, "--evaluation", self.folder)
        self.fail_with("invalid-file", "at most", *report, "--evaluation", "/dev/zero")
        deep = '{"classes": [], "evaluations": [], "differences": [], "x": ' + "[" * 200_000 + "]" * 200_000 + "}"
        for text in (deep, '{"classes": [], "clusterings": [], "differences": null, "evaluations": 5}'):
            wrong.write_text(text)
            self.fail_with("invalid-file", "wrong.json", *report, "--evaluation", wrong)
        foreign = activations()
        foreign.obs["class"] = [f"foreign {label}" for label in foreign.obs["class"]]
        foreign.write_h5ad(self.folder / "foreign.h5ad")
        self.succeed("embed", self.folder / "foreign.h5ad", "-o", self.e)
        self.fail_with("invalid-input", "none of the scores' classes", *report, "--embedding", self.e)
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


if __name__ == "__main__":
    unittest.main()
