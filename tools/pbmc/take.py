"""The file in the cache: taken out of its package unless it is there."""

from pathlib import Path

from tools.cache import sha256_of, write_whole
from tools.fetch import PACKAGES, fetch


def take(folder: Path) -> Path:
    """`folder`/10x_pbmc68k_reduced.h5ad; it has the SHA-256 of the table in tools/fetch.py."""
    package = PACKAGES["scanpy"]
    path = folder / Path(package.member).name
    if not path.exists() or sha256_of(path) != package.member_sha256:
        write_whole(path, fetch(package.name))
    return path
