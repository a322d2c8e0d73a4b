"""Which emoji make which class, and what the folders and files are called."""

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

from tools.emoji.unicode_data import Emoji

SMALLEST_CLASS = 16


@dataclass(frozen=True)
class EmojiClass:
    """A Unicode subgroup with enough members."""

    name: str
    group: str
    members: tuple[Emoji, ...]


def ascii_name(text: str) -> str:
    """`text` in ASCII letters, digits and hyphens: "sky & weather" → "sky-weather"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")


def file_name(emoji: Emoji) -> str:
    """The file's name: code point and Unicode's name, "1F415-dog.png"."""
    return f"{emoji.code_points[0]:04X}-{ascii_name(emoji.name)}.png"


def emoji_classes(emoji: Iterable[Emoji], drawn: Container[int]) -> list[EmojiClass]:
    """Subgroups with at least SMALLEST_CLASS emoji of one code point that is in `drawn`."""
    members: dict[tuple[str, str], list[Emoji]] = {}
    for one in emoji:
        if len(one.code_points) == 1 and one.code_points[0] in drawn:
            members.setdefault((one.group, one.subgroup), []).append(one)
    return [
        EmojiClass(ascii_name(subgroup), group, tuple(ones))
        for (group, subgroup), ones in members.items()
        if len(ones) >= SMALLEST_CLASS
    ]
