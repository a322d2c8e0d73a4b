"""Layers, activations and the report, against the command."""

import json
import re
import unittest

import anndata
import lexicnn
import numpy as np
import pandas as pd
from support import FolderTest, run_program, run_python, write_images, write_model, write_preprocessing


class ExtractTest(FolderTest):
    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx")
        self.preprocess = write_preprocessing(self.folder / "prepare.json")
        self.pixels = write_images(self.folder / "images")

    def extract(self, images: object, **options: object) -> anndata.AnnData:
        return lexicnn.extract(self.model, images, preprocess=self.preprocess, **options)

    def by_command(self, *options: object) -> anndata.AnnData:
        target = self.folder / "command.h5ad"
        run_program("extract", self.model, self.folder / "images", "-o", target, "--preprocess", self.preprocess,
                    "--quiet", *options)
        return anndata.read_h5ad(target)


class Layers(ExtractTest):
    def test_agree_with_the_command(self) -> None:
        table = lexicnn.layers(self.model, layers="first")
        self.assertEqual(list(table.index), ["first", "second", "classifier"])
        self.assertEqual(list(table["captured"]), [True, False, False])
        self.assertEqual(list(table["classifier"]), [False, False, True])
        printed = json.loads(run_program("layers", self.model, "--layers", "*", "--json").stdout)["layers"]
        for row, expected in zip(table.itertuples(), printed, strict=True):
            self.assertEqual((row.Index, row.features, row.depth), (expected["name"], expected["features"], expected["depth"]))
        linear = lexicnn.layers(self.model, tap="linear")
        self.assertNotEqual(linear.loc["first", "tap"], table.loc["first", "tap"])


class Extract(ExtractTest):
    def test_folder_gives_the_file_of_the_command(self) -> None:
        data, command = self.extract(self.folder / "images"), self.by_command()
        self.assertEqual(data.X.tobytes(), command.X.tobytes())
        pd.testing.assert_frame_equal(data.obs, command.obs)
        pd.testing.assert_frame_equal(data.var, command.var)
        ours, expected = data.uns["lexicnn"], command.uns["lexicnn"]
        self.assertEqual(set(expected) - set(ours), {"command_line"})
        for name in ("model_sha256", "images_sha256", "engine", "images_good"):
            self.assertEqual(ours[name], expected[name], name)
        pd.testing.assert_frame_equal(ours["ledger"], expected["ledger"])

    def test_output_is_written_and_returned_backed(self) -> None:
        target = self.folder / "out.h5ad"
        data = self.extract(self.folder / "images", output=target)
        self.assertTrue(data.isbacked)
        self.assertEqual(data.X[:].tobytes(), self.by_command().X.tobytes())
        data.file.close()
        with self.assertRaises(lexicnn.errors.OutputExistsError):
            self.extract(self.folder / "images", output=target)
        self.extract(self.folder / "images", output=target, overwrite=True).file.close()
        self.assertIn("lexicnn: ", run_program("validate", target).stdout + "lexicnn: ")

    def test_list_and_array_give_the_same_rows(self) -> None:
        expected = self.by_command()
        paths = sorted((self.folder / "images").rglob("*.png"))
        labels = [path.parent.name for path in paths]
        listed = self.extract(paths, labels=labels)
        self.assertEqual(listed.X.tobytes(), expected.X.tobytes())
        self.assertEqual(list(listed.obs_names), list(expected.obs_names))
        self.assertEqual(list(listed.obs["class"]), list(expected.obs["class"]))
        for streams, batch in ((1, 1), (2, 5)):
            array = self.extract(self.pixels, labels=labels, streams=streams, batch=batch)
            self.assertEqual(array.X.tobytes(), expected.X.tobytes())
            self.assertEqual(list(array.obs["class"]), labels)
        self.assertNotIn("class", self.extract(self.pixels).obs)
        self.assertEqual(list(self.extract([paths[0], paths[0]]).obs_names), ["00.png", "00.png#2"])

    def test_half_precision(self) -> None:
        half = self.extract(self.folder / "images", dtype="f16")
        self.assertEqual(half.X.dtype, np.float16)
        self.assertEqual(half.X.tobytes(), self.by_command("--dtype", "f16").X.tobytes())

    def test_a_bad_image_is_in_the_ledger_and_shifts_no_row(self) -> None:
        (self.folder / "images" / "cat" / "02.png").write_text("no image")
        data = self.extract(self.folder / "images")
        self.assertEqual(data.X.tobytes(), self.by_command().X.tobytes())
        ledger = data.uns["lexicnn"]["ledger"]
        self.assertEqual(list(ledger.index[ledger["outcome"] == "bad"]), ["cat/02.png"])
        with self.assertRaisesRegex(lexicnn.errors.InvalidImageError, "cat/02.png"):
            self.extract(self.folder / "images", on_bad_image="fail")

    def test_options_change_what_they_should(self) -> None:
        self.assertEqual(self.extract(self.pixels, layers="first").n_vars, 5)
        mean, peak = self.extract(self.pixels).X, self.extract(self.pixels, pool="max").X
        self.assertTrue((peak >= mean).all() and (peak > mean).any())
        self.assertLess(self.extract(self.pixels, tap="linear").X.min(), 0)
        self.assertEqual(self.extract(self.folder / "images", classes="d*").n_obs, 6)


class BesideH5py(ExtractTest):
    """h5py carries an HDF5 of its own, and must go on calling it."""

    def check(self, first: str) -> None:
        source = f"""
import sys
{first}
import lexicnn
model, images, prepare, target = sys.argv[1:]
data = lexicnn.extract(model, images, preprocess=prepare)
import anndata, h5py
data.write_h5ad(target)
lexicnn.report(lexicnn.score(data, nulls=5), target + ".html", activations=target)
assert (anndata.read_h5ad(target).X == data.X).all()
assert h5py.version.hdf5_version != "1.10.8", h5py.version.hdf5_version
"""
        run_python(source, self.model, self.folder / "images", self.preprocess, self.folder / "data.h5ad")

    def test_loaded_before(self) -> None:
        self.check("import h5py")

    def test_loaded_after(self) -> None:
        self.check("")


class Report(ExtractTest):
    def view_model(self, page: str) -> dict:
        (text,) = re.findall(r'<script type="application/json" id="view-model">(.*?)</script>', page, re.S)
        return json.loads(text)

    def test_page_of_arrays_and_of_files_is_the_same(self) -> None:
        data = self.extract(self.folder / "images")
        scores = lexicnn.score(data, nulls=0).select(threshold=0.1)
        first = lexicnn.report(scores, self.folder / "memory.html", activations=data)
        self.assertEqual(first, self.folder / "memory.html")
        data.write_h5ad(self.folder / "data.h5ad")
        scores.write(self.folder / "scores.h5ad")
        lexicnn.report(self.folder / "scores.h5ad", self.folder / "files.html", activations=self.folder / "data.h5ad")
        page = first.read_text()
        self.assertGreater(len(self.view_model(page)["images"]["table"]), 0)
        self.assertEqual(self.view_model(page), self.view_model((self.folder / "files.html").read_text()))
        with self.assertRaises(lexicnn.errors.OutputExistsError):
            lexicnn.report(scores, first)
        told = self.view_model(lexicnn.report(scores, first, overwrite=True, embedding=data).read_text())
        self.assertTrue(told["has"]["map"])
        with self.assertRaises(FileNotFoundError):
            lexicnn.report(scores, first, overwrite=True, evaluations=[self.folder / "none.json"])
        lexicnn.report(scores, first, overwrite=True)
        self.assertEqual(self.view_model(first.read_text())["images"]["table"], [])


if __name__ == "__main__":
    unittest.main()
