"""Trains, judges and exports chest-xr-lungs: lung fields on frontal chest films.

    python models/recipes/chest-xr-lungs/train.py --data DIR --work DIR --out models/chest-xr-lungs

Five networks are trained on four fifths of the patients each and judged on the rest; the shipped network is trained
with the same schedule on everything. Start the same command again after a stop and it goes on.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from films import Films, read_films, squashed_masks  # noqa: E402
from judgement import judge, other_hospitals  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from skiagraph_recipes.augmentation import (  # noqa: E402
    Augmentation,
    affine_grid,
    random_erase,
    random_intensity,
    random_sharpness,
)
from skiagraph_recipes.domain import embed, fit_gate  # noqa: E402
from skiagraph_recipes.export import export, file_entry, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
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
from skiagraph_recipes.unet import UNet, overlap_loss  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.0.1"
SIZE = 192
WIDTHS = (16, 32, 64, 96, 128)
SCHEDULE = Schedule(epochs=50, batch_size=8, learning_rate=3e-3, average_decay=0.99)
AUGMENTATION = Augmentation(
    rotation=15, shear=6, shift=0.08, scale=1.2, stretch=1.2, gamma=1.5, contrast=1.4, noise=0.06, erase_probability=0.4
)
FOLDS = 5
SEED = 31
OWN = ("adults' chest films with COVID-19", "children's chest films")


def new_network() -> UNet:
    return UNet(1, WIDTHS, labels=1, stem_stride=2, dropout=0.1)


def folds_of(films: Films) -> np.ndarray:
    """int [films] in 0..FOLDS-1"""
    return grouped_folds(films.label, films.patient, FOLDS, SEED)


def prepared_films(films: Films, work: Path) -> np.ndarray:
    """float32 [films, SIZE, SIZE] in 0..1"""
    return prepare_files(films.paths, SIZE, work / f"prepared-{SIZE}.npy")


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """target: [batch, 2, rows, columns], lung and what counts"""
    return overlap_loss(logits, target[:, :1], target[:, 1:])


def train_run(run: Run) -> None:
    """Train one network and keep its weights and, for a fold, the logits [held-out films, SIZE, SIZE]."""
    torch.set_num_threads(run.threads)
    films = read_films(run.data)
    prepared = prepared_films(films, run.work)
    mean, deviation = mean_and_deviation(prepared)
    pictures = torch.from_numpy(prepared)[:, None]
    lung, counts = squashed_masks(films.masks, SIZE)
    targets = torch.from_numpy(np.stack([lung, counts], axis=1))
    held_out = run.holds_out(folds_of(films))

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        grid = affine_grid([len(cases), 1, SIZE, SIZE], AUGMENTATION, generator)
        sample = {"mode": "bilinear", "align_corners": False}
        changed = functional.grid_sample(pictures[cases], grid, padding_mode="border", **sample)
        wanted = functional.grid_sample(targets[cases], grid, padding_mode="border", **sample)
        wanted[:, 1:] = (wanted[:, 1:] > 0.999).float()
        changed = random_sharpness(changed, AUGMENTATION.sharpness, generator)
        changed = random_intensity(changed, AUGMENTATION, generator)
        changed = random_erase(changed, AUGMENTATION.erase, AUGMENTATION.erase_probability, generator)
        return normalise(changed, mean, deviation), wanted

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, make_batch, loss, SCHEDULE, SEED, run.folder)
    if held_out.any():
        logits = predict(network, normalise(pictures[held_out], mean, deviation), 16)[:, 0]
        np.savez(run.held_out, logits=logits.numpy())
    keep_weights(run, network)


def embeddings(run: Run, inputs: torch.Tensor) -> np.ndarray:
    return embed(load_weights(run, new_network()), inputs, 16)


def publish(runs: list[Run], films: Films, out: Path, others: Path) -> None:
    """Judge the folds' networks on what they have not seen, export the shipped one and write the model's folder."""
    prepared = prepared_films(films, runs[0].work)
    mean, deviation = mean_and_deviation(prepared)
    inputs = normalise(torch.from_numpy(prepared)[:, None], mean, deviation)
    fold = folds_of(films)
    logits = np.zeros((len(fold), SIZE, SIZE), np.float32)
    for run in runs[:-1]:
        with np.load(run.held_out) as kept:
            logits[fold == run.fold] = kept["logits"]
    judgement = judge(films, logits, fold)
    network = load_weights(runs[-1], new_network())
    gate = fit_gate([embeddings(run, inputs) for run in runs[:-1]], fold, embeddings(runs[-1], inputs))

    def prepare_paths(paths: list[Path]) -> torch.Tensor:
        pictures = np.stack([prepare(read_grey(path), SIZE) for path in paths])
        return normalise(torch.from_numpy(pictures)[:, None], mean, deviation)

    refused = {"chest films, held out": gate.refused_own} | {
        name: gate.refused(embed(network, prepare_paths(paths), 16))
        for name, paths in other_pictures(others, OWN).items()
    }
    for name, pictures in made_up_pictures(SIZE).items():
        made = np.stack([prepare(picture.astype(np.float64), SIZE) for picture in pictures])
        refused[name] = gate.refused(embed(network, normalise(torch.from_numpy(made)[:, None], mean, deviation)))
    foreign = other_hospitals(others / "lungs_adult", network, prepare_paths, judgement.temperature)

    shape, model = (1, SIZE, SIZE), out / "model.onnx"
    parity = export(network, shape, ["mask", "embedding"], model)
    manifest = build_manifest(
        version=VERSION,
        films=films,
        judgement=judgement,
        foreign=foreign["all"],
        architecture=f"U-Net from scratch, {len(WIDTHS)} levels of {', '.join(map(str, WIDTHS))} channels, residual "
        f"blocks, additive skips, at half the input's resolution, {parameters(network)}",
        size=SIZE,
        normalisation={"mean": [mean], "std": [deviation]},
        file=file_entry(model),
        domain=gate.entry,
        self_test=self_test(model, shape, output="mask", stride=997),
    )
    write_json(manifest, out / "manifest.json")
    write_json(reference_preparations(SIZE, mean, deviation), out / "preparation.json")
    write_card(manifest, judgement, foreign, refused, films, SCHEDULE, parity, out / "CARD.md")


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
