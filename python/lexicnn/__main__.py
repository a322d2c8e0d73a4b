"""``python -m lexicnn`` and the console script ``lexicnn``: the program that the wheel carries.

The process becomes the program, so signals, exit status and streams are its own.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

PROGRAM = Path(__file__).parent / "bin" / "lexicnn"


def environment() -> dict[str, str]:
    """This process's, with OpenVINO's folder where it is not beside the package."""
    out = dict(os.environ)
    if (PROGRAM.parents[2] / "openvino" / "libs").is_dir():
        return out
    openvino = find_spec("openvino")
    if openvino is not None and openvino.origin is not None:
        libraries = str(Path(openvino.origin).parent / "libs")
        out["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, [libraries, out.get("LD_LIBRARY_PATH")]))
    return out


def main() -> None:
    os.execve(PROGRAM, ["lexicnn", *sys.argv[1:]], environment())


if __name__ == "__main__":
    main()
