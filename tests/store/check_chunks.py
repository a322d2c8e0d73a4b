"""The chunks of X in activations of IMAGES × FEATURES: within the bounds of docs/store.md, and little stored in vain."""

import sys

import h5py

MEBIBYTE = 2**20

for file in sys.argv[1:]:
    with h5py.File(file) as data:
        x = data["X"]
        rows, columns = x.shape
        size = x.dtype.itemsize
        if rows <= 256:
            assert x.chunks is None, (file, x.chunks)
            continue
        height, width = x.chunks
        assert height <= rows and width == min(columns, 64), (file, x.chunks)
        assert height * width * size <= 0.51 * MEBIBYTE, (file, x.chunks)
        assert height * columns * size <= 65 * MEBIBYTE, (file, x.chunks)
        assert x.id.get_storage_size() <= 1.14 * (rows + 8) * (columns + 63) * size, (file, x.chunks)
        assert x.compression is None, file
