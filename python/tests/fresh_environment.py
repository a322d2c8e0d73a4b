"""Builds the wheel, installs it into a fresh virtual environment, and uses it there as a new user would.

fresh_environment.py BUILD_FOLDER: what CMake compiles stays there for the next time.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command: object, cwd: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=cwd, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def build(target: Path, build_folder: Path) -> Path:
    """The wheel, with the build's requirements of the virtual environment that this runs in."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir", target,
        f"--config-settings=build-dir={build_folder.resolve()}", ROOT)
    (wheel,) = target.glob("lexicnn-*.whl")
    return wheel


def check(folder: Path, wheel: Path) -> None:
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    quickstart = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)[0]
    (shown,) = re.findall(r"^```text\n(.*?)^```", page, re.M | re.S)
    assert run(python, "-c", quickstart, cwd=folder) == shown, "the quickstart prints something else"
    version = run(environment / "bin" / "lexicnn", "--version", cwd=folder)
    assert version == run(python, "-m", "lexicnn", "--version", cwd=folder), "two versions"
    assert version == f"lexicnn {run(python, '-c', 'import lexicnn; print(lexicnn.__version__)', cwd=folder)}", version
    libraries = run("ldd", next(environment.glob("lib/*/site-packages/lexicnn/bin/lexicnn")))
    assert re.search(rf"libopenvino\.so\S* => {re.escape(str(environment))}", libraries), libraries
    assert "not found" not in libraries, libraries


def main(build_folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="lexicnn-wheel-") as name:
        folder = Path(name)
        wheel = build(folder, build_folder)
        check(folder, wheel)
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB; works in a fresh virtual environment")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
