"""`evaluate` against scikit-learn and SciPy on the same splits, and what the command says."""

from __future__ import annotations

import json
import os
import unittest
import warnings
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, normalized_mutual_info_score, silhouette_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import NearestCentroid
from sklearn.svm import LinearSVC

from program import ProgramTest, run

CACHE = Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")
POINTS = 0.005  # half a point of accuracy


def unit(rows: np.ndarray) -> np.ndarray:
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norm, out=np.zeros_like(rows), where=norm > 0)


def full_network(rows: np.ndarray, train: list[int]) -> np.ndarray:
    mean, std = rows[train].mean(axis=0), rows[train].std(axis=0)
    z = np.divide(rows - mean, std, out=np.zeros_like(rows), where=std > 0)
    return np.where(z < -0.25, -1.0, np.where(z > 0.15, 1.0, 0.0))


def classifier(name: str, cost: float) -> object:
    if name == "svm":
        return LinearSVC(C=cost, tol=1e-8, max_iter=200_000, random_state=0)
    if name == "logistic":
        return OneVsRestClassifier(LogisticRegression(solver="liblinear", C=cost, tol=1e-8, max_iter=10_000,
                                                      random_state=0))
    return NearestRow() if name == "knn" else NearestCentroid()


class NearestRow:
    """One nearest neighbour, the first of equals; whole numbers are compared exactly."""

    def fit(self, rows: np.ndarray, y: np.ndarray) -> NearestRow:
        self.rows, self.y = rows, y
        return self

    def predict(self, rows: np.ndarray) -> np.ndarray:
        return self.y[np.argmin((self.rows**2).sum(axis=1) - 2 * rows @ self.rows.T, axis=1)]


class EvaluateTest(ProgramTest):
    def evaluate(self, *arguments: object) -> dict:
        return json.loads(self.succeed("evaluate", *arguments, "--json").stdout)

    def write(self, name: str, x: np.ndarray, layers: list[str], labels: list[str], **columns: object) -> Path:
        """An .h5ad of any program, its layers named in var."""
        obs = pd.DataFrame({"class": pd.Categorical(labels), **columns},
                           index=[f"image{i:03}" for i in range(len(x))])
        var = pd.DataFrame({"layer": pd.Categorical(layers)}, index=[f"{layer}:{j}" for j, layer in enumerate(layers)])
        anndata.AnnData(x, obs, var).write_h5ad(self.folder / name)
        return self.folder / name

    def sample(self, name: str = "any.h5ad", seed: int = 1, dtype: type = np.float32, **columns: object) -> Path:
        random = np.random.default_rng(seed)
        code = np.repeat(np.arange(4), 15)
        x = np.maximum(random.normal(size=(60, 90)) + 0.5 * (np.arange(90) % 4 == code[:, None]), 0).astype(dtype)
        return self.write(name, x, ["early"] * 30 + ["late"] * 60, [f"c{c}" for c in code], **columns)

    def check_against_scikit_learn(self, path: Path, result: dict) -> int:
        """Every evaluation of a representation that can be made here; gives how many there were."""
        data = anndata.read_h5ad(path)
        x = np.asarray(data.X, dtype=np.float64)
        names, y = np.unique(data.obs["class"].astype(str), return_inverse=True)
        self.assertEqual(result["classes"], list(names))
        self.assertEqual(result["class_of_image"], list(y))
        layer = data.var["layer"].astype(str).to_numpy()
        checked = 0
        for each in result["evaluations"]:
            name = each["representation"]
            found = []
            for outcome in each["outcomes"]:
                split = result["splits"][outcome["split"]]
                train, test = split["train"], split["test"]
                if name.startswith("layer:"):
                    rows = unit(x[:, layer == name.removeprefix("layer:")])
                elif name == "all-layers":
                    rows = unit(x)
                elif name == "full-network":
                    rows = full_network(x, train)
                else:
                    break
                scale = np.sqrt(1 / np.mean(np.sum(rows[train] ** 2, axis=1)))
                self.assertAlmostEqual(outcome["scale"] / scale, 1, delta=1e-12)
                if each["classifier"] in ("svm", "logistic"):
                    rows = rows * scale
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    model = classifier(each["classifier"], outcome["cost"]).fit(rows[train], y[train])
                predicted = model.predict(rows[test])
                found.append((np.mean(predicted == y[test]), balanced_accuracy_score(y[test], predicted)))
                self.assertLessEqual(abs(outcome["accuracy"] - found[-1][0]), max(2 / len(test), POINTS), name)
            else:
                mean, balanced = np.mean(found, axis=0)
                self.assertLessEqual(abs(each["accuracy"] - mean), POINTS, (name, each["classifier"], each["shots"]))
                self.assertLessEqual(abs(each["balanced_accuracy"] - balanced), POINTS, name)
                checked += 1
        return checked


class AgainstScikitLearn(EvaluateTest):
    def test_any_matrix(self) -> None:
        for dtype in (np.float32, np.float64):
            path = self.sample(dtype=dtype)
            result = self.evaluate(path, "--classifier", "*", "--shots", "1,3,10,all", "--repeats", 5)
            # early, late, all-layers, full-network; four classifiers; four numbers of shots
            self.assertEqual(self.check_against_scikit_learn(path, result), 4 * 4 * 4)

    @unittest.skipUnless((CACHE / "efficientnet-lite0.onnx").is_file() and (CACHE / "emoji").is_dir(),
                         "the default network and images are not in the cache (make models demo-images)")
    def test_activations_of_a_network(self) -> None:
        path = self.folder / "activations.h5ad"
        self.succeed("extract", CACHE / "efficientnet-lite0.onnx", CACHE / "emoji", "-o", path, "--classes",
                     "animal-*", "food-*", "--layers", "blocks_9_project_conv", "head_conv")
        result = self.evaluate(path, "--classifier", "svm", "logistic", "--shots", "2,5", "--repeats", 2)
        self.assertEqual(self.check_against_scikit_learn(path, result), 4 * 2 * 2)

    def test_intervals_and_tests_are_those_of_their_formulas(self) -> None:
        result = self.evaluate(self.sample(), "--shots", "2,5,all", "--repeats", 7)
        accuracy = {}
        for each in result["evaluations"]:
            values = np.array([outcome["accuracy"] for outcome in each["outcomes"]])
            accuracy[each["representation"], each["shots"]] = values
            half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
            self.assertAlmostEqual(each["accuracy"], values.mean(), delta=1e-12)
            self.assertAlmostEqual(each["accuracy_high"], values.mean() + half, delta=1e-12)
            self.assertAlmostEqual(each["accuracy_low"], values.mean() - half, delta=1e-12)
        family: dict = {}
        for each in result["differences"]:
            d = accuracy[each["first"], each["shots"]] - accuracy[each["second"], each["shots"]]
            splits = [s for s in result["splits"] if s["shots"] == each["shots"]]
            ratio = np.mean([len(s["test"]) / len(s["train"]) for s in splits])
            self.assertAlmostEqual(each["difference"], d.mean(), delta=1e-12)
            half = stats.t.ppf(0.975, len(d) - 1) * stats.sem(d)
            self.assertAlmostEqual(each["difference_low"], d.mean() - half, delta=1e-12)
            self.assertAlmostEqual(each["difference_high"], d.mean() + half, delta=1e-12)
            if np.ptp(d) == 0:
                self.assertEqual(each["p"], 1 if d[0] == 0 else None)
            else:
                t = d.mean() / np.sqrt((1 / len(d) + ratio) * d.var(ddof=1))
                self.assertAlmostEqual(each["t"], t, delta=1e-12)
                self.assertAlmostEqual(each["p"] / (2 * stats.t.sf(abs(t), len(d) - 1)), 1, delta=1e-12)
            family.setdefault(each["shots"], []).append((each["p"], each["p_holm"]))
        for pairs in family.values():
            p = np.array([pair for pair in pairs if pair[0] is not None])
            order = np.argsort(p[:, 0], kind="stable")
            holm = np.minimum(np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order, 0]), 1)
            np.testing.assert_allclose(p[order, 1], holm, rtol=1e-12)

    def test_confusion(self) -> None:
        path = self.sample()
        x = np.asarray(anndata.read_h5ad(path).X, dtype=np.float64)
        result = self.evaluate(path, "--classifier", "centroid", "--representation", "all-layers", "--shots", "5")
        y = np.array(result["class_of_image"])
        total = np.zeros((4, 4), int)
        for split in result["splits"]:
            model = NearestCentroid().fit(unit(x)[split["train"]], y[split["train"]])
            total += confusion_matrix(y[split["test"]], model.predict(unit(x)[split["test"]]))
        np.testing.assert_array_equal(result["evaluations"][0]["confusion"], total)

    def test_clusters(self) -> None:
        path = self.sample()
        data = anndata.read_h5ad(path)
        x = np.asarray(data.X, dtype=np.float64)
        layer = data.var["layer"].astype(str).to_numpy()
        result = self.evaluate(path, "--clustering")
        rows = {"layer:early": unit(x[:, layer == "early"]), "layer:late": unit(x[:, layer == "late"]),
                "all-layers": unit(x), "full-network": full_network(x, list(range(len(x))))}
        self.assertEqual([each["representation"] for each in result["clusterings"]], list(rows))
        y = np.array(result["class_of_image"])
        for each in result["clusterings"]:
            own = rows[each["representation"]]
            clusters = np.array(each["clusters"])
            self.assertAlmostEqual(each["mutual_information"], normalized_mutual_info_score(y, clusters), delta=1e-12)
            # scikit-learn's distances come from the same formula, with its cancellation
            self.assertAlmostEqual(each["silhouette"], silhouette_score(own, clusters), delta=1e-12)
            self.assertAlmostEqual(each["class_silhouette"], silhouette_score(own, y), delta=1e-12)
            means = np.array([own[clusters == c].mean(axis=0) for c in range(4)])
            self.assertAlmostEqual(each["inertia"], np.sum((own - means[clusters]) ** 2), delta=1e-9)
            self.assertLessEqual(each["inertia"], 1.02 * KMeans(4, n_init=10, random_state=0).fit(own).inertia_)


class Command(EvaluateTest):
    def test_any_threads_memory_and_instructions_give_the_same(self) -> None:
        path = self.sample()
        common = ("evaluate", path, "--classifier", "*", "--shots", "1,5", "--repeats", 4, "--json")
        wanted = self.succeed(*common, "--threads", 1).stdout
        self.assertEqual(self.succeed(*common, "--threads", 2).stdout, wanted)
        self.assertEqual(self.succeed(*common, "--memory", "1MiB", "--threads", 1).stdout, wanted)
        self.assertNotEqual(self.succeed(*common, "--seed", 2).stdout, wanted)
        plain = run(*common, env={**os.environ, "LEXICNN_INSTRUCTION_SET": "baseline"})
        self.assertEqual(plain.stdout, wanted)

    def test_table_csv_and_notes(self) -> None:
        path = self.sample()
        done = self.succeed("evaluate", path, "--shots", "2,all", "--repeats", 3)
        self.assertRegex(done.stderr, r"lexicnn: evaluating in .* on \d threads?\n")
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^ +2 shots +all$")
        self.assertRegex(lines[1], r"^svm, accuracy in % +mean +± +p +mean +± +p$")
        for name, line in zip(("layer:early", "layer:late", "all-layers", "best-layer", "full-network"), lines[2:]):
            self.assertRegex(line, rf"^{name} +\d+\.\d +\d+\.\d +(best|<?\.\d+|1\.0000|-) ")
        self.assertEqual(self.succeed("evaluate", path, "--shots", "2", "--quiet").stderr, "")
        self.assertEqual(self.succeed("evaluate", path, "-o", self.folder / "e.csv", "--differences",
                                      self.folder / "d.csv", "--shots", "2,all", "--repeats", 3).stdout, "")
        table = pd.read_csv(self.folder / "e.csv", float_precision="round_trip")
        result = self.evaluate(path, "--shots", "2,all", "--repeats", 3)
        self.assertEqual(len(table), len(result["evaluations"]))
        np.testing.assert_array_equal(table["accuracy"], [each["accuracy"] for each in result["evaluations"]])
        self.assertEqual(len(pd.read_csv(self.folder / "d.csv")), len(result["differences"]))
        self.fail_with("output-exists", "e.csv", "evaluate", path, "-o", self.folder / "e.csv")
        self.fail_with("invalid-option", "is the input itself", "evaluate", path, "-o", path, "--overwrite")

    def test_files_of_the_same_images_in_any_order(self) -> None:
        first = self.sample("first.h5ad")
        mixed = anndata.read_h5ad(first)
        mixed = mixed[np.random.default_rng(3).permutation(60)].copy()
        mixed.write_h5ad(self.folder / "mixed.h5ad")
        result = self.evaluate(first, self.folder / "mixed.h5ad", "--shots", "3", "--repeats", 3,
                               "--representation", "*/all-layers")
        names = [each["representation"] for each in result["evaluations"]]
        self.assertEqual(names, ["first/all-layers", "mixed/all-layers"])
        self.assertEqual(result["evaluations"][0]["confusion"], result["evaluations"][1]["confusion"])

    def test_weights_of_an_embedding_count(self) -> None:
        path = self.sample()
        self.succeed("embed", path, "-o", self.folder / "e.h5ad")
        data = anndata.read_h5ad(self.folder / "e.h5ad")
        weight = np.random.default_rng(4).uniform(0.1, 2, 90).round(1)
        data.var["weight"] = weight
        data.write_h5ad(self.folder / "w.h5ad")
        cut = ("--shots", "3", "--repeats", 3, "--classifier", "centroid", "svm")
        result = self.evaluate(self.folder / "w.h5ad", *cut)
        found = result["evaluations"]
        plain = self.evaluate(self.folder / "e.h5ad", *cut)["evaluations"]
        rows = data.X.astype(np.float64) * weight
        y = np.unique(data.obs["class"].astype(str), return_inverse=True)[1]
        accuracies = []
        for split in result["splits"]:
            train, test = split["train"], split["test"]
            centres = np.array([rows[train][y[train] == c].mean(axis=0) for c in range(4)])
            nearest = ((rows[test][:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
            accuracies.append((nearest == y[test]).mean())
        by_weight = next(each for each in found if each["classifier"] == "centroid")
        self.assertAlmostEqual(by_weight["accuracy"], np.mean(accuracies), delta=1e-12)
        self.assertNotEqual([each["accuracy"] for each in found], [each["accuracy"] for each in plain])

    def test_files_of_other_images_are_refused_by_name(self) -> None:
        first = self.sample("first.h5ad")
        data = anndata.read_h5ad(first)
        fewer = data[:59].copy()
        fewer.write_h5ad(self.folder / "fewer.h5ad")
        self.fail_with("invalid-input", "image 'image059' of '" + str(first), "evaluate", first, self.folder / "fewer.h5ad")
        self.fail_with("invalid-input", "image 'image059' of '" + str(self.folder / "first.h5ad"),
                       "evaluate", self.folder / "fewer.h5ad", first)

    def test_splits_of_the_file(self) -> None:
        split = ["train"] * 10 + ["test"] * 5
        path = self.sample(split=pd.Categorical(split * 4))
        result = self.evaluate(path, "--shots", "2,all", "--repeats", 3)
        for each in result["splits"]:
            self.assertTrue(all(split[row % 15] == "train" for row in each["train"]))
            self.assertEqual(each["test"], [row for row in range(60) if split[row % 15] == "test"])
        every = self.evaluate(path, "--shots", "2", "--repeats", 3, "--no-splits")
        self.assertEqual(len(every["splits"][0]["test"]), 52)

    def test_labels(self) -> None:
        path = self.sample(kind=pd.Categorical(["x", "y", None] * 20))
        done = self.succeed("evaluate", path, "--by", "kind", "--shots", "3", "--repeats", 2)
        self.assertIn("note: 20 images without a label in 'kind': not used\n", done.stderr)
        self.fail_with("invalid-input", "there is no label column 'clas'; did you mean 'class'?", "evaluate", path,
                       "--by", "clas")

    def test_errors(self) -> None:
        path = self.sample()
        self.fail_with("invalid-input", "class 'c0' has 15 images, but 16 are needed", "evaluate", path, "--shots", "15")
        self.fail_with("command-line", "is no list of shots", "evaluate", path, "--shots", "2,x", status=2)
        self.fail_with("command-line", "'0' is no value of repeats", "evaluate", path, "--repeats", 0, status=2)
        self.fail_with("invalid-option", "no representation is called 'fc7'", "evaluate", path, "--representation", "fc7")
        self.fail_with("file-missing", "none.h5ad", "evaluate", self.folder / "none.h5ad")
        x = np.ones((4, 2), np.float32)
        x[2, 1] = np.nan
        bad = self.write("nan.h5ad", x, ["a", "a"], ["u", "u", "v", "v"])
        self.fail_with("not-finite", "feature 'a:1' of image 2 (counted from 0) of 'nan' is nan", "evaluate", bad, "--shots", 1)
        one = self.write("one.h5ad", np.ones((4, 2), np.float32), ["a", "a"], ["u"] * 4)
        self.fail_with("one-class", "only one class, 'u'", "evaluate", one, "--shots", 1)


if __name__ == "__main__":
    unittest.main()
