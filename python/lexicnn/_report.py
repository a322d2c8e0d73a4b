"""The report stage."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ._load import core
from ._matrix import _SPARSE_BYTES, source_of
from ._score import ProgressCallback, read_scores
from ._scores import Scores
from ._tables import from_frame, plain
from .errors import InvalidInputError

StrPath = str | os.PathLike[str]


def report(
    scores: Scores | StrPath,
    output: StrPath,
    *,
    activations: Any = None,
    images: StrPath | None = None,
    top: int = 8,
    images_each: int = 6,
    thumbnail: int = 96,
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
        top: statements a class, by presence and by absence, 1 to 1000.
        images_each: images that fire most, and least, a statement, 0 to 100.
        thumbnail: longer side of the images shown, pixels, 16 to 512.
        max_size: largest size of the file: bytes, or text such as ``"25MB"``; 1 MB or more.
        overwrite: replace an output that exists.
        threads: worker threads; 0 = one per hardware thread.
        progress: called as ``progress(stage, done, total)``.

    Raises:
        InvalidInputError: the activations do not belong to the scores.
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
    options = {"top": top, "images_each": images_each, "thumbnail": thumbnail, "max_size": max_size}
    core.report(
        made._selection(), output, overwrite, source, obs, facts, root, options, threads, progress
    )
    return Path(output)
