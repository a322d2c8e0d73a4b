"""Opens files with anndata and compares their shapes: (FILE ROWS COLUMNS)…"""

import sys
import warnings

import anndata

warnings.simplefilter("error")
for file, rows, columns in zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3], strict=True):
    data = anndata.read_h5ad(file)
    assert data.shape == (int(rows), int(columns)), (file, data.shape)
