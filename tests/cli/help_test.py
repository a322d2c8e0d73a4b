"""Help, version, and command lines that are wrong."""

import unittest

from program import ProgramTest, run

COMMANDS = ("layers", "extract", "score", "select", "profile", "describe", "report", "validate", "study")


class Help(ProgramTest):
    def test_every_command_has_help(self) -> None:
        for command in COMMANDS:
            for flag in ("--help", "-h"):
                done = self.succeed(command, flag)
                self.assertIn("Usage: lexicnn " + command, done.stdout)
                self.assertEqual(done.stderr, "")

    def test_the_program_lists_its_commands(self) -> None:
        done = self.succeed("--help")
        for command in COMMANDS:
            self.assertIn(f"  {command} ", done.stdout)

    def test_version(self) -> None:
        self.assertRegex(self.succeed("--version").stdout, r"^lexicnn \d+\.\d+\.\d+\n$")


class WrongCommandLine(ProgramTest):
    def wrong(self, part: str, *arguments: object) -> None:
        self.fail_with("command-line", part, *arguments, status=2)

    def test_no_command(self) -> None:
        self.wrong("subcommand is required")

    def test_unknown_command(self) -> None:
        self.wrong("--help", "frobnicate")

    def test_unknown_flag(self) -> None:
        self.wrong("--frobnicate", "layers", "x.onnx", "--frobnicate")

    def test_missing_argument(self) -> None:
        self.wrong("model is required", "layers")
        self.wrong("--output is required", "score", "x.h5ad")

    def test_values_that_cannot_be(self) -> None:
        self.wrong("'relu' is no value of tap: give activation|linear", "layers", "x.onnx", "--tap", "relu")
        self.wrong("25 bananas' is not a number of bytes", "report", "s.h5ad", "-o", "r.html", "--max-size", "25 bananas")
        self.wrong("seven", "score", "x.h5ad", "-o", "s.h5ad", "--nulls", "seven")
        self.wrong("-1", "score", "x.h5ad", "-o", "s.h5ad", "--threads", "-1")

    def test_flags_that_exclude_each_other(self) -> None:
        self.wrong("excludes", "select", "s.h5ad", "--quantile", ".9", "--threshold", ".2")
        self.wrong("excludes", "describe", "s.h5ad", "dog", "--feature", "a:1")

    def test_describe_needs_something_to_describe(self) -> None:
        self.wrong("name a CLASS", "describe", "s.h5ad")

    def test_an_error_is_one_line_without_usage(self) -> None:
        done = run("layers")
        self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
