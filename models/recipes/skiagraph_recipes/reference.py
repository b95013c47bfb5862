"""Prepared tensors of synthetic pictures at fixed places (`preparation.json`), to test another implementation against."""

from collections.abc import Callable

import numpy as np
import torch

from .preparation import HIGH_PERCENTILE, LOW_PERCENTILE, normalise, normalise_channels, prepare, squash

FORMULA = "value[slice, channel, r, c] = floor((a*r + b*c + k*((r*c) % 17) + 29*slice + 53*channel) % 256)"
PICTURES = (
    {"rows": 224, "columns": 224, "a": 1, "b": 2, "k": 3},
    {"rows": 300, "columns": 180, "a": 0.75, "b": 0.5, "k": 6},
    {"rows": 61, "columns": 97, "a": 2.5, "b": 1.25, "k": 5},
)


def synthetic(rows: int, columns: int, a: float, b: float, k: float, slices: int = 1, channels: int = 1) -> np.ndarray:
    """Pictures that any language recomputes exactly, see FORMULA. Returns float64 [slices, channels, rows, columns] of
    whole numbers in 0..255."""
    s, h, r, c = np.ogrid[:slices, :channels, :rows, :columns]
    return np.floor((a * r + b * c + k * ((r * c) % 17) + 29 * s + 53 * h) % 256)


def synthetic_grey(rows: int, columns: int, a: float, b: float, k: float) -> np.ndarray:
    """float64 [rows, columns]: the first slice and channel of `synthetic`"""
    return synthetic(rows, columns, a, b, k)[0, 0]


def _reference(pictures: tuple[dict, ...], size: list[int], prepared: Callable[[dict], np.ndarray], **said) -> dict:
    cases = []
    for picture in pictures:
        tensor = prepared(picture).astype(np.float32).ravel()
        corners = {0, 1, size[-1] - 1, size[-1], tensor.size - size[-1], tensor.size - 1}
        indices = sorted(corners | {(7919 * i) % tensor.size for i in range(1, 36)})
        values = [float(tensor[index]) for index in indices]
        cases.append({**picture, "indices": indices, "values": values, "sum": float(tensor.sum(dtype=np.float64))})
    return {"formula": FORMULA, "size": size, **said, "cases": cases}


def reference_preparations(size: int, mean: float, deviation: float) -> dict:
    """Films, squashed after their percentiles went to 0 and 1."""
    return _reference(
        PICTURES,
        [size, size],
        lambda picture: normalise(prepare(synthetic_grey(**picture), size), mean, deviation),
        percentiles=[LOW_PERCENTILE, HIGH_PERCENTILE],
        normalisation={"mean": [mean], "std": [deviation]},
    )


def reference_crops(size: int, mean: float, deviation: float) -> dict:
    """Squares of `size` around a click [row, column], edge values beyond the border, least value 0 and greatest 1."""
    clicks = ([112, 112], [20, 170], [60, 0])

    def prepared(picture: dict) -> np.ndarray:
        grey = synthetic_grey(**{name: picture[name] for name in PICTURES[0]})
        places = [
            np.clip(np.arange(size) + at - size // 2, 0, length - 1)
            for at, length in zip(picture["click"], grey.shape, strict=True)
        ]
        inside = [slice(max(0, at - size // 2), at - size // 2 + size) for at in picture["click"]]
        seen = grey[inside[0], inside[1]]
        return normalise((grey[np.ix_(*places)] - seen.min()) / (seen.max() - seen.min()), mean, deviation)

    pictures = tuple({**picture, "click": click} for picture, click in zip(PICTURES, clicks, strict=True))
    return _reference(pictures, [size, size], prepared, normalisation={"mean": [mean], "std": [deviation]})


def reference_colours(size: int, mean: list[float], deviation: list[float]) -> dict:
    """Colour pictures, squashed, 255 becoming 1."""

    def prepared(picture: dict) -> np.ndarray:
        colour = np.stack([squash(channel / 255, size) for channel in synthetic(**picture, channels=3)[0]])
        return normalise_channels(torch.from_numpy(colour), mean, deviation).numpy()

    return _reference(PICTURES, [size, size], prepared, normalisation={"mean": mean, "std": deviation})


def reference_sequences(side: int) -> dict:
    """Masks, 1 where the formula gives 128 or more, brought to planes of `side` by the nearest voxel."""
    pictures = tuple({**picture, "slices": slices} for picture, slices in zip(PICTURES, (side, 5, 12), strict=True))

    def prepared(picture: dict) -> np.ndarray:
        mask = torch.from_numpy((synthetic(**picture)[:, 0] >= 128).astype(np.float32))
        return torch.nn.functional.interpolate(mask[:, None], size=(side, side), mode="nearest-exact").numpy()

    return _reference(pictures, [side, side], prepared, mask=128)
