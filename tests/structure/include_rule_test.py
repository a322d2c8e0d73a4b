"""The stages stand in the order of the flow: each includes only itself and those it is built on."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*"(?:lexicnn/)?([a-z]+)/', re.MULTILINE)
STAGE = re.compile(r"^lexicnn_stage\((\w+)(?:\s+STAGES((?:\s+[a-z]+)+))?", re.MULTILINE)

# Libraries behind one wall: only this stage's sources may name their headers.
WALLS = {
    "core": re.compile(r"#\s*include\s*[<\"]mpi\.h"),
    "network": re.compile(r"#\s*include\s*[<\"]openvino/"),
    "store": re.compile(r"#\s*include\s*[<\"](hdf5|H5)"),
    "embed": re.compile(r"#\s*include\s*[<\"]linear\.h"),
    "report": re.compile(r"#\s*include\s*[<\"]zlib\.h"),
    "images": re.compile(r"#\s*include\s*[<\"](vips/|jpeglib)"),
}


def stages() -> dict[str, set[str]]:
    """Each stage with all stages it stands on, as CMakeLists.txt declares them."""
    below: dict[str, set[str]] = {}
    for name, direct in STAGE.findall((ROOT / "CMakeLists.txt").read_text()):
        below[name] = {name}
        for stage in direct.split():
            below[name] |= below[stage]
    return below


def sources(stage: str) -> list[Path]:
    folders = [ROOT / "include" / "lexicnn" / stage, ROOT / "src" / stage]
    return [path for folder in folders for path in sorted(folder.rglob("*.[ch]pp"))]


class IncludeRule(unittest.TestCase):
    def test_every_stage_is_declared_and_has_its_folders(self) -> None:
        declared = set(stages())
        for parent in (ROOT / "include" / "lexicnn", ROOT / "src"):
            found = {path.name for path in parent.iterdir() if path.is_dir()} - {"cli"}
            self.assertEqual(found, declared, parent)

    def test_a_stage_includes_only_those_it_stands_on(self) -> None:
        for stage, allowed in stages().items():
            for path in sources(stage):
                for included in INCLUDE.findall(path.read_text()):
                    self.assertIn(included, allowed, f"{path.relative_to(ROOT)} includes {included}")

    def test_public_headers_include_no_private_ones(self) -> None:
        for path in sorted((ROOT / "include").rglob("*.hpp")):
            for line in re.findall(r'#\s*include\s*"([^"]+)"', path.read_text()):
                self.assertTrue(line.startswith("lexicnn/"), f"{path.relative_to(ROOT)}: {line}")

    def test_walls_hold(self) -> None:
        for stage, wall in WALLS.items():
            for path in sorted((ROOT / "include").rglob("*.hpp")) + sorted((ROOT / "src").rglob("*.[ch]pp")):
                if path.is_relative_to(ROOT / "src" / stage):
                    continue
                self.assertIsNone(wall.search(path.read_text()), f"{path.relative_to(ROOT)}")

    def test_the_rule_can_fail(self) -> None:
        self.assertNotIn("store", stages()["score"])
        self.assertEqual(INCLUDE.findall('#include "lexicnn/store/h5ad.hpp"'), ["store"])


if __name__ == "__main__":
    unittest.main()
