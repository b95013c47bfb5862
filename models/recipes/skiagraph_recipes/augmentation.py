"""Random changes of training pictures, on whole batches, before normalisation.

Every function takes and returns float32 [batch, 1, rows, columns] in 0..1 and draws from the given generator only,
so that a resumed training sees the same pictures.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional


@dataclass(frozen=True)
class Augmentation:
    """Greatest strengths; each picture draws uniformly between none and these.

    rotation and shear in degrees, shift as a part of the side, scale and stretch, gamma and contrast as factors
    (drawn on a logarithmic scale), brightness and noise in units of the 0..1 range, sharpness as the weight of the
    difference to a blurred copy, erase as a part of the side, probabilities in 0..1.
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

    def __call__(self, pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        pictures = random_affine(pictures, self, generator)
        pictures = random_sharpness(pictures, self.sharpness, generator)
        pictures = random_intensity(pictures, self, generator)
        return random_erase(pictures, self.erase, self.erase_probability, generator)


def _uniform(count: int, limit: float, generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(count, generator=generator) * 2 - 1) * limit


def random_affine(pictures: torch.Tensor, limits: Augmentation, generator: torch.Generator) -> torch.Tensor:
    """Rotate, shear, shift, scale, stretch one axis against the other, and mirror; edges are repeated outwards.

    The stretch is there because squashing leaves a trace of the film's aspect ratio in the shape of the chest.
    """
    count = len(pictures)
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
    grid = functional.affine_grid(matrix, list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)


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
