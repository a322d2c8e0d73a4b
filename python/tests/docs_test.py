"""The page's quickstart prints what it says, the notebooks run, and the API reference can be made."""

import re
import subprocess
import sys
import unittest
from importlib.util import find_spec
from pathlib import Path

from support import CACHE, FolderTest, run_python

ROOT = Path(__file__).resolve().parents[2]
NEEDS_CACHE = {"network-and-images", "few-labels"}


class Page(unittest.TestCase):
    def test_quickstart_and_scikit_learn_run_as_shown(self) -> None:
        page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```", page, re.M | re.S)
        (shown,) = re.findall(r"^```text\n(.*?)^```", page, re.M | re.S)
        self.assertEqual(len(blocks), 3)
        self.assertEqual(run_python(blocks[0]).stdout, shown)
        run_python(blocks[0] + blocks[2])


@unittest.skipUnless(find_spec("nbclient"), "nbclient is not installed here")
class Notebooks(unittest.TestCase):
    def test_all_run(self) -> None:
        import nbformat
        from nbclient import NotebookClient

        notebooks = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
        self.assertEqual(len(notebooks), 3)
        there = (CACHE / "efficientnet-lite0.onnx").is_file() and (CACHE / "emoji").is_dir()
        for path in notebooks:
            with self.subTest(path.name):
                if path.stem in NEEDS_CACHE and not there:
                    self.skipTest("the default network and images are not in the cache (make models demo-images)")
                notebook = nbformat.read(path, as_version=4)
                nbformat.validate(notebook)
                NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
                printed = [output for cell in notebook.cells for output in cell.get("outputs", [])]
                self.assertGreater(len(printed), 5)
                self.assertNotIn("stderr", [output.get("name") for output in printed])


@unittest.skipUnless(find_spec("sphinx"), "Sphinx is not installed here")
class Reference(FolderTest):
    def test_is_made_without_a_warning(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ROOT / "docs" / "python", self.folder / "html"],
            check=True, capture_output=True, text=True,
        )
        text = (self.folder / "html" / "index.html").read_text(encoding="utf-8")
        for name in ("lexicnn.score", "lexicnn.sklearn.KSSelector", "lexicnn.errors.OneClassError"):
            self.assertIn(f'id="{name}"', text)


if __name__ == "__main__":
    unittest.main()
