"""`python -m tools.models [MODEL...]`: makes ONNX files in the cache and prints their paths."""

import argparse
import sys
from pathlib import Path

from tools.cache import ToolError, cache_dir
from tools.models.make import MODELS, make


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.models", description=__doc__)
    names = ", ".join(MODELS)
    parser.add_argument("models", nargs="*", metavar="MODEL", help=f"{names} (default: all)")
    parser.add_argument("--output", type=Path, help="folder (default: $LEXICNN_CACHE)")
    arguments = parser.parse_args()
    unknown = set(arguments.models) - set(MODELS)
    if unknown:
        parser.error(f"unknown model: {', '.join(sorted(unknown))}; there are {names}")
    try:
        for name in arguments.models or MODELS:
            print(make(name, arguments.output or cache_dir()))
    except (ToolError, OSError) as error:
        print(f"tools.models: error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
