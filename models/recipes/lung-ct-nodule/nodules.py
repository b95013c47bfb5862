"""The nodule crops with their readers' outlines as this recipe reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

READERS = 4


@dataclass(frozen=True)
class Nodules:
    """crops: uint8 [nodules, 128, 128]; marked: bool [nodules, READERS, 128, 128]; readers: how many marked each
    nodule [nodules]; patient: the group that shares a fold [nodules]."""

    crops: np.ndarray
    marked: np.ndarray
    readers: np.ndarray
    patient: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        """float32 [nodules, 128, 128]: the part of the nodule's readers that marked each pixel"""
        return (self.marked.sum(axis=1) / self.readers[:, None, None]).astype(np.float32)


def read_nodules(folder: Path) -> Nodules:
    """Read `labels.csv` (columns id, patient, readers_with_mask) and the pictures in `files`."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    crops, marked = [], []
    for row in rows:
        with Image.open(folder / "files" / f"{row['id']}.png") as picture:
            crops.append(np.asarray(picture.convert("L")))
        with Image.open(folder / "files" / f"{row['id']}_masks.png") as picture:
            bits = np.asarray(picture)
        marked.append(np.stack([(bits >> reader) & 1 for reader in range(READERS)]).astype(bool))
    readers = np.array([int(row["readers_with_mask"]) for row in rows])
    return Nodules(np.stack(crops), np.stack(marked), readers, np.array([row["patient"] for row in rows]))
