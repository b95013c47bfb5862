"""How a grey film becomes the tensor a network sees.

The product does the same in TypeScript, so nothing may be added here alone: percentile range at the source's
resolution, squash with an anti-aliased triangle filter, then one fixed mean and standard deviation.
"""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

LOW_PERCENTILE = 0.5
HIGH_PERCENTILE = 99.5


def read_grey(path: Path) -> np.ndarray:
    """Decode a picture to grey. Returns float64 [rows, columns] in 0..255."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"), dtype=np.float64)


def to_unit_range(grey: np.ndarray, low: float = LOW_PERCENTILE, high: float = HIGH_PERCENTILE) -> np.ndarray:
    """Map the percentiles `low` and `high` of the whole picture to 0 and 1 and clip.

    grey: float64 [rows, columns], any range. Percentiles interpolate linearly between ranks (numpy's default,
    Hyndman and Fan type 7). A picture without contrast becomes all zeros. Returns float64 [rows, columns] in 0..1.
    """
    bottom, top = np.percentile(grey, [low, high])
    if top <= bottom:
        return np.zeros_like(grey)
    return np.clip((grey - bottom) / (top - bottom), 0.0, 1.0)


def squash(unit: np.ndarray, size: int) -> np.ndarray:
    """Resize to a square whatever the aspect ratio, with a triangle filter widened when shrinking.

    Half-pixel centres, weights renormalised at the edges: Pillow's BILINEAR on mode F, computed in float32.
    unit: [rows, columns]. Returns float32 [size, size].
    """
    source = torch.from_numpy(np.ascontiguousarray(unit, dtype=np.float32))[None, None]
    resized = functional.interpolate(source, size=(size, size), mode="bilinear", antialias=True, align_corners=False)
    return resized[0, 0].numpy()


def prepare(grey: np.ndarray, size: int) -> np.ndarray:
    """Percentile range, then squash: everything but the normalisation. Returns float32 [size, size] in 0..1."""
    return squash(to_unit_range(grey), size)


def prepare_files(paths: list[Path], size: int, cache: Path) -> np.ndarray:
    """Prepare pictures once and keep them in `cache` (.npy). Returns float32 [pictures, size, size] in 0..1."""
    if cache.exists():
        prepared = np.load(cache)
        if prepared.shape == (len(paths), size, size):
            return prepared
    prepared = np.stack([prepare(read_grey(path), size) for path in paths])
    partial = cache.with_suffix(".partial.npy")
    np.save(partial, prepared)
    partial.replace(cache)
    return prepared


def mean_and_deviation(prepared: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation over every value of the training set, rounded to four decimals."""
    return round(float(prepared.mean(dtype=np.float64)), 4), round(float(prepared.std(dtype=np.float64)), 4)


def normalise(prepared: np.ndarray | torch.Tensor, mean: float, deviation: float):
    """(x - mean) / deviation, elementwise, any shape."""
    return (prepared - mean) / deviation


def normalise_channels(unit: torch.Tensor, mean: list[float], deviation: list[float]) -> torch.Tensor:
    """(x - mean) / deviation for each colour. unit: [batch, channels, rows, columns] in 0..1"""
    return (unit - torch.tensor(mean)[:, None, None]) / torch.tensor(deviation)[:, None, None]
