"""The cache folder outside the repository, and files in it that are either whole or absent."""

import hashlib
import os
from pathlib import Path


class ToolError(Exception):
    """A named failure; its text is the one line the user sees."""


def cache_dir() -> Path:
    """`$LEXICNN_CACHE`, by default `~/.cache/lexicnn`."""
    return Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Writes under a temporary name beside `path`, then renames."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
