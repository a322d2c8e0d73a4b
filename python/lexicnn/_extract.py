"""The network and extract stages: what can be tapped, and images into activations."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ._load import core
from ._score import ProgressCallback
from ._tables import label_column, to_anndata, to_frame
from .errors import InvalidInputError, NoImagesError

Patterns = str | Sequence[str]
StrPath = str | os.PathLike[str]


def layers(model: StrPath, *, layers: Patterns = (), tap: str = "activation") -> pd.DataFrame:
    """The layers of a network that can be tapped, in topological order.

    Args:
        model: ONNX, TensorFlow Lite, TensorFlow or OpenVINO IR.
        layers: patterns such as ``"block*_conv*"``; all but the classifier where none are given.
        tap: ``"activation"``, after the nonlinearity, or ``"linear"``, before it.

    Returns:
        A row a layer: ``layer_index``, ``depth``, ``operation``, ``features``, ``output_shape`` (-1 = dynamic),
        ``follows``, ``tap`` (the node read), ``tap_includes``, ``classifier``, and ``captured``: whether
        ``layers`` chooses it.

    Raises:
        FileMissingError, InvalidModelError: the model cannot be read.
        InvalidOptionError: a pattern that no layer matches.
    """
    return to_frame(core.layers(model, {"layers": layers, "tap": tap}))


def extract(
    model: StrPath,
    images: Any,
    *,
    labels: Any = None,
    classes: Patterns = (),
    preprocess: StrPath | None = None,
    fast_resize: bool = False,
    on_bad_image: str = "skip",
    layers: Patterns = (),
    tap: str = "activation",
    pool: str = "mean",
    precision: str = "f32",
    batch: int = 1,
    streams: int = 0,
    dtype: str = "f32",
    output: StrPath | None = None,
    overwrite: bool = False,
    threads: int = 0,
    progress: ProgressCallback | None = None,
) -> Any:
    """Runs images through a network: one number for each feature of its layers.

    The numbers are those of the command ``lexicnn extract``, whatever batch, streams and threads. Ctrl-C stops the
    work and leaves no file.

    Args:
        model: ONNX, TensorFlow Lite, TensorFlow or OpenVINO IR.
        images: a folder with a folder a class, a CSV or TSV manifest or a split file (docs/images.md); a list of
            paths of images; or a uint8 array (N, H, W, 3) of RGB pixels.
        labels: of a list or an array: a label an image, for the column ``class``.
        classes: of a folder or manifest: read only the classes whose names match, patterns such as ``"animal-*"``.
        preprocess: preset (imagenet, tf, caffe, lite, none) or JSON file; known for the models of `make models`.
        fast_resize: JPEG: shrink in the decoder first; faster for large photographs, other numbers.
        on_bad_image: ``"skip"`` goes on without a bad image, ``"fail"`` stops at the first.
        layers: capture only the layers whose names match; all but the classifier where none are given.
        tap: read after the nonlinearity (``"activation"``), or before it (``"linear"``).
        pool: how a channel's map becomes one number, ``"mean"`` or ``"max"``.
        precision: arithmetic of the engine, ``"f32"`` or ``"bf16"``.
        batch: images a call of the engine, 1 to 1024.
        streams: calls of the engine at once, 0 to 1024; 0 = one a thread.
        dtype: how activations are kept, ``"f32"`` or ``"f16"``.
        output: of a folder, manifest or list: write this ``.h5ad`` row by row and return it backed by the file, for
            more activations than memory holds. It is whole or absent.
        overwrite: replace an output that exists.
        threads: worker threads; 0 = one per hardware thread.
        progress: called as ``progress(stage, done, total)`` in this thread; what it raises stops the work.

    Returns:
        An ``anndata.AnnData``, images × features (docs/format.md); the ledger of all files, the bad ones too, is
        in ``uns["lexicnn"]["ledger"]``.

    Raises:
        FileMissingError, InvalidModelError: the model or the images cannot be read.
        NoImagesError: no usable image.
        InvalidImageError: a bad image, where ``on_bad_image`` is ``"fail"``.
        InvalidOptionError: an option out of its range, or a model whose ``preprocess`` is not known.
        OutputExistsError, OutputUnwritableError: of ``output``.
    """
    options = {
        "classes": classes,
        "preprocess": os.fspath(preprocess) if preprocess is not None else "",
        "fast_resize": fast_resize,
        "on_bad_image": on_bad_image,
        "layers": layers,
        "tap": tap,
        "pool": pool,
        "precision": precision,
        "batch": batch,
        "streams": streams,
        "dtype": dtype,
    }
    target = os.fspath(output) if output is not None else ""
    if isinstance(images, (str, os.PathLike)):
        if labels is not None:
            raise InvalidInputError("labels go with a list of paths or an array: a folder has its own")
        parts = core.extract_folder(model, images, options, target, overwrite, threads, progress)
    elif isinstance(images, np.ndarray):
        if target:
            raise InvalidInputError("output goes with a folder, a manifest or a list of paths, not with an array")
        parts = core.extract_array(model, _pixels(images), options, threads, progress)
    else:
        listed = _image_set([Path(path) for path in images], labels)
        parts = core.extract_files(model, listed, options, target, overwrite, threads, progress)
    if target:
        import anndata

        return anndata.read_h5ad(target, backed="r")
    data = to_anndata(parts)
    if isinstance(images, np.ndarray) and labels is not None:
        data.obs["class"] = _categories(labels, len(images))
    return data


def _pixels(images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if images.ndim != 4 or images.shape[-1] != 3 or images.dtype != np.uint8:
        raise InvalidInputError(
            f"the images are {images.dtype} of shape {images.shape}: give uint8 of shape (N, height, width, 3)"
        )
    return np.ascontiguousarray(images)


def _categories(labels: Any, count: int) -> pd.Categorical:
    kind, data = label_column("class", labels)[1:3]
    if kind != "categorical" or len(data[0]) != count:
        raise InvalidInputError(f"there are not {count} labels of text or whole numbers: give one an image")
    return pd.Categorical.from_codes(data[0], pd.Index(data[1], dtype=object))


def _image_set(paths: list[Path], labels: Any) -> dict[str, Any]:
    """The files under their common folder, by names that are unique."""
    if not paths:
        raise NoImagesError("the list holds no images")
    absolute = [Path(os.path.abspath(path)) for path in paths]
    root = Path(os.path.commonpath([path.parent for path in absolute]))
    texts = [""] * len(paths)
    if labels is not None:
        texts = ["" if text is np.nan else str(text) for text in _categories(labels, len(paths))]
    seen: Counter[str] = Counter()
    files = []
    for path, text in zip(absolute, texts, strict=True):
        relative = os.fsencode(path.relative_to(root)).replace(b"\\", b"\\\\")
        name = relative.decode("utf-8", "backslashreplace")
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name}#{seen[name]}"
        files.append((name, os.fsencode(path), [text] if labels is not None else []))
    return {"root": str(root), "label_columns": ["class"] if labels is not None else [], "files": files}
