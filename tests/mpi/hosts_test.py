"""extract and score on two hosts: the values of one process, and named errors when a rank of another host is lost."""

from __future__ import annotations

import subprocess
import time
import unittest

from ranks import ENVIRONMENT, PROGRAM, ExtractTest, RanksTest, ScoreTest, errors, kill_rank
from two_hosts import NotPermitted, TwoHosts


class OnTwoHosts(RanksTest):
    def setUp(self) -> None:
        super().setUp()
        try:
            self.hosts = TwoHosts()
        except NotPermitted as reason:
            self.skipTest(str(reason))
        self.addCleanup(self.hosts.close)

    def start(self, ranks: tuple[int, int], *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(self.hosts.mpirun(*ranks, PROGRAM, *arguments), text=True, env=ENVIRONMENT,
                                   stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        return process

    def succeed_on_hosts(self, ranks: tuple[int, int], *arguments: object) -> None:
        process = self.start(ranks, *arguments)
        _, stderr = process.communicate(timeout=240)
        self.assertEqual(process.returncode, 0, stderr)


class Score(OnTwoHosts, ScoreTest):
    def test_every_layer_is_that_of_one_process(self) -> None:
        options = ("--nulls", 20, "--panel", "--feature-null", "--bootstrap", 5)
        self.succeed("score", self.matrix, "-o", self.whole, *options)
        for ranks in ((1, 1), (2, 1), (2, 2)):
            with self.subTest(ranks=ranks):
                output = self.folder / "hosts.h5ad"
                self.succeed_on_hosts(ranks, "score", self.matrix, "-o", output, "--overwrite", *options)
                self.same(output, self.whole)


class Extract(OnTwoHosts, ExtractTest):
    def test_the_file_is_that_of_one_process(self) -> None:
        for ranks in ((1, 1), (2, 1), (2, 2)):
            with self.subTest(ranks=ranks):
                self.succeed_on_hosts(ranks, *self.extract(self.output, "--overwrite"))
                self.same(self.output, self.whole)
                self.assertEqual(self.left(), ["a.h5ad"])

    def kill_on(self, host: int) -> list[str]:
        """The errors of a run of two ranks a host, one of which is killed on this host."""
        process = self.start((2, 2), *self.extract(self.output, "--resume"))
        process.stderr.readline()
        kill_rank(2 * host + 1, self.output)
        started = time.monotonic()
        _, stderr = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - started, 30)
        self.assertNotEqual(process.returncode, 0)
        # mpirun does not wait for the other host's.
        deadline = time.monotonic() + 30
        while self.hosts.processes(1):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        return errors(stderr)

    def test_a_rank_of_either_host_is_killed_and_one_process_goes_on(self) -> None:
        for host in (0, 1):
            with self.subTest(host=host):
                told = self.kill_on(host)
                lost = f"lexicnn: error: rank-lost: rank {2 * host + 1} of 4 has died"
                self.assertEqual(sum(lost in line for line in told), 1, told)
                self.assertFalse(self.output.exists())
        self.succeed(*self.extract(self.output, "--resume"))
        self.same(self.output, self.whole)
        self.assertEqual(self.left(), ["a.h5ad"])


if __name__ == "__main__":
    unittest.main()
