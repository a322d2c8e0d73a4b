"""The Python API reference: `make docs-python`."""

import lexicnn

project = "lexicnn"
copyright = "the lexicnn authors"
version = release = lexicnn.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
html_theme = "alabaster"
html_theme_options = {"description": "What every feature of a network says about every class", "page_width": "1100px"}
html_show_sourcelink = False
