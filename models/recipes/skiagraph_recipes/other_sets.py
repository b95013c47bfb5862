"""Pictures of other kinds, to measure what a domain gate refuses."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from .preparation import read_grey

# the names of the children's films in `lungs` begin with IM, NORMAL or person; they are of the set `chest`
PLACES = {
    "children's chest films": ("chest", "**/*.jpeg"),
    "adults' chest films with COVID-19": ("lungs/images", "[!INp]*"),
    "adults' chest films of other hospitals": ("lungs_adult/images", "*"),
    "breast ultrasound": ("breast/images", "*"),
    "blood cells": ("bloodcells", "*/*.jpg"),
    "blood smears": ("bccd/images", "*"),
    "lung nodule crops of CT": ("nodules/files", "L*_n?.png"),
    "histology": ("histology", "**/*.[jp]*g"),
}
MOST = 60


def other_pictures(folder: Path, without: tuple[str, ...]) -> dict[str, list[Path]]:
    """Name of each set -> up to 60 of its pictures, evenly over the sorted list, and made-up pictures are not among
    them. folder: the place of all sets; without: names of PLACES that are the model's own."""
    found = {}
    for name, (place, pattern) in PLACES.items():
        files = sorted((folder / place).glob(pattern))
        if name not in without and files:
            found[name] = [files[index] for index in np.linspace(0, len(files) - 1, min(MOST, len(files))).astype(int)]
    return found


def read_colour(path: Path) -> np.ndarray:
    """uint8 [3, rows, columns]; a grey picture has three equal channels"""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).transpose(2, 0, 1)


def in_colour(picture: np.ndarray) -> np.ndarray:
    """[3, rows, columns] of a picture that may be grey: [rows, columns] or [3, rows, columns]"""
    return picture if picture.ndim == 3 else np.repeat(picture[None], 3, axis=0)


def made_up_pictures(side: int, seed: int = 0) -> dict[str, np.ndarray]:
    """uint8 [20, side, side] each: white noise, and a ramp with stripes."""
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[:side, :side]
    stripes = [(rows * (1 + k) + 128 * ((columns // (3 + k)) % 2)) % 256 for k in range(20)]
    return {
        "white noise": generator.integers(0, 256, (20, side, side), dtype=np.uint8),
        "stripes": np.stack(stripes).astype(np.uint8),
    }


def refused_of_others(
    refused: Callable[[list[np.ndarray]], float],
    folder: Path,
    own: tuple[str, ...],
    side: int,
    read: Callable[[Path], np.ndarray] = read_grey,
) -> dict[str, float]:
    """Name of each other set, and of made-up pictures -> part that a gate refuses, 0..1.

    refused: pictures as `read` gives them -> part; folder, own: as in `other_pictures`; side: of made-up pictures.
    """
    sets = {name: [read(path) for path in paths] for name, paths in other_pictures(folder, own).items()}
    made = {name: list(pictures.astype(float)) for name, pictures in made_up_pictures(side).items()}
    return {name: refused(pictures) for name, pictures in (sets | made).items()}
