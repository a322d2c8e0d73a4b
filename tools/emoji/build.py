"""Builds the demo images, whole or not at all, and only when there is something to do."""

import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

from tools.cache import ToolError, sha256_of, write_whole
from tools.emoji.bitmap_font import BitmapFont
from tools.emoji.classes import EmojiClass, emoji_classes, file_name
from tools.emoji.unicode_data import read_emoji

FONTS = (
    Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
    Path("/usr/share/fonts/noto/NotoColorEmoji.ttf"),
    Path("/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf"),
)
EMOJI_TESTS = (Path("/usr/share/unicode/emoji/emoji-test.txt"),)


def first_file(candidates: tuple[Path, ...], package: str) -> Path:
    """The first candidate that is there."""
    for path in candidates:
        if path.is_file():
            return path
    raise ToolError(f"{candidates[0]} is missing; Debian's package {package} has it")


def fingerprint(font: Path, emoji_test: Path) -> str:
    """A hash of all that the images depend on: both input files and this tool."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return sha256("".join(map(sha256_of, [font, emoji_test, *sources])).encode()).hexdigest()


def count_images(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*/*.png"))


def write_images(font: BitmapFont, classes: list[EmojiClass], folder: Path) -> None:
    """Writes the images, one folder a class, and classes.tsv beside them."""
    for one in classes:
        (folder / one.name).mkdir(parents=True)
        for emoji in one.members:
            font.image(emoji.code_points[0]).save(folder / one.name / file_name(emoji))
    rows = ["class\tgroup", *(f"{one.name}\t{one.group}" for one in classes)]
    (folder / "classes.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def replace_folder(old: Path, new: Path) -> None:
    """Puts the folder `new` in the place of `old`."""
    if old.exists():
        doomed = old.with_name(f".{old.name}.{os.getpid()}.old")
        os.replace(old, doomed)
        os.replace(new, old)
        shutil.rmtree(doomed)
    else:
        os.replace(new, old)


def build(font: Path, emoji_test: Path, folder: Path) -> bool:
    """Builds the images in `folder` unless they are there; tells whether it had to."""
    stamp = folder.with_name(f"{folder.name}.stamp.json")
    wanted = fingerprint(font, emoji_test)
    if stamp.is_file() and (folder / "classes.tsv").is_file():
        known = json.loads(stamp.read_text(encoding="utf-8"))
        if known == {"fingerprint": wanted, "images": count_images(folder)}:
            return False
    bitmaps = BitmapFont(font)
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    temporary.mkdir(parents=True)
    try:
        write_images(bitmaps, emoji_classes(read_emoji(emoji_test), bitmaps), temporary)
        replace_folder(folder, temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    content = {"fingerprint": wanted, "images": count_images(folder)}
    write_whole(stamp, json.dumps(content).encode())
    return True
