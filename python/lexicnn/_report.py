"""The report stage."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ._load import core
from ._matrix import _SPARSE_BYTES, source_of
from ._score import ProgressCallback, read_scores
from ._scores import Scores
from ._tables import Table, from_frame, plain
from .errors import FileMissingError, InvalidInputError

StrPath = str | os.PathLike[str]


def report(
    scores: Scores | StrPath,
    output: StrPath,
    *,
    activations: Any = None,
    images: StrPath | None = None,
    embedding: Any = None,
    evaluations: Sequence[StrPath] = (),
    top: int = 8,
    images_each: int = 6,
    thumbnail: int = 96,
    details: int = 1000,
    map_images: int = 5000,
    max_size: int | str = 25_000_000,
    overwrite: bool = False,
    threads: int = 0,
    progress: ProgressCallback | None = None,
) -> Path:
    """Writes the run as one HTML file that opens offline, and returns its path.

    Args:
        scores: the scores, or their file.
        output: the file to write; whole or absent.
        activations: what was scored, for the images: the AnnData that :func:`lexicnn.extract` gave, or its file.
        images: root of the image files; by default where the activations say.
        embedding: vectors of the images to draw a map of: an AnnData, of the digits that ``lexicnn embed`` writes or any
            other, or its file. Columns count by ``var["weight"]`` where there is one.
        evaluations: files of what ``lexicnn evaluate --json`` printed.
        top: statements a class, by presence and by absence, 1 to 1000.
        images_each: images that fire most, and least, a statement, 0 to 100.
        thumbnail: longer side of the images shown, pixels, 16 to 512.
        details: features with histograms and distributions, 0 to 100,000.
        map_images: images of the map, drawn by class, 2 to 50,000.
        max_size: largest size of the file: bytes, or text such as ``"25MB"``; 1 MB or more.
        overwrite: replace an output that exists.
        threads: worker threads; 0 = one per hardware thread.
        progress: called as ``progress(stage, done, total)``.

    Raises:
        InvalidInputError: the activations do not belong to the scores.
        InvalidFileError: an evaluation is none.
        FileMissingError: a file that is named does not exist.
        InvalidOptionError: an option out of its range.
        OutputExistsError, OutputUnwritableError: of ``output``.
    """
    made = scores if isinstance(scores, Scores) else read_scores(scores)
    source = obs = facts = None
    if isinstance(activations, (str, os.PathLike)):
        source = core.open_matrix(activations, _SPARSE_BYTES)
        obs, facts = source.obs(), source.uns().get("lexicnn")
    elif activations is not None:
        source = source_of(activations.X)
        obs, facts = from_frame(activations.obs), plain(dict(activations.uns)).get("lexicnn")
    if source is not None and not isinstance(facts, dict):
        raise InvalidInputError("the activations are not lexicnn's: give those that extract made")
    root = images if images is not None else (facts or {}).get("images_root", "")
    vectors, map_obs, map_source = _map_of(embedding)
    told = [(Path(each).name, _text_of(each)) for each in evaluations]
    options = {
        "top": top,
        "images_each": images_each,
        "thumbnail": thumbnail,
        "details": details,
        "map_images": map_images,
        "max_size": max_size,
    }
    made_of = (source, obs, facts, root, vectors, map_obs, map_source, told)
    core.report(made._selection(), output, overwrite, *made_of, options, threads, progress)
    return Path(output)


def _map_of(embedding: Any) -> tuple[Any, Table | None, str]:
    """The vectors of an embedding, its obs, and what it is called."""
    if embedding is None:
        return None, None, ""
    name = "embedding"
    if isinstance(embedding, (str, os.PathLike)):
        from anndata import read_h5ad

        name = Path(embedding).name
        if not Path(embedding).is_file():
            raise FileMissingError(f"'{embedding}' does not exist or cannot be read")
        embedding = read_h5ad(embedding)
    values = embedding.X.toarray() if hasattr(embedding.X, "toarray") else np.asarray(embedding.X)
    vectors = values.astype(np.float32)
    if "weight" in embedding.var:
        vectors *= embedding.var["weight"].to_numpy(dtype=np.float32)
    return np.ascontiguousarray(vectors), from_frame(embedding.obs), name


def _text_of(path: StrPath) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileMissingError(f"'{path}' does not exist or cannot be read") from error
