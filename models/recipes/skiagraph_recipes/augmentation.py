"""Random changes of training pictures, on whole batches, before normalisation.

Every function takes and returns float32 [batch, 1, rows, columns] in 0..1 and draws from the given generator only,
so that a resumed training sees the same pictures.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

NODES = 6
"""Nodes a side of the coarse grid by which pictures are bent."""


@dataclass(frozen=True)
class Augmentation:
    """Greatest strengths; each picture draws uniformly between none and these.

    rotation and shear in degrees, shift as a part of the side, scale and stretch, gamma and contrast as factors
    (drawn on a logarithmic scale), brightness and noise in units of the 0..1 range, sharpness as the weight of the
    difference to a blurred copy, erase as a part of the side, bend in half sides at the nodes of a coarse grid,
    probabilities in 0..1.
    """

    rotation: float = 10.0
    shear: float = 5.0
    shift: float = 0.06
    scale: float = 1.12
    stretch: float = 1.12
    gamma: float = 1.35
    contrast: float = 1.25
    brightness: float = 0.1
    sharpness: float = 0.8
    noise: float = 0.03
    erase: float = 0.25
    erase_probability: float = 0.3
    mirror_probability: float = 0.0
    bend: float = 0.0

    def __call__(self, pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        pictures = random_affine(pictures, self, generator)
        pictures = random_sharpness(pictures, self.sharpness, generator)
        pictures = random_intensity(pictures, self, generator)
        return random_erase(pictures, self.erase, self.erase_probability, generator)


def _uniform(count: int, limit: float, generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(count, generator=generator) * 2 - 1) * limit


def random_affine(pictures: torch.Tensor, limits: Augmentation, generator: torch.Generator) -> torch.Tensor:
    """Rotate, shear, shift, scale, stretch one axis against the other, mirror, and bend; edges are repeated outwards.

    The stretch is there because squashing leaves a trace of the film's aspect ratio in the shape of the chest.
    """
    grid = affine_grid(list(pictures.shape), limits, generator)
    return functional.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)


def affine_grid(shape: list[int], limits: Augmentation, generator: torch.Generator) -> torch.Tensor:
    """The sampling grid [batch, rows, columns, 2] of a random change of place, for pictures and their masks alike: affine,
    and bent between the nodes of a coarse grid (after Simard et al., ICDAR 2003)."""
    count = shape[0]
    angle = _uniform(count, math.radians(limits.rotation), generator)
    shear = torch.tan(_uniform(count, math.radians(limits.shear), generator))
    scale = torch.exp(_uniform(count, math.log(limits.scale), generator))
    stretch = torch.exp(_uniform(count, math.log(limits.stretch), generator) / 2)
    side = torch.where(torch.rand(count, generator=generator) < limits.mirror_probability, -1.0, 1.0)
    horizontal, vertical = side * scale * stretch, scale / stretch
    cosine, sine = torch.cos(angle), torch.sin(angle)
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0] = horizontal * cosine
    matrix[:, 0, 1] = horizontal * (shear * cosine - sine)
    matrix[:, 1, 0] = vertical * sine
    matrix[:, 1, 1] = vertical * (shear * sine + cosine)
    matrix[:, 0, 2] = _uniform(count, 2 * limits.shift, generator)
    matrix[:, 1, 2] = _uniform(count, 2 * limits.shift, generator)
    grid = functional.affine_grid(matrix, shape, align_corners=False)
    if limits.bend == 0:
        return grid
    nodes = (torch.rand(count, 2, NODES, NODES, generator=generator) * 2 - 1) * limits.bend
    bend = functional.interpolate(nodes, shape[2:], mode="bicubic", align_corners=False)
    return grid + bend.permute(0, 2, 3, 1)


def random_sharpness(pictures: torch.Tensor, limit: float, generator: torch.Generator) -> torch.Tensor:
    """Blur or sharpen with a 3x3 mean: films come from sources of very different resolution."""
    weight = _uniform(len(pictures), limit, generator)[:, None, None, None]
    blurred = functional.avg_pool2d(functional.pad(pictures, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    return (pictures + weight * (pictures - blurred)).clamp_(0, 1)


def random_intensity(pictures: torch.Tensor, limits: Augmentation, generator: torch.Generator) -> torch.Tensor:
    """Gamma, contrast about the middle grey, brightness and white noise; the result is clipped to 0..1."""
    count = len(pictures)
    gamma = torch.exp(_uniform(count, math.log(limits.gamma), generator))[:, None, None, None]
    contrast = torch.exp(_uniform(count, math.log(limits.contrast), generator))[:, None, None, None]
    brightness = _uniform(count, limits.brightness, generator)[:, None, None, None]
    deviation = (torch.rand(count, generator=generator) * limits.noise)[:, None, None, None]
    noise = torch.randn(pictures.shape, generator=generator) * deviation
    changed = pictures.clamp(min=1e-4).pow(gamma)
    return ((changed - 0.5) * contrast + 0.5 + brightness + noise).clamp_(0, 1)


def random_erase(
    pictures: torch.Tensor, largest: float, probability: float, generator: torch.Generator
) -> torch.Tensor:
    """Fill one random rectangle with a random grey (Zhong et al., Random Erasing, AAAI 2020)."""
    count, _, rows, columns = pictures.shape
    draw = torch.rand(count, 6, generator=generator)
    erased = pictures.clone()
    for picture, (chance, height, width, top, left, grey) in zip(erased, draw.tolist(), strict=True):
        if chance < probability:
            tall, wide = int(rows * largest * height), int(columns * largest * width)
            first_row, first_column = int((rows - tall) * top), int((columns - wide) * left)
            picture[:, first_row : first_row + tall, first_column : first_column + wide] = grey
    return erased


def random_colour(pictures: torch.Tensor, limits: Augmentation, generator: torch.Generator) -> torch.Tensor:
    """Stain and lamp: a gamma, a contrast and a brightness for each colour, a third of their limits, on top of those
    shared by all three, and white noise. pictures: [batch, 3, rows, columns] in 0..1. Returns the same in 0..1."""
    count = len(pictures)

    def drawn(limit: float) -> torch.Tensor:
        shared, own = _uniform(count, limit, generator)[:, None], _uniform(count * 3, limit / 3, generator)
        return (shared + own.reshape(count, 3))[:, :, None, None]

    gamma, contrast = torch.exp(drawn(math.log(limits.gamma))), torch.exp(drawn(math.log(limits.contrast)))
    noise = torch.rand(count, generator=generator)[:, None, None, None] * limits.noise
    changed = pictures.clamp(min=1e-4).pow(gamma)
    changed = (changed - 0.5) * contrast + 0.5 + drawn(limits.brightness)
    return (changed + torch.randn(pictures.shape, generator=generator) * noise).clamp_(0, 1)


def mixed(
    pictures: torch.Tensor, targets: torch.Tensor, strength: float, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Lay another picture of the batch over each, and mix their targets alike (Zhang et al., mixup, ICLR 2018).

    strength: greatest part of the other picture, drawn evenly from none. targets: [batch, labels], probabilities.
    """
    part = torch.rand(len(pictures), generator=generator) * strength
    other = torch.randperm(len(pictures), generator=generator)
    over = part[:, None, None, None]
    return (
        pictures * (1 - over) + pictures[other] * over,
        targets * (1 - part[:, None]) + targets[other] * part[:, None],
    )


def random_patches(
    pictures: list[np.ndarray], cases: torch.Tensor, side: int, generator: torch.Generator
) -> torch.Tensor:
    """One square of each picture, mirrored and turned by right angles at random.

    pictures: uint8 [rows, columns] each, sides at least `side`. Returns float32 [cases, 1, side, side] in 0..1.
    """
    patches = []
    for case, (down, across, mirror, turn) in zip(
        cases.tolist(), torch.rand(len(cases), 4, generator=generator).tolist(), strict=True
    ):
        picture = pictures[case]
        top, left = (
            int((length - side + 1) * part) for length, part in zip(picture.shape, (down, across), strict=True)
        )
        patch = torch.from_numpy(picture[top : top + side, left : left + side].astype(np.float32) / 255)
        patches.append(torch.rot90(patch.flip(1) if mirror < 0.5 else patch, int(turn * 4)))
    return torch.stack(patches)[:, None]
