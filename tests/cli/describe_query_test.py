"""describe --query: what it prints, against NumPy, and how it fails."""

from __future__ import annotations

import json
import re
from pathlib import Path

import anndata
import numpy as np

from lexicon_data import activations, write_taxonomy, write_wnids
from program import ProgramTest, run

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "query.md"


class Query(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        matrix = self.folder / "a.h5ad"
        activations().write_h5ad(matrix)
        self.scores = self.folder / "s.h5ad"
        taxonomy = write_taxonomy(self.folder / "taxonomy")
        self.succeed("score", matrix, "-o", self.scores, "--nulls", 20, "--taxonomy", taxonomy,
                     "--wnids", write_wnids(self.folder / "wnids.tsv"))
        self.succeed("select", self.scores)
        self.data = anndata.read_h5ad(self.scores)

    def ask(self, query: str, *more: object) -> dict:
        return json.loads(self.succeed("describe", self.scores, "--query", query, "--json", *more).stdout)

    def row(self, name: str, layer: str | None = None) -> np.ndarray:
        data = self.data.X if layer is None else self.data.layers[layer]
        return np.asarray(data)[list(self.data.obs_names).index(name)]

    def check(self, query: str, member: np.ndarray, strength: np.ndarray | None) -> None:
        places = np.flatnonzero(member)
        if strength is not None:
            places = places[np.argsort(-strength[places], kind="stable")]
        result = self.ask(query, "--top", 0)
        self.assertGreater(len(places), 0, "says nothing")
        self.assertEqual([each["feature"] for each in result["matches"]], places.tolist(), query)
        self.assertEqual([each["name"] for each in result["matches"]],
                         self.data.var_names[places].tolist())
        self.assertEqual(result["found"], len(places))
        self.assertEqual([each["strength"] for each in result["matches"]],
                         [None] * len(places) if strength is None else strength[places].tolist())

    def test_against_numpy(self) -> None:
        dog, whale, animal = self.row("dog"), self.row("whale"), self.row("animal")
        dog_side, whale_side = self.row("dog", "selected"), self.row("whale", "selected")
        animal_side = self.row("animal", "selected")
        high = (self.data.var["layer"] == "high").to_numpy()
        self.check("dog & !whale", (dog_side > 0) & (whale_side <= 0), dog)
        self.check("animal & absent(car)", (animal_side > 0) & (self.row("car", "selected") < 0),
                   np.minimum(animal, -self.row("car")))
        self.check("layer:h* auc(dog) > 0.6", high & (self.row("dog", "auc") > 0.6), np.abs(dog))
        self.check("log10_p(whale) < -1", self.row("whale", "log10_p") < -1, np.abs(whale))
        self.check("!dog & channel >= 3", (dog_side <= 0) & (self.data.var["channel"] >= 3).to_numpy(), None)
        self.check("like(dog) - like(whale)",
                   ((dog_side != 0) | (whale_side != 0)) & (dog - whale > 0), dog - whale)
        classes = np.asarray(self.data[self.data.obs["kind"] == "class"].X)
        self.check("layer:low s>0.4", ~high & (classes > 0.4).any(0),
                   np.where(classes > 0.4, classes, 0).max(0))

    def test_as_text(self) -> None:
        done = self.succeed("describe", self.scores, "--query", "dog !whale", "--top", 1)
        found = self.ask("dog & !whale")
        best = found["matches"][0]
        s = [each["signed_ks"] for each in best["classes"]]
        self.assertEqual([each["name"] for each in best["classes"]], ["dog", "whale"])
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        self.assertEqual(lines[:3], ["read as: present(dog) & !present(whale)",
                                     f"{found['found']} of 24 features, the first 1", ""])
        self.assertEqual(lines[3].split(), "strength feature s of dog s of whale".split())
        self.assertEqual(lines[4].split()[:3], [f"{s[0]:.2f}", best["name"], f"{s[0]:+.2f}"])
        self.assertIn(f"{s[1]:+.2f}", lines[4])

    def test_none_is_an_answer(self) -> None:
        done = self.succeed("describe", self.scores, "--query", "dog & absent(dog)")
        self.assertEqual(done.stdout, "read as: present(dog) & absent(dog)\n0 of 24 features\n")
        self.assertEqual(self.ask("dog & absent(dog)")["matches"], [])

    def test_what_is_no_query_is_a_wrong_command_line(self) -> None:
        done = run("describe", self.scores, "--query", "dog & & whale")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "")
        self.assertEqual(
            done.stderr,
            "lexicnn: error: command-line: --query: character 7 of the query: expected a class, a function, "
            "a comparison or '(', found '&' (see lexicnn describe --help)\n"
            "  dog & & whale\n"
            "        ^\n")
        # Also where there is no file to ask.
        self.assertEqual(run("describe", self.folder / "no.h5ad", "--query", "").returncode, 2)

    def test_an_unknown_class_is_a_failure(self) -> None:
        done = run("describe", self.scores, "--query", "dog & !whales")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertEqual(
            done.stderr,
            "lexicnn: error: invalid-input: character 8 of the query: there is no class 'whales'; did you mean "
            "'whale'?\n"
            "  dog & !whales\n"
            "         ^\n")

    def test_goes_with_no_other_subject(self) -> None:
        query = ("describe", self.scores, "--query", "dog")
        for flags in (("--similarity",), ("--export", "csv"), ("--no-selected-only",)):
            self.fail_with("command-line", "--query: it goes with --top and --json alone", *query, *flags, status=2)
        self.fail_with("command-line", "--feature excludes --query", *query, "--feature", "low:1", status=2)
        self.fail_with("command-line", "excludes", "describe", self.scores, "dog", "--query", "dog", status=2)

    def test_documented_queries_are_in_the_language(self) -> None:
        text = DOCUMENT.read_text()
        queries = re.findall(r"--query '([^']+)'", text)
        for line in text.splitlines():
            if line.startswith("| `") and line.count("|") > 2:
                queries += [each.replace(r"\|", "|") for each in re.findall("`([^`]+)`", line.split(" | ")[0])]
        keys = re.compile("[a-z_]+")  # of JSON
        queries = [each for each in queries if not keys.fullmatch(each)]
        self.assertGreater(len(queries), 30)
        for query in queries:
            with self.subTest(query):
                # Its classes are not those of these scores.
                wrong = query == "!dalmatian & (like(dalmatian) - dog)"
                self.assertEqual(run("describe", self.scores, "--query", query).returncode == 2, wrong)

    def test_help_tells_of_it(self) -> None:
        help_text = self.succeed("describe", "--help").stdout
        self.assertIn("--query EXPR", help_text)
        self.assertIn("docs/query.md", help_text)
