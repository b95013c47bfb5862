"""Outlines: how a network's probabilities become one, and how well it fits."""

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional


def to_source_grid(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Bring a prediction back to the picture's own grid, bilinear, half-pixel centres. values: [h, w]."""
    source = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))[None, None]
    return functional.interpolate(source, size=(rows, columns), mode="bilinear", align_corners=False)[0, 0].numpy()


def largest_parts(mask: np.ndarray, count: int) -> np.ndarray:
    """Keep the `count` largest parts, pixels that touch at corners being one part. mask: bool [rows, columns]."""
    parts, found = ndimage.label(mask, structure=np.ones((3, 3)))
    if found <= count:
        return mask
    sizes = np.bincount(parts.ravel())[1:]
    return np.isin(parts, np.argsort(-sizes, kind="stable")[:count] + 1)


def filled(mask: np.ndarray) -> np.ndarray:
    """Fill what is enclosed."""
    return ndimage.binary_fill_holes(mask)


def dice(found: np.ndarray, wanted: np.ndarray, counts: np.ndarray | None = None) -> float:
    """2 |A and B| / (|A| + |B|), 1 when both are empty. All bool, of one shape; counts: where pixels count at all."""
    if counts is not None:
        found, wanted = found & counts, wanted & counts
    total = int(found.sum()) + int(wanted.sum())
    return 2 * int((found & wanted).sum()) / total if total else 1.0


def surface_distance_95(found: np.ndarray, wanted: np.ndarray) -> float:
    """95th percentile of the distances between both borders, in pixels; not a number when one is empty."""
    if not found.any() or not wanted.any():
        return float("nan")
    borders = [mask & ~ndimage.binary_erosion(mask, border_value=1) for mask in (found, wanted)]
    borders = [border if border.any() else mask for border, mask in zip(borders, (found, wanted), strict=True)]
    distances = [
        ndimage.distance_transform_edt(~other)[border]
        for border, other in ((borders[0], borders[1]), (borders[1], borders[0]))
    ]
    return float(np.percentile(np.concatenate(distances), 95))
