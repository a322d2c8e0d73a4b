"""Activations, a taxonomy and scores that the tests of the lexicon's graph share."""

from __future__ import annotations

from pathlib import Path

import anndata
import numpy as np
import pandas as pd

# entity > animal > {mammal, pet} > {dog, cat}; whales are mammals only, so that dogs have two parents.
SYNSETS = {
    "n1": "entity", "n2": "animal,beast", "n3": "mammal", "n4": "pet", "n5": "dog,hound", "n6": "cat",
    "n7": "whale", "n8": "goldfish", "n9": "car",
}
HYPERNYMS = [("n2", "n1"), ("n3", "n2"), ("n4", "n2"), ("n5", "n3"), ("n5", "n4"), ("n6", "n3"), ("n6", "n4"),
             ("n7", "n3"), ("n8", "n4"), ("n9", "n1")]
CLASSES = {"dog": "n5", "tabby": "n6", "whale": "n7", "goldfish": "n8", "car": "n9"}
ABOVE = {"animal": ("dog", "tabby", "whale", "goldfish"), "mammal": ("dog", "tabby", "whale"),
         "pet": ("dog", "tabby", "goldfish")}


def write_taxonomy(folder: Path, hypernyms: list[tuple[str, str]] = HYPERNYMS) -> Path:
    folder.mkdir(exist_ok=True)
    synsets = "".join(f"{key}\t{words}\n" for key, words in SYNSETS.items())
    (folder / "synsets.tsv").write_text("wnid\tlemmas\n" + synsets)
    links = "".join(f"{child}\t{parent}\n" for child, parent in hypernyms)
    (folder / "hypernyms.tsv").write_text("child\tparent\n" + links)
    return folder


def write_wnids(path: Path) -> Path:
    path.write_text("class\twordnet30\n" + "".join(f"{name}\t{key}\n" for name, key in CLASSES.items()))
    return path


def activations(each: int = 20, seed: int = 4) -> anndata.AnnData:
    """Two layers of features, many zeros and ties, in which some features follow the taxonomy."""
    random = np.random.default_rng(seed)
    classes = np.repeat(list(CLASSES), each)
    x = np.round(np.maximum(random.normal(size=(len(classes), 24)), 0), 1)
    for feature, members in enumerate((ABOVE["animal"], ABOVE["mammal"], ABOVE["pet"], ("dog",), ("car",))):
        x[np.isin(classes, members), feature] += 2
        x[np.isin(classes, members), 12 + feature] += 1
    layers = ["low"] * 12 + ["high"] * 12
    channels = [*range(12), *range(12)]
    var = pd.DataFrame({"layer": layers, "channel": channels},
                       index=[f"{layer}:{channel}" for layer, channel in zip(layers, channels)])
    obs = pd.DataFrame({"class": classes}, index=[f"image{i}" for i in range(len(classes))])
    return anndata.AnnData(x.astype(np.float32), obs, var)
