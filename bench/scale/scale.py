"""What score and extract cost, measured on this machine, and whether the model of docs/scale.md holds.

    scale.py LEXICNN BENCH_STORE [FOLDER]

LEXICNN is build/mpi/lexicnn, BENCH_STORE build/release/bench/bench_store. A file of ImageNet's width (100,000 images ×
12,416 features in float16, 2.5 GB) is made in FOLDER and scored for 1,000 classes with 20 nulls under --memory 1GiB, by one rank and by
two; the model's rates come from 256 features of the same images. Prints `bench scale.NAME VALUE UNIT`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

IMAGES = 100_000
FEATURES = 12_416
CLASSES = 1_000
NULLS = 20
MEMORY = "1GiB"
NARROW = 256
GRID_BYTES = 8
ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


@dataclass
class Run:
    seconds: float
    peak: int  # bytes, of the rank that took most


def figure(name: str, value: float, unit: str) -> None:
    print(f"bench scale.{name} {value:.4g} {unit}", flush=True)


def peak_memory(processes: set[int]) -> int:
    most = 0
    for process in processes:
        try:
            for line in Path(f"/proc/{process}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    most = max(most, 1024 * int(line.split()[1]))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return most


def named(program: str) -> set[int]:
    out = subprocess.run(["pgrep", "-x", Path(program).name], capture_output=True, text=True, check=False).stdout
    return set(map(int, out.split()))


def run(ranks: int, program: str, *arguments: object) -> Run:
    before = named(program)
    command = [program, *map(str, arguments)]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "-n", str(ranks), *command]
    started = time.monotonic()
    process = subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, peak_memory(named(program) - before))
        time.sleep(0.05)
    seconds = time.monotonic() - started
    if process.returncode != 0:
        sys.exit(process.stderr.read())
    return Run(seconds, peak)


class Score:
    def __init__(self, program: str, maker: str, folder: Path) -> None:
        self.program = program
        self.maker = maker
        self.folder = folder

    def matrix(self, features: int, classes: int = CLASSES, images: int = IMAGES) -> Path:
        path = self.folder / f"{images}x{features}-{classes}.h5ad"
        if not path.exists():
            subprocess.run([self.maker, "make", path, str(images), str(features), str(classes)], check=True)
        return path

    def score(self, matrix: Path, nulls: int = NULLS, ranks: int = 1, threads: int = 1) -> Run:
        output = self.folder / "scores.h5ad"
        done = run(ranks, self.program, "score", matrix, "-o", output, "--overwrite", "--nulls", nulls,
                   "--threads", threads, "--memory", MEMORY, "--quiet")
        self.bytes = output.stat().st_size
        output.unlink()
        return done

    def rates(self) -> dict[str, float]:
        """Seconds: a run's own; of a value; of a value and random class; of a pair."""
        few, many = self.matrix(NARROW, 10), self.matrix(NARROW)
        tiny = self.score(self.matrix(1), 0).seconds
        plain = self.score(few, 0).seconds
        return {
            "start": tiny,
            "value": (plain - tiny) / (IMAGES * NARROW),
            "null": (self.score(few).seconds - plain) / (IMAGES * NARROW * NULLS),
            "pair": (self.score(many, 0).seconds - plain) / ((CLASSES - 10) * NARROW),
        }


def predicted(rates: dict[str, float], ranks: int) -> float:
    """Seconds for the wide matrix; see docs/scale.md."""
    values = IMAGES * FEATURES
    shared = values * (rates["value"] + NULLS * rates["null"]) + CLASSES * FEATURES * rates["pair"]
    return rates["start"] + shared / ranks


def main() -> None:
    program, maker = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="lexicnn-scale-", dir=sys.argv[3] if len(sys.argv) > 3 else None) as name:
        score = Score(program, maker, Path(name))
        started = time.monotonic()
        wide = score.matrix(FEATURES)
        figure("make_wide", time.monotonic() - started, "s")
        rates = score.rates()
        figure("start", rates["start"], "s")
        figure("value", 1e9 * rates["value"], "ns")
        figure("null", 1e9 * rates["null"], "ns")
        figure("pair", 1e9 * rates["pair"], "ns")
        one = score.score(wide)
        figure("scores_file", score.bytes / 1e9, "GB")
        times = {1: one}
        for ranks in (2, 4):
            times[ranks] = score.score(wide, ranks=ranks)
        for ranks, done in times.items():
            figure(f"wide_ranks{ranks}", done.seconds, "s")
            figure(f"wide_ranks{ranks}_peak", done.peak / 2**20, "MiB")
            figure(f"wide_ranks{ranks}_over_model", done.seconds / predicted(rates, min(ranks, os.cpu_count() or 1)), "x")
        figure("efficiency2", times[1].seconds / (2 * times[2].seconds), "x")


if __name__ == "__main__":
    main()
