"""Two lexicons: what changed, and which features of two networks match."""

from __future__ import annotations

import io
import json
import unittest
from pathlib import Path

import anndata
import numpy as np
import pandas as pd

from lexicon_data import activations
from program import ProgramTest


class Compare(ProgramTest):
    def scored(self, name: str, data: anndata.AnnData) -> Path:
        data.write_h5ad(self.folder / f"{name}.a.h5ad")
        target = self.folder / f"{name}.h5ad"
        self.succeed("score", self.folder / f"{name}.a.h5ad", "-o", target, "--nulls", 20, "--overwrite")
        self.succeed("select", target)
        return target

    def result(self, *arguments: object) -> dict:
        return json.loads(self.succeed("describe", *arguments, "--json").stdout)

    def test_before_and_after(self) -> None:
        before = activations()
        after = activations()
        after.X[:, 3] = np.random.default_rng(1).normal(size=after.n_obs)  # forgets dogs
        after.X[:, 4] = -after.X[:, 4]                                     # turns cars round
        after.obs["class"] = after.obs["class"].replace("goldfish", "carp")
        one, two = self.scored("one", before), self.scored("two", after)
        result = self.result(one, "--compare", two)
        self.assertEqual(result["match"], "name")
        self.assertEqual(result["only_first"], ["goldfish"])
        self.assertEqual(result["only_second"], ["carp"])
        sides = []
        for path in (one, two):
            scores = anndata.read_h5ad(path)[result["classes"]]
            sides.append((scores.layers["selected"].astype(int), np.asarray(scores.X)))
        (a, s), (b, t) = sides
        self.assertEqual(result["all"], {
            "kept": int(((a == b) & (a != 0)).sum()), "appeared": int(((a == 0) & (b != 0)).sum()),
            "vanished": int(((a != 0) & (b == 0)).sum()), "flipped": int((a * b == -1).sum())})
        self.assertGreater(result["all"]["flipped"], 0)
        self.assertEqual(sum(layer["kept"] for layer in result["layers"]), result["all"]["kept"])
        strength = [abs(each["second_signed_ks"] - each["first_signed_ks"]) for each in result["changes"]]
        self.assertEqual(strength, sorted(strength, reverse=True))
        self.assertEqual(strength[0], np.abs(t - s)[a != b].max())
        flipped = {(c["class"], c["first_feature"]) for c in result["changes"] if c["change"] == "flipped"}
        self.assertIn(("car", "low:4"), flipped)
        text = self.succeed("describe", one, "--compare", two, "--top", 3).stdout
        self.assertTrue(text.startswith("4 classes in both lexicons, 1 in the first only, 1 in the second only\n"
                                        "24 of 24 and 24 features match by name\n"), text)
        self.assertEqual(len(text.split("s in the second\n")[1].splitlines()), 3)

    def test_matches_are_each_others_best_by_numpy(self) -> None:
        first = activations()
        second = activations(seed=9)
        order = np.random.default_rng(2).permutation(24)
        second = second[:, order].copy()
        second.var_names = [f"other:{i}" for i in range(24)]
        second.var["layer"] = "other"
        second.var["channel"] = range(24)
        one, two = self.scored("one", first), self.scored("two", second)
        result = self.result(one, "--compare", two)
        self.assertEqual(result["match"], "profile")
        a, b = (np.asarray(anndata.read_h5ad(path).X) for path in (one, two))
        r = np.corrcoef(a.T, b.T)[:24, 24:]
        known = [(f, int(g)) for f, g in enumerate(r.argmax(1)) if r[:, g].argmax() == f and r[f, g] >= 0]
        self.assertEqual([(m["first"], m["second"]) for m in result["matches"]], known)
        np.testing.assert_allclose([m["r"] for m in result["matches"]], [r[f, g] for f, g in known], rtol=1e-12)
        self.assertEqual(result["quality"]["matches"], len(known))
        self.assertGreater(result["chance"]["matches"], 0)
        strict = self.result(one, "--compare", two, "--least-r", 0.99)
        self.assertEqual(len(strict["matches"]), sum(r[f, g] >= 0.99 for f, g in known))
        self.assertEqual(self.result(one, "--compare", two, "--threads", 1),
                         self.result(one, "--compare", two, "--threads", 4))

    def test_csv(self) -> None:
        one, two = self.scored("one", activations()), self.scored("two", activations(seed=9))
        done = self.succeed("describe", one, "--compare", two, "--export", "csv")
        table = pd.read_csv(io.StringIO(done.stdout), float_precision="round_trip")
        changes = pd.DataFrame(self.result(one, "--compare", two)["changes"])
        for name in ("class", "first_feature", "change", "first_signed_ks", "second_signed_ks"):
            self.assertEqual(list(table[name]), list(changes[name]))
        self.assertTrue(table["r"].isna().all())

    def test_what_cannot_be(self) -> None:
        one = self.scored("one", activations())
        describe = ("describe", one, "--compare")
        self.fail_with("file-missing", "absent", *describe, self.folder / "absent.h5ad")
        for part, flags in (("leave CLASS out", ("dog",)), ("excludes --similarity", ("--similarity",)),
                            ("excludes --taxonomy", ("--taxonomy", self.folder)),
                            ("exported as csv or json", ("--export", "ttl"))):
            self.fail_with("command-line", part, "describe", one, *flags, "--compare", one, status=2)
        self.fail_with("invalid-option", "is the input itself", *describe, self.scored("two", activations()), "-o",
                       self.folder / "two.h5ad", "--overwrite")
        other = activations()
        other.obs["class"] = "new " + other.obs["class"].astype(str)
        self.fail_with("invalid-input", "no class is in both lexicons", *describe, self.scored("two", other))


if __name__ == "__main__":
    unittest.main()
