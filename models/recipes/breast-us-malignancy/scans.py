"""The breast ultrasound pictures as this recipe reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

LABELS = ("benign", "malignant", "normal")


@dataclass(frozen=True)
class Scans:
    """paths: [scans]; label: index into LABELS [scans]; group: near-duplicates, which share a fold [scans]; masks: pictures of
    the lesions' outlines, none where nobody drew one [scans]"""

    paths: list[Path]
    label: np.ndarray
    group: np.ndarray
    masks: list[Path | None]

    @property
    def malignant(self) -> np.ndarray:
        """bool [scans]"""
        return self.label == LABELS.index("malignant")

    @property
    def outlined(self) -> np.ndarray:
        """bool [scans]: the outline is known, of pictures without a lesion because there is none"""
        return np.array([mask is not None for mask in self.masks]) | (self.label == LABELS.index("normal"))

    def outlines(self, size: int) -> np.ndarray:
        """float32 [scans, size, size]: part of each pixel that is lesion; zeros where the outline is not known"""
        outlines = np.zeros((len(self.paths), size, size), np.float32)
        for outline, path in zip(outlines, self.masks, strict=True):
            if path is not None:
                with Image.open(path) as mask:
                    outline[:] = np.asarray(mask.convert("L").resize((size, size), Image.Resampling.BOX), np.float32) / 255
        return outlines


def read_scans(folder: Path) -> Scans:
    """Read `labels.csv` (columns file, label, patient, seg_mask)."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return Scans(
        [folder / row["file"] for row in rows],
        np.array([LABELS.index(row["label"]) for row in rows]),
        np.array([row["patient"] for row in rows]),
        [folder / row["seg_mask"] if row["seg_mask"] else None for row in rows],
    )
