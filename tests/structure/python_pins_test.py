"""The versions that pyproject.toml has to name are those of setup/dependencies.txt."""

import re
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pinned() -> dict[str, str]:
    lines = (ROOT / "setup" / "dependencies.txt").read_text(encoding="utf-8").splitlines()
    fields = [line.split("#")[0].split() for line in lines]
    return {each[2]: each[3] for each in fields if len(each) == 4 and each[0] == "pypi" and "bench" not in each[1]}


class Pins(unittest.TestCase):
    def setUp(self) -> None:
        self.project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def test_exact_versions_agree(self) -> None:
        required = self.project["build-system"]["requires"] + self.project["project"]["dependencies"]
        exact = [each.split("==") for each in required if "==" in each]
        self.assertEqual(len(exact), 4)
        for name, version in exact:
            self.assertEqual(pinned()[name], version, name)

    def test_what_the_build_needs_is_exact(self) -> None:
        for each in self.project["build-system"]["requires"]:
            self.assertRegex(each, r"^[a-z-]+==[0-9.]+$")

    def test_lowest_versions_are_not_above_the_pins(self) -> None:
        ranges = [re.fullmatch(r"([a-z-]+)>=([0-9.]+)", each) for each in self.project["project"]["dependencies"]]
        for each in filter(None, ranges):
            pin = tuple(map(int, pinned()[each[1]].split(".")[:2]))
            self.assertLessEqual(tuple(map(int, each[2].split("."))), pin, each[1])


if __name__ == "__main__":
    unittest.main()
