"""Ctrl-C and callbacks stop the work; nothing that looks whole is left."""

import os
import signal
import subprocess
import sys
import unittest

import lexicnn
from support import FolderTest, matrix, write_images, write_model, write_preprocessing

SCORE = """
import numpy as np, lexicnn
values = np.random.default_rng(1).random((20_000, 400), dtype=np.float32)
tell = lambda stage, done, total: print(done, flush=True)
lexicnn.score(values, np.arange(20_000) % 50, nulls=2_000, progress=tell).write(PATH)
"""
EXTRACT = """
import lexicnn
tell = lambda stage, done, total: print(done, flush=True)
lexicnn.extract(MODEL, [PHOTO] * 20_000, preprocess=PREPARE, output=PATH, progress=tell)
"""


class Stopped(FolderTest):
    def interrupt(self, source: str) -> None:
        """Sends Ctrl-C once the work goes on: KeyboardInterrupt within seconds, no output."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            [sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as child:
            self.assertTrue(child.stdout.readline().strip().isdigit())
            child.send_signal(signal.SIGINT)
            _, errors = child.communicate(timeout=60)
        self.assertIn("KeyboardInterrupt", errors.splitlines()[-1])
        self.assertEqual(child.returncode, -signal.SIGINT)

    def test_score(self) -> None:
        target = self.folder / "out" / "scores.h5ad"
        target.parent.mkdir()
        self.interrupt(SCORE.replace("PATH", repr(str(target))))
        self.assertEqual(list(target.parent.iterdir()), [])

    def test_extract(self) -> None:
        model = write_model(self.folder / "tiny.onnx")
        prepare = write_preprocessing(self.folder / "prepare.json")
        write_images(self.folder / "images")
        target = self.folder / "out" / "activations.h5ad"
        target.parent.mkdir()
        source = EXTRACT.replace("PATH", repr(str(target))).replace("MODEL", repr(str(model)))
        source = source.replace("PREPARE", repr(str(prepare))).replace("PHOTO", repr(str(self.folder / "images/cat/00.png")))
        self.interrupt(source)
        self.assertEqual(list(target.parent.iterdir()), [])

    def test_what_progress_raises_stops_the_work(self) -> None:
        class Enough(Exception):
            pass

        def stop(stage: str, done: int, total: int) -> None:
            self.assertEqual((stage, total), ("score", 200))
            raise Enough

        values, labels = matrix(5_000, 200)
        with self.assertRaises(Enough):
            lexicnn.score(values, labels, nulls=10_000, progress=stop)

    def test_progress_ends_with_the_whole(self) -> None:
        seen = []
        lexicnn.score(*matrix(), nulls=2, progress=lambda *now: seen.append(now))
        self.assertEqual(seen[-1], ("score", 20, 20))


if __name__ == "__main__":
    unittest.main()
