"""How much two scores files of the same classes and features differ: what a precision costs.

    compare_scores.py REFERENCE.h5ad OTHER.h5ad

Prints the largest and the mean change of the signed KS over all pairs, how many pairs turn their sign
(where a feature is as much larger as smaller a rounding decides, and s moves by twice its size: so the
largest change of its size too), and the share of the reference's selected pairs that are not selected,
with the same sign, in the other.
Run by a Python with anndata, e.g. that of `make build`.
"""

import sys

import anndata
import numpy as np


def read(path):
    scores = anndata.read_h5ad(path)
    return scores.X.astype(np.float64), scores.layers["selected"], list(scores.obs_names), list(scores.var_names)


def main(reference_path, other_path):
    (s, selected, *names), (other, other_selected, *other_names) = read(reference_path), read(other_path)
    if names != other_names:
        sys.exit("compare_scores.py: error: the files are not of the same classes and features")
    change = np.abs(s - other)
    chosen = selected != 0
    lost = chosen & (other_selected != selected)
    gained = ~chosen & (other_selected != 0)
    print(f"pairs {s.size}")
    print(f"largest change of s {change.max():.4f}")
    print(f"largest change of |s| {np.abs(np.abs(s) - np.abs(other)).max():.4f}")
    print(f"mean change of s {change.mean():.6f}")
    print(f"mean change of s among selected pairs {change[chosen].mean():.6f}")
    print(f"pairs whose sign turns {100 * np.mean(np.sign(s) != np.sign(other)):.3f} %")
    print(f"selected pairs {100 * chosen.mean():.2f} %")
    print(f"selected pairs that are no longer, or with the other sign {100 * lost.sum() / chosen.sum():.3f} %")
    print(f"selected pairs that are new {100 * gained.sum() / chosen.sum():.3f} %")
    print(f"selected with the other sign {100 * np.sum(chosen & (selected == -other_selected)) / chosen.sum():.4f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])
