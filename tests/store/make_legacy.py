"""Writes files in the layout of anndata before 0.7, by h5py alone: FOLDER.

No anndata that still installs writes it. obs and var are records, categories are in uns.
"""

import sys

import h5py
import numpy as np

folder = sys.argv[1]
X = np.arange(12, dtype="float32").reshape(4, 3)
TEXT = h5py.string_dtype()
OBS = [("index", "S4"), ("kind", "i1"), ("digit", "i1"), ("only", "i1"), ("count", "i8"),
       ("batch", "i4"), ("share", "f4"), ("half", "f2"), ("flag", "?"), ("note", TEXT),
       ("pair", "f4", (2,))]  # fmt: skip
ROWS = [
    ("c1", 1, 0, 0, 70, 5, 0.5, 1.5, True, "ü", (0, 0)),
    ("c2", 0, 1, 0, -2, 0, 0.25, 2, False, "", (0, 0)),
    ("c3", -1, 0, 0, 3, 0, 1, 0, True, "b\nc", (0, 0)),
    ("c4", 1, 0, 0, 4, 1, 1, 0, True, "d", (0, 0)),
]
VAR = np.array([("g1", 2), ("g2", 1), ("g3", 0)], dtype=[("_index", TEXT), ("n", "i8")])


def write(name, obs=np.array(ROWS, dtype=OBS), var=VAR, x=X):
    with h5py.File(f"{folder}/{name}.h5ad", "w") as file:
        file["X"] = x
        file["obs"], file["var"] = obs, var
        file["obsm"] = np.zeros(4, dtype=[("pca", "f4", (2,))])
        file["raw.X"] = x
        uns = file.create_group("uns")
        uns["kind_categories"] = np.array([b"B cell", b"T cell", b"unused"])
        uns["digit_categories"] = np.array([3, 5])
        uns["only_categories"] = "one"
        uns["batch_categories"] = np.array([b"x", b"y"])  # of another column: code 5 has none


write("plain")
write("flat", obs=X[:, 0])
write("square", obs=np.array(ROWS, dtype=OBS).reshape(2, 2))
write("nameless", obs=np.zeros(4, dtype=[("pair", "f4", (2,))]))
write("short", obs=np.array(ROWS[:3], dtype=OBS))
write("latin", obs=np.array([(b"\xff",)] * 4, dtype=[("index", "S1")]))
