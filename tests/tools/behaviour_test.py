"""The study of behaviour: its verdicts follow their rules, its charts are SVG, its tables whole."""

import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

STUDY = Path(__file__).resolve().parents[2] / "studies" / "behaviour"
sys.path.insert(0, str(STUDY))

from image_sets import ImageSet, manifest  # noqa: E402
from line_chart import Series, line_chart  # noqa: E402
from report import write_report  # noqa: E402
from results import Results  # noqa: E402
from verdicts import judge  # noqa: E402


def row(name: str, excess: float = 0.1, both: float = 1.0, selected: float = 0.4,
        noise: float = 0.02) -> dict:
    shares = dict.fromkeys(("presence_share", "absence_share"), selected / 2)
    ends = {"excess_low": excess - 0.01, "excess_high": excess + 0.01, "threshold_low": None,
            "threshold_high": None}
    return {"name": name, "excess": excess, "both_share": both, "any_share": 1.0, "none_share": 0.0,
            "selected_share": selected, "noise_share": noise, "copy_share": 0.1, "mean_abs": 0.3,
            "null_mean_abs": 0.2, "threshold": 0.25, "classes_per_feature": [0, 1, 2], **shares,
            **ends}


TRENDS = ("excess", "selected_share", "none_share", "max_presence", "max_absence", "copy_share")


def results(low_excess: dict[str, float], *, p: float = 0.001, both: float = 1.0,
            noise: float = 0.02, selected: float = 0.4, meaningless: float = 0.01) -> Results:
    """Sets whose high layers have an excess of .1, and whose low and middle ones have this."""
    profiles, differences = [], []
    for name, low in low_excess.items():
        bands = [row("low", low), row("middle", low), row("high")]
        profiles.append({"name": name, "bands": bands,
                         "layers": [row("a", low), row("b")],
                         "all": row("all", 0.1, both, selected, noise),
                         "trends": [{"measure": each, "rho": 0.5, "low": None, "high": None}
                                    for each in TRENDS]})
        differences += [{"kind": "bands", "measure": "excess", "first": name, "second": "",
                         "row": f"{band} - high", "value": low - 0.1, "low": None, "high": None,
                         "p": p, "p_holm": p} for band in ("low", "middle")]
    compared = {"profiles": profiles, "differences": differences}
    noisy = {"profiles": [{"name": name, "all": row("all", 0, 0.05, meaningless)}
                          for name in low_excess]}
    sets = [ImageSet(name, "photographs", 20, None) for name in low_excess]
    return Results(sets, dict.fromkeys(low_excess, 100),
                   dict.fromkeys(("quantile", "fdr", "threshold"), compared), noisy)


class Verdicts(unittest.TestCase):
    def verdict(self, number: int, *arguments: object, **options: object) -> str:
        return judge(results(*arguments, **options))[number - 1].verdict

    def test_depth_matters_under_conditions(self) -> None:
        self.assertEqual(self.verdict(1, {"a": 0.05, "b": 0.1}), "confirmed")
        self.assertEqual(self.verdict(1, {"a": 0.05, "b": 0.2}), "confirmed")
        self.assertEqual(self.verdict(1, {"a": 0.05, "b": 0.06}), "differently")
        self.assertEqual(self.verdict(1, {"a": 0.095, "b": 0.1}), "not confirmed")
        self.assertEqual(self.verdict(1, {"a": 0.05, "b": 0.2}, p=0.06), "not confirmed")

    def test_features_serve_both_ways(self) -> None:
        for both, verdict in ((0.995, "confirmed"), (0.95, "differently"), (0.8, "not confirmed")):
            self.assertEqual(self.verdict(2, {"a": 0.1}, both=both), verdict)

    def test_features_include_noise(self) -> None:
        self.assertEqual(self.verdict(3, {"a": 0.1}), "confirmed")
        self.assertEqual(self.verdict(3, {"a": 0.1}, selected=0.95), "not confirmed")

    def test_the_threshold_discards_it(self) -> None:
        self.assertEqual(self.verdict(4, {"a": 0.1}), "confirmed")
        self.assertEqual(self.verdict(4, {"a": 0.1}, noise=0.2), "differently")
        self.assertEqual(self.verdict(4, {"a": 0.1}, noise=0.2, meaningless=0.1), "not confirmed")


class Report(unittest.TestCase):
    def test_charts_are_svg(self) -> None:
        text = line_chart("a < b", ["x", "y"], [Series("one", [0.1, 0.2], [0.0, 0.1], [0.2, 0.3]),
                                                Series("two", [0.3, 0.0], dashed=True)])
        chart = ElementTree.fromstring(text)
        self.assertEqual(len(chart.findall("{*}polyline")), 2)
        self.assertEqual(len(chart.findall("{*}polygon")), 1)

    def test_every_place_is_filled(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_report(results({"a": 0.05, "b": 0.2}), Path(folder))
            text = (Path(folder) / "README.md").read_text(encoding="utf-8")
            for name in ("excess", "presence", "copies"):
                self.assertIn(f"({name}.svg)", text)
                self.assertTrue((Path(folder) / f"{name}.svg").exists())
        self.assertNotIn("{{", text)
        self.assertIn("| a | photographs | 2 | 100 (at most 20 a class) |", text)

    def test_the_manifest_takes_the_first_images_of_each_class(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("b/2.png", "b/1.png", "b/3.png", "a/1.png"):
                path = Path(folder) / name
                path.parent.mkdir(exist_ok=True)
                path.touch()
            lines = manifest(ImageSet("s", "", 2, Path(folder))).splitlines()
        self.assertEqual(lines[0], "path,class,shuffled")
        self.assertEqual([Path(line.split(",")[0]).name for line in lines[1:]],
                         ["1.png", "1.png", "2.png"])
        self.assertEqual(sorted(line.split(",")[1] for line in lines[1:]),
                         sorted(line.split(",")[2] for line in lines[1:]))


if __name__ == "__main__":
    unittest.main()
