"""Every failure is an exception of the documented class, with the message of the C++ library."""

import pickle
import unittest

import lexicnn
import numpy as np
from lexicnn import errors
from lexicnn._load import core
from support import FolderTest, matrix, run_program, write_images, write_model


class Family(unittest.TestCase):
    def test_there_is_a_class_for_every_kind(self) -> None:
        self.assertEqual(set(errors.BY_KIND), set(core.error_kinds()))
        for kind, each in errors.BY_KIND.items():
            self.assertEqual(each.kind, kind)
            self.assertTrue(issubclass(each, errors.Error))
            self.assertEqual(len(each.__bases__), 2, "and from a built-in exception")
            self.assertEqual(str(pickle.loads(pickle.dumps(each("what is wrong")))), "what is wrong")


class Raised(FolderTest):
    def check(self, kind: type[lexicnn.Error], builtin: type[Exception], part: str, call: object) -> None:
        with self.assertRaises(kind) as caught:
            call()
        self.assertIsInstance(caught.exception, builtin)
        self.assertIn(part, str(caught.exception))

    def test_data(self) -> None:
        values, labels = matrix()
        spoilt = values.copy()
        spoilt[7, 2] = np.nan
        endless = values.copy()
        endless[7, 2] = -np.inf
        score = lexicnn.score
        cases = [
            (errors.InvalidInputError, "axes", lambda: score(values[0], labels)),
            (errors.InvalidInputError, "299 labels for 300 rows", lambda: score(values, labels[:-1])),
            (errors.InvalidInputError, "19 feature names", lambda: score(values, labels, features=["f"] * 19)),
            (errors.InvalidInputError, "column 'class'", lambda: score(values, np.linspace(0, 1, 300))),
            (errors.InvalidInputError, "cannot be scored", lambda: score(values.astype(complex), labels)),
            (errors.InvalidInputError, "group", lambda: score(values, labels, groups={"g": ["z"]})),
            (errors.InvalidInputError, "no class", lambda: score(values, labels, reference="z")),
            (errors.InvalidInputError, "is empty", lambda: score(values, [""] + ["a"] * 299)),
            (errors.NotFiniteError, "feature '2' of image 7", lambda: score(spoilt, labels)),
            (errors.NotFiniteError, "feature '2' of image 7", lambda: lexicnn.ks_all_classes(endless, labels)),
            (errors.OneClassError, "class 'a' holds all 300 images", lambda: score(values, ["a"] * 300)),
        ]
        for kind, part, call in cases:
            with self.subTest(part):
                self.check(kind, ValueError, part, call)
        with self.assertRaises(TypeError):
            score(values, [object()] * 300)

    def test_options(self) -> None:
        values, labels = matrix()
        scores = lexicnn.score(values, labels, nulls=5)
        cases = [
            ("'-1' is no value of nulls: give a whole number, 0 to 1,000,000", lambda: lexicnn.score(values, labels, nulls=-1)),
            ("'True' is no value of nulls", lambda: lexicnn.score(values, labels, nulls=True)),
            ("'1' is no value of panel", lambda: lexicnn.score(values, labels, panel=1)),
            ("memory", lambda: lexicnn.score(values, labels, memory="1kB")),
            ("exclude each other", lambda: lexicnn.score(values, labels, reference="a", one_vs_one=True)),
            ("quantile", lambda: scores.select(quantile=1.5)),
            ("fdr", lambda: scores.select(fdr=0)),
            ("bands", lambda: scores.profile(bands=["x"])),
            ("ascend", lambda: scores.profile(bands=[0.9, 0.5])),
        ]
        for part, call in cases:
            with self.subTest(part):
                self.check(errors.InvalidOptionError, ValueError, part, call)

    def test_the_message_is_that_of_the_command(self) -> None:
        with self.assertRaises(errors.FileMissingError) as caught:
            lexicnn.layers(self.folder / "none.onnx")
        self.assertIsInstance(caught.exception, FileNotFoundError)
        with self.assertRaises(Exception) as failed:
            run_program("layers", self.folder / "none.onnx")
        self.assertEqual(failed.exception.stderr, f"lexicnn: error: file-missing: {caught.exception}\n")

    def test_files(self) -> None:
        model = write_model(self.folder / "tiny.onnx")
        (self.folder / "bad.onnx").write_text("no model")
        (self.folder / "bad.h5ad").write_text("no file")
        (self.folder / "empty").mkdir()
        write_images(self.folder / "images")
        scores = lexicnn.score(*matrix(), nulls=5)
        cases = [
            (errors.InvalidModelError, ValueError, "bad.onnx", lambda: lexicnn.layers(self.folder / "bad.onnx")),
            (errors.InvalidOptionError, ValueError, "'nothing'", lambda: lexicnn.layers(model, layers="nothing")),
            (errors.InvalidOptionError, ValueError, "preprocess=", lambda: lexicnn.extract(model, self.folder / "images")),
            (errors.FileMissingError, FileNotFoundError, "gone", lambda: lexicnn.extract(model, self.folder / "gone", preprocess="tf")),
            (errors.NoImagesError, ValueError, "empty", lambda: lexicnn.extract(model, self.folder / "empty", preprocess="tf")),
            (errors.NoImagesError, ValueError, "no images", lambda: lexicnn.extract(model, [], preprocess="tf")),
            (errors.InvalidInputError, ValueError, "uint8", lambda: lexicnn.extract(model, np.zeros((2, 8, 8, 3)), preprocess="tf")),
            (errors.InvalidFileError, ValueError, "bad.h5ad", lambda: lexicnn.read_scores(self.folder / "bad.h5ad")),
            (errors.FileMissingError, FileNotFoundError, "none.h5ad", lambda: lexicnn.score(self.folder / "none.h5ad")),
            (errors.OutputExistsError, FileExistsError, "bad.h5ad", lambda: scores.write(self.folder / "bad.h5ad")),
            (errors.OutputUnwritableError, OSError, "nowhere", lambda: scores.write(self.folder / "nowhere" / "s.h5ad")),
            (errors.InvalidInputError, ValueError, "'d'", lambda: scores.describe("d")),
        ]
        for kind, builtin, part, call in cases:
            with self.subTest(part):
                self.check(kind, builtin, part, call)


if __name__ == "__main__":
    unittest.main()
