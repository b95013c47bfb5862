"""Trains, judges and exports blood-cell-type: eight kinds of blood cell in a stained smear.

    python models/recipes/blood-cell-type/train.py --data DIR --work DIR --out models/blood-cell-type

Three networks, alike but for their seed, are trained on two thirds of the cells and judged together on the rest; the three
that are shipped together are trained alike on all of them. Start the same command again after a stop and it goes on.
"""

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from cells import LABELS, Cells, read_cells  # noqa: E402
from judgement import judge  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from skiagraph_recipes.augmentation import (  # noqa: E402
    Augmentation,
    random_affine,
    random_colour,
    random_erase,
    random_sharpness,
)
from skiagraph_recipes.committee import Committee  # noqa: E402
from skiagraph_recipes.domain import Gate, embed, fit_feature_space, fit_own_gate  # noqa: E402
from skiagraph_recipes.export import export_classifier, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.networks import ResidualClassifier  # noqa: E402
from skiagraph_recipes.other_sets import in_colour, read_colour, refused_of_others  # noqa: E402
from skiagraph_recipes.preparation import normalise_channels, squash  # noqa: E402
from skiagraph_recipes.reference import reference_colours  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, of_fold, train_all  # noqa: E402
from skiagraph_recipes.training import MakeBatch, Schedule, predict, train  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.2.0"
SIZE = 96
STEM = 16
STAGES = ((40, 2), (80, 2), (144, 2))
DROPOUT = 0.2
LABEL_SMOOTHING = 0.05
SCHEDULE = Schedule(epochs=26, batch_size=32, learning_rate=3e-3, average_decay=0.99)
WIDE = Augmentation(
    rotation=180, shear=6, shift=0.08, scale=1.15, stretch=1.1, mirror_probability=0.5, erase=0.3, sharpness=0.6
)
AGAIN = Schedule(epochs=24, batch_size=32, learning_rate=2e-3, average_decay=0.99)
NEAR = Augmentation(
    rotation=180, shear=3, shift=0.05, scale=1.08, stretch=1.04, mirror_probability=0.5, gamma=1.2, contrast=1.12,
    brightness=0.05, sharpness=0.4, noise=0.02, erase_probability=0.0,
)  # fmt: skip
FOLDS = 3
HELD_OUT = 1
MEMBERS = 3
PARTS = 5
SEED = 53


def new_network() -> ResidualClassifier:
    return ResidualClassifier(3, STEM, STAGES, labels=len(LABELS), dropout=DROPOUT)


def folds_of(cells: Cells) -> np.ndarray:
    """int [cells] in 0..FOLDS-1; the schedule was settled on fold 0. No patient is known: every cell is its own group."""
    return grouped_folds(cells.label, np.arange(len(cells.label)), FOLDS, SEED)


def channel_statistics(cells: Cells) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of red, green and blue in 0..1, rounded to four decimals."""
    unit = cells.colours.astype(np.float32) / 255
    means, deviations = unit.mean(axis=(0, 2, 3), dtype=np.float64), unit.std(axis=(0, 2, 3), dtype=np.float64)
    return [round(float(value), 4) for value in means], [round(float(value), 4) for value in deviations]


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.cross_entropy(logits, target, label_smoothing=LABEL_SMOOTHING)


def train_run(run: Run) -> None:
    """Train one network and keep its weights and, for a fold, the logits and embeddings of the held-out cells."""
    torch.set_num_threads(run.threads)
    cells = read_cells(run.data)
    mean, deviation = channel_statistics(cells)
    pictures = torch.from_numpy(cells.colours.astype(np.float32) / 255)
    targets = torch.from_numpy(cells.label)
    held_out = run.holds_out(folds_of(cells))

    def batches(limits: Augmentation) -> MakeBatch:
        def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
            changed = random_affine(pictures[cases], limits, generator)
            changed = random_sharpness(changed, limits.sharpness, generator)
            changed = random_colour(changed, limits, generator)
            changed = random_erase(changed, limits.erase, limits.erase_probability, generator)
            return normalise_channels(changed, mean, deviation), targets[cases]

        return make_batch

    # far enough apart for both parts of the schedule
    seed = SEED + 10 * run.seed_offset
    torch.manual_seed(seed)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, batches(WIDE), loss, SCHEDULE, seed, run.folder)
    network = train(network, cases, batches(NEAR), loss, AGAIN, seed + 1, run.folder / "again")
    if held_out.any():
        logits = predict(network, normalise_channels(pictures[held_out], mean, deviation))
        np.savez(run.held_out, logits=logits.numpy())
    keep_weights(run, network)


def changes() -> dict[str, Callable[[torch.Tensor], torch.Tensor]]:
    """Name of each change -> function of pictures [cells, 3, SIZE, SIZE] in 0..1"""
    tint = torch.tensor([1.06, 1.0, 0.94])[:, None, None]
    return {
        "none": lambda cells: cells,
        "turned by a right angle": lambda cells: cells.rot90(1, (2, 3)),
        "without colour": lambda cells: cells.mean(dim=1, keepdim=True).expand_as(cells),
        "redder by 6 %, less blue by 6 %": lambda cells: (cells * tint).clamp(0, 1),
        "bluer by 6 %, less red by 6 %": lambda cells: (cells * tint.flip(0)).clamp(0, 1),
        "brighter: gamma 0.8": lambda cells: cells.pow(0.8),
        "darker: gamma 1.25": lambda cells: cells.pow(1.25),
        "only the middle half of the sides shown": lambda cells: functional.pad(
            cells[:, :, SIZE // 4 : -SIZE // 4, SIZE // 4 : -SIZE // 4], [SIZE // 4] * 4, value=0.8
        ),
    }


def publish(runs: list[Run], cells: Cells, out: Path, others: Path) -> None:
    """Judge the networks that have not seen the held-out cells, together, export those that were trained on all cells and write
    the model's folder."""
    mean, deviation = channel_statistics(cells)
    pictures = torch.from_numpy(cells.colours.astype(np.float32) / 255)
    held_out = folds_of(cells) == HELD_OUT
    label = cells.label[held_out]
    parts = grouped_folds(label, np.arange(len(label)), PARTS, SEED)
    logits = [np.load(run.held_out)["logits"] for run in of_fold(runs, HELD_OUT)]
    judgement = judge(label, np.mean(logits, axis=0), parts)
    single = float((logits[0].argmax(axis=1) == label).mean())
    first_judged, *more_judged = (load_weights(run, new_network()) for run in of_fold(runs, HELD_OUT))
    first_shipped, *more_shipped = (load_weights(run, new_network()) for run in of_fold(runs, None))
    judged, network = Committee([first_judged, *more_judged]).eval(), Committee([first_shipped, *more_shipped]).eval()
    inputs = normalise_channels(pictures, mean, deviation)
    own = fit_own_gate(embed(first_judged, inputs), held_out, parts)
    gate = Gate(fit_feature_space(embed(network, inputs)), own.threshold, own.refused_own)
    probed = {}
    for name, change in changes().items():
        said = predict(judged, normalise_channels(change(pictures[held_out]), mean, deviation)).argmax(dim=1).numpy()
        probed[name] = float((said == label).mean())

    def refused_part(colours: list[np.ndarray]) -> float:
        unit = [np.stack([squash(channel / 255, SIZE) for channel in colour.astype(np.float64)]) for colour in colours]
        return gate.refused(embed(network, normalise_channels(torch.from_numpy(np.stack(unit)), mean, deviation)))

    refused = {"blood cells, held out": gate.refused_own} | refused_of_others(
        lambda pictures: refused_part([in_colour(picture) for picture in pictures]),
        others,
        ("blood cells",),
        SIZE,
        read_colour,
    )
    shape, model = (3, SIZE, SIZE), out / "model.onnx"
    export_classifier(network, shape, model)
    built = {
        "architecture": f"{MEMBERS} CNNs, the mean of their logits: residual networks from scratch, {len(STAGES)} blocks of "
        f"{', '.join(str(width) for width, _ in STAGES)} channels, global average pooling, eight logits, "
        f"{parameters(network)} together",
        "file": file_entry(model),
        "domain": gate.entry,
        "self_test": self_test(model, shape),
    }
    manifest = build_manifest(VERSION, held_out, judgement, SIZE, mean, deviation, built)
    write_json(manifest, out / "manifest.json")
    write_json(reference_colours(SIZE, mean, deviation), out / "preparation.json")
    epochs = SCHEDULE.epochs, AGAIN.epochs
    write_card(manifest, judgement, single, refused, probed, cells, held_out, epochs, out / "CARD.md")


def main() -> None:
    chosen = argument_parser(__doc__).parse_args()
    runs = train_all(chosen, [HELD_OUT], train_run, members=MEMBERS)
    if not chosen.train_only:
        publish(runs, read_cells(chosen.data), chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
