"""Extraction in parts: rows taken over from another file, shards and their merge, and the dry run."""

from __future__ import annotations

import json
import shutil
import unittest
from pathlib import Path

import h5py
import numpy as np
from PIL import Image

from program import run, write_images, write_model, write_preprocessing
from same_files import SameFilesTest, contents


class PartsTest(SameFilesTest):
    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx")
        self.preprocess = write_preprocessing(self.folder / "prepare.json")
        self.images = write_images(self.folder / "images", each=9)
        (self.images / "dark" / "00a.jpg").write_text("no image")
        shutil.copy(self.images / "bright" / "03.png", self.images / "red" / "copy.png")
        self.whole = self.folder / "whole.h5ad"

    def extract(self, output: Path, *more: object, images: Path | None = None) -> list[object]:
        return ["extract", self.model, images or self.images, "-o", output, "--preprocess", self.preprocess, *more]


class Reuse(PartsTest):
    def setUp(self) -> None:
        super().setUp()
        self.old = self.folder / "old.h5ad"
        self.new = self.folder / "new.h5ad"

    def test_more_images(self) -> None:
        self.succeed(*self.extract(self.old, "--classes", "dark", "red"))
        (self.images / "dark" / "00.png").rename(self.images / "bright" / "moved.png")
        (self.images / "dark" / "01.png").unlink()
        Image.new("RGB", (9, 9), (1, 2, 3)).save(self.images / "dark" / "02.png")
        done = self.succeed(*self.extract(self.new, "--reuse", self.old, "--batch", 4))
        self.succeed(*self.extract(self.whole, "--batch", 4))
        self.same(self.new, self.whole)
        self.assertIn("lexicnn: 18 rows reused\n", done.stderr)

    def test_more_layers(self) -> None:
        for layers in (["first"], ["block/second"]):
            self.succeed(*self.extract(self.old, "--layers", *layers, "--classes", "dark", "red", "--overwrite"))
            done = self.succeed(*self.extract(self.new, "--reuse", self.old, "--batch", 4, "--overwrite"))
            self.succeed(*self.extract(self.whole, "--batch", 4, "--overwrite"))
            self.same(self.new, self.whole)
            self.assertRegex(done.stderr, "20 rows reused, [57] features of 1 layer added to them")

    def test_fewer_layers_and_half_precision(self) -> None:
        self.succeed(*self.extract(self.old))
        self.succeed(*self.extract(self.new, "--reuse", self.old, "--layers", "block*", "--dtype", "f16"))
        self.succeed(*self.extract(self.whole, "--layers", "block*", "--dtype", "f16"))
        self.same(self.new, self.whole)

    def test_an_extraction_grows_in_its_place(self) -> None:
        self.succeed(*self.extract(self.new, "--classes", "dark"))
        self.succeed(*self.extract(self.new, "--reuse", self.new, "--overwrite"))
        self.succeed(*self.extract(self.whole))
        self.same(self.new, self.whole)

    def test_rows_of_another_run_are_refused_by_name(self) -> None:
        self.succeed(*self.extract(self.old, "--dtype", "f16"))
        for part, more in (("capture.pool was 'mean', is 'max'", ("--pool", "max")), ("dtype was 'f16'", ())):
            self.fail_with("cannot-resume", part, *self.extract(self.new, "--reuse", self.old, *more))
        self.succeed(*self.extract(self.old, "--layers", "first", "--overwrite"))
        self.fail_with("cannot-resume", "none of the features",
                       *self.extract(self.new, "--reuse", self.old, "--layers", "block*"))
        self.fail_with("file-missing", "absent", *self.extract(self.new, "--reuse", self.folder / "absent.h5ad"))
        self.fail_with("invalid-file", "", *self.extract(self.new, "--reuse", self.model))
        self.assertFalse(self.new.exists())

    def test_a_study_that_was_stopped_after_the_extraction(self) -> None:
        study = ["study", self.model, self.images, "-o", self.folder / "s", "--preprocess", self.preprocess,
                 "--nulls", 20, "--resume"]
        self.succeed(*study)
        (self.folder / "s" / "report.html").unlink()
        (self.folder / "s" / "scores.h5ad").unlink()
        self.assertIn("28 rows reused", self.succeed(*study).stderr)
        self.assertEqual(len(list((self.folder / "s").iterdir())), 5)
        self.fail_with("output-exists", "--resume", *study[:-1])


class Shards(PartsTest):
    def shards(self, count: int, *more: object) -> list[Path]:
        paths = []
        for index in range(1, count + 1):
            paths.append(self.folder / f"{index}of{count}.h5ad")
            self.succeed(*self.extract(paths[-1], "--shard", f"{index}/{count}", *more))
        return paths

    def test_merged_shards_are_the_whole_run(self) -> None:
        (self.images / "classes.tsv").write_text("class\tlight\nbright\tyes\ndark\t\nred\tno\n")
        self.succeed(*self.extract(self.whole))
        for count in (1, 7):
            paths = self.shards(count)
            merged = self.folder / f"merged{count}.h5ad"
            self.succeed("merge", *reversed(paths), "-o", merged)
            self.same(merged, self.whole)

    def test_half_precision_and_a_shard_without_a_good_image(self) -> None:
        images = self.folder / "few"
        (images / "a").mkdir(parents=True)
        for number in range(4):
            shutil.copy(self.images / "red" / f"0{number}.png", images / "a" / f"{number}.png")
        (images / "a" / "0.png").write_text("no image")
        self.images = images
        self.succeed(*self.extract(self.whole, "--dtype", "f16"))
        self.succeed("merge", *self.shards(4, "--dtype", "f16"), "-o", self.folder / "m.h5ad")
        self.same(self.folder / "m.h5ad", self.whole)

    def test_what_does_not_fit_is_named(self) -> None:
        one, two, three = self.shards(3)
        merge = ["merge", "-o", self.folder / "m.h5ad"]
        other = self.folder / "other.h5ad"
        self.fail_with("invalid-input", "of 3 shards 1 are missing: 2", *merge, one, three)
        shutil.copy(two, other)
        self.fail_with("invalid-input", "are both shard 2 of 3", *merge, one, two, three, other)
        self.fail_with("invalid-input", "are both shard 1 of 3", *merge, one, one)
        cases = [("capture.tap was 'activation', is 'linear'", ("--shard", "2/3", "--tap", "linear")),
                 ("one of 3 and one of 4 shards", ("--shard", "2/4")),
                 ("their lists of images differ", ("--shard", "2/3", "--classes", "dark")),
                 ("their features differ", ("--shard", "2/3", "--layers", "first")),
                 ("one is float16", ("--shard", "2/3", "--dtype", "f16")),
                 ("was made without --shard", ())]
        for part, more in cases:
            with self.subTest(part):
                self.succeed(*self.extract(other, *more, "--overwrite"))
                self.fail_with("invalid-input", part, *merge, one, other, three)
        self.fail_with("invalid-file", "", *merge, one, self.model)
        self.fail_with("invalid-option", "is the input itself", "merge", one, two, "-o", one, "--overwrite")
        self.assertFalse((self.folder / "m.h5ad").exists())

    def test_compressed(self) -> None:
        self.succeed(*self.extract(self.whole))
        shards, small = self.folder / "shards.h5ad", self.folder / "small.h5ad"
        self.succeed("merge", *self.shards(3), "--gzip", "6", "-o", shards)
        self.succeed("merge", self.whole, "--gzip", "1", "-o", small)
        for path in (shards, small):
            self.same(path, self.whole)
            with h5py.File(path) as file:
                self.assertEqual(file["X"].compression, "gzip")
        self.succeed("score", self.whole, "-o", self.folder / "plain.h5ad", "--nulls", 2)
        self.succeed("score", small, "-o", self.folder / "s.h5ad", "--nulls", 2)
        ours, theirs = contents(self.folder / "s.h5ad"), contents(self.folder / "plain.h5ad")
        for name in theirs:
            if not name.startswith("uns/lexicnn/input"):
                self.assertEqual(ours[name], theirs[name], name)
        self.fail_with("invalid-input", "was made without --shard", "merge", self.whole, self.whole, "--gzip", "1",
                       "-o", self.folder / "m.h5ad")
        self.fail_with("command-line", "--gzip", "merge", self.whole, "--gzip", "10", "-o", small, status=2)

    def test_wrong_shards(self) -> None:
        for text in ("0/3", "4/3", "1", "a/b", "1/", "/2", "1/0", "-1/3"):
            self.fail_with("command-line", "not i/n", *self.extract(self.whole, f"--shard={text}"), status=2)
        self.fail_with("invalid-option", "29 files cannot be cut into 30 shards",
                       *self.extract(self.whole, "--shard", "30/30"))

    def test_a_shard_resumes_as_itself_only(self) -> None:
        import resource

        done = run(*self.extract(self.whole, "--shard", "1/2", "--streams", 1),
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)))
        self.assertIn("with --resume goes on", done.stderr)
        self.fail_with("cannot-resume", "images was '15,", *self.extract(self.whole, "--shard", "2/2", "--resume"))
        self.succeed(*self.extract(self.whole, "--shard", "1/2", "--resume"))


class FastResize(PartsTest):
    def test_is_recorded_and_asked_for(self) -> None:
        random = np.random.default_rng(4)
        pixels = random.integers(0, 256, (64, 48, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(self.images / "red" / "large.jpg", quality=95)
        exact, fast = self.folder / "exact.h5ad", self.folder / "fast.h5ad"
        self.succeed(*self.extract(exact))
        self.succeed(*self.extract(fast, "--fast-resize"))
        with h5py.File(exact) as one, h5py.File(fast) as other:
            self.assertNotIn("fast_resize", one["uns/lexicnn/preprocessing"])
            self.assertTrue(other["uns/lexicnn/preprocessing/fast_resize"][()])
            differ = np.any(one["X"][:] != other["X"][:], axis=1)
            names = [name.decode() for name in one["obs/_index"][:]]
        self.assertEqual([name for name, d in zip(names, differ) if d], ["red/large.jpg"])
        self.fail_with("cannot-resume", "fast_resize", *self.extract(self.whole, "--reuse", fast))


class DryRun(PartsTest):
    def test_says_what_it_would_take_and_writes_nothing(self) -> None:
        before = sorted(p.name for p in self.folder.iterdir())
        text = self.succeed(*self.extract(self.whole, "--dry-run")).stdout
        for part in ("layers", "12", "features", "29", "97.25 kB", "images/s", "memory"):
            self.assertIn(part, text)
        facts = json.loads(self.succeed(*self.extract(self.whole, "--dry-run", "--json", "--shard", "1/2")).stdout)
        self.assertEqual((facts["layers"], facts["features"], facts["images"]), (2, 12, 15))
        self.assertEqual(facts["disk_bytes"] - facts["file_bytes"], 15 * 12 * 4)  # the rows, once more
        self.assertGreater(facts["seconds"], 0)
        self.assertGreater(facts["memory_bytes"], 1 << 20)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), before)
        self.fail_with("command-line", "--dry-run", *self.extract(self.whole, "--json"), status=2)

    def test_the_file_takes_what_was_said(self) -> None:
        said = json.loads(self.succeed(*self.extract(self.folder / "x.h5ad", "--dry-run", "--json")).stdout)
        self.succeed(*self.extract(self.folder / "x.h5ad"))
        self.assertLess((self.folder / "x.h5ad").stat().st_size, said["file_bytes"])

    def test_what_could_not_run_fails_before(self) -> None:
        self.fail_with("output-unwritable", "no", *self.extract(self.folder / "no" / "x.h5ad", "--dry-run"))
        self.fail_with("file-missing", "no.h5ad",
                       *self.extract(self.whole, "--dry-run", "--reuse", self.folder / "no.h5ad"))


if __name__ == "__main__":
    unittest.main()
