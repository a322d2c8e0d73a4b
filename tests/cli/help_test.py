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

    def test_values_ranges_and_defaults_read_as_text(self) -> None:
        text = self.succeed("study", "--help").stdout
        self.assertRegex(text, r"Usage: lexicnn study MODEL IMAGES -o DIR \[OPTIONS\]\n")
        for line in (
            r"  --dtype f32\|f16 +how activations are stored \(default f32\)",
            r"  --tap activation\|linear +read after the nonlinearity, or before it \(default activation\)",
            r"  --batch N +images a call of the engine \(1 to .*; default 1\)",
            r"  --nulls R +random relabellings",
            r"  --classes GLOB… +read only the classes",
            r"  --bands X,Y,… +upper depth",
            r"  --threads N +worker threads; 0 = one per hardware thread \(0 to .*; default 0\)",
            r"  --overwrite +replace",
        ):
            self.assertRegex(text, line)
        self.assertIn("'--' ends", " ".join(text.split()))

    def test_no_help_shows_the_parsers_own_words(self) -> None:
        for command in ("", *COMMANDS):
            text = self.succeed(*filter(None, [command]), "--help").stdout
            for word in ("UINT", "FLOAT", "TEXT", "INT", "REQUIRED", "[]", ":{", " in [", "Excludes"):
                self.assertNotIn(word, text, command)
            self.assertNotIn("\n\n\n", text)
            for line in text.splitlines():
                self.assertLessEqual(len(line), 100)
                self.assertEqual(line, line.rstrip())

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

    def test_a_list_that_took_the_arguments_is_named_and_can_be_ended(self) -> None:
        self.wrong("--classes took 'a', 'b', 'm.onnx', 'images'; put '--' where its list ends",
                   "study", "--classes", "a", "b", "m.onnx", "images", "-o", self.folder / "s")
        self.fail_with("file-missing", "m.onnx", "study", "-o", self.folder / "s", "--classes", "a", "b", "--", "m.onnx", "images")
        self.fail_with("file-missing", "m.onnx", "study", "-o", self.folder / "s", "--classes", "a", "--classes", "b",
                       "--layers", "c", "--", "m.onnx", "images")
        self.fail_with("file-missing", "s.h5ad", "profile", "--bands", ".3,.6", "s.h5ad")

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
