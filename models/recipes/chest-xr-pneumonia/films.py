"""The children's chest films of Kermany et al. as this recipe reads them."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

KINDS = ("normal", "bacteria", "virus")


@dataclass(frozen=True)
class Films:
    """paths: [films]; kind: one of KINDS [films]; patient: the group that shares a fold [films]."""

    paths: list[Path]
    kind: np.ndarray
    patient: np.ndarray

    @property
    def pneumonia(self) -> np.ndarray:
        """bool [films]"""
        return self.kind != "normal"

    @property
    def bacterial(self) -> np.ndarray:
        """bool [films], with a meaning only where there is pneumonia"""
        return self.kind == "bacteria"


def read_films(folder: Path) -> Films:
    """Read `labels.csv` (columns file, kind, patient). Raises ValueError for an unknown kind."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    unknown = {row["kind"] for row in rows} - set(KINDS)
    if unknown:
        raise ValueError(f"labels.csv has unknown kinds: {sorted(unknown)}")
    return Films(
        [folder / row["file"] for row in rows],
        np.array([row["kind"] for row in rows]),
        np.array([row["patient"] for row in rows]),
    )
