"""Trains, judges and exports chest-xr-pneumonia: pneumonia on children's chest films.

    python models/recipes/chest-xr-pneumonia/train.py --data DIR --work DIR --out models/chest-xr-pneumonia

Five networks are trained on four fifths of the patients each and judged on the rest; the shipped network is trained
with the same schedule on everything. Start the same command again after a stop and it goes on.
"""

import argparse
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from assessment import Assessment, assess  # noqa: E402
from card import write_card  # noqa: E402
from films import Films, read_films  # noqa: E402
from manifest import build_manifest  # noqa: E402
from probes import changes  # noqa: E402
from skiagraph_recipes.augmentation import Augmentation  # noqa: E402
from skiagraph_recipes.domain import Gate, embed, fit_gate  # noqa: E402
from skiagraph_recipes.export import export_classifier, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.metrics import auc  # noqa: E402
from skiagraph_recipes.model_folder import write_json  # noqa: E402
from skiagraph_recipes.networks import ResidualClassifier  # noqa: E402
from skiagraph_recipes.other_sets import made_up_pictures, other_pictures  # noqa: E402
from skiagraph_recipes.preparation import (  # noqa: E402
    mean_and_deviation,
    normalise,
    prepare,
    prepare_files,
    read_grey,
    reference_preparations,
)
from skiagraph_recipes.training import Schedule, predict, train  # noqa: E402

VERSION = "1.0.0"
LABELS = ("pneumonia", "bacterial")
SIZE = 160
STEM = 16
STAGES = ((32, 2), (64, 2), (128, 2), (128, 1))
DROPOUT = 0.2
LABEL_SMOOTHING = 0.04
BACTERIAL_WEIGHT = 0.5
SCHEDULE = Schedule(epochs=36)
FOLDS = 5
SEED = 20
FOLDS_TEXT = (
    "Five folds grouped by patient and stratified by normal, bacteria and virus. Each fold's network was trained "
    "without that fold; its predictions on the fold are pooled. The shipped network was trained with the same "
    "schedule on all cases and has no figures of its own: the figures are those of the fold networks."
)


@dataclass(frozen=True)
class Run:
    """One network to train: its cases, the cases held out (none for the shipped network) and where it is kept."""

    name: str
    data: Path
    work: Path
    threads: int

    @property
    def folder(self) -> Path:
        return self.work / self.name

    @property
    def weights(self) -> Path:
        return self.folder / "weights.pt"

    @property
    def logits(self) -> Path:
        return self.folder / "held-out.npy"


def new_network() -> ResidualClassifier:
    return ResidualClassifier(1, STEM, STAGES, labels=len(LABELS), dropout=DROPOUT)


def folds_of(films: Films) -> np.ndarray:
    """int [films] in 0..FOLDS-1"""
    return grouped_folds(films.kind, films.patient, FOLDS, SEED)


def prepared_films(films: Films, work: Path) -> np.ndarray:
    """float32 [films, SIZE, SIZE] in 0..1"""
    work.mkdir(parents=True, exist_ok=True)
    return prepare_files(films.paths, SIZE, work / f"prepared-{SIZE}.npy")


def two_label_loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross entropy of pneumonia over all films, and of bacterial over the films with pneumonia.

    Without class weights: they would move the probabilities away from the frequencies in the data, which one
    temperature cannot undo. logits, targets: [batch, 2]. Returns a scalar.
    """
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    smooth = targets * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    sick = targets[:, 0] > 0
    pneumonia = entropy(logits[:, 0], smooth[:, 0])
    bacterial = entropy(logits[:, 1], smooth[:, 1], weight=sick.float(), reduction="sum") / sick.sum().clamp(min=1)
    return pneumonia + BACTERIAL_WEIGHT * bacterial


def train_run(run: Run) -> None:
    """Train one network and keep its weights and, for a fold, the logits [held-out films, 2]."""
    if run.weights.exists():
        return
    torch.set_num_threads(run.threads)
    films = read_films(run.data)
    prepared = prepared_films(films, run.work)
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    targets = torch.from_numpy(np.stack([films.pneumonia, films.bacterial], axis=1)).float()
    held_out = folds_of(films) == int(run.name[-1]) if run.name.startswith("fold-") else np.zeros(len(films.kind), bool)
    augment = Augmentation()

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        return normalise(augment(pictures[cases], generator), mean, deviation), targets[cases]

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, make_batch, two_label_loss, SCHEDULE, SEED, run.folder)
    if held_out.any():
        np.save(run.logits, predict(network, normalise(pictures[held_out], mean, deviation)).numpy())
    torch.save(network.state_dict(), run.weights)


def out_of_fold(films: Films, fold: np.ndarray, runs: list[Run]) -> np.ndarray:
    """Put the held-out logits of the folds' runs together. Returns float32 [films, 2]."""
    logits = np.full((len(films.kind), 2), np.nan, dtype=np.float32)
    for number, run in enumerate(runs):
        logits[fold == number] = np.load(run.logits)
    return logits


def trained_network(run: Run) -> ResidualClassifier:
    """The network of a finished run, in evaluation mode."""
    network = new_network()
    network.load_state_dict(torch.load(run.weights, weights_only=True))
    return network.eval()


def probe(films: Films, fold: np.ndarray, runs: list[Run], cache: Path) -> dict[str, float]:
    """AUC of pneumonia, out of fold, for each change of `probes`; kept in `cache` (.json)."""
    if cache.exists():
        return json.loads(cache.read_text(encoding="utf-8"))
    prepared = prepared_films(films, cache.parent)
    mean, deviation = mean_and_deviation(prepared)
    networks = [trained_network(run) for run in runs]
    result = {}
    for name, change in changes(mean).items():
        logits = np.zeros(len(fold), dtype=np.float32)
        for number, network in enumerate(networks):
            pictures = change(torch.from_numpy(prepared[fold == number])[:, None])
            logits[fold == number] = predict(network, normalise(pictures, mean, deviation))[:, 0]
        result[name] = auc(films.pneumonia, logits)
    write_json(result, cache)
    return result


def architecture(network: ResidualClassifier) -> str:
    parameters = sum(parameter.numel() for parameter in network.parameters())
    return (
        f"CNN: residual network from scratch, {len(STAGES)} blocks of {', '.join(str(width) for width, _ in STAGES)} "
        f"channels, global average pooling, two logits, {parameters / 1e6:.2f} million parameters"
    )


def domain_gate(films: Films, fold: np.ndarray, runs: list[Run], others: Path) -> tuple[Gate, dict[str, float]]:
    """runs: the folds', then the shipped one. Returns the gate and the part of each other set that it refuses."""
    prepared = prepared_films(films, runs[0].work)
    mean, deviation = mean_and_deviation(prepared)
    inputs = normalise(torch.from_numpy(prepared)[:, None], mean, deviation)
    networks = [trained_network(run) for run in runs]
    embeddings = [embed(network, inputs) for network in networks]
    gate = fit_gate(embeddings[:-1], fold, embeddings[-1])

    def refused(greys: list[np.ndarray]) -> float:
        pictures = torch.from_numpy(np.stack([prepare(grey, SIZE) for grey in greys]))[:, None]
        return gate.refused(embed(networks[-1], normalise(pictures, mean, deviation)))

    sets = {
        name: refused([read_grey(path) for path in paths])
        for name, paths in other_pictures(others, ("children's chest films",)).items()
    }
    return gate, sets | {name: refused(list(made.astype(float))) for name, made in made_up_pictures(SIZE).items()}


def publish(
    films: Films,
    assessment: Assessment,
    probed: dict[str, float],
    gate: Gate,
    refused: dict[str, float],
    shipped: Run,
    out: Path,
) -> None:
    """Export the shipped run's network, its last layer shifted as the assessment says, and write the model's folder."""
    mean, deviation = mean_and_deviation(prepared_films(films, shipped.work))
    network = trained_network(shipped)
    with torch.no_grad():
        network.head.bias += torch.tensor([assessment.shift[label] for label in LABELS])
    shape = (1, SIZE, SIZE)
    model = out / "model.onnx"
    export_classifier(network, shape, model)
    manifest = build_manifest(
        version=VERSION,
        films=films,
        assessment=assessment,
        architecture=architecture(network),
        size=SIZE,
        mean=mean,
        deviation=deviation,
        file=file_entry(model),
        domain=gate.entry,
        self_test=self_test(model, shape),
        folds=FOLDS_TEXT,
    )
    write_json(manifest, out / "manifest.json")
    write_json(reference_preparations(SIZE, mean, deviation), out / "preparation.json")
    write_card(manifest, assessment, probed, refused, films, SCHEDULE, out / "CARD.md")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with labels.csv and the films")
    parser.add_argument("--others", type=Path, help="folder of the other data sets, for the domain gate's figures")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints, kept between starts")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument("--processes", type=int, default=2, help="networks trained at the same time")
    arguments = parser.parse_args()

    films = read_films(arguments.data)
    fold = folds_of(films)
    prepared_films(films, arguments.work)
    threads = max(1, (os.cpu_count() or 1) // arguments.processes)
    names = [*(f"fold-{number}" for number in range(FOLDS)), "all"]
    runs = [Run(name, arguments.data, arguments.work, threads) for name in names]
    with ProcessPoolExecutor(arguments.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(train_run, runs))
    assessment = assess(films, fold, out_of_fold(films, fold, runs[:-1]))
    probed = probe(films, fold, runs[:-1], arguments.work / "probes.json")
    gate, refused = domain_gate(films, fold, runs, arguments.others or arguments.data.parent)
    publish(films, assessment, probed, gate, refused, runs[-1], arguments.out)


if __name__ == "__main__":
    main()
