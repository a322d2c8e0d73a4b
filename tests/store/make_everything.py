"""Writes a file with one element of every kind, by whatever anndata is installed: FILE.

tests/store/data/anndata-*.h5ad were made with it, under anndata 0.7.8 and 0.13.4.
"""

import sys
from importlib.metadata import version

import anndata
import numpy as np
import pandas as pd
from scipy import sparse

obs = pd.DataFrame(
    {
        "class": pd.Categorical(["cat", "dog", "cat", None]),
        "level": pd.Categorical(["low", "high", "low", "low"], ["low", "high"], ordered=True),
        "digit": pd.Categorical([3, 5, 3, 3]),
        "note": ["a", "b/ü", "c\nd", ""],
        "count": np.array([1, 2, 3, -4], dtype="int32"),
        "big": np.array([1, 2, 3, 2**63], dtype="uint64"),
        "share": np.array([0.5, 0.25, np.nan, 1], dtype="float32"),
        "flag": [True, False, True, True],
    },
    index=["x/1", "ü", "line\nbreak", "last"],
)
if not version("anndata").startswith("0.7"):
    obs["maybe"] = pd.array([1, None, 3, 4], dtype="Int64")
    obs["whole"] = pd.array([1, 2, 3, 4], dtype="Int64")
    obs["perhaps"] = pd.array([True, None, False, True], dtype="boolean")
    obs["sure"] = pd.array([True, False, False, True], dtype="boolean")
var = pd.DataFrame({"place": [0.5, 1.5, 2.5]}, index=["conv1:0", "conv1:1", "conv2:0"])
var.index.name = "feature"
uns = {
    "text": "hello",
    "number": 1.5,
    "whole": 7,
    "truth": True,
    "texts": np.array(["b", "ü"], dtype=object),
    "array": np.arange(6.0).reshape(2, 3),
    "truths": np.array([True, False]),
    "table": pd.DataFrame({"q": [1, 2]}, index=["r1", "r2"]),
    "nested": {"deep": {"x": 1}},
    "sparse": sparse.csr_matrix(np.eye(3)),
    "record": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
}
data = anndata.AnnData(
    X=np.arange(12, dtype="float32").reshape(4, 3),
    obs=obs,
    var=var,
    uns=uns,
    layers={"half": np.arange(12).reshape(4, 3) / 2, "thin": sparse.csr_matrix(np.eye(4, 3))},
    obsm={"pca": np.zeros((4, 2))},
    obsp={"near": sparse.csr_matrix(np.eye(4))},
)
data.raw = data
data.write_h5ad(sys.argv[1])
