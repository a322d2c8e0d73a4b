"""Bad input: exit status 1 and one clear, named line; nothing written, nothing lost."""

import unittest
from pathlib import Path

import numpy as np

from program import ProgramTest, run, write_images, write_model, write_preprocessing


class BadInput(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx")
        self.preprocess = write_preprocessing(self.folder / "prepare.json")
        self.output = self.folder / "activations.h5ad"

    def extract(self, model: Path, images: Path, *more: object) -> tuple[object, ...]:
        return ("extract", model, images, "-o", self.output, "--preprocess", self.preprocess, *more)

    def nothing_left(self) -> None:
        """No output, and no temporary file beside it."""
        self.assertEqual([p.name for p in self.folder.iterdir() if "activations" in p.name], [])

    def test_missing_model(self) -> None:
        self.fail_with("file-missing", "absent.onnx", "layers", self.folder / "absent.onnx")

    def test_file_that_is_no_model(self) -> None:
        text = self.folder / "text.onnx"
        text.write_text("not a model\n")
        self.fail_with("invalid-model", "text.onnx", "layers", text)
        empty = self.folder / "empty.onnx"
        empty.touch()
        self.fail_with("invalid-model", "empty.onnx", "layers", empty)

    def test_model_that_is_cut_is_told_in_plain_words(self) -> None:
        self.model.write_bytes(self.model.read_bytes()[:-3])
        self.fail_with("invalid-model", "is not a model that the engine can read: Model can't be parsed",
                       "layers", self.model)

    def test_model_without_convolution_or_dense_layer(self) -> None:
        import onnx
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            [helper.make_node("Relu", ["input"], ["output"])],
            "none",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 8, 8])],
            [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 3, 8, 8])],
        )
        path = self.folder / "none.onnx"
        onnx.save(helper.make_model(graph, ir_version=9, opset_imports=[helper.make_opsetid("", 17)]), str(path))
        self.fail_with("invalid-model", "convolution", "layers", path)

    def test_layer_pattern_without_a_match(self) -> None:
        self.fail_with("invalid-option", "'frist'", "layers", self.model, "--layers", "frist")

    def test_missing_preset_lists_the_presets(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.fail_with("invalid-option", "imagenet|tf|caffe|lite|none",
                       "extract", self.model, images, "-o", self.output)
        self.fail_with("invalid-option", "imagenet", *self.extract(self.model, images)[:-1], "imagnet")

    def test_missing_image_folder(self) -> None:
        self.fail_with("file-missing", "absent", *self.extract(self.model, self.folder / "absent"))

    def test_empty_image_folder(self) -> None:
        (self.folder / "images").mkdir()
        self.fail_with("no-images", "images", *self.extract(self.model, self.folder / "images"))
        self.nothing_left()

    def test_class_folder_without_images(self) -> None:
        images = write_images(self.folder / "images", each=2)
        (images / "hollow").mkdir()
        self.fail_with("no-images", "hollow", *self.extract(self.model, images))
        self.nothing_left()

    def test_text_file_named_jpg_is_told_and_passed_over(self) -> None:
        images = write_images(self.folder / "images", each=2)
        (images / "red" / "letter.jpg").write_text("Dear reader,\n")
        done = self.succeed(*self.extract(self.model, images))
        self.assertIn("image 'red/letter.jpg' is bad", done.stderr)
        self.assertIn("6 good images, 1 bad", done.stderr)

    def test_on_bad_image_fail_stops(self) -> None:
        images = write_images(self.folder / "images", each=2)
        (images / "red" / "letter.jpg").write_text("Dear reader,\n")
        self.fail_with("invalid-image", "red/letter.jpg",
                       *self.extract(self.model, images, "--on-bad-image", "fail", "--streams", 1))
        (images / "red" / "letter.jpg").unlink()
        self.fail_with("cannot-resume", "images was '7,", *self.extract(self.model, images, "--resume"))
        self.succeed(*self.extract(self.model, images, "--overwrite"))

    def test_all_images_bad(self) -> None:
        (self.folder / "images" / "a").mkdir(parents=True)
        (self.folder / "images" / "a" / "x.jpg").write_text("no")
        self.fail_with("no-images", "none of the 1 files", *self.extract(self.model, self.folder / "images"))
        self.nothing_left()

    def test_output_that_exists(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.output.write_text("precious")
        self.fail_with("output-exists", "--overwrite", *self.extract(self.model, images))
        self.assertEqual(self.output.read_text(), "precious")
        self.succeed(*self.extract(self.model, images, "--overwrite"))

    def test_output_folder_that_is_missing_or_a_file(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.output = self.folder / "nowhere" / "activations.h5ad"
        self.fail_with("output-unwritable", "no folder", *self.extract(self.model, images))
        self.output = self.folder / "prepare.json" / "activations.h5ad"
        self.fail_with("output-unwritable", "prepare.json", *self.extract(self.model, images))

    def test_output_folder_that_cannot_be_written(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.output = Path("/proc/activations.h5ad")  # not even root may make files there
        self.fail_with("output-unwritable", "/proc/activations.h5ad", *self.extract(self.model, images))

    def test_study_folder_that_cannot_be_made(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.fail_with("output-unwritable", "prepare.json", "study", self.model, images,
                       "-o", self.preprocess / "study", "--preprocess", self.preprocess)
        self.fail_with("output-unwritable", "is a file", "study", self.model, images,
                       "-o", self.preprocess, "--preprocess", self.preprocess)
        self.fail_with("output-unwritable", "/proc", "study", self.model, images,
                       "-o", "/proc/study", "--preprocess", self.preprocess)

    def test_study_folder_that_exists(self) -> None:
        images = write_images(self.folder / "images", each=2)
        other = write_images(self.folder / "other", each=1)
        self.fail_with("output-exists", "not empty", "study", self.model, images,
                       "-o", other, "--preprocess", self.preprocess)

    def test_one_class_only(self) -> None:
        images = write_images(self.folder / "images", classes=("red",), each=3)
        self.succeed(*self.extract(self.model, images))
        self.fail_with("one-class", "'red' holds all 3", "score", self.output, "-o", self.folder / "s.h5ad")

    def test_unknown_label_column(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.succeed(*self.extract(self.model, images))
        self.fail_with("invalid-input", "did you mean 'class'", "score", self.output,
                       "-o", self.folder / "s.h5ad", "--by", "clas")

    def test_file_of_another_kind(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.succeed(*self.extract(self.model, images))
        self.fail_with("invalid-file", f"'{self.output}': the file holds activations", "profile", self.output)
        self.fail_with("invalid-file", "tiny.onnx", "profile", self.model)
        self.fail_with("file-missing", "absent", "profile", self.folder / "absent.h5ad")

    def test_nan_in_a_matrix_is_named(self) -> None:
        matrix = np.zeros((4, 2), np.float32)
        matrix[3, 1] = np.nan
        np.save(self.folder / "x.npy", matrix)
        np.save(self.folder / "y.npy", np.array([0, 0, 1, 1]))
        self.fail_with("not-finite", "feature '1' of image 3", "score", self.folder / "x.npy",
                       "--labels", self.folder / "y.npy", "-o", self.folder / "s.h5ad")

    def test_labels_of_another_length(self) -> None:
        np.save(self.folder / "x.npy", np.zeros((4, 2), np.float32))
        (self.folder / "y.csv").write_text("class\na\nb\n")
        self.fail_with("invalid-input", "2 labels", "score", self.folder / "x.npy",
                       "--labels", self.folder / "y.csv", "-o", self.folder / "s.h5ad")

    def write_matrix(self, labels: str) -> tuple[object, ...]:
        """The command that scores a small matrix with these labels."""
        np.save(self.folder / "x.npy", np.random.default_rng(3).normal(size=(6, 2)).astype(np.float32))
        (self.folder / "y.csv").write_text(labels)
        return ("score", self.folder / "x.npy", "--labels", self.folder / "y.csv", "-o", self.folder / "s.h5ad")

    def test_label_lines_that_are_empty(self) -> None:
        self.fail_with("invalid-file", "empty in line 3", *self.write_matrix("class\na\n\nb\na\nb\na\nb\n"))
        self.fail_with("invalid-file", "empty label in line 3", *self.write_matrix('class\na\n""\nb\na\nb\na\n'))
        self.succeed(*self.write_matrix("class\na\nb\na\nb\na\nb\n\n"))

    def test_images_without_a_label_are_told(self) -> None:
        import anndata
        import pandas

        labels = pandas.Categorical(["a", None, "b", "a", None, "b"])
        matrix = anndata.AnnData(np.random.default_rng(3).normal(size=(6, 2)).astype(np.float32),
                                 obs=pandas.DataFrame({"class": labels}, index=[str(i) for i in range(6)]))
        matrix.write_h5ad(self.folder / "x.h5ad")
        done = self.succeed("score", self.folder / "x.h5ad", "-o", self.folder / "s.h5ad")
        self.assertIn("note: 2 images without a label in 'class': in no class, but in the rest of each", done.stderr)
        scores = anndata.read_h5ad(self.folder / "s.h5ad")
        self.assertEqual((scores.obs["n"] + scores.obs["m"]).tolist(), [6, 6])

    def test_scores_without_noise(self) -> None:
        scores = self.folder / "s.h5ad"
        self.succeed(*self.write_matrix("a\nb\na\nb\na\nb\n"), "--nulls", "0")
        for command in (("profile", scores), ("report", scores, "-o", self.folder / "r.html")):
            self.fail_with("invalid-input", f"run 'lexicnn select {scores} --fdr 0.05', or score again", *command)
        self.fail_with("invalid-input", "give --fdr or --threshold, or score again", "select", scores, "--quantile", "0.9")
        self.succeed("select", scores, "--fdr", "0.05")
        self.succeed("select", scores, "--threshold", "0.5")
        self.succeed("profile", scores)

    def test_image_folder_of_a_report_that_is_missing(self) -> None:
        scores = self.folder / "s.h5ad"
        self.succeed(*self.write_matrix("a\nb\na\nb\na\nb\n"))
        report = ("report", scores, "-o", self.folder / "r.html", "--images", self.folder / "nowhere")
        self.fail_with("command-line", "--images requires --activations", *report, status=2)
        self.fail_with("file-missing", "nowhere", *report, "--activations", scores)

    def test_output_is_checked_before_the_model_is_read(self) -> None:
        self.output.write_text("precious")
        self.fail_with("output-exists", "--overwrite", *self.extract(self.folder / "absent.onnx", self.folder))

    def test_output_beyond_the_limit_of_a_file(self) -> None:
        import resource

        command = self.write_matrix("a\nb\na\nb\na\nb\n")
        self.succeed(*command)
        limit = (4096, 4096)
        done = run("select", self.folder / "s.h5ad",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("output-unwritable: cannot write", done.stderr)
        self.assertIn(": File too large", done.stderr)
        self.succeed("validate", self.folder / "s.h5ad")

    def test_killed_run_leaves_nothing_for_long(self) -> None:
        import os

        images = write_images(self.folder / "images", each=2)
        (self.folder / "activations.h5ad.tmp-aB3xYz").touch()
        self.succeed(*self.extract(self.model, images))
        self.assertEqual([n for n in os.listdir(self.folder) if n.startswith("activations")], ["activations.h5ad"])

    def test_output_that_is_the_input(self) -> None:
        images = write_images(self.folder / "images", each=2)
        self.succeed(*self.extract(self.model, images))
        before = self.output.read_bytes()
        self.fail_with("invalid-option", "is the input itself", "score", self.output, "-o", self.output, "--overwrite")
        self.assertEqual(self.output.read_bytes(), before)

    def test_errors_that_another_option_mends_leave_nothing(self) -> None:
        images = write_images(self.folder / "images", each=2)
        text = self.preprocess.read_text()
        self.preprocess.write_text(text.replace("[128, 128, 128]", "[1e-38, 1e-38, 1e-38]"))
        self.fail_with("not-finite", "check the preprocessing", *self.extract(self.model, images, "--tap", "linear"))
        self.nothing_left()
        self.preprocess.write_text(text.replace("[128, 128, 128]", "[1e-5, 1e-5, 1e-5]"))
        self.fail_with("invalid-input", "beyond float16", *self.extract(self.model, images, "--dtype", "f16"))
        self.nothing_left()

    def test_closed_stdout_is_not_a_crash(self) -> None:
        with open("/dev/full", "w") as full:
            import subprocess

            from program import PROGRAM

            done = subprocess.run([PROGRAM, "layers", self.model], stdout=full, stderr=subprocess.PIPE,
                                  text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("output-unwritable", done.stderr)


if __name__ == "__main__":
    unittest.main()
