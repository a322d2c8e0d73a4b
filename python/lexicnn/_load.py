"""Loads the extension module as `core`, and says which packages are missing where it cannot be."""

from __future__ import annotations

import re

__all__ = ["core", "explain"]

#: Shared libraries that are not in the wheel, and Debian 12's packages of them.
SYSTEM_LIBRARIES = {
    "libhdf5": "libhdf5-103-1",
    "libvips": "libvips42",
    "libjpeg": "libjpeg62-turbo",
    "liblinear": "liblinear4",
    "libfmt": "libfmt9",
    "libcrypto": "libssl3",
}


def explain(error: ImportError) -> ImportError:
    """The same error, with what to install where a shared library is missing."""
    found = re.match(r"(lib[a-z0-9]+?)(?:_[a-z]+)?\.so\S*: cannot open shared object file", str(error))
    if found is None:
        return error
    library = next((name for name in SYSTEM_LIBRARIES if found[1].startswith(name)), None)
    if library is not None:
        packages = " ".join(SYSTEM_LIBRARIES.values())
        advice = f"lexicnn needs libraries of the system; on Debian 12: apt-get install {packages}"
    elif found[1].startswith(("libopenvino", "libtbb")):
        advice = "lexicnn needs the libraries of the Python package openvino, of the version that it was installed with"
    else:
        return error
    return ImportError(f"{error}; {advice}", name=error.name, path=error.path)


try:
    from . import _core as core
except ImportError as error:
    raise explain(error) from None
