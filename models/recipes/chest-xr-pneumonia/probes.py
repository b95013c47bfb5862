"""What the networks lean on: held-out films changed in one way each."""

from collections.abc import Callable

import torch
from torch.nn import functional

Change = Callable[[torch.Tensor], torch.Tensor]
BORDER = 0.1


def border_mask(size: int) -> torch.Tensor:
    """bool [size, size], true in the outer tenth on each side"""
    width = round(size * BORDER)
    mask = torch.ones(size, size, dtype=torch.bool)
    mask[width:-width, width:-width] = False
    return mask


def changes(mean: float) -> dict[str, Change]:
    """Name of each change -> function of pictures [films, 1, size, size] in 0..1; hidden places get the mean grey."""
    return {
        "none": lambda films: films,
        "outer tenth hidden": lambda films: films.masked_fill(border_mask(films.shape[-1]), mean),
        "only the outer tenth shown": lambda films: films.masked_fill(~border_mask(films.shape[-1]), mean),
        "left and right exchanged": lambda films: films.flip(3),
        "blurred with a 3x3 mean": lambda films: functional.avg_pool2d(
            functional.pad(films, (1, 1, 1, 1), mode="replicate"), 3, stride=1
        ),
        "brighter: gamma 0.7": lambda films: films.pow(0.7),
        "darker: gamma 1.4": lambda films: films.pow(1.4),
        "a tenth wider": lambda films: stretched(films, 1.1),
        "a tenth taller": lambda films: stretched(films, 1 / 1.1),
    }


def stretched(films: torch.Tensor, factor: float) -> torch.Tensor:
    """Widen (factor above 1) or heighten about the centre and crop to the same size."""
    across, down = (1 / factor, 1.0) if factor > 1 else (1.0, factor)
    matrix = torch.tensor([[across, 0.0, 0.0], [0.0, down, 0.0]]).expand(len(films), 2, 3)
    grid = functional.affine_grid(matrix, list(films.shape), align_corners=False)
    return functional.grid_sample(films, grid, mode="bilinear", padding_mode="border", align_corners=False)
