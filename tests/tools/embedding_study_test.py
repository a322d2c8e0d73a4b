"""The study of embeddings: its verdict follows its rule, its tables are whole, its manifests are the sets."""

import sys
import tempfile
import unittest
from pathlib import Path

STUDY = Path(__file__).resolve().parents[2] / "studies" / "embedding"
sys.path.insert(0, str(STUDY))

from evaluation_sets import EvaluationSet, manifest  # noqa: E402
from tables import (  # noqa: E402
    ALL, AWARE, BEST, FULL, LAST, REPRESENTATIONS, SELECTED, SetResult, judge, verdict_text, write_report)

OTHERS = {ALL: 0.5, SELECTED: 0.6}


def result(name: str, by_shots: dict[str, dict[str, float]], half: float = 0.02) -> SetResult:
    out = SetResult(name, "photographs", 100, 10, 8)
    evaluations, differences = [], []
    for shots, accuracy in by_shots.items():
        accuracy = {**OTHERS, **accuracy}
        evaluations += [{"representation": each, "shots": shots, "accuracy": accuracy[each],
                         "accuracy_high": accuracy[each] + 0.01} for each in REPRESENTATIONS]
        differences += [{"first": first, "second": second, "shots": shots,
                         "difference": accuracy[first] - accuracy[second],
                         "difference_low": accuracy[first] - accuracy[second] - half,
                         "difference_high": accuracy[first] - accuracy[second] + half, "p": 0.5}
                        for place, first in enumerate(REPRESENTATIONS) for second in REPRESENTATIONS[place + 1:]]
    out.add({"evaluations": evaluations, "differences": differences})
    return out


def accuracies(last: float, best: float, full: float, aware: float) -> dict[str, float]:
    return {LAST: last, BEST: best, FULL: full, AWARE: aware}


class Verdicts(unittest.TestCase):
    def test_reached_where_it_is_as_good_everywhere_and_better_on_average(self) -> None:
        verdict = judge([result("a", {"1": accuracies(0.7, 0.7, 0.5, 0.7), "5": accuracies(0.7, 0.6, 0.8, 0.85)})])
        self.assertEqual((verdict.cells, verdict.as_good, verdict.worse), (2, 2, []))
        self.assertTrue(verdict.reached)

    def test_not_reached_where_one_cell_is_worse(self) -> None:
        for half, clearly in ((0.005, 1), (0.02, 0)):
            verdict = judge([result("a", {"1": accuracies(0.7, 0.7, 0.5, 0.69), "5": accuracies(0.7, 0.6, 0.8, 0.9)}, half)])
            self.assertEqual((verdict.as_good, verdict.clearly_worse), (1, clearly))
            self.assertFalse(verdict.reached)
            self.assertIn("a, 1 shot: -1.0 (", verdict.worse[0])

    def test_not_reached_where_it_is_only_equal(self) -> None:
        self.assertFalse(judge([result("a", {"1": accuracies(0.7, 0.6, 0.5, 0.7)})]).reached)

    def test_the_text_says_so(self) -> None:
        self.assertTrue(verdict_text([result("a", {"1": accuracies(0.7, 0.7, 0.5, 0.6)})]).startswith("**Not reached.**"))
        self.assertTrue(verdict_text([result("a", {"1": accuracies(0.5, 0.6, 0.5, 0.7)})]).startswith("**Reached.**"))


class Report(unittest.TestCase):
    def test_every_place_is_filled(self) -> None:
        cells = {shots: accuracies(0.7, 0.71, 0.5, 0.72) for shots in ("1", "2", "5", "25")}
        with tempfile.TemporaryDirectory() as folder:
            write_report([result("a", cells), result("b", cells)], Path(folder))
            text = (Path(folder) / "README.md").read_text(encoding="utf-8")
        self.assertNotIn("{{", text)
        self.assertIn("| a | noise-aware | **72.0** ± 1.0 |", text)
        self.assertIn("| b | 25 | +2.0 (+0.0 to +4.0; p .5000) | +1.0 (-1.0 to +3.0; p .5000) | +22.0 (", text)

    def test_the_manifest_names_large_classes_again(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, count in (("large", 26), ("small", 25), ("other", 30)):
                (Path(folder) / name).mkdir()
                for number in range(count):
                    (Path(folder) / name / f"{number:02}.png").touch()
            lines = manifest(EvaluationSet("s", "", Path(folder), ("large", "small"))).splitlines()
        self.assertEqual(lines[0], "path,class,large")
        self.assertEqual(sum(line.endswith(",large,large") for line in lines), 26)
        self.assertEqual(sum(line.endswith(",small,") for line in lines), 25)
        self.assertEqual(len(lines), 52)


if __name__ == "__main__":
    unittest.main()
