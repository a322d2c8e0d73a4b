"""A report of photographs: its numbers are those of the files."""

from __future__ import annotations

import os
import unittest
from pathlib import Path

from report_numbers import ReportTest
from report_page import Page

DATA = Path(os.environ.get("LEXICNN_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
CACHE = Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")
TEN = ("Leopards", "dalmatian", "elephant", "flamingo", "hawksbill", "airplanes", "electric_guitar", "grand_piano",
       "revolver", "sunflower")


class OfPhotographs(ReportTest):
    @unittest.skipUnless((DATA / "caltech61").is_dir() and (CACHE / "efficientnet-lite0.onnx").exists(),
                         "the photographs of caltech61 or the default network are not there")
    def test_ten_classes_of_caltech(self) -> None:
        a, s, e, page = (self.folder / name for name in ("a.h5ad", "s.h5ad", "e.h5ad", "r.html"))
        self.succeed("extract", CACHE / "efficientnet-lite0.onnx", DATA / "caltech61", "--classes", *TEN, "--layers",
                     "*expand_conv", "-o", a)
        self.succeed("score", a, "-o", s)
        self.succeed("select", s)
        self.succeed("embed", a, "-o", e)
        self.succeed("report", s, "--activations", a, "--embedding", e, "-o", page)
        read = Page(page)
        self.assertEqual(len(read.core["classes"]), 10)
        self.compare(read, a, s)
        self.compare_map(read, e)
        self.assertGreater(read.core["images"]["shown"], 100)


if __name__ == "__main__":
    unittest.main()
