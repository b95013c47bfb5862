"""Under-exposed films, simulated: Poisson noise of the photons, Gaussian noise of the electronics, 8 bits.

Two detectors. `linear`: the grey value is proportional to the signal. `logarithmic`: the grey value is linear in the
logarithm of the exposure, white where least arrives, as on a film or a processed digital radiograph.
"""

from dataclasses import dataclass

import numpy as np
import torch

LATITUDE = 1.5
"""Decades of exposure between black and white of the logarithmic detector."""
FULL_DOSE = 400.0
"""Photons a pixel, where the detector gets most, at the dose called 100 %."""
ELECTRONIC = 1.5
"""Standard deviation of the electronic noise, in photons."""
DOSES = {"50 %": 0.5, "25 %": 0.25, "12.5 %": 0.125}


@dataclass(frozen=True)
class Exposure:
    """photons where the detector gets most; electronic: Gaussian noise in photons"""

    photons: float
    electronic: float = ELECTRONIC
    logarithmic: bool = False


def dose(part: float, logarithmic: bool) -> Exposure:
    """part of the full dose, 0..1. The logarithmic detector has ten times the photons: its densest parts get 30 times
    fewer than its blackest."""
    return Exposure(FULL_DOSE * part * (10 if logarithmic else 1), logarithmic=logarithmic)


def counts(unit: np.ndarray, exposure: Exposure) -> np.ndarray:
    """Expected photons of each pixel. unit: 0..1, any shape."""
    relative = 10 ** (-LATITUDE * unit) if exposure.logarithmic else unit
    return exposure.photons * relative


def from_counts(measured: np.ndarray, exposure: Exposure) -> np.ndarray:
    """The inverse of `counts`, not yet clipped."""
    relative = measured / exposure.photons
    if not exposure.logarithmic:
        return relative
    return -np.log10(np.maximum(relative, 1e-4)) / LATITUDE


def exposed(unit: np.ndarray, exposure: Exposure, generator: np.random.Generator) -> np.ndarray:
    """A film as it would be with this exposure. unit: clean film in 0..1. Returns float64 in 0..1, in 255 steps."""
    measured = generator.poisson(counts(unit, exposure)) + generator.normal(0, exposure.electronic, unit.shape)
    return np.round(np.clip(from_counts(measured, exposure), 0, 1) * 255) / 255


def random_exposure(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Each picture at its own dose, electronic noise and detector, for training.

    Photons are drawn evenly on a logarithmic scale from a thirtieth of the full dose to twice it. pictures: [batch, 1,
    rows, columns] in 0..1. Returns the same, clipped, in 255 steps.
    """
    count = len(pictures)
    draw = torch.rand(3, count, 1, 1, 1, generator=generator)
    logarithmic = draw[0] < 0.5
    photons = FULL_DOSE / 30 * 60 ** draw[1] * torch.where(logarithmic, 10.0, 1.0)
    electronic = draw[2] * 2 * ELECTRONIC
    relative = torch.where(logarithmic, 10 ** (-LATITUDE * pictures), pictures)
    measured = torch.poisson(photons * relative, generator=generator)
    measured = (measured + torch.randn(pictures.shape, generator=generator) * electronic) / photons
    film = torch.where(logarithmic, -torch.log10(measured.clamp(min=1e-4)) / LATITUDE, measured)
    return torch.round(film.clamp(0, 1) * 255) / 255
