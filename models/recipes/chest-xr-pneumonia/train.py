"""Trains, judges and exports chest-xr-pneumonia: pneumonia on children's chest films.

    python models/recipes/chest-xr-pneumonia/train.py --data DIR --work DIR --out models/chest-xr-pneumonia

Five networks are trained on four fifths of the patients each and judged on the rest; the shipped network is trained
with the same schedule on everything. Start the same command again after a stop and it goes on.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from assessment import LABELS, assess  # noqa: E402
from films import Films, read_films  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from probes import changes  # noqa: E402
from skiagraph_recipes.augmentation import Augmentation  # noqa: E402
from skiagraph_recipes.domain import embed, fit_gate  # noqa: E402
from skiagraph_recipes.export import export_classifier, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.metrics import auc  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.networks import ResidualClassifier  # noqa: E402
from skiagraph_recipes.other_sets import refused_of_others  # noqa: E402
from skiagraph_recipes.preparation import mean_and_deviation, normalise, prepare, prepare_files  # noqa: E402
from skiagraph_recipes.reference import reference_preparations  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, train_all  # noqa: E402
from skiagraph_recipes.training import Schedule, predict, train  # noqa: E402

VERSION = "1.0.1"
SIZE = 160
STEM = 16
STAGES = ((32, 2), (64, 2), (128, 2), (128, 1))
DROPOUT = 0.2
LABEL_SMOOTHING = 0.04
BACTERIAL_WEIGHT = 0.5
SCHEDULE = Schedule(epochs=36)
FOLDS = 5
SETTLED_ON = 0
SEED = 20


def new_network() -> ResidualClassifier:
    return ResidualClassifier(1, STEM, STAGES, labels=len(LABELS), dropout=DROPOUT)


def folds_of(films: Films) -> np.ndarray:
    """int [films] in 0..FOLDS-1; size and schedule were settled on SETTLED_ON, which therefore counts in no figure"""
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
    torch.set_num_threads(run.threads)
    films = read_films(run.data)
    prepared = prepared_films(films, run.work)
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    targets = torch.from_numpy(np.stack([films.pneumonia, films.bacterial], axis=1)).float()
    held_out = run.holds_out(folds_of(films))
    augment = Augmentation()

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        return normalise(augment(pictures[cases], generator), mean, deviation), targets[cases]

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, make_batch, two_label_loss, SCHEDULE, SEED, run.folder)
    if held_out.any():
        np.savez(run.held_out, logits=predict(network, normalise(pictures[held_out], mean, deviation)).numpy())
    keep_weights(run, network)


def publish(runs: list[Run], films: Films, out: Path, others: Path) -> None:
    """Judge the folds' networks on what they have not seen, export the shipped one, its last layer shifted as the assessment
    says, and write the model's folder."""
    prepared = prepared_films(films, runs[0].work)
    mean, deviation = mean_and_deviation(prepared)
    pictures, fold = torch.from_numpy(prepared)[:, None], folds_of(films)
    inputs = normalise(pictures, mean, deviation)
    logits = np.zeros((len(fold), len(LABELS)), np.float32)
    for run in runs[:-1]:
        with np.load(run.held_out) as kept:
            logits[fold == run.fold] = kept["logits"]
    assessment = assess(films, fold, logits, SETTLED_ON)
    networks = [load_weights(run, new_network()) for run in runs]
    probed = {}
    for name, change in changes(mean).items():
        score = np.zeros(len(fold), np.float32)
        for number, network in enumerate(networks[:-1]):
            changed = change(pictures[torch.from_numpy(fold == number)])
            score[fold == number] = predict(network, normalise(changed, mean, deviation))[:, 0]
        probed[name] = auc(films.pneumonia[assessment.counted], score[assessment.counted])
    embedded = [embed(network, inputs) for network in networks]
    gate = fit_gate(embedded[:-1], fold, embedded[-1])

    def refused_part(greys: list[np.ndarray]) -> float:
        made = torch.from_numpy(np.stack([prepare(grey, SIZE) for grey in greys]))[:, None]
        return gate.refused(embed(networks[-1], normalise(made, mean, deviation)))

    refused = {"children's chest films, held out": gate.refused_own}
    refused |= refused_of_others(refused_part, others, ("children's chest films",), SIZE)
    network = networks[-1]
    with torch.no_grad():
        network.head.bias += torch.tensor([assessment.shift[label] for label in LABELS])
    shape, model = (1, SIZE, SIZE), out / "model.onnx"
    export_classifier(network, shape, model)
    built = {
        "architecture": f"CNN: residual network from scratch, {len(STAGES)} blocks of "
        f"{', '.join(str(width) for width, _ in STAGES)} channels, global average pooling, two logits, {parameters(network)}",
        "file": file_entry(model),
        "domain": gate.entry,
        "self_test": self_test(model, shape),
    }
    manifest = build_manifest(VERSION, films, assessment, SIZE, mean, deviation, built)
    write_json(manifest, out / "manifest.json")
    write_json(reference_preparations(SIZE, mean, deviation), out / "preparation.json")
    write_card(manifest, assessment, probed, refused, films, SCHEDULE.epochs, out / "CARD.md")


def main() -> None:
    chosen = argument_parser(__doc__).parse_args()
    films = read_films(chosen.data)
    chosen.work.mkdir(parents=True, exist_ok=True)
    prepared_films(films, chosen.work)
    runs = train_all(chosen, list(range(FOLDS)), train_run)
    if not chosen.train_only:
        publish(runs, films, chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
