"""The pages hold together: links lead to files and headings, and no placeholder is left."""

import re
import unittest
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(`{3,}).*?^\1`*[ \t]*$", re.M | re.S)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"\]\(\s*<?([^\s()<>]+)>?[^()]*\)")
PLACEHOLDER = re.compile(r"\{\{\s*\w")  # C++ in a page may have {{"cat"
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)


def pages() -> list[Path]:
    """All pages of the project: not those of what is built or installed in it."""
    return [
        path
        for path in sorted(ROOT.rglob("*.md"))
        if not any(part.startswith(".") or part in ("build", "node_modules") for part in path.relative_to(ROOT).parts)
    ]


def without_fences(text: str) -> str:
    return FENCE.sub("", text)


def links(text: str) -> list[str]:
    """Where the links and images of a page lead; code holds none."""
    return LINK.findall(CODE.sub("", without_fences(text)))


def anchors(text: str) -> set[str]:
    """The names that GitHub gives the headings."""
    seen: dict[str, int] = {}
    out = set()
    for heading in re.findall(r"^#{1,6} +(.*?)[ #]*$", without_fences(text), re.M):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        count = seen.get(name, 0)
        seen[name] = count + 1
        out.add(f"{name}-{count}" if count else name)
    return out


def broken(page: Path, text: str) -> list[str]:
    """The relative links of a page that lead nowhere."""
    out = []
    for link in links(text):
        if ABSOLUTE.match(link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = page.parent / name if name else page
        if name and not target.exists():
            out.append(link)
        elif anchor and target.suffix == ".md":
            there = text if target == page else target.read_text(encoding="utf-8")
            if anchor not in anchors(there):
                out.append(link)
    return out


class Pages(unittest.TestCase):
    def test_links_lead_to_files_and_headings(self) -> None:
        found = pages()
        self.assertGreater(len(found), 20)
        checked = 0
        for page in found:
            text = page.read_text(encoding="utf-8")
            checked += len(links(text))
            self.assertEqual(broken(page, text), [], page.relative_to(ROOT))
        self.assertGreater(checked, 100)

    def test_no_placeholder_is_left(self) -> None:
        for page in pages():
            if not page.name.endswith(".in.md"):
                found = PLACEHOLDER.findall(page.read_text(encoding="utf-8"))
                self.assertEqual(found, [], page.relative_to(ROOT))
        self.assertTrue(PLACEHOLDER.search("mean {{mean}}"))

    def test_the_rule_can_fail(self) -> None:
        text = (
            "# A `b`: c?\n# A `b`: c?\n"
            "[good](README.md) [same](#a-b-c) [again](#a-b-c-1) [far](https://example.org/none) `[code](none.md)`\n"
            "```\n# no heading\n[fenced](none.md)\n```\n"
            "[no file](none.md) [no heading](#no-heading) [nor there](README.md#none)\n"
            "[![image](none.png)](README.md)\n"
        )
        self.assertEqual(
            broken(ROOT / "page.md", text), ["none.md", "#no-heading", "README.md#none", "none.png"]
        )


if __name__ == "__main__":
    unittest.main()
