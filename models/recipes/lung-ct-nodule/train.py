"""Trains, judges and exports lung-ct-nodule: the outline of a lung nodule around a clicked point.

    python models/recipes/lung-ct-nodule/train.py --data DIR --work DIR --out models/lung-ct-nodule

Small networks first choose between the trainings, for each third of the patients without it. Then three networks are trained on two
thirds each and judged on the rest; three together are shipped. Start the same command again after a stop and it goes on.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from judgement import judge, reachable_dice  # noqa: E402
from nodules import READERS, Nodules, read_nodules  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from skiagraph_recipes.augmentation import Augmentation, affine_grid, random_intensity, random_sharpness  # noqa: E402
from skiagraph_recipes.choosing import ChosenTrainings, try_trainings  # noqa: E402
from skiagraph_recipes.committee import Committee  # noqa: E402
from skiagraph_recipes.domain import embed, fit_committee_gate  # noqa: E402
from skiagraph_recipes.export import export, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.other_sets import refused_of_others  # noqa: E402
from skiagraph_recipes.preparation import normalise  # noqa: E402
from skiagraph_recipes.reference import reference_crops  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, threads_of, train_missing  # noqa: E402
from skiagraph_recipes.training import Schedule, predict, train  # noqa: E402
from skiagraph_recipes.unet import UNet, overlap_loss  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.1.2"
SOURCE = 128
SIZE = 80
MEAN, DEVIATION = 0.3, 0.3
WIDTHS = (16, 32, 64, 96)
AUGMENTATION = Augmentation(
    rotation=180, shear=8, shift=0.11, scale=1.25, stretch=1.15, gamma=1.4, contrast=1.2, noise=0.04, sharpness=0.6,
    mirror_probability=0.5,
)  # fmt: skip
EPOCHS = 44
SINGLE_READER_WEIGHT = {1: 0.4, 2: 0.7, 3: 0.9, 4: 1.0}
CLICKS = ((0, 0), (10, 0), (-10, 0), (0, 10), (0, -10))
FLIPS: tuple[tuple[int, ...], ...] = ((), (3,), (2,))
FOLDS = 3
SEED = 47


@dataclass(frozen=True)
class Training:
    """How long and how fast, and how the crops are changed."""

    schedule: Schedule
    augmentation: Augmentation


TRAININGS = {
    "plain": Training(Schedule(EPOCHS, batch_size=16, learning_rate=3e-3, average_decay=0.99), AUGMENTATION),
    "bent": Training(
        Schedule(EPOCHS, batch_size=16, learning_rate=3e-3, average_decay=0.995), replace(AUGMENTATION, bend=0.05)
    ),
}


def new_network() -> UNet:
    return UNet(1, WIDTHS, labels=1, stem_stride=1, dropout=0.1)


def folds_of(nodules: Nodules) -> np.ndarray:
    """int [nodules] in 0..FOLDS-1"""
    return grouped_folds(nodules.readers, nodules.patient, FOLDS, SEED)


def to_full_range(crops: torch.Tensor) -> torch.Tensor:
    """Each crop's least value to 0 and its greatest to 1. crops: [batch, 1, rows, columns]"""
    low, high = crops.amin(dim=(2, 3), keepdim=True), crops.amax(dim=(2, 3), keepdim=True)
    return (crops - low) / (high - low).clamp(min=1e-6)


def crops_around(nodules: Nodules, click: tuple[int, int]) -> torch.Tensor:
    """What the network sees after a click (rows, columns) away from the centre. Returns [nodules, 1, SIZE, SIZE]."""
    top, left = ((SOURCE - SIZE) // 2 + offset for offset in click)
    crops = nodules.crops[:, None, top : top + SIZE, left : left + SIZE].astype(np.float32)
    return normalise(to_full_range(torch.from_numpy(crops)), MEAN, DEVIATION)


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """target: [batch, 2, rows, columns], the part of the readers and the weight of the nodule"""
    return overlap_loss(logits, target[:, :1], target[:, 1:])


def train_run(run: Run) -> None:
    """Train one network and keep its weights."""
    torch.set_num_threads(run.threads)
    schedule, changes = TRAININGS[run.training].schedule, TRAININGS[run.training].augmentation
    nodules = read_nodules(run.data)
    pictures = torch.from_numpy(nodules.crops.astype(np.float32) / 255)[:, None]
    spread = torch.from_numpy(nodules.spread)[:, None]
    weights = torch.tensor([SINGLE_READER_WEIGHT[count] for count in nodules.readers.tolist()])
    held_out = run.holds_out(folds_of(nodules))
    edge = (SOURCE - SIZE) // 2

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        grid = affine_grid([len(cases), 1, SOURCE, SOURCE], changes, generator)[:, edge:-edge, edge:-edge]
        sample = {"mode": "bilinear", "padding_mode": "border", "align_corners": False}
        changed = to_full_range(functional.grid_sample(pictures[cases], grid, **sample))
        wanted = functional.grid_sample(spread[cases], grid, **sample)
        changed = random_sharpness(changed, changes.sharpness, generator)
        changed = random_intensity(changed, changes, generator)
        weight = weights[cases][:, None, None, None].expand_as(wanted)
        return normalise(changed, MEAN, DEVIATION), torch.cat([wanted, weight], dim=1)

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, make_batch, loss, schedule, SEED, run.folder)
    keep_weights(run, network)


def dice_of_fold(run: Run, fold: int) -> float:
    """The mean Dice that a network can reach on a fold's nodules that four readers marked, clicked on at the centre."""
    nodules = read_nodules(run.data)
    which = np.flatnonzero((nodules.readers == READERS) & (folds_of(nodules) == fold))
    crops = crops_around(nodules, CLICKS[0])[torch.from_numpy(which)]
    return reachable_dice(nodules, which, predict(load_weights(run, new_network()), crops)[:, 0].numpy())


def embeddings(run: Run, inputs: torch.Tensor) -> np.ndarray:
    return embed(load_weights(run, new_network()), inputs)


def answers(network: torch.nn.Module, nodules: Nodules, which: np.ndarray) -> np.ndarray:
    """float16 logits [FLIPS, CLICKS, which, SIZE, SIZE] of the crop as it is and of its mirror images, mirrored back"""
    given = [[], [], []]
    for click in CLICKS:
        crops = crops_around(nodules, click)[torch.from_numpy(which)]
        for flip, kept in zip(FLIPS, given, strict=True):
            kept.append(predict(network, crops.flip(flip)).flip(flip)[:, 0].numpy().astype(np.float16))
    return np.array(given)


def centre_crops(greys: list[np.ndarray]) -> torch.Tensor:
    """What the network would see after a click on the centre of each picture."""
    crops = []
    for grey in greys:
        padded = np.pad(grey, SIZE // 2, mode="edge")
        top, left = (side // 2 - SIZE // 2 for side in padded.shape)
        crops.append(padded[top : top + SIZE, left : left + SIZE].astype(np.float32))
    return normalise(to_full_range(torch.from_numpy(np.stack(crops))[:, None]), MEAN, DEVIATION)


def publish(
    judged: list[Run], shipped: list[Run], trainings: ChosenTrainings, nodules: Nodules, out: Path, others: Path
) -> None:
    """Judge the folds' networks on what they have not seen, export those of the shipped training together and write the model's
    folder."""
    fold, four = folds_of(nodules), nodules.readers == READERS
    logits = np.zeros((len(FLIPS), len(CLICKS), len(fold), SIZE, SIZE), np.float16)
    for run in judged:
        which = np.flatnonzero(four & (fold == run.fold))
        logits[:, :, which] = answers(load_weights(run, new_network()), nodules, which)
    judgement = judge(nodules, logits[:, :, four], fold[four], CLICKS, SIZE)
    network = Committee([load_weights(run, new_network()) for run in shipped]).eval()
    inputs = crops_around(nodules, (0, 0))
    embedded = [embeddings(run, inputs) for run in shipped]
    gate = fit_committee_gate(embedded, fold)
    refused = {"nodule crops, held out": gate.refused_own} | refused_of_others(
        lambda greys: gate.refused(embed(network.members[0], centre_crops(greys))),
        others,
        ("lung nodule crops of CT",),
        SIZE,
    )

    shape, model = (1, SIZE, SIZE), out / "model.onnx"
    parity = export(network, shape, ["mask", "embedding"], model)
    built = {
        "architecture": f"{len(shipped)} U-Nets from scratch, the mean of their logits: {len(WIDTHS)} levels of "
        f"{', '.join(map(str, WIDTHS))} channels, residual blocks, additive skips, {parameters(network)} together",
        "file": file_entry(model),
        "domain": gate.entry,
        "self_test": self_test(model, shape, output="mask", stride=97),
    }
    manifest = build_manifest(VERSION, nodules, judgement, SIZE, MEAN, DEVIATION, built)
    write_json(manifest, out / "manifest.json")
    write_json(reference_crops(SIZE, MEAN, DEVIATION), out / "preparation.json")
    write_card(manifest, judgement, trainings, refused, nodules, EPOCHS, parity, out / "CARD.md")


def main() -> None:
    chosen = argument_parser(__doc__).parse_args()
    trainings = try_trainings(chosen, list(TRAININGS), FOLDS, train_run, dice_of_fold)

    def runs_of(training_of_fold: list[str]) -> list[Run]:
        return [
            Run(fold, None, chosen.data, chosen.work, threads_of(chosen), training)
            for fold, training in enumerate(training_of_fold)
        ]

    judged, shipped = runs_of(trainings.fold), runs_of([trainings.shipped] * FOLDS)
    train_missing(chosen, list(dict.fromkeys([*judged, *shipped])), train_run)
    if not chosen.train_only:
        publish(judged, shipped, trainings, read_nodules(chosen.data), chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
