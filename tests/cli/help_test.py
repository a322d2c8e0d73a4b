"""Help, version, and command lines that are wrong."""

import unittest

from program import ProgramTest, run

COMMANDS = ("layers", "extract", "merge", "score", "select", "profile", "embed", "describe", "evaluate", "report",
            "validate", "study")


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
        self.wrong("there is no command 'frobnicate' (commands: layers, extract, merge, score,", "frobnicate")
        self.wrong("there is no command 'scor'; did you mean 'score'?", "scor", "x.h5ad")
        self.wrong("there is no command ''", "")

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

    def test_numbers_out_of_their_range(self) -> None:
        score = ("score", "x.h5ad", "-o", "s.h5ad")
        report = ("report", "s.h5ad", "-o", "r.html")
        extract = ("extract", "m.onnx", "images", "-o", "a.h5ad")
        for flag, value, legal, command in (
            ("nulls", "seven", "a whole number, 0 to 1,000,000", score),
            ("nulls", "-1", "a whole number, 0 to 1,000,000", score),
            ("nulls", "1000001", "a whole number, 0 to 1,000,000", score),
            ("seed", "-1", "a whole number, 0 to 9,223,372,036,854,775,807", score),
            ("seed", "9223372036854775808", "a whole number, 0 to", score),
            ("threads", "-1", "a whole number, 0 to 4096", score),
            ("threads", "4097", "a whole number, 0 to 4096", score),
            ("top", "-1", "a whole number, 1 to 1000", report),
            ("top", "-1", "a whole number, 0 or more", ("describe", "s.h5ad", "dog")),
            ("images-each", "101", "a whole number, 0 to 100", report),
            ("thumbnail", "8", "a whole number, 16 to 512", report),
            ("max-size", "1kB", "a size, 1MB or more", report),
            ("batch", "0", "a whole number, 1 to 1024", extract),
            ("streams", "1025", "a whole number, 0 to 1024", extract),
            ("quantile", "1", "a number, 0 < q < 1", ("select", "s.h5ad")),
            ("fdr", "1", "a number, 0 < a < 1", ("select", "s.h5ad")),
            ("threshold", "-0.1", "a number, 0 <= t < 1", ("select", "s.h5ad")),
            ("bands", "0.5,1.5", "a number, 0 < depth <= 1", ("profile", "s.h5ad")),
        ):
            bad = value.split(",")[-1]
            self.wrong(f"--{flag}: '{bad}' is no value of {flag}: give {legal}", *command, f"--{flag}", value)

    def test_flags_that_exclude_each_other(self) -> None:
        self.wrong("excludes", "select", "s.h5ad", "--quantile", ".9", "--threshold", ".2")
        self.wrong("excludes", "select", "s.h5ad", "--fdr", ".1", "--threshold", ".2")
        self.wrong("excludes", "describe", "s.h5ad", "dog", "--feature", "a:1")

    def test_describe_needs_something_to_describe(self) -> None:
        self.wrong("name a CLASS", "describe", "s.h5ad")

    def test_an_error_is_one_line_without_usage(self) -> None:
        done = run("layers")
        self.assertEqual(len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
