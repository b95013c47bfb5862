"""The blood cells as this recipe reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

LABELS = ("basophil", "eosinophil", "erythroblast", "ig", "lymphocyte", "monocyte", "neutrophil", "platelet")


@dataclass(frozen=True)
class Cells:
    """colours: uint8 [cells, 3, rows, columns]; label: index into LABELS [cells]; name: file name [cells]"""

    colours: np.ndarray
    label: np.ndarray
    name: np.ndarray


def read_cells(folder: Path) -> Cells:
    """Read `labels.csv` (columns file, label). All pictures have one size."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    colours = []
    for row in rows:
        with Image.open(folder / row["file"]) as picture:
            colours.append(np.asarray(picture.convert("RGB")).transpose(2, 0, 1))
    return Cells(
        np.stack(colours),
        np.array([LABELS.index(row["label"]) for row in rows]),
        np.array([row["file"] for row in rows]),
    )
