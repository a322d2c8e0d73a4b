"""`python -m tools.emoji`: builds the demo images in the cache folder and prints where they are."""

import argparse
import sys
from pathlib import Path

from tools.cache import ToolError, cache_dir
from tools.emoji.build import EMOJI_TESTS, FONTS, build, first_file


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.emoji", description=__doc__)
    parser.add_argument("--output", type=Path, help="folder (default: $LEXICNN_CACHE/emoji)")
    parser.add_argument("--font", type=Path, help="NotoColorEmoji.ttf with bitmaps")
    parser.add_argument("--emoji-test", type=Path, help="Unicode's emoji-test.txt")
    arguments = parser.parse_args()
    folder = arguments.output or cache_dir() / "emoji"
    try:
        font = arguments.font or first_file(FONTS, "fonts-noto-color-emoji")
        emoji_test = arguments.emoji_test or first_file(EMOJI_TESTS, "unicode-data")
        build(font, emoji_test, folder)
    except (ToolError, OSError) as error:
        print(f"tools.emoji: error: {error}", file=sys.stderr)
        return 1
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
