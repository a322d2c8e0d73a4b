"""The image sets of the study: where they are, and which images of each are taken."""

import csv
import io
import os
import random
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class ImageSet:
    name: str
    what: str
    images_a_class: int  # the first ones by name: extraction takes 0.15 to 0.3 s an image
    root: Path | None  # None where it is not on this machine


def cache() -> Path:
    return Path(os.environ.get("LEXICNN_CACHE") or Path.home() / ".cache" / "lexicnn")


def photographs(name: str) -> Path | None:
    """A folder of $LEXICNN_DATA, or of ../shared/data."""
    places = [REPOSITORY.parent / "shared" / "data"]
    if os.environ.get("LEXICNN_DATA"):
        places.insert(0, Path(os.environ["LEXICNN_DATA"]))
    return next((place / name for place in places if (place / name).is_dir()), None)


def image_sets() -> list[ImageSet]:
    emoji = cache() / "emoji"
    return [
        ImageSet("imagenette", "photographs of 10 of the classes that the network was trained on",
                 50, photographs("imagenette224-val")),
        ImageSet("caltech61", "photographs of 61 kinds of objects and animals", 20,
                 photographs("caltech61")),
        ImageSet("clothing10", "photographs of 10 kinds of clothing", 50,
                 photographs("clothing10")),
        ImageSet("emoji", "drawings: coloured emoji of 33 subgroups", 26,
                 emoji if emoji.is_dir() else None),
    ]


def manifest(image_set: ImageSet) -> str:
    """The images taken as CSV, with the classes once more in random order: labels that mean nothing."""
    rows = []
    for folder in sorted(each for each in image_set.root.iterdir() if each.is_dir()):
        files = sorted(each for each in folder.rglob("*") if each.is_file())
        rows += [(str(file), folder.name) for file in files[: image_set.images_a_class]]
    shuffled = [name for _, name in rows]
    random.Random(1).shuffle(shuffled)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("path", "class", "shuffled"))
    writer.writerows((path, name, other) for (path, name), other in zip(rows, shuffled, strict=True))
    return text.getvalue()
