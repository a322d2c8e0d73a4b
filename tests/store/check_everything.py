"""Opens the file of H5ad.AnndataReadsEverything with anndata and compares every value."""

import sys
import warnings

import anndata
import h5py
import numpy as np
import pandas as pd

warnings.simplefilter("error")
data = anndata.read_h5ad(sys.argv[1])

assert data.shape == (4, 3)
assert data.X.dtype == np.float32
assert np.array_equal(data.X, (1000 * np.arange(4)[:, None] + np.arange(3)) / 8)
assert list(data.obs_names) == ["cats/ü 1.jpg", "new\nline", "quote\"'\\", "\U0001f408"]
assert list(data.var_names) == ["conv/1:0", "conv/1:1", "fc:0"]
assert data.obs.index.name is None

obs = data.obs
assert list(obs.columns) == ["class", "size", "path", "width", "share", "good"]
assert list(obs["class"].cat.categories) == ["cat/big", "dog"] and not obs["class"].cat.ordered
assert list(obs["class"].cat.codes) == [0, 1, -1, 0]
assert list(obs["size"].cat.categories) == ["low", "middle", "high"] and obs["size"].cat.ordered
assert list(obs["path"]) == ["a/b", "", "ü", "two\nlines"]
assert obs["width"].dtype == np.int64 and list(obs["width"]) == [1, -2, 2**63 - 1, 0]
assert obs["share"].dtype == np.float64 and list(obs["share"]) == [0.5, 0, np.inf, 1e-300]
assert obs["good"].dtype == bool and list(obs["good"]) == [True, False, True, True]

assert set(data.layers) == {"first", "second"}
assert data.layers["first"].dtype == np.int8 and data.layers["second"].dtype == np.float64

facts = data.uns["lexicnn"]
assert facts["text"] == "ü\nline" and facts["empty"] == ""
assert facts["number"] == 0.1 and facts["whole"] == -7
assert facts["yes"] is True and facts["no"] is False
assert facts["array"].dtype == np.uint64 and facts["array"].shape == (2, 1, 3)
assert facts["array"][1, 0, 2] == 2**63
assert facts["halves"].dtype == np.float16 and list(facts["halves"]) == [1.5, -2]
assert facts["void"].shape == (0, 5)
assert list(facts["deep"]["list"]) == ["b", "a", ""] and len(facts["deep"]["none"]) == 0
assert facts["deep"]["nothing"] == {}
pd.testing.assert_frame_equal(facts["table"], obs)

with h5py.File(sys.argv[1]) as file:
    assert file["obs/class"].attrs["description"] == "the class"
    assert file["obs/path"].attrs["description"] == "where it was"
    assert "description" not in file["obs/width"].attrs

# What anndata writes from it, it reads again: nothing in the file is foreign to it.
data.write_h5ad(sys.argv[1] + ".copy")
copy = anndata.read_h5ad(sys.argv[1] + ".copy")
pd.testing.assert_frame_equal(copy.obs, obs)
