"""Trains the network that breast-us-malignancy starts from: pneumonia on children's chest films.

    python models/recipes/breast-us-malignancy/start.py --data DIR --work DIR

`--data` is the set of the recipe chest-xr-pneumonia. Two thirds of its patients are enough to learn what greys and edges are.
Leaves `start.pt` and `start.json` (how many films and patients it saw) in `--work`. Start the same command again after a stop
and it goes on.
"""

import argparse
import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from skiagraph_recipes.augmentation import Augmentation  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.model_folder import write_json  # noqa: E402
from skiagraph_recipes.networks import ResidualClassifier  # noqa: E402
from skiagraph_recipes.preparation import mean_and_deviation, normalise, prepare_files  # noqa: E402
from skiagraph_recipes.training import Schedule, train  # noqa: E402
from torch.nn import functional  # noqa: E402

SIZE = 192
STEM = 16
STAGES = ((32, 2), (64, 2), (128, 2), (128, 1))
DROPOUT = 0.2
LABEL_SMOOTHING = 0.04
SCHEDULE = Schedule(epochs=22, average_decay=0.995)
AUGMENTATION = Augmentation(mirror_probability=0.5)
FOLDS = 3
SEED = 20


def read_chest_films(folder: Path):
    """The films as the recipe chest-xr-pneumonia reads them."""
    spec = importlib.util.spec_from_file_location("chest_films", HERE.parent / "chest-xr-pneumonia" / "films.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.read_films(folder)


def loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross entropy of pneumonia over all films and of bacterial over those with pneumonia. Both: [batch, 2]."""
    entropy = functional.binary_cross_entropy_with_logits
    smooth = targets * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    sick = targets[:, 0] > 0
    bacterial = entropy(logits[:, 1], smooth[:, 1], weight=sick.float(), reduction="sum") / sick.sum().clamp(min=1)
    return entropy(logits[:, 0], smooth[:, 0]) + bacterial


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the chest films, with its labels.csv")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints, kept between starts")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    films = read_chest_films(chosen.data)
    prepared = prepare_files(films.paths, SIZE, chosen.work / f"prepared-{SIZE}.npy")
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    targets = torch.from_numpy(np.stack([films.pneumonia, films.bacterial], axis=1)).float()
    cases = np.flatnonzero(grouped_folds(films.kind, films.patient, FOLDS, SEED) != 0)

    def make_batch(batch: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        return normalise(AUGMENTATION(pictures[batch], generator), mean, deviation), targets[batch]

    torch.manual_seed(SEED)
    network = ResidualClassifier(1, STEM, STAGES, labels=2, dropout=DROPOUT)
    network = train(network, torch.from_numpy(cases), make_batch, loss, SCHEDULE, SEED, chosen.work / "start")
    torch.save(network.state_dict(), chosen.work / "start.pt")
    write_json({"cases": len(cases), "patients": len(set(films.patient[cases]))}, chosen.work / "start.json")


if __name__ == "__main__":
    main()
