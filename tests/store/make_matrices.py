"""Writes matrices of every element type and layout with anndata and h5py: FOLDER.

Element (i, j) of every X is 8 * i + j - 4 (+ 0.5 where the type is a float), 300 rows, 70 columns.
"""

import sys
import warnings

import anndata
import h5py
import numpy as np
import pandas as pd
from scipy import sparse

folder = sys.argv[1]
ROWS, COLUMNS = 300, 70
numbers = 8 * np.arange(ROWS)[:, None] + np.arange(COLUMNS)[None, :] - 4
warnings.simplefilter("ignore")


def write(name, x, **options):
    obs = pd.DataFrame(index=[f"i{i}" for i in range(x.shape[0])])
    var = pd.DataFrame(index=[f"f:{i}" for i in range(x.shape[1])])
    anndata.AnnData(X=x, obs=obs, var=var).write_h5ad(f"{folder}/{name}.h5ad", **options)


def replace_x(name, **dataset):
    """The X of a file already written, stored another way."""
    with h5py.File(f"{folder}/{name}.h5ad", "a") as file:
        del file["X"]
        file.create_dataset("X", **dataset)
        file["X"].attrs.update({"encoding-type": "array", "encoding-version": "0.2.0"})


for kind in ["float16", "float32", "float64"]:
    write(kind, (numbers + 0.5).astype(kind))
for kind in ["int16", "int32", "int64"]:
    write(kind, numbers.astype(kind))
for kind in ["int8", "uint8", "uint16", "uint32", "uint64"]:
    write(kind, np.abs(numbers % 100).astype(kind))
write("bool", numbers % 3 == 0)
write("gzip", (numbers + 0.5).astype("float32"), compression="gzip")
write("huge", np.array([[1, 2], [2**53, 2**53 + 1]], dtype="int64"))
write("sparse", sparse.csr_matrix((numbers + 0.5).astype("float32")))
for name, kind in [("big_f4", ">f4"), ("big_f2", ">f2"), ("big_i4", ">i4")]:
    write(name, np.zeros((ROWS, COLUMNS), dtype="float32"))
    replace_x(name, data=(numbers + (0.5 if "f" in kind else 0)).astype(kind))
for name, chunks in [("tall", (ROWS, 3)), ("wide", (7, COLUMNS)), ("single", (1, 1))]:
    write(name, np.zeros((ROWS, COLUMNS), dtype="float32"))
    replace_x(name, data=(numbers + 0.5).astype("float32"), chunks=chunks)
write("unwritten", np.zeros((ROWS, COLUMNS), dtype="float32"))
replace_x("unwritten", shape=(ROWS, COLUMNS), dtype="float32", fillvalue=2.5)
write("strings", np.zeros((2, 2), dtype="float32"))
replace_x("strings", data=np.array([["a", "b"], ["c", "d"]], dtype=object), dtype=h5py.string_dtype())
write("long_double", np.zeros((2, 2), dtype="float32"))
replace_x("long_double", data=np.zeros((2, 2), dtype="longdouble"))
with h5py.File(f"{folder}/other.h5ad", "w") as file:
    file["matrix"] = numbers
