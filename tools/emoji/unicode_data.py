"""Reads Unicode's emoji-test.txt: which emoji there are, in which group and subgroup."""

import re
from dataclasses import dataclass
from pathlib import Path

from tools.cache import ToolError

EMOJI_PRESENTATION = 0xFE0F  # asks for the coloured form; adds nothing to which emoji it is

_HEADING = re.compile(r"# (group|subgroup): (.+)")
_EMOJI = re.compile(r"([0-9A-F ]+?)\s*; fully-qualified\s*# \S+ E\d+\.\d+ (.+)")


@dataclass(frozen=True)
class Emoji:
    """One emoji, with Unicode's own name and place."""

    code_points: tuple[int, ...]
    name: str
    group: str
    subgroup: str


def read_emoji(path: Path) -> list[Emoji]:
    """Every fully qualified emoji in the file's order, without its presentation selectors."""
    emoji: list[Emoji] = []
    headings = {"group": "", "subgroup": ""}
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.fullmatch(line):
            headings[heading[1]] = heading[2]
        elif entry := _EMOJI.fullmatch(line):
            codes = (int(code, 16) for code in entry[1].split())
            code_points = tuple(code for code in codes if code != EMOJI_PRESENTATION)
            emoji.append(Emoji(code_points, entry[2], headings["group"], headings["subgroup"]))
    if not emoji:
        raise ToolError(f"{path} lists no emoji; is it Unicode's emoji-test.txt?")
    return emoji
