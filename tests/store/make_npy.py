"""Writes the .npy files of Npy.NumpyWritesThem: FOLDER."""

import sys

import numpy as np

folder = sys.argv[1]
x = np.arange(70_000, dtype="<f4").reshape(1000, 70)
np.save(f"{folder}/c.npy", x)
np.save(f"{folder}/fortran.npy", np.asfortranarray(x))
np.save(f"{folder}/text.npy", np.array(["cat", "kü"]))
np.save(f"{folder}/whole.npy", np.array([3, 1]))
