"""Keyword arguments have the names and defaults of the C++ options, and their docstrings the meaning's range."""

import inspect
import unittest

import lexicnn
from lexicnn._load import core

FUNCTIONS = {
    "images": (lexicnn.extract, set()),
    "capture": (lexicnn.extract, set()),
    "extract": (lexicnn.extract, set()),
    "score": (lexicnn.score, set()),
    # The rule follows from which of the three is given.
    "select": (lexicnn.Scores.select, {"rule"}),
    "profile": (lexicnn.Scores.profile, set()),
    "describe": (lexicnn.Scores.describe, set()),
    # Of the embedding's methods only the full network's needs no scores.
    "embed": (lexicnn.sklearn.FullNetworkEmbedding, {"method", "derived"}),
    "report": (lexicnn.report, set()),
}


class Options(unittest.TestCase):
    def test_names_and_defaults(self) -> None:
        structs = core.option_structs()
        self.assertEqual(set(structs), set(FUNCTIONS))
        for stage, (function, left_out) in FUNCTIONS.items():
            parameters = inspect.signature(function).parameters
            for option in structs[stage]:
                if option["name"] in left_out:
                    self.assertNotIn(option["name"], parameters)
                    continue
                with self.subTest(stage=stage, option=option["name"]):
                    default = parameters[option["name"]].default
                    if stage == "select":
                        self.assertIsNone(default)
                    else:
                        self.assertEqual(default, option["default"])
                    self.assertIn(f"{option['name']}: ", function.__doc__)

    def test_ranges_are_in_the_docstrings(self) -> None:
        structs = core.option_structs()
        checked = 0
        for stage in ("score", "report"):
            text = " ".join(FUNCTIONS[stage][0].__doc__.split()).replace("1 MiB", "1MiB").replace("1 MB", "1MB")
            for option in structs[stage]:
                self.assertIn(option["range"], text, option["name"])
                checked += bool(option["range"])
        self.assertGreaterEqual(checked, 8)


if __name__ == "__main__":
    unittest.main()
