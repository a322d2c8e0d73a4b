"""The pins are well formed and complete, and the set-up says what is wrong or missing."""

import re
import subprocess
import tempfile
import unittest
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "setup"
GROUPS = {
    "debian": {"build", "demo", "test", "python", "extended", "mpi"},
    "pypi": {"build", "demo", "test", "python", "extended", "models", "data"},
    "npm": {"build", "demo", "test", "extended"},
}
# Each has a virtual environment of its own.
PEERS = {"bench", "bench-fne", "bench-thingsvision"}
GROUPS["pypi"] |= PEERS


def pins() -> list[list[str]]:
    lines = (SETUP / "dependencies.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("#")[0].split() for line in lines if line.split("#")[0].strip()]


def bash(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", "-c", script],
        cwd=ROOT,
        env=environment or None,
        capture_output=True,
        text=True,
    )


class Pins(unittest.TestCase):
    def test_every_line_is_registry_group_package_version_and_purpose(self):
        for line in (SETUP / "dependencies.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                with self.subTest(line):
                    fields, _, purpose = line.partition("#")
                    registry, group, _package, _version = fields.split()
                    self.assertIn(group, GROUPS[registry])
                    self.assertTrue(purpose.strip())

    def test_no_package_is_pinned_twice(self):
        names = [(registry, package, group if group in PEERS else "") for registry, group, package, _ in pins()]
        self.assertEqual(sorted(set(names)), sorted(names))

    def test_python_packages_have_the_pinned_versions(self):
        for registry, group, package, version in pins():
            if registry == "pypi" and group in ("build", "demo", "test"):
                with self.subTest(package):
                    self.assertEqual(metadata.version(package), version)


class Script(unittest.TestCase):
    def test_unknown_group(self):
        result = bash("setup/setup.sh build nonsense")
        self.assertEqual(result.returncode, 2)
        self.assertIn("unknown group 'nonsense'", result.stderr)

    def test_no_group(self):
        result = bash("setup/setup.sh")
        self.assertEqual(result.returncode, 2)
        self.assertIn("usage: setup/setup.sh GROUP", result.stderr)

    def test_retry_gives_up_after_three_times(self):
        result = bash(
            "source setup/common.sh; sleep() { :; }; n=0; again() { n=$((n + 1)); return 1; };"
            " retry again; echo $? after $n"
        )
        self.assertEqual(result.stdout.splitlines()[-1], "1 after 3")


class OtherLinux(unittest.TestCase):
    """Where the system is not Debian 12 the script lists what is missing and installs nothing."""

    SOURCE = (
        "set -euo pipefail; dependencies_file=setup/dependencies.txt;"
        " for part in common other_linux python; do source setup/$part.sh; done; "
    )

    def test_names_what_is_missing(self):
        with tempfile.TemporaryDirectory() as folder:
            for tool in ("awk", "sort", "head"):
                (Path(folder) / tool).symlink_to(f"/usr/bin/{tool}")
            script = self.SOURCE + "find_python() { return 1; }; check_other_linux build demo"
            result = bash(script, PATH=folder)
        self.assertEqual(result.returncode, 1, result.stderr)
        for line in (
            "CMake 3.25 or newer (Debian: cmake)",
            "Python 3.11 or newer with venv and ensurepip (Debian: python3-venv)",
            "HDF5, development files (Debian: libhdf5-dev)",
            "OpenSSL, development files (Debian: libssl-dev)",
            "then run again: setup/setup.sh build demo",
        ):
            self.assertIn(line, result.stderr)
        self.assertNotIn("Chromium", result.stderr)

    def test_goes_on_where_nothing_is_missing(self):
        script = "is_there() { return 0; }; check_other_linux build test; echo on"
        result = bash(self.SOURCE + script)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "on\n", ""))

    def test_knows_every_debian_package(self):
        table = (SETUP / "other_linux.sh").read_text(encoding="utf-8")
        for registry, group, package, _ in pins():
            # Part of any system, or of what is listed as one thing with another package.
            if registry == "debian" and package not in ("ca-certificates", "python3"):
                with self.subTest(package):
                    name = re.escape(package)
                    self.assertRegex(table, rf"(?m)^{group} .*\| ([^|]* )?{name}( |$)")


if __name__ == "__main__":
    unittest.main()
