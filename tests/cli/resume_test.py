"""Interrupted extractions: --resume ends with the bytes of an uninterrupted run, or says why it cannot."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest
from pathlib import Path

import h5py
import numpy as np
from PIL import Image

from program import PROGRAM, ProgramTest, run, write_images, write_model, write_preprocessing


def x_of(path: Path) -> bytes:
    with h5py.File(path) as file:
        return file["X"][:].tobytes()


def entry_ends(journal: bytes) -> list[int]:
    """Where each entry ends: mark, size and CRC of four bytes each, then the entry."""
    ends = [0]
    while ends[-1] + 12 <= len(journal):
        ends.append(ends[-1] + 12 + int.from_bytes(journal[ends[-1] + 4:ends[-1] + 8], "little"))
    return [end for end in ends if end <= len(journal)]


class Resume(ProgramTest):
    EACH = 60

    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx")
        self.preprocess = write_preprocessing(self.folder / "prepare.json")
        self.images = write_images(self.folder / "images", each=self.EACH)
        (self.images / "dark" / "00a.jpg").write_text("no image")
        self.total = 3 * self.EACH + 1
        self.output = self.folder / "a.h5ad"
        self.part = self.folder / "a.h5ad.part"
        self.journal = self.folder / "a.h5ad.journal"
        self.whole = self.folder / "whole.h5ad"
        self.succeed(*self.extract(self.whole))

    def extract(self, output: Path, *more: object, model: Path | None = None,
                images: Path | None = None) -> list[object]:
        return ["extract", model or self.model, images or self.images, "-o", output,
                "--preprocess", self.preprocess, "--streams", 1, *more]

    def left(self) -> list[str]:
        return sorted(p.name for p in self.folder.iterdir() if p.name.startswith("a.h5ad"))

    def same_as_whole(self) -> None:
        self.assertEqual(self.left(), ["a.h5ad"])
        self.assertEqual(x_of(self.output), x_of(self.whole))
        self.succeed("validate", self.output)
        with h5py.File(self.output) as ours, h5py.File(self.whole) as theirs:
            for table in ("obs", "var", "uns/lexicnn/ledger"):
                names = [n for n in theirs[table] if isinstance(theirs[table][n], h5py.Dataset)]
                for name in names:
                    np.testing.assert_array_equal(ours[table][name][:], theirs[table][name][:], name)
            ours_uns, theirs_uns = ours["uns/lexicnn"], theirs["uns/lexicnn"]
            self.assertEqual(ours_uns["images_sha256"][()], theirs_uns["images_sha256"][()])

    def slow_down(self) -> None:
        """More images, so that a run lasts."""
        write_images(self.folder / "more", each=400)
        self.images = self.folder / "more"
        self.succeed(*self.extract(self.whole, "--overwrite"))

    def start(self, *more: object) -> "subprocess.Popen[str]":
        command = [PROGRAM, *map(str, self.extract(self.output, *more))]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        return process

    def wait_for_journal(self, process: "subprocess.Popen[str]", size: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if self.journal.exists() and self.journal.stat().st_size >= size:
                return
            time.sleep(0.0005)

    def interrupt(self) -> None:
        """Leaves what a run does whose disk is full after some images."""
        limit = 9000  # bytes of the journal; the part is smaller
        done = run(*self.extract(self.output),
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("output-unwritable: cannot write", done.stderr)
        self.assertIn("with --resume goes on", done.stderr)
        self.assertEqual(self.left(), ["a.h5ad.journal", "a.h5ad.part"])

    def test_killed_at_random_moments(self) -> None:
        self.slow_down()
        chance = random.Random(7)
        size, kills = 0, 0
        while kills < 5:
            process = self.start("--resume")
            size += chance.randrange(1, 25_000)
            self.wait_for_journal(process, size)
            process.send_signal(signal.SIGKILL)
            if process.wait() != -signal.SIGKILL:
                break
            self.assertFalse(self.output.exists())
            kills += 1
        self.assertGreaterEqual(kills, 2, "the run was over too soon")
        self.succeed(*self.extract(self.output, "--resume"))
        self.same_as_whole()

    def test_ctrl_c_is_gone_on_with(self) -> None:
        self.slow_down()
        process = self.start()
        self.wait_for_journal(process, 10_000)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, stderr)
        self.assertIn("with --resume goes on", stderr)
        self.assertIn("lexicnn: error: cancelled: ", stderr.splitlines()[-1])
        self.assertIn("resumed: ", self.succeed(*self.extract(self.output, "--resume")).stderr)
        self.same_as_whole()

    def test_full_disk(self) -> None:
        self.interrupt()
        self.succeed(*self.extract(self.output, "--resume"))
        self.same_as_whole()

    def test_full_file_system(self) -> None:
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("a file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk], check=False)
        self.fail_with("output-unwritable", "", *self.extract(disk / "a.h5ad"))
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        self.succeed(*self.extract(disk / "a.h5ad", "--resume"))
        self.assertEqual([p.name for p in disk.iterdir()], ["a.h5ad"])
        self.assertEqual(x_of(disk / "a.h5ad"), x_of(self.whole))

    def test_what_is_left_is_told_and_overwritten_only_on_demand(self) -> None:
        self.interrupt()
        before = self.journal.read_bytes()
        self.fail_with("output-exists", "--resume", *self.extract(self.output))
        self.assertEqual(self.journal.read_bytes(), before)
        self.succeed(*self.extract(self.output, "--overwrite"))
        self.same_as_whole()

    def test_nothing_to_resume_is_a_fresh_run(self) -> None:
        self.succeed(*self.extract(self.output, "--resume"))
        self.same_as_whole()
        self.fail_with("output-exists", "--overwrite", *self.extract(self.output, "--resume"))

    def test_a_torn_end_of_the_journal(self) -> None:
        self.interrupt()
        journal, part = self.journal.read_bytes(), self.part.read_bytes()
        ends = entry_ends(journal)
        for cut in (0, 5, ends[1] - 1, ends[1], ends[1] + 3, ends[2] - 1, ends[-1] - 1):
            with self.subTest(cut):
                self.output.unlink(missing_ok=True)
                self.journal.write_bytes(journal[:cut])
                self.part.write_bytes(part)
                self.succeed(*self.extract(self.output, "--resume"))
                self.same_as_whole()

    def test_flipped_bits(self) -> None:
        self.interrupt()
        journal, part = self.journal.read_bytes(), self.part.read_bytes()
        first = entry_ends(journal)[1]
        chance = random.Random(8)
        for number in range(12):
            with self.subTest(number):
                self.output.unlink(missing_ok=True)
                spoilt = [bytearray(journal), bytearray(part)]
                at = chance.randrange(len(spoilt[number % 2]))
                spoilt[number % 2][at] ^= 1 << chance.randrange(8)
                self.journal.write_bytes(spoilt[0])
                self.part.write_bytes(spoilt[1])
                if number % 2 == 0 and at < first:
                    self.fail_with("cannot-resume", "damaged", *self.extract(self.output, "--resume"))
                    continue
                self.succeed(*self.extract(self.output, "--resume"))
                self.same_as_whole()
        self.output.unlink(missing_ok=True)
        spoilt = bytearray(journal)
        spoilt[first // 2] ^= 4
        self.journal.write_bytes(spoilt)
        self.fail_with("cannot-resume", "damaged at its beginning", *self.extract(self.output, "--resume"))

    def test_a_part_that_is_gone_or_short(self) -> None:
        self.interrupt()
        journal, part = self.journal.read_bytes(), self.part.read_bytes()
        for rest in (None, b"", part[: len(part) // 3]):
            self.output.unlink(missing_ok=True)
            self.part.unlink(missing_ok=True)
            self.journal.write_bytes(journal)
            if rest is not None:
                self.part.write_bytes(rest)
            self.succeed(*self.extract(self.output, "--resume"))
            self.same_as_whole()

    def test_what_has_changed_is_named(self) -> None:
        self.interrupt()
        journal = self.journal.read_bytes()
        other = write_model(self.folder / "other.onnx", size=9)
        changes = [
            ("model_sha256 was", self.extract(self.output, "--resume", model=other)),
            ("capture.tap was 'activation', is 'linear'", self.extract(self.output, "--resume", "--tap", "linear")),
            ("capture.pool was 'mean', is 'max'", self.extract(self.output, "--resume", "--pool", "max")),
            ("features was '12,", self.extract(self.output, "--resume", "--layers", "first")),
            ("dtype was 'f32', is 'f16'", self.extract(self.output, "--resume", "--dtype", "f16")),
            ("images was '181,", self.extract(self.output, "--resume", "--classes", "dark")),
        ]
        for part, command in changes:
            with self.subTest(part):
                self.fail_with("cannot-resume", part, *command)
                self.assertEqual(self.journal.read_bytes(), journal)
        self.preprocess.write_text(self.preprocess.read_text().replace("bilinear", "bicubic"))
        self.fail_with("cannot-resume", "preprocessing.interpolation was 'bilinear', is 'bicubic'",
                       *self.extract(self.output, "--resume"))
        shutil.copy(self.images / "red" / "00.png", self.images / "red" / "new.png")
        self.fail_with("cannot-resume", "images was '181,", *self.extract(self.output, "--resume"))

    def test_batch_streams_and_labels_may_change(self) -> None:
        self.interrupt()
        (self.images / "classes.tsv").write_text("class\tlight\nbright\tyes\ndark\tno\nred\tno\n")
        self.succeed(*self.extract(self.whole, "--overwrite"))
        self.succeed(*self.extract(self.output, "--resume", "--batch", 4))
        self.same_as_whole()

    def test_an_image_that_has_changed_is_run_again(self) -> None:
        self.interrupt()
        image = self.images / "bright" / "00.png"
        Image.new("RGB", (10, 10), (9, 99, 200)).save(image)
        (self.images / "bright" / "01.png").touch()
        done = self.succeed(*self.extract(self.output, "--resume"))
        self.assertIn("bright/00.png' is run again", done.stderr)
        self.assertNotIn("bright/01.png", done.stderr)
        self.succeed(*self.extract(self.whole, "--overwrite"))
        self.same_as_whole()

    def test_bad_images_are_told_again(self) -> None:
        self.interrupt()
        (self.images / "bright" / "03.png").write_bytes(b"no longer an image")
        done = self.succeed(*self.extract(self.output, "--resume"))
        self.assertIn("image 'bright/03.png' is bad", done.stderr)
        self.succeed(*self.extract(self.whole, "--overwrite"))
        self.same_as_whole()

    def test_two_runs_at_once(self) -> None:
        self.slow_down()
        process = self.start()
        self.wait_for_journal(process, 3000)
        process.send_signal(signal.SIGSTOP)
        try:
            for more in ((), ("--resume",), ("--overwrite",)):
                done = run(*self.extract(self.output, *more))
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, "output-unwritable: another run is at work|output-exists")
        finally:
            process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.same_as_whole()

    def test_images_whose_mount_is_lost_are_not_bad(self) -> None:
        self.slow_down()
        process = self.start()
        self.wait_for_journal(process, 20_000)
        process.send_signal(signal.SIGSTOP)
        self.images.rename(self.folder / "elsewhere")
        self.images.mkdir()
        process.send_signal(signal.SIGCONT)
        _, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, stderr)
        self.assertIn("file-missing: the images' folder", stderr)
        self.images.rmdir()
        (self.folder / "elsewhere").rename(self.images)
        self.succeed(*self.extract(self.output, "--resume"))
        self.same_as_whole()


if __name__ == "__main__":
    unittest.main()
