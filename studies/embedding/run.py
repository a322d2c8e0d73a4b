"""How good representations of images are, from few training images on: runs lexicnn and writes README.md.

    python studies/embedding/run.py [--work FOLDER] [--output FOLDER] [--program LEXICNN]

Activations are kept in the work folder and taken again where model and images are the same.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from evaluation_sets import MOST_SHOTS, SHOTS, EvaluationSet, evaluation_sets, images_of, large_classes, manifest
from tables import REPRESENTATIONS, SetResult, write_report

from image_sets import REPOSITORY, cache

REPEATS = 20


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
            sys.exit(f"study-embedding: error: lexicnn {command[1]} failed (see above)")
        return done.stdout

    def extract(self, image_set: EvaluationSet) -> Path:
        """The activations of the set, extracted unless that was done."""
        text = manifest(image_set)
        listed, activations, stamp = (self.work / f"{image_set.name}.{kind}"
                                      for kind in ("manifest.csv", "activations.h5ad", "stamp"))
        key = hashlib.sha256(self.model.read_bytes() + text.encode()).hexdigest()
        if not (activations.exists() and stamp.exists() and stamp.read_text() == key):
            listed.write_text(text, encoding="utf-8")
            self.run("extract", self.model, listed, "-o", activations, "--layers", "block*_conv*",
                     "--preprocess", "caffe", "--overwrite")
            stamp.write_text(key)
        return activations

    def evaluate(self, activations: Path, column: str, shots: list[int]) -> dict:
        return json.loads(self.run("evaluate", activations, "--by", column, "--shots", ",".join(map(str, shots)),
                                   "--repeats", REPEATS, "--representation", *REPRESENTATIONS, "--json"))

    def result(self, image_set: EvaluationSet) -> SetResult:
        activations = self.extract(image_set)
        images = images_of(image_set)
        out = SetResult(image_set.name, image_set.what, sum(map(len, images.values())), len(images),
                        len(large_classes(images)))
        out.add(self.evaluate(activations, "class", [each for each in SHOTS if each < MOST_SHOTS]))
        out.add(self.evaluate(activations, "large", [MOST_SHOTS]))
        return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, default=REPOSITORY / "build" / "embedding",
                        help="where activations are kept (default: build/embedding)")
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parent,
                        help="where README.md is written (default: beside this)")
    parser.add_argument("--program", type=Path,
                        default=os.environ.get("LEXICNN_PROGRAM", REPOSITORY / "build" / "release" / "lexicnn"),
                        help="the lexicnn to run (default: $LEXICNN_PROGRAM, else build/release/lexicnn)")
    arguments = parser.parse_args()
    missing = [each.name for each in evaluation_sets() if each.root is None]
    if missing:
        sys.exit(f"study-embedding: error: all image sets are needed, missing are {', '.join(missing)}: set "
                 "LEXICNN_DATA to the folder of the photographs and run make demo-images")
    if not (cache() / "vgg16.onnx").exists():
        sys.exit("study-embedding: error: there is no vgg16.onnx: run make models")
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.output.mkdir(parents=True, exist_ok=True)
    study = Study(Path(arguments.program), arguments.work)
    write_report([study.result(each) for each in evaluation_sets()], arguments.output)
    print(arguments.output / "README.md")


if __name__ == "__main__":
    main()
