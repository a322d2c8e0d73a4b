"""Runs the program on several ranks; the matrix and the extraction whose results are compared."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import anndata
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))

from program import PROGRAM, write_images, write_model, write_preprocessing  # noqa: E402
from same_files import SameFilesTest  # noqa: E402

ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def mpirun(ranks: int, *arguments: object) -> list[str]:
    return ["mpirun", "--oversubscribe", "-n", str(ranks), PROGRAM, *map(str, arguments)]


def run_ranks(ranks: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(mpirun(ranks, *arguments), capture_output=True, text=True, timeout=240, check=False,
                          env=ENVIRONMENT, stdin=subprocess.DEVNULL)


def errors(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("lexicnn: error:")]


def kill_rank(rank: int, output: Path) -> None:
    """Kills this rank of the run that writes this output, unless it is over."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if Path(os.fsdecode(words[0])).name != "lexicnn" or os.fsencode(output) not in words:
                continue
            if f"OMPI_COMM_WORLD_RANK={rank}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


class RanksTest(SameFilesTest):
    def succeed_on(self, ranks: int, *arguments: object) -> subprocess.CompletedProcess[str]:
        done = run_ranks(ranks, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done


class ExtractTest(RanksTest):
    def setUp(self) -> None:
        super().setUp()
        self.model = write_model(self.folder / "tiny.onnx", size=96)
        self.preprocess = write_preprocessing(self.folder / "prepare.json", size=96)
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


class ScoreTest(RanksTest):
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
