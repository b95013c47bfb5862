"""Chest films of both sets as this recipe reads them: whole grey pictures of any size."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

SETS = ("chest", "lungs")


@dataclass(frozen=True)
class Films:
    """pictures: uint8 [rows, columns] each; patient: the group that shares a fold, the same in both sets [films]"""

    pictures: list[np.ndarray]
    patient: np.ndarray
    origin: np.ndarray

    @property
    def adult(self) -> np.ndarray:
        """bool [films]"""
        return np.char.startswith(self.patient, "covid")


def read_films(folder: Path) -> Films:
    """Read `chest/labels.csv` and `lungs/labels.csv` (columns file, patient) and their films."""
    pictures, patients, origins = [], [], []
    for name in SETS:
        with (folder / name / "labels.csv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                with Image.open(folder / name / row["file"]) as picture:
                    pictures.append(np.asarray(picture.convert("L")))
                patients.append(row["patient"])
                origins.append(name)
    return Films(pictures, np.array(patients), np.array(origins))
