"""Saves files again with text as anndata 0.13 and pandas 3 do: (FROM TO)…"""

import sys

import anndata
import pandas as pd

# From 0.13 on there is nothing to set: it is the only way.
if hasattr(anndata.settings, "allow_write_nullable_strings"):
    anndata.settings.allow_write_nullable_strings = True
for before, after in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    data = anndata.read_h5ad(before)
    for table in (data.obs, data.var):
        table.index = table.index.astype("string")
        for name in table.columns:
            if table[name].dtype == object:
                table[name] = table[name].astype("string")
            elif table[name].dtype.kind == "i":
                table[name] = table[name].astype("Int64")
    data.write_h5ad(after)
