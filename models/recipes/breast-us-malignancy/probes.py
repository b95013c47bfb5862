"""What the networks lean on: held-out scans changed in one way each."""

from collections.abc import Callable

import torch
from scipy import ndimage

Change = Callable[[torch.Tensor], torch.Tensor]
BORDER = 0.2


def changes(mean: float) -> dict[str, Change]:
    """Name of each change -> function of pictures [scans, 1, size, size] in 0..1; hidden places get the mean grey."""
    return {
        "none": lambda scans: scans,
        "thin marks wiped out by a 5x5 median": without_thin_marks,
        "four callipers drawn in": with_callipers,
        "outer fifth hidden": lambda scans: scans.masked_fill(border_mask(scans.shape[-1]), mean),
        "only the outer fifth shown": lambda scans: scans.masked_fill(~border_mask(scans.shape[-1]), mean),
        "brighter: gamma 0.7": lambda scans: scans.pow(0.7),
        "darker: gamma 1.4": lambda scans: scans.pow(1.4),
    }


def border_mask(size: int) -> torch.Tensor:
    """bool [size, size], true in the outer fifth on each side"""
    width = round(size * BORDER)
    mask = torch.ones(size, size, dtype=torch.bool)
    mask[width:-width, width:-width] = False
    return mask


def without_thin_marks(scans: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(ndimage.median_filter(scans.numpy(), size=(1, 1, 5, 5)))


def with_callipers(scans: torch.Tensor) -> torch.Tensor:
    """White crosses of seven pixels left, right, above and below the centre."""
    marked, size = scans.clone(), scans.shape[-1]
    quarter = size // 4
    for row, column in ((size // 2, quarter), (size // 2, 3 * quarter), (quarter, size // 2), (3 * quarter, size // 2)):
        marked[:, :, row - 3 : row + 4, column] = 1
        marked[:, :, row, column - 3 : column + 4] = 1
    return marked
