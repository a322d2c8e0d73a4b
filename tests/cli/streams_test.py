"""Closed and full streams, signals and crashes: the run's status and files stay right."""

import os
import signal
import subprocess
import time
import unittest
from pathlib import Path

import numpy as np

from program import PROGRAM, ProgramTest


class Endings(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        matrix = np.random.default_rng(3).normal(size=(12, 4)).astype(np.float32)
        np.save(self.folder / "x.npy", matrix)
        (self.folder / "y.csv").write_text("class\n" + "a\nb\nc\n" * 4)
        self.scores = self.folder / "s.h5ad"
        self.succeed(*self.score(self.scores))

    def score(self, output: Path) -> tuple[object, ...]:
        return ("score", self.folder / "x.npy", "--labels", self.folder / "y.csv", "-o", output)

    def status(self, redirection: str, *arguments: object) -> int:
        """Of the program run by a shell, with streams redirected or closed."""
        words = " ".join(f"'{a}'" for a in arguments)
        return subprocess.run(["bash", "-c", f"'{PROGRAM}' {words} {redirection}"], check=False,
                              capture_output=True, timeout=60).returncode

    def test_closed_stderr(self) -> None:
        for closed in ("2>&-", "<&- 2>&-", "2>/dev/full"):
            with self.subTest(closed):
                self.assertEqual(self.status(closed, *self.score(self.folder / "t.h5ad"), "--overwrite"), 0)
                self.assertEqual((self.folder / "t.h5ad").read_bytes()[:4], b"\x89HDF")
                self.assertEqual(self.status(closed, "profile", self.folder / "absent.h5ad"), 1)
                self.assertEqual(self.status(closed, "frobnicate"), 2)

    def test_closed_streams_never_become_an_output(self) -> None:
        target = self.folder / "t.h5ad"
        self.assertEqual(self.status("<&- >&- 2>&-", *self.score(target)), 0)
        self.succeed("validate", target)

    def test_closed_stdout_is_told(self) -> None:
        self.assertEqual(self.status(">&-", "profile", self.scores), 1)
        self.assertEqual(self.status(">&-", "select", self.scores), 0)

    def start(self, *command: object) -> "subprocess.Popen[bytes]":
        """A run that does not end by itself: it waits for a file that nobody writes."""
        os.mkfifo(self.folder / "fifo")
        if not command:
            command = ("score", self.folder / "x.npy", "--labels", self.folder / "fifo", "-o", self.folder / "t.h5ad")
        process = subprocess.Popen([PROGRAM, *command], stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        time.sleep(0.5)
        return process

    def test_a_signal_that_is_not_heeded_ends_the_run(self) -> None:
        process = self.start()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 128 + signal.SIGTERM)

    def test_a_second_signal_ends_the_run_at_once(self) -> None:
        process = self.start()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 128 + signal.SIGINT)

    def test_a_crash_is_one_line(self) -> None:
        process = self.start()
        process.send_signal(signal.SIGSEGV)
        self.assertEqual(process.wait(timeout=60), 1)
        lines = process.stderr.read().splitlines()
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith(b"lexicnn: error: unexpected: the program crashed"))

    def test_a_crash_within_hdf5_names_the_file(self) -> None:
        process = self.start("profile", self.folder / "fifo")
        process.send_signal(signal.SIGSEGV)
        self.assertEqual(process.wait(timeout=60), 1)
        self.assertIn(b"invalid-file: cannot read '%s/fifo'" % os.fsencode(self.folder), process.stderr.read())


if __name__ == "__main__":
    unittest.main()
