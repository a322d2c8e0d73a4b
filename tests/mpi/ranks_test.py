"""extract, score and study on several ranks: the values of one process, and named errors when a rank is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

import anndata
import numpy as np
import pandas as pd
import h5py

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))

from parts_test import contents  # noqa: E402
from program import PROGRAM, ProgramTest, write_images, write_model, write_preprocessing  # noqa: E402

ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def mpirun(ranks: int, *arguments: object) -> list[str]:
    return ["mpirun", "--oversubscribe", "-n", str(ranks), PROGRAM, *map(str, arguments)]


def run_ranks(ranks: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(mpirun(ranks, *arguments), capture_output=True, text=True, timeout=240, check=False,
                          env=ENVIRONMENT, stdin=subprocess.DEVNULL)


def errors(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("lexicnn: error:")]


class RanksTest(ProgramTest):
    def same(self, one: Path, other: Path) -> None:
        ours, theirs = contents(one), contents(other)
        self.assertEqual(sorted(ours), sorted(theirs))
        for name, value in theirs.items():
            self.assertEqual(ours[name], value, name)
        self.succeed("validate", one)

    def succeed_on(self, ranks: int, *arguments: object) -> subprocess.CompletedProcess[str]:
        done = run_ranks(ranks, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done


class Score(RanksTest):
    """Two layers, classes of two sizes, zeros and ties."""

    def setUp(self) -> None:
        super().setUp()
        chance = np.random.default_rng(3)
        x = np.maximum(chance.normal(size=(500, 300)), 0).astype(np.float32)
        x[:, 7] = 2
        classes = [f"c{int(number):02}" for number in chance.integers(0, 12, size=500)]
        var = pd.DataFrame({"layer": ["a"] * 130 + ["b"] * 170}, index=[f"f:{i}" for i in range(300)])
        obs = pd.DataFrame({"class": classes}, index=[f"i{i}" for i in range(500)])
        self.matrix = self.folder / "m.h5ad"
        anndata.AnnData(x, obs=obs, var=var).write_h5ad(self.matrix)
        self.whole = self.folder / "whole.h5ad"

    def compare(self, *options: object) -> None:
        self.succeed("score", self.matrix, "-o", self.whole, "--overwrite", *options)
        for ranks in (1, 2, 3, 4):
            with self.subTest(ranks=ranks, options=options):
                output = self.folder / f"on{ranks}.h5ad"
                self.succeed_on(ranks, "score", self.matrix, "-o", output, "--overwrite", *options)
                self.same(output, self.whole)

    def test_every_layer_is_that_of_one_process(self) -> None:
        self.compare("--nulls", 20, "--panel", "--feature-null", "--bootstrap", 5)

    def test_groups_of_classes(self) -> None:
        groups = self.folder / "groups.csv"
        groups.write_text("class,group\nc00,low\nc01,low\nc02,high\nc03,high\n")
        self.compare("--nulls", 5, "--groups", groups)

    def test_scores_on_disk_are_those_in_memory(self) -> None:
        self.succeed("score", self.matrix, "-o", self.whole, "--nulls", 2)
        with h5py.File(self.whole, "r+") as file:
            del file["uns/lexicnn/score/memory"]
        for ranks in (1, 2, 3):
            output = self.folder / f"on{ranks}.h5ad"
            done = self.succeed_on(ranks, "score", self.matrix, "-o", output, "--nulls", 2, "--memory", "2300KiB")
            self.assertIn("on disk meanwhile", done.stderr)
            with h5py.File(output, "r+") as file:
                del file["uns/lexicnn/score/memory"]
            ours, theirs = contents(output), contents(self.whole)
            self.assertEqual(sorted(ours), sorted(theirs))
            for name, value in theirs.items():
                self.assertEqual(ours[name], value, name)

    def test_an_error_is_told_once(self) -> None:
        with h5py.File(self.matrix, "r+") as file:
            file["X"][3, 211] = np.nan
        done = run_ranks(3, "score", self.matrix, "-o", self.whole)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(len(errors(done.stderr)), 1, done.stderr)
        self.assertIn("not-finite: feature 'f:211' of image 3", errors(done.stderr)[0])
        self.assertFalse(self.whole.exists())

    def test_commands_of_one_process_say_so(self) -> None:
        done = run_ranks(2, "validate", self.matrix)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(len(errors(done.stderr)), 1, done.stderr)
        self.assertIn("'validate' runs in one process", errors(done.stderr)[0])


class Extract(RanksTest):
    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx")
        self.preprocess = write_preprocessing(self.folder / "prepare.json")
        self.images = write_images(self.folder / "images", each=250)
        (self.images / "dark" / "00a.jpg").write_text("no image")
        self.whole = self.folder / "whole.h5ad"
        self.output = self.folder / "a.h5ad"
        self.succeed(*self.extract(self.whole))

    def extract(self, output: Path, *more: object) -> list[object]:
        return ["extract", self.model, self.images, "-o", output, "--preprocess", self.preprocess,
                "--streams", 1, *more]

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith("a.h5ad"))

    def test_the_file_is_that_of_one_process(self) -> None:
        for ranks in (1, 2, 3, 4):
            with self.subTest(ranks=ranks):
                self.succeed_on(ranks, *self.extract(self.output, "--overwrite"))
                self.same(self.output, self.whole)
                self.assertEqual(self.left(), ["a.h5ad"])

    def kill_one(self, chance: random.Random, ranks: int) -> bool:
        """Starts a run and kills one of its ranks; false where the run was over before."""
        process = subprocess.Popen(mpirun(ranks, *self.extract(self.output, "--resume")), text=True,
                                   env=ENVIRONMENT, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        size = chance.randrange(2_000, 12_000)
        deadline = time.monotonic() + 60
        before = sum(path.stat().st_size for path in self.folder.glob("a.h5ad.journal*"))
        while time.monotonic() < deadline and process.poll() is None:
            if sum(path.stat().st_size for path in self.folder.glob("a.h5ad.journal*")) > before + size:
                break
            time.sleep(0.0005)
        found = subprocess.run(["pgrep", "-P", str(process.pid), "-x", "lexicnn"], capture_output=True, text=True,
                               check=False).stdout.split()
        if process.poll() is None and found:
            os.kill(int(chance.choice(found)), signal.SIGKILL)
        started = time.monotonic()
        _, stderr = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - started, 30)
        if process.returncode == 0:
            return False
        self.assertTrue(any(line.startswith("lexicnn: error: rank-lost: rank ") for line in errors(stderr)), stderr)
        self.assertFalse(self.output.exists())
        return True

    def test_a_rank_is_killed_and_another_number_of_ranks_goes_on(self) -> None:
        chance = random.Random(11)
        kills = sum(self.kill_one(chance, ranks) for ranks in (3, 2, 4, 3, 2))
        self.assertGreaterEqual(kills, 1, "the runs were over too soon")
        self.succeed_on(4, *self.extract(self.output, "--resume", "--overwrite"))
        self.same(self.output, self.whole)
        self.assertEqual(self.left(), ["a.h5ad"])

    def test_one_process_goes_on_with_what_ranks_have_left(self) -> None:
        self.assertTrue(self.kill_one(random.Random(12), 3))
        done = self.succeed(*self.extract(self.output, "--resume"))
        self.assertIn("resumed: ", done.stderr)
        self.same(self.output, self.whole)
        self.assertEqual(self.left(), ["a.h5ad"])


if __name__ == "__main__":
    unittest.main()
