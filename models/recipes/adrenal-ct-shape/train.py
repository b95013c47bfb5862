"""Trains, judges and exports adrenal-ct-shape: normal or mass from the shape of an adrenal gland, slice by slice.

    python models/recipes/adrenal-ct-shape/train.py --data DIR --work DIR --out models/adrenal-ct-shape

Three networks are trained on two thirds of the glands each and judged on the rest; the mean of the three, each asked about
the gland and its mirror image, is shipped. Start the same command again after a stop and it goes on.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import nibabel  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from glands import SIDE, Glands, read_glands  # noqa: E402
from judgement import judge  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from skiagraph_recipes.committee import Committee  # noqa: E402
from skiagraph_recipes.domain import embed, fit_committee_gate  # noqa: E402
from skiagraph_recipes.export import check_parity, export, file_entry, parity_inputs, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.metrics import auc  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.reference import reference_sequences  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, train_all  # noqa: E402
from skiagraph_recipes.sequence_network import SliceReader  # noqa: E402
from skiagraph_recipes.training import MakeBatch, Schedule, predict, train  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.1.2"
WIDTHS = (24, 48, 96)
HIDDEN = 64
DROPOUT = 0.3
LABEL_SMOOTHING = 0.05
SCHEDULE = Schedule(epochs=36, batch_size=32, learning_rate=3e-3, weight_decay=0.05, average_decay=0.995)
AGAIN = Schedule(epochs=24, batch_size=32, learning_rate=1.5e-3, weight_decay=0.05, average_decay=0.995)
FOLDS = 3
SETTLED_ON = 0
SEED = 61


@dataclass(frozen=True)
class Placement:
    """Greatest changes: rotation in degrees, scale as a factor, shift in half sides, bend in half sides at the nodes of a
    coarse grid. Left and right are exchanged in half of the glands: there are two of them in a body."""

    rotation: float
    scale: float
    shift: float
    bend: float


WIDE = Placement(rotation=20, scale=1.12, shift=0.12, bend=0.06)
NEAR = Placement(rotation=8, scale=1.06, shift=0.08, bend=0.04)
NODES = 5


def new_network() -> SliceReader:
    return SliceReader(WIDTHS, HIDDEN, labels=1, dropout=DROPOUT)


def folds_of(glands: Glands) -> np.ndarray:
    """int [glands] in 0..FOLDS-1; an earlier network was judged on SETTLED_ON, which counts in no figure. Patients are not published: every gland is its own group."""
    return grouped_folds(glands.mass, np.arange(len(glands.mass)), FOLDS, SEED)


def randomly_placed(volumes: torch.Tensor, limits: Placement, generator: torch.Generator) -> torch.Tensor:
    """Turn, scale, shift, bend and mirror each volume. volumes: [batch, slices, rows, columns]; outside is no gland."""
    count = len(volumes)

    def drawn(limit: float, *shape: int) -> torch.Tensor:
        return (torch.rand(count, *shape, generator=generator) * 2 - 1) * limit

    matrix = torch.eye(3).repeat(count, 1, 1) * torch.exp(drawn(math.log(limits.scale), 1, 3))
    for first, second in ((0, 1), (0, 2), (1, 2)):
        angle = drawn(math.radians(limits.rotation))
        turn = torch.eye(3).repeat(count, 1, 1)
        turn[:, first, first] = turn[:, second, second] = torch.cos(angle)
        turn[:, first, second], turn[:, second, first] = -torch.sin(angle), torch.sin(angle)
        matrix = matrix @ turn
    mirror = torch.ones(count, 1, 3)
    mirror[:, :, 0] = (torch.rand(count, 1, generator=generator) < 0.5).float() * -2 + 1
    theta = torch.cat([matrix * mirror, drawn(limits.shift, 3, 1)], dim=2)
    grid = functional.affine_grid(theta, [count, 1, *volumes.shape[1:]], align_corners=False)
    nodes = drawn(limits.bend, 3, NODES, NODES, NODES)
    bend = functional.interpolate(nodes, volumes.shape[1:], mode="trilinear", align_corners=False)
    grid = grid + bend.permute(0, 2, 3, 4, 1)
    return functional.grid_sample(volumes[:, None], grid, mode="bilinear", align_corners=False)[:, 0]


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    smooth = target * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / 2
    return functional.binary_cross_entropy_with_logits(logits[:, 0], smooth)


def train_run(run: Run) -> None:
    """Train one network and keep its weights and the logits [2, held-out glands] of the glands and their mirror images."""
    torch.set_num_threads(run.threads)
    glands = read_glands(run.data)
    volumes, targets = glands.halved(), torch.from_numpy(glands.mass).float()
    held_out = run.holds_out(folds_of(glands))

    def batches(limits: Placement) -> MakeBatch:
        return lambda cases, generator: (randomly_placed(volumes[cases], limits, generator), targets[cases])

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, batches(WIDE), loss, SCHEDULE, SEED, run.folder)
    network = train(network, cases, batches(NEAR), loss, AGAIN, SEED + 1, run.folder / "again")
    chosen = volumes[torch.from_numpy(held_out)]
    logits = torch.stack([predict(network, chosen), predict(network, chosen.flip(3))])
    np.savez(run.held_out, logits=logits[:, :, 0].numpy())
    keep_weights(run, network)


class TwoLabels(torch.nn.Module):
    """Readers with a constant added, their one logit shared out to the labels normal and mass."""

    def __init__(self, readers: torch.nn.Module, shift: float):
        super().__init__()
        self.readers, self.shift = readers, shift

    def outputs(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logit, embedding = self.readers.outputs(slices)
        half = (logit + self.shift) / 2
        return torch.cat([-half, half], dim=1), embedding


def as_input(slices: np.ndarray) -> torch.Tensor:
    """uint8 [glands, slices, rows, columns] as the network's input [glands, slices, 1, rows, columns]"""
    return torch.from_numpy(slices).float()[:, :, None]


def changes() -> dict[str, Callable[[torch.Tensor], torch.Tensor]]:
    """Name of each change -> function of halved volumes [glands, slices, rows, columns]"""
    return {
        "none": lambda volumes: volumes,
        "slices in reverse order": lambda volumes: volumes.flip(1),
        "left and right exchanged": lambda volumes: volumes.flip(3),
        "rows and columns exchanged": lambda volumes: volumes.transpose(2, 3),
        "slices shuffled, the same for all": lambda volumes: volumes[
            :, torch.randperm(volumes.shape[1], generator=torch.Generator().manual_seed(0))
        ],
        "shifted by 8 voxels": lambda volumes: volumes.roll((4, 4), (2, 3)),
        "a tenth smaller": lambda volumes: rescaled(volumes, 1 / 1.1),
        "a tenth larger": lambda volumes: rescaled(volumes, 1.1),
    }


def rescaled(volumes: torch.Tensor, factor: float) -> torch.Tensor:
    """Make each volume larger or smaller about its centre."""
    theta = torch.eye(3, 4).repeat(len(volumes), 1, 1) / factor
    grid = functional.affine_grid(theta, [len(volumes), 1, *volumes.shape[1:]], align_corners=False)
    return functional.grid_sample(volumes[:, None], grid, mode="bilinear", align_corners=False)[:, 0]


def other_shapes(others: Path) -> dict[str, np.ndarray]:
    """uint8 [shapes, 64, 64, 64] that are no adrenal glands"""
    generator = np.random.default_rng(0)
    grid = np.indices((SIDE,) * 3) - (SIDE - 1) / 2
    radius = np.sqrt((grid**2).sum(axis=0))
    shapes = {
        "nothing": np.zeros((1, *radius.shape), np.uint8),
        "balls of 10 to 24 mm radius": np.stack([(radius < size).astype(np.uint8) for size in range(10, 25)]),
        "boxes": np.stack([(np.abs(grid).max(axis=0) < size).astype(np.uint8) for size in range(6, 30, 2)]),
        "noise": (generator.random((10, *radius.shape)) < 0.5).astype(np.uint8),
        "tubes": np.stack([(np.hypot(grid[1], grid[2]) < size).astype(np.uint8) for size in range(2, 12)]),
    }
    masks = sorted((others / "hippocampus" / "labels").glob("*.nii*"))[:60]
    if masks:
        shapes["hippocampi"] = np.stack([hippocampus(path) for path in masks])
    return shapes


def hippocampus(path: Path) -> np.ndarray:
    """A hippocampus of MR (1 mm voxels) in the middle of the cube, uint8 [64, 64, 64]"""
    mask = np.asarray(nibabel.load(path).dataobj) > 0
    cube = np.zeros((SIDE,) * 3, np.uint8)
    sides = [min(SIDE, length) for length in mask.shape]
    starts = [(SIDE - length) // 2 for length in sides]
    place = tuple(slice(start, start + length) for start, length in zip(starts, sides, strict=True))
    cube[place] = mask[tuple(slice(0, length) for length in sides)]
    return cube.transpose(2, 1, 0)


def publish(runs: list[Run], glands: Glands, out: Path, others: Path) -> None:
    """Judge the networks on what they have not seen, export them together and write the model's folder."""
    fold = folds_of(glands)
    logits = np.zeros((2, len(fold)), np.float32)
    for run in runs:
        with np.load(run.held_out) as kept:
            logits[:, fold == run.fold] = kept["logits"]
    judgement = judge(glands, logits, fold, SETTLED_ON)
    readers = [load_weights(run, new_network()) for run in runs]
    embedded = [embed(reader, as_input(glands.slices)) for reader in readers]
    gate = fit_committee_gate(embedded, fold)
    refused = {"glands, held out": gate.refused_own}
    for name, shapes in other_shapes(others).items():
        refused[name] = gate.refused(embed(readers[0], as_input(shapes)))
    volumes, probed = glands.halved(), {}
    for name, change in changes().items():
        score = np.zeros(len(fold))
        for number, reader in enumerate(readers):
            score[fold == number] = predict(reader, change(volumes[torch.from_numpy(fold == number)]))[:, 0].numpy()
        probed[name] = auc(glands.mass[judgement.counted], score[judgement.counted])

    network, model = TwoLabels(Committee(readers), judgement.shift).eval(), out / "model.onnx"
    steps = 8
    parity = export(
        network, (steps, 1, SIDE, SIDE), ["logits", "embedding"], model, {"image": {1: "steps"}}, input_scale=(0.5, 0.3)
    )
    for other in (2, 7, SIDE):
        check_parity(network, parity_inputs((other, 1, SIDE, SIDE), (0.5, 0.3)), ["logits", "embedding"], model)
    built = {
        "architecture": f"{len(runs)} CNN-RNNs from scratch, the mean of their logits: residual blocks of three-dimensional "
        f"convolutions, {', '.join(map(str, WIDTHS))} channels, GRU of {HIDDEN} units in both directions over the planes, "
        f"attention to and maximum of its states, {parameters(network)} together",
        "file": file_entry(model),
        "domain": gate.entry,
        "self_test": self_test(model, (steps, 1, SIDE, SIDE), size=(steps, SIDE, SIDE)),
    }
    manifest = build_manifest(VERSION, glands, judgement, built)
    write_json(manifest, out / "manifest.json")
    write_json(reference_sequences(SIDE), out / "preparation.json")
    epochs = SCHEDULE.epochs, AGAIN.epochs
    write_card(manifest, judgement, probed, refused, glands, epochs, parity, out / "CARD.md")


def main() -> None:
    chosen = argument_parser(__doc__).parse_args()
    runs = train_all(chosen, list(range(FOLDS)), train_run, on_all=False)
    if not chosen.train_only:
        publish(runs, read_glands(chosen.data), chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
