"""The package as it is installed: its program, its stub, its types, and what it says where a library is missing."""

import os
import shutil
import subprocess
import sys
import unittest
from importlib.util import find_spec
from pathlib import Path

import lexicnn
from support import PROGRAM, FolderTest, run_program, run_python

PACKAGE = Path(lexicnn.__file__).parent


class Program(unittest.TestCase):
    def module(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "lexicnn", *arguments], capture_output=True, text=True, check=False)

    def test_module_is_the_program(self) -> None:
        self.assertEqual(self.module("--version").stdout, run_program("--version").stdout)
        self.assertEqual(self.module("--version").stdout, f"lexicnn {lexicnn.__version__}\n")
        self.assertEqual(self.module("score", "--help").stdout, run_program("score", "--help").stdout)
        wrong = self.module("no-such-command")
        self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
        self.assertIn("there is no command 'no-such-command'", wrong.stderr)

    def test_entry_point_loads_nothing_of_the_stages(self) -> None:
        loaded = run_python("import lexicnn.__main__, sys; print('numpy' in sys.modules, 'lexicnn._core' in sys.modules)")
        self.assertEqual(loaded.stdout, "False False\n")


class Names(unittest.TestCase):
    def test_all_names_are_there(self) -> None:
        for name in lexicnn.__all__:
            self.assertIsNotNone(getattr(lexicnn, name), name)
        self.assertEqual(dir(lexicnn), sorted(lexicnn.__all__))
        with self.assertRaises(AttributeError):
            lexicnn.no_such_name  # noqa: B018

    def test_it_says_that_it_is_typed(self) -> None:
        self.assertTrue((PACKAGE / "py.typed").is_file())


@unittest.skipUnless(find_spec("nanobind"), "nanobind is not installed here")
class Stub(FolderTest):
    def test_is_fresh(self) -> None:
        made = self.folder / "_core.pyi"
        subprocess.run(
            [sys.executable, "-m", "nanobind.stubgen", "-q", "-m", "lexicnn._core", "-o", made], check=True
        )
        self.assertEqual(made.read_text(), (PACKAGE / "_core.pyi").read_text(), "make it anew: make python-stub")


class MissingLibrary(FolderTest):
    """A copy of the package whose module asks for a library that no system has."""

    def message(self, library: bytes, other: bytes) -> str:
        copy = self.folder / "lexicnn"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("bin", "__pycache__"))
        (module,) = copy.glob("_core*.so")
        content = module.read_bytes()
        self.assertIn(library, content)
        module.unlink()
        module.write_bytes(content.replace(library, other))
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        done = subprocess.run(
            [sys.executable, "-c", "import lexicnn; lexicnn.score"], env=environment, capture_output=True, text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 1)
        return done.stderr.splitlines()[-1]

    def test_of_the_system_names_debians_packages(self) -> None:
        message = self.message(b"libvips.so.42", b"libvips.so.99")
        self.assertTrue(message.startswith("ImportError: libvips.so.99: cannot open shared object file"), message)
        self.assertIn("apt-get install libhdf5-103-1 libvips42 libjpeg62-turbo liblinear4 libfmt9 libssl3", message)

    def test_of_openvino_names_the_package(self) -> None:
        content = next(PACKAGE.glob("_core*.so")).read_bytes()
        start = content.index(b"libopenvino.so.")
        library = content[start : content.index(b"\0", start)]
        message = self.message(library, library[:-1] + b"X")
        self.assertIn("the Python package openvino", message)


if __name__ == "__main__":
    unittest.main()
