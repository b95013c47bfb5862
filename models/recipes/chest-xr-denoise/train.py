"""Trains, judges and exports chest-xr-denoise: takes quantum noise off under-exposed chest films.

    python models/recipes/chest-xr-denoise/train.py --data DIR --work DIR --out models/chest-xr-denoise

`--data` holds the sets `chest` and `lungs`. One network is trained on four fifths of the patients and judged on the
rest; it is the one that is shipped. Start the same command again after a stop and it goes on.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from films import Films, read_films  # noqa: E402
from judgement import compare_all, cost_of_filling  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from skiagraph_recipes.augmentation import random_patches  # noqa: E402
from skiagraph_recipes.enhancement_networks import DenoisingAutoencoder, picture_error  # noqa: E402
from skiagraph_recipes.export import OneOutput, check_parity, export, file_entry, parity_inputs, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.quantum_noise import random_exposure  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, train_all  # noqa: E402
from skiagraph_recipes.training import Schedule, train  # noqa: E402

VERSION = "1.1.1"
WIDTHS = (48, 96, 128)
PATCH = 96
SCHEDULE = Schedule(epochs=28, batch_size=8, learning_rate=1e-3, weight_decay=0.0, average_decay=0.998)
UNTIL = 18
AGAIN = Schedule(epochs=4, batch_size=8, learning_rate=4e-4, weight_decay=0.0, average_decay=0.998, warm_up_epochs=0.1)
FOLDS = 5
SEED = 83


def new_network() -> DenoisingAutoencoder:
    return DenoisingAutoencoder(WIDTHS)


def folds_of(films: Films) -> np.ndarray:
    """int [films] in 0..FOLDS-1; only fold 0 is used"""
    return grouped_folds(films.origin, films.patient, FOLDS, SEED)


def train_run(run: Run) -> None:
    """Train one network and keep its weights."""
    torch.set_num_threads(run.threads)
    films = read_films(run.data)
    held_out = run.holds_out(folds_of(films))

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        clean = random_patches(films.pictures, cases, PATCH, generator)
        return random_exposure(clean, generator), clean

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out))
    network = train(new_network(), cases, make_batch, picture_error, SCHEDULE, SEED, run.folder, UNTIL)
    network = train(network, cases, make_batch, picture_error, AGAIN, SEED + 1, run.folder / "again")
    keep_weights(run, network)


def publish(run: Run, films: Films, out: Path) -> None:
    """Judge the network on patients that it has not seen, export it and write the model's folder."""
    held_out = run.holds_out(folds_of(films))
    denoiser = load_weights(run, new_network())
    compared = compare_all(films, held_out, denoiser)
    cost = cost_of_filling(films, held_out, denoiser)
    network, model = OneOutput(denoiser).eval(), out / "model.onnx"
    shape, axes, scale = (1, 64, 64), {2: "rows", 3: "columns"}, (0.5, 0.2)
    parity = export(network, shape, ["denoised"], model, {"image": axes}, input_scale=scale)
    check_parity(network, parity_inputs((1, 40, 104), scale), ["denoised"], model)
    built = {
        "architecture": "convolutional autoencoder, residual blocks at a half, a quarter and an eighth of the resolution "
        f"({', '.join(map(str, WIDTHS))} channels), additive skips, predicts the noise, {parameters(network)}",
        "file": file_entry(model),
        "self_test": self_test(model, shape, amplitude=0.5, output="denoised", stride=7, size=shape[1:]),
    }
    manifest = build_manifest(VERSION, films, held_out, compared, built)
    write_json(manifest, out / "manifest.json")
    write_card(manifest, compared, cost, films, held_out, UNTIL, AGAIN.epochs, parity, out / "CARD.md")


def main() -> None:
    chosen = argument_parser(__doc__).parse_args()
    (run,) = train_all(chosen, [0], train_run, on_all=False)
    if not chosen.train_only:
        publish(run, read_films(chosen.data), chosen.out)


if __name__ == "__main__":
    main()
