"""Trains, judges and exports breast-us-malignancy: benign, malignant or normal on a breast ultrasound picture.

    python models/recipes/breast-us-malignancy/train.py --data DIR --start FILE --work DIR --out models/breast-us-malignancy

`--start` names the `start.pt` that `start.py` beside this file made, with its `start.json`: this training begins where that one
ended. Small networks first choose between the trainings, for each fold without it. Then three networks are trained without each
fold and judged on it, and three on everything, which are shipped together. Start the same command again after a stop and it goes on.
"""

import json
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from judgement import MALIGNANT, judge  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from probes import changes  # noqa: E402
from scans import LABELS, Scans, read_scans  # noqa: E402
from skiagraph_recipes.augmentation import (  # noqa: E402
    Augmentation,
    affine_grid,
    mixed,
    random_erase,
    random_intensity,
    random_sharpness,
)
from skiagraph_recipes.calibration import softmax  # noqa: E402
from skiagraph_recipes.choosing import ChosenTrainings, try_trainings  # noqa: E402
from skiagraph_recipes.committee import Committee  # noqa: E402
from skiagraph_recipes.domain import embed, fit_gate  # noqa: E402
from skiagraph_recipes.export import export_classifier, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.guided_network import CELL, GuidedClassifier, guided_loss  # noqa: E402
from skiagraph_recipes.metrics import auc  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.networks import ResidualClassifier  # noqa: E402
from skiagraph_recipes.other_sets import refused_of_others  # noqa: E402
from skiagraph_recipes.preparation import mean_and_deviation, normalise, prepare, prepare_files  # noqa: E402
from skiagraph_recipes.reference import reference_preparations  # noqa: E402
from skiagraph_recipes.runs import (  # noqa: E402
    Run,
    argument_parser,
    keep_weights,
    load_weights,
    of_fold,
    threads_of,
    train_missing,
)
from skiagraph_recipes.training import Schedule, predict, train  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.2.2"
SIZE = 160
STEM = 16
STAGES = ((32, 2), (64, 2), (128, 2), (128, 1))
DROPOUT = 0.3
LABEL_SMOOTHING = 0.05
MIXING = 0.4
AUGMENTATION = Augmentation(
    rotation=15, shear=8, shift=0.1, scale=1.25, stretch=1.25, gamma=1.5, contrast=1.4, noise=0.05, erase=0.35,
    erase_probability=0.5, mirror_probability=0.5,
)  # fmt: skip
FOLDS = 3
MEMBERS = 3
SEED = 71


@dataclass(frozen=True)
class Training:
    """outlines: whether the network also learns from drawn outlines where to look"""

    outlines: bool
    schedule: Schedule
    augmentation: Augmentation


TRAININGS = {
    "plain": Training(
        False,
        Schedule(epochs=56, batch_size=32, learning_rate=2e-3, weight_decay=0.05, average_decay=0.99),
        AUGMENTATION,
    ),
    "outlines": Training(
        True,
        Schedule(epochs=60, batch_size=32, learning_rate=2e-3, weight_decay=0.05, average_decay=0.995),
        replace(AUGMENTATION, bend=0.04),
    ),
}


def new_network(training: str = "outlines") -> ResidualClassifier:
    kind = GuidedClassifier if TRAININGS[training].outlines else ResidualClassifier
    return kind(1, STEM, STAGES, labels=len(LABELS), dropout=DROPOUT)


def network_of(run: Run) -> ResidualClassifier:
    """The network of a finished run."""
    return load_weights(run, new_network(run.training))


def started_network(training: str, start: Path) -> ResidualClassifier:
    """A new network whose blocks have the weights of another one."""
    network = new_network(training)
    weights = {name: value for name, value in torch.load(start, weights_only=True).items() if "head" not in name}
    missing, unexpected = network.load_state_dict(weights, strict=False)
    if unexpected or any(name.startswith(("stem", "blocks")) for name in missing):
        raise ValueError(f"{start} holds another kind of network")
    return network


def folds_of(scans: Scans) -> np.ndarray:
    """int [scans] in 0..FOLDS-1"""
    return grouped_folds(scans.label, scans.group, FOLDS, SEED)


def prepared_scans(scans: Scans, work: Path) -> np.ndarray:
    """float32 [scans, SIZE, SIZE] in 0..1"""
    return prepare_files(scans.paths, SIZE, work / f"prepared-{SIZE}.npy")


def loss(answer: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """As `guided_loss` takes them; of a network without outlines the labels alone."""
    if answer.shape[1] > len(LABELS):
        return guided_loss(answer, target, len(LABELS), LABEL_SMOOTHING)
    return functional.cross_entropy(answer, target[:, : len(LABELS)], label_smoothing=LABEL_SMOOTHING)


def train_run(run: Run) -> None:
    """Train one network and keep its weights and, for a fold, the logits [2, held-out scans, labels] of the pictures and of
    their mirror images."""
    torch.set_num_threads(run.threads)
    training = TRAININGS[run.training]
    scans = read_scans(run.data)
    prepared = prepared_scans(scans, run.work)
    mean, deviation = mean_and_deviation(prepared)
    pictures, outlines = torch.from_numpy(prepared)[:, None], torch.from_numpy(scans.outlines(SIZE))[:, None]
    targets = functional.one_hot(torch.from_numpy(scans.label), len(LABELS)).float()
    outlined = torch.from_numpy(scans.outlined).float()[:, None]
    held_out = run.holds_out(folds_of(scans))
    seed = SEED + run.seed_offset

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        grid = affine_grid([len(cases), 1, SIZE, SIZE], training.augmentation, generator)
        moved = functional.grid_sample(pictures[cases], grid, padding_mode="border", align_corners=False)
        moved = random_sharpness(moved, training.augmentation.sharpness, generator)
        moved = random_intensity(moved, training.augmentation, generator)
        changed = random_erase(moved, AUGMENTATION.erase, AUGMENTATION.erase_probability, generator)
        lesion = functional.grid_sample(outlines[cases], grid, padding_mode="zeros", align_corners=False)
        # of two pictures laid over each other the outline is that of the stronger one
        changed, wanted = mixed(changed, targets[cases], MIXING, generator)
        cells = functional.avg_pool2d(lesion, CELL).flatten(1)
        return normalise(changed, mean, deviation), torch.cat([wanted, outlined[cases], cells], dim=1)

    torch.manual_seed(seed)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = started_network(run.training, start_of(run.work))
    network = train(network, cases, make_batch, loss, training.schedule, seed, run.folder)
    if held_out.any():
        chosen = normalise(pictures[held_out], mean, deviation)
        logits = torch.stack([predict(network, chosen), predict(network, chosen.flip(3))])
        np.savez(run.held_out, logits=logits.numpy())
    keep_weights(run, network)


def malignant_auc(run: Run, fold: int) -> float:
    """AUC of malignant that a network which was tried on several folds reached on one of them."""
    scans = read_scans(run.data)
    number = folds_of(scans)
    which = number[run.holds_out(number)] == fold
    with np.load(run.held_out) as kept:
        probability = softmax(kept["logits"][:, which]).mean(axis=0)
    return auc(scans.malignant[number == fold], probability[:, MALIGNANT])


def start_of(work: Path) -> Path:
    """Where a copy of the weights of `--start` is kept; beside it what they have seen."""
    return work / "start.pt"


def publish(runs: list[Run], trainings: ChosenTrainings, scans: Scans, out: Path, others: Path) -> None:
    """Judge the folds' committees on what they have not seen, export the one of everything and write the model's folder."""
    prepared = prepared_scans(scans, runs[0].work)
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    fold = folds_of(scans)
    logits = np.zeros((MEMBERS, 2, len(fold), len(LABELS)), np.float32)
    for run in runs:
        if run.fold is not None:
            with np.load(run.held_out) as kept:
                logits[run.seed_offset][:, fold == run.fold] = kept["logits"]
    judgement = judge(scans, logits, fold)

    def trained_without(number: int | None) -> list[ResidualClassifier]:
        return [network_of(run) for run in of_fold(runs, number)]

    judged, shipped = [trained_without(number) for number in range(FOLDS)], trained_without(None)
    inputs = normalise(pictures, mean, deviation)
    gate = fit_gate([embed(first, inputs) for first, *_ in judged], fold, embed(shipped[0], inputs))
    probed = {}
    for name, change in changes(mean).items():
        score = np.zeros(len(fold))
        for number, networks in enumerate(judged):
            changed = normalise(change(pictures[fold == number]), mean, deviation)
            answer = predict(Committee(networks).eval(), changed).numpy()
            score[fold == number] = softmax((answer + judgement.shift) / judgement.temperature)[:, MALIGNANT]
        probed[name] = auc(scans.malignant, score)

    def refused_part(greys: list[np.ndarray]) -> float:
        made = torch.from_numpy(np.stack([prepare(grey, SIZE) for grey in greys]))[:, None]
        return gate.refused(embed(shipped[0], normalise(made, mean, deviation)))

    refused = {"breast ultrasound, held out": gate.refused_own}
    refused |= refused_of_others(refused_part, others, ("breast ultrasound", "children's chest films"), SIZE)
    with torch.no_grad():
        for network in shipped:
            network.head.bias += torch.from_numpy(judgement.shift).float()
    network = Committee(shipped).eval()
    shape, model = (1, SIZE, SIZE), out / "model.onnx"
    export_classifier(network, shape, model)
    built = {
        "architecture": f"{MEMBERS} CNNs, the mean of their logits: residual networks that first learned pneumonia on chest films, "
        f"{len(STAGES)} blocks of {', '.join(str(width) for width, _ in STAGES)} channels, a coarse outline that says where to "
        f"look, average pooling over the picture and within it, three logits, {parameters(network)} together",
        "file": file_entry(model),
        "domain": gate.entry,
        "self_test": self_test(model, shape),
    }
    start = json.loads(start_of(runs[0].work).with_suffix(".json").read_text(encoding="utf-8"))
    manifest = build_manifest(VERSION, scans, judgement, SIZE, mean, deviation, start, built)
    write_json(manifest, out / "manifest.json")
    write_json(reference_preparations(SIZE, mean, deviation), out / "preparation.json")
    epochs = TRAININGS[trainings.shipped].schedule.epochs
    write_card(manifest, judgement, trainings, probed, refused, scans, epochs, out / "CARD.md")


def main() -> None:
    parser = argument_parser(__doc__)
    parser.add_argument("--start", type=Path, required=True, help="start.pt, as start.py makes it")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    for kept in (start_of(chosen.work), start_of(chosen.work).with_suffix(".json")):
        shutil.copy(chosen.start.with_suffix(kept.suffix), kept)
    scans = read_scans(chosen.data)
    prepared_scans(scans, chosen.work)
    trainings = try_trainings(chosen, list(TRAININGS), FOLDS, train_run, malignant_auc)
    runs = [
        Run(fold, member, chosen.data, chosen.work, threads_of(chosen), training)
        for fold, training in [*enumerate(trainings.fold), (None, trainings.shipped)]
        for member in range(MEMBERS)
    ]
    train_missing(chosen, runs, train_run)
    if not chosen.train_only:
        publish(runs, trainings, scans, chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
