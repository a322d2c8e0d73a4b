"""The command embed against NumPy: digits, compat modes, thresholds, files, search."""

import json
import subprocess
import unittest
import warnings
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import scipy.sparse

from program import ProgramTest, run, write_images, write_model, write_preprocessing


def reference(x: np.ndarray, train: np.ndarray, lower: float = -0.25, upper: float = 0.15) -> np.ndarray:
    """The full-network embedding, as its definition says."""
    x = x.astype(np.float64)
    fitted = np.ascontiguousarray(x[train])
    mean, std = fitted.mean(axis=0), fitted.std(axis=0)
    std[(fitted == fitted[0]).all(axis=0)] = 0
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x - mean) / std
    digits = np.where(z < lower, -1, np.where(z > upper, 1, 0))
    digits[:, std == 0] = 0
    return digits.astype(np.int8)


def basic_fne(x: np.ndarray) -> np.ndarray:
    """The rule of tranchis/basic-fne, src/fne.py (from `STANDARDIZATION STEP` on)."""
    x = np.ascontiguousarray(x.astype(np.float64))
    mean, std = x.mean(axis=0), x.std(axis=0)
    z = np.divide(x - mean, std, out=np.zeros_like(x), where=std != 0)
    return (z > 0.15).astype(np.int8) - (z < -0.25).astype(np.int8)


def fne(x: np.ndarray) -> np.ndarray:
    """PyPI fne 1.5.5, fne_torch.py: FullNetworkEmbedding._postprocess, without torch. Its sum of float32 goes
    by levels of 16 (up to 65,536 rows), its deviation is rounded once from float64, bucketize is right-closed."""
    x = x.astype(np.float32)
    rows = len(x)
    levels = [np.zeros(x.shape[1], np.float32) for _ in range(4)]
    done = 0
    while done + 16 <= rows:
        for row in x[done:done + 16]:
            levels[0] = levels[0] + row
        done += 16
        for level in range(1, 4):
            levels[level] = levels[level] + levels[level - 1]
            levels[level - 1] = np.zeros(x.shape[1], np.float32)
            if done & (15 << (4 * level)):
                break
    for row in x[done:]:
        levels[0] = levels[0] + row
    total = levels[0]
    for level in levels[1:]:
        total = total + level
    mean = (total / np.float32(rows)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one row: 0 / 0
        std = x.astype(np.float64).std(axis=0, ddof=1).astype(np.float32)
        std[(x == x[0]).all(axis=0)] = 0
        z = (x - mean) / std
    edges = np.array([-0.25, 0.15], np.float32)
    return (np.searchsorted(edges, z.ravel(), side="left").reshape(z.shape) - 1).astype(np.int8)


def activations(rows: int = 300, columns: int = 150, seed: int = 1) -> np.ndarray:
    """Zeros, ties, constants, tiny and large values."""
    random = np.random.default_rng(seed)
    x = random.exponential(size=(rows, columns)) * (random.random((rows, columns)) < 0.6)
    x *= 10.0 ** random.integers(-3, 4, size=columns)
    x[:, ::11] = 0
    x[:, 1::11] = 0.1
    x[:, 2::11] = random.integers(0, 3, size=x[:, 2::11].shape)
    x[:, 3::11] -= 1
    x[:, 4::11] = 0
    x[:: 17, 4::11] = 1
    return x.astype(np.float32)


class EmbedTest(ProgramTest):
    def succeed(self, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        done = run(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def write(self, x: np.ndarray, name: str = "a.h5ad", **obs: object) -> Path:
        data = anndata.AnnData(x)
        data.obs_names = [f"image{i}" for i in range(len(x))]
        data.var_names = [f"layer:{i}" for i in range(x.shape[1])]
        for column, values in obs.items():
            data.obs[column] = pd.Categorical(values)
        data.write_h5ad(self.folder / name)
        return self.folder / name

    def embed(self, *arguments: object, name: str = "e.h5ad") -> anndata.AnnData:
        self.succeed("embed", *arguments, "-o", self.folder / name, "--overwrite")
        self.succeed("validate", self.folder / name)
        return anndata.read_h5ad(self.folder / name)


class Digits(EmbedTest):
    def test_equal_numpy(self) -> None:
        everything = slice(None)
        for rows in (1, 2, 16, 300, 700):
            x = activations(rows, seed=rows)
            for matrix in (x, x.astype(np.float64), (x * 1.1).astype(np.float64) / 3):
                data = self.embed(self.write(matrix))
                self.assertEqual(data.X.dtype, np.int8)
                np.testing.assert_array_equal(data.X, reference(matrix, everything))

    def test_moments_are_numpys_to_the_bit(self) -> None:
        x = activations()
        data = self.embed(self.write(x))
        wide = x.astype(np.float64)
        varied = (x != x[0]).any(axis=0)
        np.testing.assert_array_equal(data.var["mean"][varied], wide.mean(axis=0)[varied])
        np.testing.assert_array_equal(data.var["std"][varied], wide.std(axis=0)[varied])
        np.testing.assert_array_equal(data.var["std"][~varied], 0)
        np.testing.assert_array_equal(data.var["weight"], 1)

    def test_thresholds_and_training_split(self) -> None:
        x = activations()
        split = np.where(np.arange(300) % 3 == 0, "test", "train")
        data = self.embed(self.write(x, split=split), "--train", "train", "--thresholds", "-1,0.5")
        np.testing.assert_array_equal(data.X, reference(x, split == "train", -1, 0.5))
        ours = data.uns["lexicnn"]
        self.assertEqual((ours["kind"], ours["train"], ours["training_images"]), ("embedding", "train", 200))
        self.assertEqual((ours["lower"], ours["upper"]), (-1, 0.5))
        self.assertEqual(list(data.obs["split"]), list(split))

    def test_same_bytes_for_any_threads(self) -> None:
        path = self.write(activations(600))
        files = []
        for threads in (1, 2, 3):
            folder = self.folder / str(threads)
            folder.mkdir()
            self.succeed("embed", path, "-o", "e.h5ad", "--packed", "p", "--threads", threads, cwd=folder)
            content = anndata.read_h5ad(folder / "e.h5ad")
            files.append((content.X.tobytes(), (folder / "p").read_bytes(), (folder / "e.h5ad").stat().st_size))
        self.assertEqual(files[0], files[1])
        self.assertEqual(files[0], files[2])
        again = self.folder / "again"
        again.mkdir()
        self.succeed("embed", path, "-o", "e.h5ad", "--packed", "p", "--threads", 3, cwd=again)
        self.assertEqual((again / "e.h5ad").read_bytes(), (self.folder / "3" / "e.h5ad").read_bytes())

    def test_notes(self) -> None:
        done = self.succeed("embed", self.write(activations()[:, :22]), "-o", self.folder / "n.h5ad")
        self.assertEqual(done.stdout, "")
        self.assertIn("fitted on 300 images: 22 features", done.stderr)
        self.assertIn("4 features are constant over the training images: their digits are 0", done.stderr)
        one = self.succeed("embed", self.write(activations(1)), "-o", self.folder / "o.h5ad")
        self.assertIn("one training image has no spread", one.stderr)


class Compat(EmbedTest):
    def test_digits_and_report(self) -> None:
        for rows in (1, 2, 40, 300):
            x = activations(rows, seed=rows)
            path = self.write(x)
            expected = reference(x, slice(None))
            for mode, theirs in (("fne", fne(x)), ("basic-fne", basic_fne(x))):
                done = self.succeed("embed", path, "--compat", mode, "-o", self.folder / "c.h5ad", "--overwrite",
                                    "--json")
                data = anndata.read_h5ad(self.folder / "c.h5ad")
                np.testing.assert_array_equal(data.X, theirs, f"{mode}, {rows} rows")
                report = json.loads(done.stdout)
                self.assertEqual(report["different"], int((theirs != expected).sum()))
                self.assertEqual(report["digits"], x.size)
                self.assertEqual(report["different"], sum(report[cause] for cause in (
                    "constant", "deviation", "edge", "rounding")))
                for key, value in report.items():
                    self.assertEqual(data.uns["lexicnn"]["compat_differences"][key], value)

    def test_text_and_note(self) -> None:
        done = self.succeed("embed", self.write(activations()), "--compat", "fne", "-o", self.folder / "c.h5ad")
        self.assertRegex(done.stdout, r"differ from the reference embedding +\d+\n +constant features +\d+\n")
        self.assertIn("fne reads layers before their nonlinearity", done.stderr)

    def test_goes_alone(self) -> None:
        for more in (("--method", "fne"), ("--thresholds", "0,1")):
            self.fail_with("command-line", "--compat", "embed", "a.h5ad", "-o", "b.h5ad", "--compat", "fne", *more,
                           status=2)


class Scores(EmbedTest):
    def scored(self, **more: object) -> tuple[np.ndarray, Path, Path]:
        random = np.random.default_rng(5)
        x = random.exponential(size=(200, 40)).astype(np.float32)
        labels = np.arange(200) % 4
        x[:, ::2] += (labels[:, None] == np.arange(20) % 4) * 2.0 - (labels[:, None] == (np.arange(20) + 1) % 4)
        split = np.where(np.arange(200) % 5 == 0, "test", "train")
        path = self.write(x, **{"class": [f"c{i}" for i in labels]}, split=split)
        scores = self.folder / "s.h5ad"
        self.succeed("score", path, "--split", "train", "-o", scores)
        return x, path, scores

    def test_selected(self) -> None:
        x, path, scores = self.scored()
        self.succeed("select", scores, "--quantile", 0.999)
        data = self.embed(path, "--scores", scores, "--method", "selected", "--train", "train")
        keep = (anndata.read_h5ad(scores).layers["selected"] != 0).any(axis=0)
        self.assertTrue(0 < keep.sum() < 40)
        train = np.arange(200) % 5 != 0
        self.assertEqual(list(data.var_names), [f"layer:{i}" for i in np.flatnonzero(keep)])
        np.testing.assert_array_equal(data.X, reference(x, train)[:, keep])

    def test_derived_thresholds(self) -> None:
        x, path, scores = self.scored()
        done = self.succeed("embed", path, "--scores", scores, "--thresholds", "derived", "--train", "train", "-o",
                            self.folder / "d.h5ad")
        self.assertRegex(done.stderr, r"thresholds -?[\d.]+ and -?[\d.]+ tell \d+ pairs by absence, .*the paper's")
        data = anndata.read_h5ad(self.folder / "d.h5ad")
        facts = data.uns["lexicnn"]["derived_thresholds"]
        self.assertGreaterEqual(facts["accuracy"], facts["paper_accuracy"])
        train = np.arange(200) % 5 != 0
        np.testing.assert_array_equal(data.X, reference(x, train, facts["lower"], facts["upper"]))

    def test_of_other_images_are_refused(self) -> None:
        _, path, scores = self.scored()
        out = self.folder / "x.h5ad"
        arguments = ("embed", path, "--scores", scores, "--method", "selected", "-o", out)
        self.fail_with("invalid-input", "of the split 'train', the embedding is fitted on all images", *arguments)
        self.fail_with("invalid-input", "fitted on the split 'test'", *arguments, "--train", "test")
        self.fail_with("invalid-input", "there is no split 'tran'; did you mean 'train'?",
                       "embed", path, "-o", out, "--train", "tran")
        other = anndata.read_h5ad(path)
        other.X = other.X + 1
        other.write_h5ad(self.folder / "other.h5ad")
        self.fail_with("invalid-input", "of other images than the training ones", "embed",
                       self.folder / "other.h5ad", *arguments[2:], "--train", "train")
        self.fail_with("command-line", "needs --scores", "embed", path, "-o", out, "--method", "selected", status=2)
        self.assertFalse(out.exists())


class Transfer(EmbedTest):
    """Weights from the scores of other images."""

    def sample(self, rows: int, classes: int, seed: int) -> anndata.AnnData:
        random = np.random.default_rng(seed)
        labels = np.arange(rows) % classes
        x = random.exponential(size=(rows, 60)) * (random.random((rows, 60)) < 0.7)
        x[:, :25] += (labels == 0)[:, None] * 1.5
        x[:, 25:] += (np.arange(35) % classes == labels[:, None]) * 1.5
        x[:, 7] = 0
        data = anndata.AnnData(x.astype(np.float32))
        data.var_names = [f"l{i // 25}:{i}" for i in range(60)]
        data.var["layer"] = pd.Categorical([f"l{i // 25}" for i in range(60)])
        data.obs["class"] = pd.Categorical([f"c{label}" for label in labels])
        data.obs["split"] = pd.Categorical(np.where(np.arange(rows) % 5 == 0, "test", "train"))
        return data

    def scored(self) -> tuple[Path, anndata.AnnData]:
        self.sample(240, 8, 1).write_h5ad(self.folder / "other.h5ad")
        scores = self.folder / "other.scores.h5ad"
        self.succeed("score", self.folder / "other.h5ad", "-o", scores)
        self.succeed("select", scores, "--quantile", 0.99)
        return scores, anndata.read_h5ad(scores)

    def weights(self, scores: anndata.AnnData) -> np.ndarray:
        """By the definition in docs/embedding.md; 0 where a feature is not selected."""
        excess = np.abs(scores.X) - scores.layers["noise_threshold"]
        excess = np.where(scores.layers["selected"] != 0, excess, 0)
        signed = np.sign(scores.X) * excess
        layer = scores.var["layer"].to_numpy()
        out = excess.max(axis=0)
        for name in np.unique(layer):
            spectrum = np.linalg.svd(signed[:, layer == name], compute_uv=False) ** 2
            out[layer == name] *= (spectrum.sum() ** 2 / (spectrum ** 2).sum()) ** 4
        return out / np.sqrt((out[out > 0] ** 2).mean())

    def test_equal_numpy(self) -> None:
        path, scores = self.scored()
        weights = self.weights(scores)
        keep = weights > 0
        self.assertTrue(20 < keep.sum() < 60)
        target = self.sample(100, 3, 2)
        target.write_h5ad(self.folder / "a.h5ad")
        fit = (self.folder / "a.h5ad", "--method", "transfer", "--scores", path, "--train", "train")
        out = self.embed(*fit)
        self.assertEqual(list(out.var_names), list(target.var_names[keep]))
        np.testing.assert_allclose(out.var["weight"], weights[keep], rtol=1e-12)
        train = np.arange(100) % 5 != 0
        np.testing.assert_array_equal(out.X, reference(target.X, train)[:, keep])
        self.assertEqual(out.uns["lexicnn"]["embed"]["method"], "transfer")
        self.assertEqual(out.uns["lexicnn"]["scores"], "other.scores.h5ad")
        # Other labels, or none: the same embedding.
        for column in (pd.Categorical(["x", "y"] * 50), None):
            del target.obs["class"]
            if column is not None:
                target.obs["class"] = column
            target.write_h5ad(self.folder / "a.h5ad")
            again = self.embed(*fit, "--threads", 1)
            np.testing.assert_array_equal(again.X, out.X)
            np.testing.assert_array_equal(again.var["weight"], out.var["weight"])
        applied = self.embed(self.folder / "a.h5ad", "--apply", self.folder / "e.h5ad", name="f.h5ad")
        np.testing.assert_array_equal(applied.X, out.X)
        np.testing.assert_array_equal(applied.var["weight"], out.var["weight"])
        done = self.succeed("embed", self.folder / "e.h5ad", "--query", "0", "--json", "--top", 3)
        found = json.loads(done.stdout)["nearest"]
        distance = (((out.X - out.X[0]) * out.var["weight"].to_numpy()) ** 2).sum(axis=1)
        nearest = np.argsort(distance[1:], kind="stable")[:3] + 1
        self.assertEqual([one["row"] for one in found], list(nearest))
        np.testing.assert_allclose([one["squared_distance"] for one in found], distance[nearest], rtol=1e-9)

    def test_refusals(self) -> None:
        path, _ = self.scored()
        target = self.sample(100, 3, 2)
        out = ("-o", self.folder / "x.h5ad", "--method", "transfer")
        some = self.folder / "a.h5ad"
        target[:, 1:].copy().write_h5ad(some)
        self.fail_with("invalid-input", "the scores file needs the feature 'l0:0', which the matrix does not have",
                       "embed", some, *out, "--scores", path)
        target.var["tap"] = "linear"
        target.write_h5ad(some)
        self.fail_with("invalid-input", "the matrix tells where its features are read (column 'tap'), the scores file",
                       "embed", some, *out, "--scores", path)
        self.fail_with("command-line", "this --method needs --scores", "embed", some, *out, status=2)
        self.fail_with("command-line", "--method transfer takes those of others", "embed", some, *out, "--scores",
                       path, "--thresholds", "derived", status=2)
        self.assertFalse((self.folder / "x.h5ad").exists())

    def test_other_models_and_the_same_images_are_refused(self) -> None:
        extract = ("extract", write_model(self.folder / "m.onnx"))
        how = ("--preprocess", write_preprocessing(self.folder / "p.json"), "-o")
        images, more = write_images(self.folder / "images"), write_images(self.folder / "more", each=5)
        self.succeed(*extract, images, *how, self.folder / "a.h5ad")
        self.succeed(*extract, more, *how, self.folder / "more.h5ad")
        self.succeed(*extract, more, "--tap", "linear", *how, self.folder / "linear.h5ad")
        scores = self.folder / "s.h5ad"
        self.succeed("score", self.folder / "a.h5ad", "-o", scores)
        fit = ("--method", "transfer", "--scores", scores)
        out = self.embed(self.folder / "more.h5ad", *fit)
        self.assertEqual(out.n_obs, 15)
        self.assertTrue((out.var["weight"] > 0).all())
        self.fail_with("invalid-input", "are not like those that the scores are of: capture.tap was 'activation', is",
                       "embed", self.folder / "linear.h5ad", *fit, "-o", self.folder / "x.h5ad")
        self.fail_with("invalid-input", "themselves: method transfer takes those of another set", "embed",
                       self.folder / "a.h5ad", *fit, "-o", self.folder / "x.h5ad")
        self.succeed("extract", write_model(self.folder / "other.onnx", size=9), more, "--preprocess",
                     write_preprocessing(self.folder / "q.json", size=9), "-o", self.folder / "other.h5ad")
        self.fail_with("invalid-input", "model_sha256", "embed", self.folder / "other.h5ad", *fit, "-o",
                       self.folder / "x.h5ad")
        self.assertFalse((self.folder / "x.h5ad").exists())


class NoiseAware(EmbedTest):
    def sample(self, each: int = 6, shift: float = 0) -> anndata.AnnData:
        random = np.random.default_rng(4)
        labels = np.arange(4 * each) % 4
        x = random.exponential(size=(4 * each, 60)) * (random.random((4 * each, 60)) < 0.7) + shift
        x[:, 20:] += (np.arange(40) % 4 == labels[:, None]) * 1.5
        x[:, 7] = 0
        data = anndata.AnnData(x.astype(np.float32))
        data.var_names = [f"l{i // 20}:{i % 20}" for i in range(60)]
        data.var["layer"] = [f"l{i // 20}" for i in range(60)]
        data.obs["kind"] = pd.Categorical([f"k{label}" for label in labels])
        data.obs["split"] = pd.Categorical(np.where(np.arange(4 * each) < 4, "test", "train"))
        return data

    def test_values_follow_from_the_file(self) -> None:
        data = self.sample()
        data.write_h5ad(self.folder / "a.h5ad")
        out = self.embed(self.folder / "a.h5ad", "--method", "noise-aware", "--by", "kind", "--train", "train")
        self.assertEqual(out.X.dtype, np.float32)
        var, blocks = out.var, out.uns["lexicnn"]["blocks"]
        self.assertAlmostEqual(blocks["share"].sum(), 1, delta=1e-12)
        squares = []
        for block in blocks.itertuples():
            rows = np.flatnonzero((var["layer"] == block.layer) & (var["form"] == block.form))
            a = data[:, [name.removesuffix(" root") for name in var.index[rows]]].X.astype(np.float64)
            a = np.sqrt(a) if block.form == "root" else a
            a /= np.linalg.norm(a, axis=1, keepdims=True)
            fit = var.iloc[rows]
            z = (a - fit["mean"].to_numpy()) / fit["std"].to_numpy()
            z = np.clip(z, -fit["clip"].to_numpy(), fit["clip"].to_numpy()) - fit["shift"].to_numpy()
            expected = z * fit["weight"].to_numpy()
            np.testing.assert_allclose(out.X[:, rows], expected, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(fit["mean"], a[4:].mean(axis=0), rtol=1e-12, atol=1e-15)
            squares.append((expected[4:] ** 2).sum(axis=1).mean())
        np.testing.assert_allclose(squares, blocks["share"], rtol=1e-9)

    def test_threads_and_apply(self) -> None:
        data = self.sample()
        data.write_h5ad(self.folder / "a.h5ad")
        fit = ("--method", "noise-aware", "--by", "kind")
        one = self.embed(self.folder / "a.h5ad", *fit, "--threads", 1, name="one.h5ad")
        three = self.embed(self.folder / "a.h5ad", *fit, "--threads", 3)
        np.testing.assert_array_equal(one.X, three.X)
        data[3:9].copy().write_h5ad(self.folder / "some.h5ad")
        applied = self.embed(self.folder / "some.h5ad", "--apply", self.folder / "one.h5ad")
        np.testing.assert_array_equal(applied.X, one.X[3:9])
        self.fail_with("invalid-option", "--packed takes digits", "embed", self.folder / "some.h5ad", "--apply",
                       self.folder / "one.h5ad", "-o", self.folder / "x.h5ad", "--packed", self.folder / "p")
        self.fail_with("invalid-file", "holds no digits", "embed", self.folder / "one.h5ad", "--query", "3")

    def test_refusals(self) -> None:
        data = self.sample()
        data.write_h5ad(self.folder / "a.h5ad")
        out = ("-o", self.folder / "x.h5ad", "--method", "noise-aware")
        self.fail_with("invalid-input", "'class'", "embed", self.folder / "a.h5ad", *out)
        self.fail_with("command-line", "takes no --scores", "embed", "a.h5ad", *out, "--packed", "p", status=2)
        data.obs["one"] = pd.Categorical(["x"] * data.n_obs)
        data.write_h5ad(self.folder / "b.h5ad")
        self.fail_with("one-class", "needs two classes", "embed", self.folder / "b.h5ad", *out, "--by", "one")


class Files(EmbedTest):
    def test_packed_is_a_sixteenth(self) -> None:
        x = activations(300, 1600)
        data = self.embed(self.write(x), "--packed", self.folder / "p")
        self.assertLess((self.folder / "p").stat().st_size * 15, x.nbytes)
        planes = np.frombuffer((self.folder / "p").read_bytes()[104:], np.uint8).reshape(300, 2, 200)
        nonzero, negative = (np.unpackbits(planes[:, i], axis=1, bitorder="little") for i in (0, 1))
        np.testing.assert_array_equal(nonzero - 2 * negative.astype(np.int8), data.X)

    def test_a_sparse_copy_is_refused_by_name_or_read(self) -> None:
        path = self.write(activations(60, 30), **{"class": ["a", "b"] * 30})
        data = self.embed(path)
        data.X = scipy.sparse.csr_matrix(data.X)
        sparse = self.folder / "sparse.h5ad"
        data.write_h5ad(sparse)
        refused = "'/X' is sparse (csr_matrix); a dense matrix is needed here (X.toarray())"
        self.fail_with("invalid-file", refused, "embed", sparse, "--query", "image3")
        self.fail_with("invalid-file", refused, "embed", path, "--apply", sparse, "-o", self.folder / "x.h5ad")
        self.assertIn("/X: is sparse; it must be dense", run("validate", sparse).stdout)
        cut = ("--shots", 3, "--repeats", 2, "--json", "--quiet")
        found = [json.loads(self.succeed("evaluate", file, *cut).stdout)["evaluations"][0]["accuracy"]
                 for file in (sparse, self.folder / "e.h5ad")]
        self.assertEqual(found[0], found[1])

    def test_apply_to_other_images(self) -> None:
        x, y = activations(seed=1), activations(90, seed=2)
        self.embed(self.write(x), name="fitted.h5ad")
        order = np.random.default_rng(3).permutation(150)
        other = anndata.AnnData(y[:, order])
        other.var_names = [f"layer:{i}" for i in order]
        other.write_h5ad(self.folder / "new.h5ad")
        data = self.embed(self.folder / "new.h5ad", "--apply", self.folder / "fitted.h5ad")
        expected = reference(np.vstack([x, y]), slice(300))
        np.testing.assert_array_equal(data.X, expected[300:])
        self.assertEqual(list(data.var_names), [f"layer:{i}" for i in range(150)])
        self.assertEqual(data.uns["lexicnn"]["fitted"], "fitted.h5ad")

    def test_apply_refuses_other_features(self) -> None:
        self.embed(self.write(activations()), name="fitted.h5ad")
        narrow = self.write(activations(columns=149), "narrow.h5ad")
        self.fail_with("invalid-input", "needs the feature 'layer:149'", "embed", narrow, "--apply",
                       self.folder / "fitted.h5ad", "-o", self.folder / "x.h5ad")
        self.fail_with("invalid-file", "a.h5ad", "embed", narrow, "--apply", self.folder / "a.h5ad", "-o",
                       self.folder / "x.h5ad")

    def test_not_finite_is_named_and_leaves_nothing(self) -> None:
        x = activations()
        x[7, 99] = np.nan
        self.fail_with("not-finite", "feature 'layer:99' of image 7 ", "embed", self.write(x), "-o",
                       self.folder / "x.h5ad")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["a.h5ad"])

    def test_outputs_are_not_replaced_unasked(self) -> None:
        path = self.write(activations(20, 5))
        out = self.folder / "e.h5ad"
        self.succeed("embed", path, "-o", out)
        self.fail_with("output-exists", "--overwrite", "embed", path, "-o", out)
        self.fail_with("invalid-option", "is the input itself", "embed", path, "-o", path, "--overwrite")
        self.fail_with("invalid-option", "the same file", "embed", path, "-o", self.folder / "z", "--packed",
                       self.folder / "z")

    def test_a_damaged_digit_is_found(self) -> None:
        data = self.embed(self.write(activations(20, 5)))
        data.X[3, 2] = 2
        data.write_h5ad(self.folder / "bad.h5ad")
        done = run("validate", self.folder / "bad.h5ad")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/X: is 2 for image 'image3', feature 'layer:2'", done.stdout)

    def test_wrong_command_lines(self) -> None:
        for part, *arguments in (
            ("either --output, or --query", "a.h5ad"),
            ("either --output, or --query", "a.h5ad", "-o", "b.h5ad", "--query", "x"),
            ("not LOWER,UPPER", "a.h5ad", "-o", "b.h5ad", "--thresholds", "1"),
            ("is not below", "a.h5ad", "-o", "b.h5ad", "--thresholds", "1,0"),
            ("--model", "a.h5ad", "-o", "b.h5ad", "--model", "m.onnx"),
            ("--apply", "a.h5ad", "-o", "b.h5ad", "--apply", "c.h5ad", "--train", "x"),
            ("--method", "a.h5ad", "-o", "b.h5ad", "--method", "other"),
            ("--train: needs a name", "a.h5ad", "-o", "b.h5ad", "--train", ""),
            ("--packed: needs a name", "a.h5ad", "-o", "b.h5ad", "--packed", ""),
            ("--power goes with --method noise-aware", "a.h5ad", "-o", "b.h5ad", "--power", "3"),
            ("--top goes with --query", "a.h5ad", "-o", "b.h5ad", "--top", "3"),
        ):
            self.fail_with("command-line", part, "embed", *arguments, status=2)


class Search(EmbedTest):
    def test_nearest_equal_brute_force(self) -> None:
        x = activations(120, 60)
        labels = [f"c{i % 3}" for i in range(120)]
        data = self.embed(self.write(x, **{"class": labels}), "--packed", self.folder / "p")
        digits = data.X.astype(int)
        distances = ((digits - digits[5]) ** 2).sum(axis=1)
        order = [i for i in np.lexsort((np.arange(120), distances)) if i != 5][:7]
        for more in ((), ("--packed", self.folder / "p"), ("--threads", 3)):
            done = self.succeed("embed", self.folder / "e.h5ad", "--query", "image5", "--top", 7, "--json", *more)
            found = json.loads(done.stdout)
            self.assertEqual((found["query"], found["images"], found["features"]), ("image5", 119, 60))
            self.assertEqual([each["image"] for each in found["nearest"]], [f"image{i}" for i in order])
            for each, row in zip(found["nearest"], order):
                self.assertEqual(each["squared_distance"], distances[row])
                self.assertEqual(each["class"], labels[row])
                self.assertEqual(each["agree"], int(((digits[row] == digits[5]) & (digits[5] != 0)).sum()))
                self.assertEqual(each["oppose"], int((digits[row] * digits[5] == -1).sum()))
                shares = (digits == digits[5]).mean(axis=0)
                agree = np.flatnonzero((digits[row] == digits[5]) & (digits[5] != 0))
                best = agree[np.lexsort((agree, shares[agree]))][:3]
                self.assertEqual([one["feature"] for one in each["shared"]], [f"layer:{i}" for i in best])
                for one, feature in zip(each["shared"], best):
                    self.assertEqual(one["digit"], digits[5, feature])
                    self.assertAlmostEqual(one["share"], shares[feature], delta=1e-12)
        text = self.succeed("embed", self.folder / "e.h5ad", "--query", "image5", "--top", 2).stdout
        self.assertTrue(text.startswith("nearest to image5 of 119 images by 60 features\n"))
        self.assertIn(f"image{order[0]} ", text)

    def test_unknown_images_and_packed_files_of_others(self) -> None:
        self.embed(self.write(activations(20, 9)), "--packed", self.folder / "p")
        file = self.folder / "e.h5ad"
        self.fail_with("invalid-input", "has no image 'imag5'; did you mean 'image5'", "embed", file, "--query", "imag5")
        self.embed(self.write(activations(20, 9)[:19]), "--packed", self.folder / "p19", name="other.h5ad")
        self.fail_with("invalid-input", "the digits of other images", "embed", self.folder / "other.h5ad", "--query",
                       "image5", "--packed", self.folder / "p")
        self.embed(self.folder / "a.h5ad", "--thresholds=-2,2", "--packed", self.folder / "wide", name="wide.h5ad")
        self.fail_with("invalid-input", "holds other digits", "embed", self.folder / "wide.h5ad", "--query", "image5",
                       "--packed", self.folder / "p19")
        self.fail_with("invalid-file", "LXNNPACK", "embed", file, "--query", "image5", "--packed", file)
        self.fail_with("invalid-file", "a.h5ad", "embed", self.folder / "a.h5ad", "--query", "image5")

    def test_weights_count(self) -> None:
        data = self.embed(self.write(activations(50, 30)))
        weight = np.random.default_rng(1).uniform(0.1, 2, 30)
        data.var["weight"] = weight
        data.write_h5ad(self.folder / "w.h5ad")
        done = self.succeed("embed", self.folder / "w.h5ad", "--query", "image3", "--top", 49, "--json")
        found = {each["image"]: each["squared_distance"] for each in json.loads(done.stdout)["nearest"]}
        digits = data.X.astype(float) * weight
        for row in range(50):
            if row != 3:
                expected = ((digits[row] - digits[3]) ** 2).sum()
                self.assertAlmostEqual(found[f"image{row}"], expected, delta=1e-12 * expected)

    def test_an_image_file_through_the_same_network(self) -> None:
        model = write_model(self.folder / "m.onnx")
        preprocessing = write_preprocessing(self.folder / "p.json")
        images = write_images(self.folder / "images")
        activations_file = self.folder / "a.h5ad"
        self.succeed("extract", model, images, "--preprocess", preprocessing, "-o", activations_file)
        self.embed(activations_file)
        file, image = self.folder / "e.h5ad", images / "red" / "03.png"
        done = self.succeed("embed", file, "--query", image, "--model", model, "--top", 36, "--json")
        distances = {each["image"]: each["squared_distance"] for each in json.loads(done.stdout)["nearest"]}
        self.assertEqual((len(distances), distances["red/03.png"]), (36, 0))
        self.assertGreater(distances["dark/03.png"], 0)
        other = write_model(self.folder / "other.onnx", size=9)
        self.fail_with("invalid-option", "is not the model of the embedding", "embed", file, "--query", image,
                       "--model", other)
        (self.folder / "no.png").write_text("no image")
        self.fail_with("invalid-image", "no.png", "embed", file, "--query", self.folder / "no.png", "--model", model)
        linear = self.folder / "linear.h5ad"
        self.succeed("extract", model, images, "--preprocess", preprocessing, "--tap", "linear", "-o", linear)
        self.fail_with("invalid-input", "capture.tap was 'activation', is 'linear'", "embed", linear, "--apply", file,
                       "-o", self.folder / "x.h5ad")
        done = run("embed", linear, "--compat", "fne", "-o", self.folder / "l.h5ad")
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("before their nonlinearity", done.stderr)


if __name__ == "__main__":
    unittest.main()
