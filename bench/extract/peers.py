"""Ratios of `lexicnn extract` to what others take to capture VGG16's 13 convolutions on the same photographs.

peers.py LEXICNN VGG16.onnx FOLDER FNE_PYTHON THINGSVISION_PYTHON: 240 JPEG files of FOLDER, evenly spread. lexicnn is
timed as a whole command, from its start to the finished file; the peers without their start (peer_capture.py).
The contestants run in turn, the median counts; thingsvision, which needs a run of the network a layer, runs
once, on 48 of the files. First all three must capture the same numbers.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import anndata
import numpy as np

IMAGES, FEW, ROUNDS = 240, 48, 3
PEER = Path(__file__).with_name("peer_capture.py")


def spread(files: list[Path], count: int) -> list[Path]:
    return [files[i * len(files) // count] for i in range(count)]


class Contest:
    def __init__(self, program: str, model: str, work: Path):
        self.program, self.model, self.work = program, model, work

    def lexicnn(self, files: list[Path], *options: str) -> float:
        manifest = self.work / "images.csv"
        manifest.write_text("path,class\n" + "".join(f"{file},{file.parent.name}\n" for file in files))
        start = time.perf_counter()
        subprocess.run([self.program, "extract", self.model, manifest, "--layers", "block*_conv*", "--quiet",
                        "--overwrite", "-o", self.work / "ours.h5ad", *options], check=True)
        return time.perf_counter() - start

    def peer(self, name: str, python: str, files: list[Path]) -> float:
        listed = self.work / "images.txt"
        listed.write_text("".join(f"{file}\n" for file in files))
        clean = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
        done = subprocess.run([python, PEER, name, self.model, listed, self.work / f"{name}.npy"], check=True,
                              capture_output=True, text=True, env=clean)
        return float(done.stdout.rsplit("seconds", 1)[1])

    def differ(self, name: str) -> float:
        """The largest difference to a peer's features, relative to the largest of their layer."""
        ours = anndata.read_h5ad(self.work / "ours.h5ad")
        theirs = np.load(self.work / f"{name}.npy")
        worst = 0.0
        for layer in ours.var["layer"].unique():
            columns = (ours.var["layer"] == layer).to_numpy()
            scale = np.abs(ours.X[:, columns]).max()
            worst = max(worst, np.abs(ours.X[:, columns] - theirs[:, columns]).max() / scale)
        return worst


def main(program: str, model: str, folder: str, fne_python: str, thingsvision_python: str) -> None:
    found = sorted(Path(folder).rglob("*.jpg"))
    files, few = spread(found, IMAGES), spread(found, FEW)
    with tempfile.TemporaryDirectory() as work:
        contest = Contest(program, model, Path(work))
        slow = contest.peer("thingsvision", thingsvision_python, few)
        contest.peer("fne", fne_python, few)
        contest.lexicnn(few, "--tap", "linear")  # where the peers' hooks read
        for name in ("fne", "thingsvision"):
            worst = contest.differ(name)
            if worst > 1e-4:
                raise SystemExit(f"{name} captures other numbers: {worst:.1e} of the layer's largest")

        times = {name: [] for name in ("f32", "bf16", "fne")}
        for _ in range(ROUNDS):
            times["f32"].append(contest.lexicnn(files))
            times["bf16"].append(contest.lexicnn(files, "--precision", "bf16"))
            times["fne"].append(contest.peer("fne", fne_python, files))
    for name, taken in times.items():
        print(f"bench extract.seconds_{name} {median(taken):.4g} s")
    for precision in ("f32", "bf16"):
        ratio = median(theirs / ours for theirs, ours in zip(times["fne"], times[precision]))
        print(f"bench extract.vs_fne_{precision} {ratio:.4g} x")
    per_image = median(times["f32"]) / IMAGES
    print(f"bench extract.vs_thingsvision_f32 {slow / FEW / per_image:.4g} x")


if __name__ == "__main__":
    main(*sys.argv[1:])
