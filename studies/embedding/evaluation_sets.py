"""The image sets of the study: which images and classes of each are taken."""

import csv
import io
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "behaviour"))

from image_sets import cache, photographs  # noqa: E402

SHOTS = (1, 2, 5, 25)
MOST_SHOTS = max(SHOTS)

CALTECH = ("Leopards", "airplanes", "dalmatian", "electric_guitar", "elephant", "flamingo", "grand_piano",
           "hawksbill", "revolver", "sunflower")


@dataclass(frozen=True)
class EvaluationSet:
    name: str
    what: str
    root: Path | None  # None where it is not on this machine
    classes: tuple[str, ...] = ()  # none: all


def evaluation_sets() -> list[EvaluationSet]:
    emoji = cache() / "emoji"
    return [
        EvaluationSet("caltech10", "photographs of ten kinds of objects and animals", photographs("caltech61"),
                      CALTECH),
        EvaluationSet("imagenette", "photographs of ten of the classes that the network was trained on",
                      photographs("imagenette224-val")),
        EvaluationSet("clothing10", "photographs of ten kinds of clothing", photographs("clothing10")),
        EvaluationSet("emoji", "drawings: coloured emoji in 33 subgroups", emoji if emoji.is_dir() else None),
    ]


def images_of(image_set: EvaluationSet) -> dict[str, list[Path]]:
    folders = sorted(each for each in image_set.root.iterdir()
                     if each.is_dir() and (not image_set.classes or each.name in image_set.classes))
    return {folder.name: sorted(each for each in folder.rglob("*") if each.is_file()) for folder in folders}


def large_classes(images: dict[str, list[Path]]) -> list[str]:
    """Those with enough images for the most shots and one to test."""
    return [name for name, files in images.items() if len(files) > MOST_SHOTS]


def manifest(image_set: EvaluationSet) -> str:
    """The images as CSV; the column `large` has the class again, where it has enough images for the most shots."""
    images = images_of(image_set)
    large = set(large_classes(images))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("path", "class", "large"))
    for name, files in images.items():
        writer.writerows((str(file), name, name if name in large else "") for file in files)
    return text.getvalue()
