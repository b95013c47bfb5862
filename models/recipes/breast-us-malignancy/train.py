"""Trains, judges and exports breast-us-malignancy: benign, malignant or normal on a breast ultrasound picture.

    python models/recipes/breast-us-malignancy/train.py --data DIR --start FILE --work DIR --out models/breast-us-malignancy

`--start` names the weights of the shipped network of the recipe chest-xr-pneumonia (`all/weights.pt` in its `--work`):
this training begins where that one ended. Three networks are trained on two thirds of the groups each and judged on
the rest; the shipped network is trained with the same schedule on everything. Start the same command again after a stop
and it goes on.
"""

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from judgement import MALIGNANT, judge  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from probes import changes  # noqa: E402
from scans import LABELS, Scans, read_scans  # noqa: E402
from skiagraph_recipes.augmentation import Augmentation, mixed  # noqa: E402
from skiagraph_recipes.calibration import softmax  # noqa: E402
from skiagraph_recipes.domain import embed, fit_gate  # noqa: E402
from skiagraph_recipes.export import export_classifier, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.metrics import auc  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.networks import ResidualClassifier  # noqa: E402
from skiagraph_recipes.other_sets import made_up_pictures, other_pictures  # noqa: E402
from skiagraph_recipes.preparation import (  # noqa: E402
    mean_and_deviation,
    normalise,
    prepare,
    prepare_files,
    read_grey,
)
from skiagraph_recipes.reference import reference_preparations  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, train_all  # noqa: E402
from skiagraph_recipes.training import Schedule, predict, train  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.0.0"
SIZE = 160
STEM = 16
STAGES = ((32, 2), (64, 2), (128, 2), (128, 1))
DROPOUT = 0.3
LABEL_SMOOTHING = 0.05
MIXING = 0.4
SCHEDULE = Schedule(epochs=56, batch_size=32, learning_rate=2e-3, weight_decay=0.05, average_decay=0.99)
AUGMENTATION = Augmentation(
    rotation=15, shear=8, shift=0.1, scale=1.25, stretch=1.25, gamma=1.5, contrast=1.4, noise=0.05, erase=0.35,
    erase_probability=0.5, mirror_probability=0.5,
)  # fmt: skip
FOLDS = 3
SEED = 71


def new_network() -> ResidualClassifier:
    return ResidualClassifier(1, STEM, STAGES, labels=len(LABELS), dropout=DROPOUT)


def started_network(start: Path) -> ResidualClassifier:
    """A new network with everything but its last layer from another network's weights."""
    network = new_network()
    weights = {name: value for name, value in torch.load(start, weights_only=True).items() if "head" not in name}
    missing, unexpected = network.load_state_dict(weights, strict=False)
    if unexpected or any("head" not in name for name in missing):
        raise ValueError(f"{start} holds another kind of network")
    return network


def folds_of(scans: Scans) -> np.ndarray:
    """int [scans] in 0..FOLDS-1"""
    return grouped_folds(scans.label, scans.group, FOLDS, SEED)


def prepared_scans(scans: Scans, work: Path) -> np.ndarray:
    """float32 [scans, SIZE, SIZE] in 0..1"""
    return prepare_files(scans.paths, SIZE, work / f"prepared-{SIZE}.npy")


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """target: [batch, labels], probabilities"""
    return functional.cross_entropy(logits, target, label_smoothing=LABEL_SMOOTHING)


def train_run(run: Run) -> None:
    """Train one network and keep its weights and, for a fold, the logits [2, held-out scans, labels] of the pictures
    and of their mirror images."""
    torch.set_num_threads(run.threads)
    scans = read_scans(run.data)
    prepared = prepared_scans(scans, run.work)
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    targets = functional.one_hot(torch.from_numpy(scans.label), len(LABELS)).float()
    held_out = folds_of(scans) == run.fold

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        changed, wanted = mixed(AUGMENTATION(pictures[cases], generator), targets[cases], MIXING, generator)
        return normalise(changed, mean, deviation), wanted

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(started_network(start_of(run.work)), cases, make_batch, loss, SCHEDULE, SEED, run.folder)
    if held_out.any():
        chosen = normalise(pictures[held_out], mean, deviation)
        logits = torch.stack([predict(network, chosen), predict(network, chosen.flip(3))])
        np.savez(run.held_out, logits=logits.numpy())
    keep_weights(run, network)


def start_of(work: Path) -> Path:
    """Where a copy of the weights of `--start` is kept."""
    return work / "start.pt"


def publish(runs: list[Run], scans: Scans, out: Path, others: Path) -> None:
    """Judge the folds' networks on what they have not seen, export the shipped one and write the model's folder."""
    prepared = prepared_scans(scans, runs[0].work)
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    fold = folds_of(scans)
    logits = np.zeros((2, len(fold), len(LABELS)), np.float32)
    for run in runs[:-1]:
        with np.load(run.held_out) as kept:
            logits[:, fold == run.fold] = kept["logits"]
    judgement = judge(scans, logits, fold)
    networks = [load_weights(run, new_network()) for run in runs]
    inputs = normalise(pictures, mean, deviation)
    embeddings = [embed(network, inputs) for network in networks]
    gate = fit_gate(embeddings[:-1], fold, embeddings[-1])
    probed = {}
    for name, change in changes(mean).items():
        score = np.zeros(len(fold))
        for number, network in enumerate(networks[:-1]):
            changed = normalise(change(pictures[fold == number]), mean, deviation)
            answer = (predict(network, changed).numpy() + judgement.shift) / judgement.temperature
            score[fold == number] = softmax(answer)[:, MALIGNANT]
        probed[name] = auc(scans.malignant, score)

    def refused_part(greys: list[np.ndarray]) -> float:
        made = torch.from_numpy(np.stack([prepare(grey, SIZE) for grey in greys]))[:, None]
        return gate.refused(embed(networks[-1], normalise(made, mean, deviation)))

    refused = {
        name: refused_part([read_grey(path) for path in paths])
        for name, paths in other_pictures(others, ("breast ultrasound",)).items()
    }
    refused |= {name: refused_part(list(made.astype(float))) for name, made in made_up_pictures(SIZE).items()}

    with torch.no_grad():
        networks[-1].head.bias += torch.from_numpy(judgement.shift).float()
    shape, model = (1, SIZE, SIZE), out / "model.onnx"
    export_classifier(networks[-1], shape, model)
    manifest = build_manifest(
        version=VERSION,
        scans=scans,
        judgement=judgement,
        architecture=f"CNN: residual network, started from chest-xr-pneumonia, {len(STAGES)} blocks of "
        f"{', '.join(str(width) for width, _ in STAGES)} channels, global average pooling, three logits, "
        f"{parameters(networks[-1])}",
        size=SIZE,
        normalisation={"mean": [mean], "std": [deviation]},
        file=file_entry(model),
        domain=gate.entry,
        self_test=self_test(model, shape),
    )
    write_json(manifest, out / "manifest.json")
    write_json(reference_preparations(SIZE, mean, deviation), out / "preparation.json")
    write_card(manifest, judgement, probed, refused, scans, SCHEDULE, out / "CARD.md")


def main() -> None:
    parser = argument_parser(__doc__)
    parser.add_argument("--start", type=Path, required=True, help="weights of the chest-xr-pneumonia recipe")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    shutil.copy(chosen.start, start_of(chosen.work))
    scans = read_scans(chosen.data)
    prepared_scans(scans, chosen.work)
    runs = train_all(chosen, list(range(FOLDS)), train_run)
    if not chosen.train_only:
        publish(runs, scans, chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
