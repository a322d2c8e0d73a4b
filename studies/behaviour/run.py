"""How the layers of VGG16 behave on several image sets: runs lexicnn and writes README.md and its figures.

    python studies/behaviour/run.py [--work FOLDER] [--output FOLDER] [--program LEXICNN]

Activations are kept in the work folder and taken again where model and images are the same.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from image_sets import REPOSITORY, ImageSet, cache, image_sets, manifest
from report import write_report
from results import Results

RULES = {
    "quantile": ("--quantile", "0.99"),
    "fdr": ("--fdr", "0.05"),
    "threshold": ("--threshold", "0.25"),
}
LEAST_SETS = 3


class Study:
    def __init__(self, program: Path, work: Path) -> None:
        self.program = program
        self.work = work
        self.model = cache() / "vgg16.onnx"

    def run(self, *arguments: object) -> str:
        command = [str(self.program), *map(str, arguments)]
        print("+ lexicnn", *command[1:], file=sys.stderr)
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"study-behaviour: error: lexicnn {command[1]} failed (see above)")
        return done.stdout

    def file(self, image_set: ImageSet, kind: str) -> Path:
        return self.work / f"{image_set.name}.{kind}"

    def selection(self, image_set: ImageSet, rule: str) -> Path:
        """Scores selected by a rule, in its folder: profiles are called by the name of the file."""
        (self.work / rule).mkdir(exist_ok=True)
        return self.work / rule / f"{image_set.name}.h5ad"

    def extract(self, image_set: ImageSet) -> int:
        """Extracts the set unless that was done; gives the number of its images."""
        text = manifest(image_set)
        listed = self.file(image_set, "manifest.csv")
        activations = self.file(image_set, "activations.h5ad")
        stamp = self.file(image_set, "stamp")
        key = hashlib.sha256(self.model.read_bytes() + text.encode()).hexdigest()
        if not (activations.exists() and stamp.exists() and stamp.read_text() == key):
            listed.write_text(text, encoding="utf-8")
            self.run("extract", self.model, listed, "-o", activations, "--layers", "block*_conv*",
                     "--preprocess", "caffe", "--overwrite")
            stamp.write_text(key)
        return text.count("\n") - 1

    def profiles(self, sets: list[ImageSet], rule: str) -> dict:
        """The profiles of all sets side by side."""
        files = [self.selection(each, rule) for each in sets]
        return json.loads(self.run("profile", *files, "--json"))

    def results(self, sets: list[ImageSet]) -> Results:
        images = {}
        for each in sets:
            images[each.name] = self.extract(each)
            activations = self.file(each, "activations.h5ad")
            scores = self.file(each, "scores.h5ad")
            self.run("score", activations, "-o", scores, "--nulls", 200, "--bootstrap", 200,
                     "--overwrite")
            for rule, flags in RULES.items():
                self.run("select", scores, *flags, "-o", self.selection(each, rule),
                         "--overwrite")
            shuffled = self.selection(each, "shuffled")
            self.run("score", activations, "--by", "shuffled", "-o", shuffled, "--nulls", 200,
                     "--overwrite")
            self.run("select", shuffled)
        rules = {rule: self.profiles(sets, rule) for rule in RULES}
        return Results(sets, images, rules, self.profiles(sets, "shuffled"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=REPOSITORY / "build" / "behaviour",
                        help="where activations and scores are kept (default: build/behaviour)")
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parent,
                        help="where README.md and its figures are written (default: beside this)")
    parser.add_argument("--program", type=Path,
                        default=os.environ.get("LEXICNN_PROGRAM",
                                               REPOSITORY / "build" / "release" / "lexicnn"),
                        help="the lexicnn to run (default: $LEXICNN_PROGRAM, else "
                             "build/release/lexicnn)")
    arguments = parser.parse_args()
    sets = [each for each in image_sets() if each.root is not None]
    missing = [each.name for each in image_sets() if each.root is None]
    if len(sets) < LEAST_SETS:
        sys.exit(f"study-behaviour: error: {LEAST_SETS} image sets are needed, missing are "
                 f"{', '.join(missing)}: set LEXICNN_DATA to the folder of the photographs and run "
                 "make demo-images")
    if missing:
        print(f"study-behaviour: without {', '.join(missing)}, not found in $LEXICNN_DATA",
              file=sys.stderr)
    if not (cache() / "vgg16.onnx").exists():
        sys.exit("study-behaviour: error: there is no vgg16.onnx: run make models")
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.output.mkdir(parents=True, exist_ok=True)
    results = Study(Path(arguments.program), arguments.work).results(sets)
    write_report(results, arguments.output)
    print(arguments.output / "README.md")


if __name__ == "__main__":
    main()
