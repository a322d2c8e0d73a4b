"""The README's examples run, and print what the README says."""

import os
import sys
import re
import subprocess
import unittest
from pathlib import Path

import anndata
import numpy as np
import pandas as pd

from program import PROGRAM, ProgramTest

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)


def console_examples() -> list[tuple[str, str]]:
    """(command, expected output) of each `$ ` line; the output is empty where none is shown."""
    out = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            out.append((command, expected))
    return out


@unittest.skipUnless(
    (CACHE / "efficientnet-lite0.onnx").is_file() and (CACHE / "emoji").is_dir(),
    "the default network and images are not in the cache (make models demo-images)",
)
class Readme(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        random = np.random.default_rng(5)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "lexicnn").symlink_to(Path(PROGRAM).resolve())
        np.save(self.folder / "X.npy", random.normal(size=(40, 3)))
        (self.folder / "y.csv").write_text("class\n" + "a\nb\n" * 20)
        obs = pd.DataFrame({"cell_type": pd.Categorical(["T", "B"] * 20)}, index=[f"c{i}" for i in range(40)])
        anndata.AnnData(random.normal(size=(40, 3)), obs).write_h5ad(self.folder / "any.h5ad")

    def shell(self, command: str) -> str:
        # The examples all write scores.h5ad; a reader runs one or the other.
        command = command.replace("~/.cache/lexicnn", str(CACHE))
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stderr}")
        return done.stdout

    def test_every_command_runs_and_prints_what_is_shown(self) -> None:
        examples = console_examples()
        self.assertGreaterEqual(len(examples), 9)
        ran_python = False
        for command, expected in examples:
            if "any.h5ad" in command:
                self.run_python_example()
                ran_python = True
            if " -o scores.h5ad" in command and (self.folder / "scores.h5ad").exists():
                command += " --overwrite"
            printed = self.shell(command)
            if expected:
                self.assertEqual(printed, expected, command)
        self.assertTrue(ran_python)

    def run_python_example(self) -> None:
        (source,) = blocks("python")
        done = subprocess.run(
            [sys.executable, "-c", source], cwd=self.folder, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        (shown,) = blocks("text")
        self.assertEqual(done.stdout, shown)


if __name__ == "__main__":
    unittest.main()
