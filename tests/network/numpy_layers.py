"""Layers as NumPy computes them in double, channels last."""

import numpy as np


def same_windows(x, kernel, stride):
    """[rows, columns, kernel, kernel, channels] of an image [H, W, C], padded as TensorFlow's SAME."""
    out = [-(-side // stride) for side in x.shape[:2]]
    extra = [max((o - 1) * stride + kernel - side, 0) for o, side in zip(out, x.shape[:2])]
    x = np.pad(x, [(e // 2, e - e // 2) for e in extra] + [(0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(0, 1))
    return np.moveaxis(windows[::stride, ::stride][: out[0], : out[1]], 2, -1)


def conv(x, weights, stride=1):
    """`weights` [kernel, kernel, in, out]."""
    return np.einsum("hwijc,ijco->hwo", same_windows(x, weights.shape[0], stride), weights)


def depthwise(x, weights, stride=1):
    """`weights` [kernel, kernel, channels]."""
    return np.einsum("hwijc,ijc->hwc", same_windows(x, weights.shape[0], stride), weights)


def relu6(x):
    return np.clip(x, 0, 6)


def swish(x):
    return x / (1 + np.exp(-x))


def mean(x):
    return x.mean(axis=(0, 1))
