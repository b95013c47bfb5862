"""The chest films that are made small and enlarged again."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

MOST = 60
KERNELS = {"box": Image.Resampling.BOX, "triangle": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC,
           "Lanczos": Image.Resampling.LANCZOS}  # fmt: skip


@dataclass(frozen=True)
class Films:
    """pictures: uint8 [rows, columns] each, sides even; patient: the group that shares a fold; source [films]"""

    pictures: list[np.ndarray]
    patient: np.ndarray
    source: np.ndarray

    @property
    def children(self) -> np.ndarray:
        """bool [films]"""
        return self.source == "kermany"


def read_films(folder: Path) -> Films:
    """Read `labels.csv` (columns file, patient, source); an odd last row or column is cut off."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    pictures = []
    for row in rows:
        with Image.open(folder / row["file"]) as picture:
            grey = np.asarray(picture.convert("L"))
        pictures.append(grey[: len(grey) // 2 * 2, : grey.shape[1] // 2 * 2])
    return Films(pictures, *(np.array([row[name] for row in rows]) for name in ("patient", "source")))


def read_others(folder: Path, own: Films) -> dict[str, Films]:
    """Name -> films of patients of whom nothing was trained or settled on, at most MOST of each set evenly over its list, one a
    patient: children of the set `chest` who are not in `own`, and adults of two other hospitals. A set that is not there is left out.

    folder: the place of all sets.
    """
    known, found = set(own.patient), {}
    for name, place in {"children": "chest", "adults of two other hospitals": "lungs_adult"}.items():
        if not (folder / place / "labels.csv").exists():
            continue
        with (folder / place / "labels.csv").open(encoding="utf-8", newline="") as table:
            first = {row["patient"]: row["file"] for row in reversed(list(csv.DictReader(table)))}
        patients = sorted(set(first) - known)
        chosen = [patients[index] for index in np.linspace(0, len(patients) - 1, min(MOST, len(patients))).astype(int)]
        pictures = []
        for patient in chosen:
            with Image.open(folder / place / first[patient]) as picture:
                pictures.append(np.asarray(picture.convert("L")))
        found[name] = Films(pictures, np.array(chosen), np.full(len(chosen), place))
    return found


def halved(picture: np.ndarray, kernel: str) -> np.ndarray:
    """A film at half the resolution, made with one of KERNELS. Returns uint8 [rows / 2, columns / 2]."""
    rows, columns = picture.shape
    return np.asarray(Image.fromarray(picture).resize((columns // 2, rows // 2), KERNELS[kernel]))


def randomly_halved(patches: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Each half of a batch made small in another way (mean of four, triangle or cubic with anti-aliasing), in 255 steps.

    patches: [batch, 1, rows, columns] in 0..1. Returns [batch, 1, rows / 2, columns / 2].
    """
    first, second = patches.split((len(patches) + 1) // 2)
    small = torch.cat([_halved(part, int(torch.randint(3, (1,), generator=generator))) for part in (first, second)])
    return torch.round(small.clamp(0, 1) * 255) / 255


def _halved(patches: torch.Tensor, way: int) -> torch.Tensor:
    if way == 0:
        return functional.avg_pool2d(patches, 2)
    mode = "bilinear" if way == 1 else "bicubic"
    return functional.interpolate(patches, scale_factor=0.5, mode=mode, antialias=True, align_corners=False)
