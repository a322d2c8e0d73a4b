"""Writes one matrix dense and sparse in every way: FOLDER.

DENSE_<type>.h5ad holds what <type>_<layout>.h5ad hold. 300 rows, 70 columns, a fifth of it not 0; the
rows 0, 10 and 299 and the columns 0, 5 and 69 are empty.
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
row, column = np.indices((ROWS, COLUMNS))
filled = (7 * row + 3 * column) % 5 == 0
filled[[0, 10, 299]] = False
filled[:, [0, 5, 69]] = False
warnings.simplefilter("ignore")


def path(name):
    return f"{folder}/{name}.h5ad"


def write(name, x):
    obs = pd.DataFrame({"class": pd.Categorical(["a", "b"] * (ROWS // 2))}, [f"i{i}" for i in range(ROWS)])
    var = pd.DataFrame(index=[f"f:{i}" for i in range(COLUMNS)])
    anndata.AnnData(X=x, obs=obs, var=var).write_h5ad(path(name))


def arrays(x, kind, mask=filled):
    """data, indices and indptr of the elements in `mask`, also those that are 0."""
    if kind == "csc":
        x, mask = x.T, mask.T
    line, place = np.nonzero(mask)
    return x[line, place], place, np.r_[0, np.cumsum(mask.sum(1))]


def write_sparse(name, x, kind, index="int32", legacy=False, mask=filled, reverse=False, **options):
    write(name, np.zeros((ROWS, COLUMNS), "float32"))
    data, indices, indptr = arrays(x, kind, mask)
    if reverse:  # within each line
        order = np.concatenate([np.arange(a, b)[::-1] for a, b in zip(indptr, indptr[1:])])
        data, indices = data[order], indices[order]
    with h5py.File(path(name), "a") as file:
        del file["X"]
        group = file.create_group("X")
        group.create_dataset("data", data=data, **options)
        group.create_dataset("indices", data=indices.astype(index), **options)
        group.create_dataset("indptr", data=indptr.astype(index), **options)
        if legacy:
            group.attrs.update({"h5sparse_format": kind, "h5sparse_shape": x.shape})
        else:
            group.attrs.update(
                {"encoding-type": f"{kind}_matrix", "encoding-version": "0.1.0", "shape": x.shape}
            )


for kind in ["float16", "float32", "float64", "int16", "int32", "int64", "int8", "uint8", "uint16",
             "uint32", "uint64", "bool"]:  # fmt: skip
    numbers = (8 * row + column) % 100 + 1 + (0.5 if kind.startswith("float") else 0)
    x = np.where(filled, numbers, 0).astype(kind)
    write(f"dense_{kind}", x)
    for layout in ["csr", "csc"]:
        write_sparse(f"{kind}_{layout}", x, layout)

x = np.where(filled, 8 * row + column - 900.5, 0).astype("float32")
x[20, 10] = np.nan
write("dense_ways", x)
some_zeros = filled | (row == column)
for kind in ["csr", "csc"]:
    matrix = sparse.csr_matrix(x) if kind == "csr" else sparse.csc_matrix(x)
    write(f"ways_{kind}_scipy", matrix)
    write_sparse(f"ways_{kind}_int64", x, kind, index="int64")
    write_sparse(f"ways_{kind}_uint32", x, kind, index="uint32")
    write_sparse(f"ways_{kind}_big", x.astype(">f4"), kind, index=">i4")
    write_sparse(f"ways_{kind}_gzip", x, kind, compression="gzip", chunks=(50,))
    write_sparse(f"ways_{kind}_legacy", x, kind, legacy=True)
    write_sparse(f"ways_{kind}_zeros", x, kind, mask=some_zeros)
    write_sparse(f"ways_{kind}_reverse", x, kind, reverse=True)
    write_sparse(f"none_{kind}", x, kind, mask=np.zeros_like(filled))
write("dense_none", np.zeros_like(x))
write_sparse("huge", np.full(x.shape, 2**53 + 1), "csr")
