"""extract, score and study on several ranks: the values of one process, and named errors when a rank is lost."""

from __future__ import annotations

import random
import subprocess
import time
import unittest

import anndata
import h5py
import numpy as np
import pandas as pd

from ranks import ENVIRONMENT, ExtractTest, ScoreTest, errors, kill_rank, mpirun, run_ranks


class Score(ScoreTest):
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
        chance = np.random.default_rng(4)
        x = np.maximum(chance.normal(size=(360, 3000)), 0).astype(np.float32)
        obs = pd.DataFrame({"class": [f"c{i % 60:02}" for i in range(360)]}, index=[f"i{i}" for i in range(360)])
        var = pd.DataFrame({"layer": ["a"] * 1300 + ["b"] * 1700}, index=[f"f:{i}" for i in range(3000)])
        anndata.AnnData(x, obs=obs, var=var).write_h5ad(self.matrix)
        self.succeed("score", self.matrix, "-o", self.whole, "--nulls", 2)
        for ranks in (1, 2, 3):
            output = self.folder / f"on{ranks}.h5ad"
            done = self.succeed_on(ranks, "score", self.matrix, "-o", output, "--nulls", 2, "--memory", "14MiB")
            self.assertIn("on disk meanwhile", done.stderr)
            self.same(output, self.whole, besides="uns/lexicnn/score/memory")
        done = run_ranks(2, "score", self.matrix, "-o", output, "--memory", "1MiB", "--overwrite")
        self.assertIn("memory = 1 MiB is too little", errors(done.stderr)[0])

    def test_a_killed_rank_is_named_and_nothing_is_left(self) -> None:
        for victim in (0, 1, 2):
            process = subprocess.Popen(mpirun(3, "score", self.matrix, "-o", self.whole, "--nulls", 200_000), text=True,
                                       env=ENVIRONMENT, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
            self.addCleanup(process.kill)
            process.stderr.readline()
            time.sleep(0.5)
            kill_rank(victim, self.whole)
            started = time.monotonic()
            _, stderr = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - started, 30)
            self.assertNotEqual(process.returncode, 0)
            self.assertEqual(len(errors(stderr)), 1, stderr)
            self.assertIn(f"rank-lost: rank {victim} of 3 has died", errors(stderr)[0])
            self.assertEqual([path.name for path in self.folder.iterdir()], ["m.h5ad"])

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
        self.assertIn("this 'validate' runs in one process", errors(done.stderr)[0])


class Extract(ExtractTest):
    def test_the_file_is_that_of_one_process(self) -> None:
        for ranks in (1, 2, 3, 4):
            with self.subTest(ranks=ranks):
                self.succeed_on(ranks, *self.extract(self.output, "--overwrite"))
                self.same(self.output, self.whole)
                self.assertEqual(self.left(), ["a.h5ad"])

    def test_a_warning_of_the_images_is_told_once(self) -> None:
        (self.images / "loose.png").write_bytes((self.images / "red" / "01.png").read_bytes())
        done = self.succeed_on(3, *self.extract(self.output))
        told = [line for line in done.stderr.splitlines() if line.startswith("lexicnn: warning:")]
        self.assertEqual(len(told), len(set(told)), done.stderr)
        self.assertTrue(any("loose.png" in line for line in told), done.stderr)

    def test_a_study_has_the_files_of_one_process(self) -> None:
        one, several = self.folder / "one", self.folder / "results"
        study = ["study", self.model, self.images, "--preprocess", self.preprocess, "--streams", 1, "--nulls", 20,
                 "-o", several]
        self.succeed(*study)
        several.rename(one)
        done = self.succeed_on(3, *study)
        self.assertEqual(done.stdout.count("report: "), 1)
        self.assertEqual(sorted(path.name for path in several.iterdir()), sorted(path.name for path in one.iterdir()))
        for name in ("activations", "scores", "embedding"):
            self.same(several / f"{name}.h5ad", one / f"{name}.h5ad")
        self.assertEqual((several / "layers.csv").read_text(), (one / "layers.csv").read_text())

    def kill_one(self, moment: float, victim: int, ranks: int) -> bool:
        """Kills a rank of a run, so many seconds after its first words; false where the run was over by then."""
        process = subprocess.Popen(mpirun(ranks, *self.extract(self.output, "--resume")), text=True,
                                   env=ENVIRONMENT, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        process.stderr.readline()
        time.sleep(moment)
        kill_rank(victim, self.output)
        started = time.monotonic()
        _, stderr = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - started, 30)
        if self.output.exists():
            return False
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(len(errors(stderr)), 1, stderr)
        self.assertIn(f"lexicnn: error: rank-lost: rank {victim} of {ranks} has died", errors(stderr)[0])
        return True

    def test_a_rank_is_killed_at_five_moments_and_other_ranks_go_on(self) -> None:
        chance = random.Random(11)
        started = time.monotonic()
        self.succeed_on(2, *self.extract(self.output))
        whole = time.monotonic() - started
        for killed, others in ((3, 2), (2, 4), (4, 1), (3, 4), (2, 3)):
            moment, victim = chance.uniform(0, whole), chance.randrange(killed)
            with self.subTest(moment=moment, victim=victim, ranks=killed, others=others):
                self.output.unlink(missing_ok=True)
                while not self.kill_one(moment, victim, killed):
                    self.output.unlink(missing_ok=True)
                    moment /= 2
                self.succeed_on(others, *self.extract(self.output, "--resume"))
                self.same(self.output, self.whole)
                self.assertEqual(self.left(), ["a.h5ad"])

    def test_one_process_goes_on_with_what_ranks_have_left(self) -> None:
        moment = 1.0
        while not self.kill_one(moment, 1, 3):
            self.output.unlink(missing_ok=True)
            moment /= 2
        done = self.succeed(*self.extract(self.output, "--resume"))
        self.assertIn("resumed: ", done.stderr)
        self.same(self.output, self.whole)
        self.assertEqual(self.left(), ["a.h5ad"])


if __name__ == "__main__":
    unittest.main()
