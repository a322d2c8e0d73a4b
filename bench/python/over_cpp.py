"""What Python adds to the scoring engine: ks_all_classes over the C++ benchmark for the same matrix.

over_cpp.py BENCH_SCORE: 50,000 images x 200 features x 100 classes, float32, 60 % zeros, one thread each. Both run
in turn, the median counts.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import lexicnn
import numpy as np

ROWS, COLUMNS, CLASSES = 50_000, 200, 100
ROUNDS = 11


def make_matrix() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    values = np.where(random.random((ROWS, COLUMNS)) < 0.6, 0, random.exponential(size=(ROWS, COLUMNS)))
    labels = np.r_[np.arange(CLASSES), random.integers(0, CLASSES, ROWS - CLASSES)]
    return values.astype(np.float32), labels.astype(np.int32)


def main(program: str) -> None:
    values, labels = make_matrix()
    with tempfile.TemporaryDirectory() as folder:
        values.tofile(Path(folder) / "values")
        labels.tofile(Path(folder) / "labels")
        command = [program, f"{folder}/values", f"{folder}/labels", str(ROWS), str(COLUMNS), str(CLASSES)]

        def cpp() -> float:
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            return float(done.stdout.split()[2])

        def python() -> float:
            start = time.perf_counter()
            lexicnn.ks_all_classes(values, labels, threads=1)
            return time.perf_counter() - start

        python()
        times = [(python(), cpp()) for _ in range(ROUNDS)]
    ours, base = (median(each) for each in zip(*times, strict=True))
    print(f"bench python.ks_all_classes {ours * 1e3:.1f} ms")
    print(f"bench python.over_cpp {ours / base:.3f} x")


if __name__ == "__main__":
    main(sys.argv[1])
