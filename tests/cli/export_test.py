"""Every format of the export in its usual reader: names, numbers, and what a query finds."""

from __future__ import annotations

import io
import json
import unittest
import urllib.parse
from pathlib import Path

import anndata
import networkx
import numpy as np
import pandas as pd
import rdflib
import rdflib.compare
from rdflib.namespace import RDF, SKOS

from lexicon_data import CLASSES, activations, write_taxonomy
from program import ProgramTest

ROOT = Path(__file__).resolve().parents[2]
LEX = rdflib.Namespace("urn:lexicnn:vocabulary#")
NUMBERS = {"signedKS": "signed_ks", "auc": "auc", "location": "location", "innerShare": "inner_share",
           "outerShare": "outer_share", "noiseThreshold": "noise_threshold"}
# Names that every format must escape in its own way.
ODD = {"dog": 'a "dog", <b>&amp; \'x\'', "tabby": "two\nlines\tand \\ a tab", "whale": "لويثان", "goldfish": " =1+1 ",
       "car": "-50% #1;\r[x]"}


class Export(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        data = activations()
        data.obs["wnid"] = data.obs["class"].map(CLASSES)
        data.obs["class"] = data.obs["class"].map(ODD)
        data.write_h5ad(self.folder / "a.h5ad")
        self.taxonomy = write_taxonomy(self.folder / "taxonomy")
        self.scores = self.folder / "s.h5ad"
        self.succeed("score", self.folder / "a.h5ad", "-o", self.scores, "--nulls", 20, "--taxonomy", self.taxonomy)
        self.succeed("select", self.scores)
        file = anndata.read_h5ad(self.scores)
        rows, columns = np.nonzero(file.layers["selected"])
        take = lambda grid: np.asarray(grid)[rows, columns]  # noqa: E731
        self.known = pd.DataFrame({
            "class": file.obs_names[rows], "kind": file.obs["kind"].to_numpy()[rows],
            "wnid": file.obs["wnid"].to_numpy()[rows], "feature": file.var_names[columns],
            "layer": file.var["layer"].astype(str).to_numpy()[columns], "channel": file.var["channel"].to_numpy()[columns],
            "side": np.where(take(file.layers["selected"]) > 0, "presence", "absence"), "signed_ks": take(file.X),
            **{name: take(file.layers[name]) for name in (*list(NUMBERS.values())[1:],)}})
        self.classes = list(file.obs_names)
        self.selected = pd.DataFrame(file.layers["selected"], self.classes, file.var_names)

    def exported(self, form: str, *more: object) -> str:
        target = self.folder / f"out.{form}"
        done = self.succeed("describe", self.scores, "--export", form, "--taxonomy", self.taxonomy, "-o", target,
                            "--overwrite", *more)
        self.assertEqual(done.stdout, "")
        return target.read_bytes().decode()

    def test_csv_in_pandas(self) -> None:
        table = pd.read_csv(io.StringIO(self.exported("csv")), float_precision="round_trip", keep_default_na=False)
        pd.testing.assert_frame_equal(table, self.known, check_dtype=False, check_exact=True)

    def test_json(self) -> None:
        data = json.loads(self.exported("json"))
        table = pd.DataFrame(data["statements"])
        pd.testing.assert_frame_equal(table, self.known[list(table.columns)], check_dtype=False, check_exact=True)
        by_name = {each["name"]: each for each in data["classes"]}
        self.assertEqual(list(by_name), self.classes)
        self.assertEqual(by_name[ODD["dog"]]["broader"], ["mammal", "pet"])

    def graph(self, form: str, *more: object) -> rdflib.Graph:
        graph = rdflib.Graph()
        graph.parse(data=self.exported(form, *more), format={"ttl": "turtle", "jsonld": "json-ld"}[form])
        return graph

    def test_turtle_and_json_ld_say_the_same(self) -> None:
        for more in ((), ("--base", "https://example.org/zoo/")):
            ours, theirs = self.graph("ttl", *more), self.graph("jsonld", *more)
            self.assertTrue(rdflib.compare.isomorphic(ours, theirs))

    def test_numbers_come_back_from_rdf(self) -> None:
        graph = self.graph("ttl")
        known = self.known.set_index(["class", "feature"])
        statements = list(graph.subjects(RDF.type, LEX.Statement))
        self.assertEqual(len(statements), len(known))
        for statement in statements:
            name = str(graph.value(graph.value(statement, LEX["class"]), SKOS.prefLabel))
            feature = graph.value(graph.value(statement, LEX.feature), rdflib.RDFS.label)
            row = known.loc[(name, str(feature))]
            self.assertEqual(graph.value(statement, LEX.side), LEX[row["side"]])
            for theirs, ours in NUMBERS.items():
                self.assertEqual(graph.value(statement, LEX[theirs]).toPython(), row[ours])
            channel = graph.value(graph.value(statement, LEX.feature), LEX.channel)
            self.assertEqual(channel.toPython(), row["channel"])

    def test_names_are_percent_encoded(self) -> None:
        graph = self.graph("ttl")
        names = {urllib.parse.unquote(str(concept).removeprefix("urn:lexicnn:class/"))
                 for concept in graph.subjects(RDF.type, SKOS.Concept)}
        self.assertEqual(names, set(self.classes))

    def test_a_query_finds_the_features_of_every_child(self) -> None:
        graph = self.graph("ttl")
        query = """
            PREFIX lex: <urn:lexicnn:vocabulary#>
            PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
            PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            SELECT DISTINCT ?name WHERE {
              ?synset skos:prefLabel "mammal" ; skos:narrower ?any .
              ?any lex:hasPresent ?feature .
              ?feature rdfs:label ?name .
              FILTER NOT EXISTS { ?synset skos:narrower ?child . FILTER NOT EXISTS { ?child lex:hasPresent ?feature } }
            }"""
        found = {str(row["name"]) for row in graph.query(query)}
        children = self.selected.loc[[ODD["dog"], ODD["tabby"], ODD["whale"]]]
        self.assertEqual(found, set(children.columns[(children > 0).all()]))
        self.assertIn("low:1", found)

    def test_the_hierarchy_is_a_dag_of_concepts(self) -> None:
        graph = self.graph("ttl")
        name = lambda node: str(graph.value(node, SKOS.prefLabel))  # noqa: E731
        broader = {(name(a), name(b)) for a, b in graph.subject_objects(SKOS.broader)}
        expected = {(ODD["dog"], "mammal"), (ODD["dog"], "pet"), (ODD["tabby"], "mammal"), (ODD["tabby"], "pet"),
                    (ODD["whale"], "mammal"), (ODD["goldfish"], "pet"), ("mammal", "animal"), ("pet", "animal")}
        self.assertEqual(broader, expected)
        self.assertEqual({(name(b), name(a)) for a, b in graph.subject_objects(SKOS.narrower)}, expected)
        scheme = next(graph.subjects(RDF.type, SKOS.ConceptScheme))
        made = graph.value(scheme, rdflib.PROV.wasGeneratedBy)
        self.assertIn("lexicnn score", str(graph.value(made, rdflib.RDFS.label)))

    def test_the_vocabulary_defines_every_term(self) -> None:
        vocabulary = rdflib.Graph().parse(ROOT / "docs" / "lexicnn-vocabulary.ttl", format="turtle")
        defined = {term for term in vocabulary.subjects(rdflib.RDFS.comment, None)}
        used = {term for triple in self.graph("ttl") for term in triple if str(term).startswith(str(LEX))}
        others = {LEX.Side, rdflib.URIRef(str(LEX).rstrip("#"))}
        self.assertEqual(used, defined - others)

    def test_graphml_in_networkx(self) -> None:
        graph = networkx.read_graphml(io.BytesIO(self.exported("graphml").encode()))
        self.assertFalse(graph.is_multigraph())
        names = dict(graph.nodes(data="label"))
        self.assertEqual([names[f"c{i}"] for i in range(len(self.classes))], self.classes)
        known = self.known.set_index(["class", "feature"])
        statements = 0
        for source, target, data in graph.edges(data=True):
            if data["relation"] == "broader":
                self.assertTrue(target.startswith("c"))
                continue
            row = known.loc[(names[source], names[target])]
            statements += 1
            self.assertEqual(data["relation"], row["side"])
            for name in NUMBERS.values():
                self.assertEqual(data[name], row[name])
        self.assertEqual(statements, len(known))
        self.assertEqual(sum(data["relation"] == "broader" for *_, data in graph.edges(data=True)), 8)

    def test_one_class_alone_and_to_standard_output(self) -> None:
        done = self.succeed("describe", self.scores, ODD["whale"], "--export", "csv")
        table = pd.read_csv(io.StringIO(done.stdout))
        self.assertEqual(set(table["class"]), {ODD["whale"]})
        self.assertEqual(len(table), (self.known["class"] == ODD["whale"]).sum())
        by_word = self.succeed("describe", self.scores, "beast", "--export", "csv", "--taxonomy", self.taxonomy)
        self.assertEqual(set(pd.read_csv(io.StringIO(by_word.stdout))["class"]), {"animal"})

    def test_what_cannot_be(self) -> None:
        target = self.folder / "there.ttl"
        target.write_text("mine")
        self.fail_with("output-exists", "there.ttl", "describe", self.scores, "--export", "ttl", "-o", target)
        self.assertEqual(target.read_text(), "mine")
        self.fail_with("invalid-option", "no beginning of an IRI", "describe", self.scores, "--export", "ttl",
                       "--base", "zoo")
        self.fail_with("invalid-option", "is the input itself", "describe", self.scores, "--export", "ttl", "-o",
                       self.scores, "--overwrite")
        self.fail_with("invalid-input", "there is no class 'wale'", "describe", self.scores, "wale", "--export", "csv")


if __name__ == "__main__":
    unittest.main()
