"""Exact nearest neighbours of ternary embeddings: lexicnn's packed digits against scikit-learn's brute force.

peers.py BENCH_EMBED: 1,000 queries over 50,000 images x 12,416 features, 10 neighbours, one thread each, float32 for
scikit-learn. Both must give the same sorted squared distances. The median of three searches counts for lexicnn, one
search of all queries for scikit-learn. It takes 4 GB of memory.
"""

import os

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sklearn.neighbors import NearestNeighbors

ROWS, QUERIES, FEATURES, NEIGHBOURS = 50_000, 1_000, 12_416, 10


def main(program: str) -> None:
    rng = np.random.default_rng(1)
    database = rng.integers(-1, 2, size=(ROWS, FEATURES), dtype=np.int8)
    queries = rng.integers(-1, 2, size=(QUERIES, FEATURES), dtype=np.int8)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("database", "queries", "distances")]
        database.tofile(paths[0])
        queries.tofile(paths[1])
        done = subprocess.run([program, paths[0], paths[1], str(ROWS), str(QUERIES), str(FEATURES), paths[2]],
                              check=True, capture_output=True, text=True)
        own = float(done.stdout.split()[2])
        found = np.fromfile(paths[2], np.uint64).reshape(QUERIES, NEIGHBOURS)
    search = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute", n_jobs=1).fit(database.astype(np.float32))
    floats = queries.astype(np.float32)
    start = time.perf_counter()
    distances, _ = search.kneighbors(floats)
    theirs = time.perf_counter() - start
    squared = np.rint(distances.astype(np.float64) ** 2).astype(np.uint64)
    if not np.array_equal(found, squared):
        sys.exit("the squared distances differ")
    print(f"bench embed.knn_seconds {own:.4g} s")
    print(f"bench embed.knn_sklearn_seconds {theirs:.4g} s")
    print(f"bench embed.knn_vs_sklearn {theirs / own:.4g} x")


if __name__ == "__main__":
    main(sys.argv[1])
