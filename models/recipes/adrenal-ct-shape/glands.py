"""The shapes of adrenal glands (AdrenalMNIST3D at 64 x 64 x 64) as this recipe reads them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from skiagraph_recipes.sequence_network import halve

SIDE = 64


@dataclass(frozen=True)
class Glands:
    """slices: uint8 0 or 1, [glands, slices, rows, columns]; mass: bool [glands]; part: train or val [glands]"""

    slices: np.ndarray
    mass: np.ndarray
    part: np.ndarray

    def among(self, which: np.ndarray) -> "Glands":
        """Those that `which`, bool [glands], names."""
        return Glands(self.slices[which], self.mass[which], self.part[which])

    def halved(self) -> torch.Tensor:
        """float32 [glands, 32, 32, 32]: the part of each 2 x 2 x 2 voxels that is gland"""
        batches = [halve(torch.from_numpy(batch).float()) for batch in np.array_split(self.slices, 20)]
        return torch.cat(batches)


def read_glands(folder: Path) -> Glands:
    """Read the official training and validation parts; the official test part is not here.

    A volume stored as a[i, j, k] is read along its third axis: step k shows rows j and columns i.
    """
    with np.load(folder / "adrenal64.npz") as stored:
        parts = {
            part: (np.unpackbits(stored[f"{part}_images"], axis=-1), stored[f"{part}_labels"].ravel())
            for part in ("train", "val")
        }
    slices = np.concatenate([volumes.transpose(0, 3, 2, 1) for volumes, _ in parts.values()])
    mass = np.concatenate([labels == 1 for _, labels in parts.values()])
    return Glands(np.ascontiguousarray(slices), mass, np.repeat(list(parts), [len(v) for v, _ in parts.values()]))
