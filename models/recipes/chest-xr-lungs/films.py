"""The chest films with lung fields as this recipe reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

LUNG = 255
IGNORE = 127


@dataclass(frozen=True)
class Films:
    """paths, masks: [films]; label, source: [films]; patient: the group that shares a fold [films]."""

    paths: list[Path]
    masks: list[Path]
    label: np.ndarray
    source: np.ndarray
    patient: np.ndarray


def read_films(folder: Path) -> Films:
    """Read `labels.csv` (columns file, mask, label, source, patient)."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return Films(
        [folder / row["file"] for row in rows],
        [folder / row["mask"] for row in rows],
        *(np.array([row[name] for row in rows]) for name in ("label", "source", "patient")),
    )


def read_mask(path: Path) -> np.ndarray:
    """uint8 [rows, columns]: 0, LUNG or IGNORE, in the film's own size"""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"))


def squashed_masks(paths: list[Path], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Lung and what counts, both float32 [films, size, size]: the part of each pixel that is lung, and 0 or 1."""
    lung, counts = [], []
    for path in paths:
        mask = read_mask(path)
        part = Image.fromarray((mask == LUNG).astype(np.float32)).resize((size, size), Image.Resampling.BILINEAR)
        ignored = Image.fromarray((mask == IGNORE).astype(np.float32)).resize((size, size), Image.Resampling.BILINEAR)
        lung.append(np.asarray(part))
        counts.append((np.asarray(ignored) < 0.01).astype(np.float32))
    return np.stack(lung), np.stack(counts)
