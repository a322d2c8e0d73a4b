"""`python -m tools.pbmc`: puts 10x_pbmc68k_reduced.h5ad into the cache and prints its path."""

import argparse
import sys
from pathlib import Path

from tools.cache import ToolError, cache_dir
from tools.pbmc.take import take


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.pbmc", description=__doc__)
    parser.add_argument("--output", type=Path, help="folder (default: $LEXICNN_CACHE)")
    arguments = parser.parse_args()
    try:
        print(take(arguments.output or cache_dir()))
    except (ToolError, OSError) as error:
        print(f"tools.pbmc: error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
