"""Ratios of lexicnn's scoring to what others take for the same matrix, one thread each.

peers.py BENCH_SCORE: 50,000 images x 200 features x 100 classes, float32, 60 % zeros. All contestants run in
turn, the median counts. lexicnn gives KS, location, AUC, z and p of every pair; illico and scanpy AUC or U and p;
SciPy's ks_2samp is timed on a sample of the pairs.
"""

import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median

import anndata
import numpy as np
import scanpy
from illico import asymptotic_wilcoxon
from scipy import stats

ROWS, COLUMNS, CLASSES = 50_000, 200, 100
ROUNDS = 5
SAMPLE = 100


def make_matrix() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    values = np.where(rng.random((ROWS, COLUMNS)) < 0.6, 0, rng.exponential(size=(ROWS, COLUMNS)))
    labels = np.r_[np.arange(CLASSES), rng.integers(0, CLASSES, ROWS - CLASSES)]
    return values.astype(np.float32), labels.astype(np.int32)


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(program: str) -> None:
    warnings.simplefilter("ignore")
    values, labels = make_matrix()
    data = anndata.AnnData(values.copy())
    data.obs["class"] = [f"c{label}" for label in labels]
    data.obs["class"] = data.obs["class"].astype("category")
    columns = np.ascontiguousarray(values.T)
    pairs = [(c, f) for c in range(CLASSES) for f in range(COLUMNS)]
    sample = [pairs[i] for i in np.random.default_rng(2).choice(len(pairs), SAMPLE, replace=False)]

    with tempfile.TemporaryDirectory() as folder:
        values.tofile(Path(folder) / "values")
        labels.tofile(Path(folder) / "labels")
        command = [program, f"{folder}/values", f"{folder}/labels", str(ROWS), str(COLUMNS), str(CLASSES)]

        def ours() -> float:
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            return float(done.stdout.split()[2])

        def illico() -> float:
            return seconds(lambda: asymptotic_wilcoxon(data, is_log1p=False, group_keys="class", n_threads=1,
                                                       precompile=False))

        def scanpy_wilcoxon() -> float:
            return seconds(lambda: scanpy.tl.rank_genes_groups(data, "class", method="wilcoxon",
                                                               tie_correct=True))

        def scipy_loop() -> float:
            def loop() -> None:
                for c, f in sample:
                    inner = labels == c
                    stats.ks_2samp(columns[f, inner], columns[f, ~inner], method="asymp")
            return seconds(loop) * len(pairs) / SAMPLE

        def numpy_sort() -> float:
            copy = columns.copy()
            return seconds(lambda: copy.sort(axis=1))

        contestants = {"seconds": ours, "vs_illico": illico, "vs_scipy": scipy_loop, "sort": numpy_sort}
        illico()  # compiles
        times = {name: [] for name in contestants}
        for _ in range(ROUNDS):
            for name, run in contestants.items():
                times[name].append(run())
        times["vs_scanpy"] = [scanpy_wilcoxon()]

    own = median(times["seconds"])
    for name in ("vs_illico", "vs_scanpy", "vs_scipy"):
        print(f"bench score.{name} {median(times[name]) / own:.4g} x")
    print(f"bench score.over_numpy_sort {own / median(times['sort']):.4g} x")


if __name__ == "__main__":
    main(sys.argv[1])
