"""The breast ultrasound pictures as this recipe reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LABELS = ("benign", "malignant", "normal")


@dataclass(frozen=True)
class Scans:
    """paths: [scans]; label: index into LABELS [scans]; group: near-duplicates, which share a fold [scans]"""

    paths: list[Path]
    label: np.ndarray
    group: np.ndarray

    @property
    def malignant(self) -> np.ndarray:
        """bool [scans]"""
        return self.label == LABELS.index("malignant")


def read_scans(folder: Path) -> Scans:
    """Read `labels.csv` (columns file, label, patient)."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return Scans(
        [folder / row["file"] for row in rows],
        np.array([LABELS.index(row["label"]) for row in rows]),
        np.array([row["patient"] for row in rows]),
    )
