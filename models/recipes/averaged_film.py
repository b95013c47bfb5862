"""Makes scripts/samples/chest-film/averaged-chest.pgm: a chest film that nobody ever had.

usage: python averaged_film.py CHEST_FOLDER TARGET.pgm

The mean of all normal films of children plus 160 principal components with random, seeded weights: no film of the set, and
no person's anatomy. Films of the set: Kermany et al. 2018, doi 10.17632/rscbjbr9sj.2, CC BY 4.0.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from PIL import Image

SEED, COMPONENTS, SPREAD = 11, 160, 0.75


def main(chest: Path, target: Path) -> None:
    with (chest / "labels.csv").open(encoding="utf-8") as table:
        films = [row["file"] for row in csv.DictReader(table) if row["label"] == "NORMAL"]
    pixels = np.stack(
        [np.asarray(Image.open(chest / file).convert("L"), dtype=np.float32).ravel() for file in films]
    )
    mean = pixels.mean(0)
    _, sizes, components = np.linalg.svd(pixels - mean, full_matrices=False)
    weights = np.random.default_rng(SEED).normal(size=COMPONENTS) * sizes[:COMPONENTS] / np.sqrt(len(films)) * SPREAD
    film = mean + weights @ components[:COMPONENTS]
    grey = (film - film.min()) / (film.max() - film.min()) * 235 + 10
    side = int(np.sqrt(grey.size))
    Image.fromarray(grey.reshape(side, side).round().astype(np.uint8)).save(target)


main(Path(sys.argv[1]), Path(sys.argv[2]))
