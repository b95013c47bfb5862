"""Trains, judges and exports chest-xr-superres: twice the resolution of a small chest film.

    python models/recipes/chest-xr-superres/train.py --data DIR --work DIR --out models/chest-xr-superres

The enlarger is trained on content alone first, then against a judge of patches (a GAN). One pair is trained on four
fifths of the patients and judged on the rest; the shipped enlarger is trained with the same schedule on everything.
Start the same command again after a stop and it goes on.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from adversarial import Contest, contest  # noqa: E402
from films import Films, randomly_halved, read_films, read_others  # noqa: E402
from judgement import compare_all, difference_map, gains  # noqa: E402
from paper import build_manifest, write_card  # noqa: E402
from PIL import Image  # noqa: E402
from skiagraph_recipes.augmentation import random_patches  # noqa: E402
from skiagraph_recipes.enhancement_networks import Enlarger  # noqa: E402
from skiagraph_recipes.export import OneOutput, check_parity, export, file_entry, parity_inputs, self_test  # noqa: E402
from skiagraph_recipes.folds import grouped_folds  # noqa: E402
from skiagraph_recipes.model_folder import parameters, write_json  # noqa: E402
from skiagraph_recipes.runs import Run, argument_parser, keep_weights, load_weights, train_all  # noqa: E402
from skiagraph_recipes.training import Schedule, train  # noqa: E402
from torch.nn import functional  # noqa: E402

VERSION = "1.0.1"
PATCH = 80
WIDTH, BLOCKS = 32, 6
PATCHES_A_FILM = 6
SCHEDULE = Schedule(epochs=7, batch_size=16, learning_rate=1e-3, weight_decay=0.0, average_decay=0.995)
CONTEST = Contest(epochs=3)
FOLDS = 5
HELD_OUT = 1
SEED = 97


def new_network() -> Enlarger:
    return Enlarger(WIDTH, BLOCKS)


def folds_of(films: Films) -> np.ndarray:
    """int [films] in 0..FOLDS-1; only HELD_OUT is judged: whatever was settled before may have been settled on fold 0"""
    return grouped_folds(films.source, films.patient, FOLDS, SEED)


def train_run(run: Run) -> None:
    """Train one network; `content.pt` beside the weights holds it as it was before the contest."""
    torch.set_num_threads(run.threads)
    films = read_films(run.data)
    held_out = run.holds_out(folds_of(films))

    def make_batch(cases: torch.Tensor, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        real = random_patches(films.pictures, cases, PATCH, generator)
        return randomly_halved(real, generator), real

    torch.manual_seed(SEED)
    cases = torch.from_numpy(np.flatnonzero(~held_out)).repeat(PATCHES_A_FILM)
    network = train(new_network(), cases, make_batch, functional.l1_loss, SCHEDULE, SEED, run.folder)
    torch.save(network.state_dict(), run.folder / "content.pt")
    keep_weights(run, contest(network, cases, make_batch, CONTEST, SEED, run.folder / "contest"))


def content_network(run: Run) -> Enlarger:
    """A run's network as it was before the contest."""
    network = new_network()
    network.load_state_dict(torch.load(run.folder / "content.pt", weights_only=True))
    return network.eval()


def publish(runs: list[Run], films: Films, out: Path, others: Path) -> None:
    """Judge the held-out fold's network, and the shipped one on other sets, export the shipped one and write the model's folder."""
    which = np.flatnonzero(folds_of(films) == runs[0].fold)
    compared = compare_all(films, which, content_network(runs[0]), load_weights(runs[0], new_network()))
    network, model = OneOutput(load_weights(runs[-1], new_network())).eval(), out / "model.onnx"
    elsewhere = {name: gains(other, network.network) for name, other in read_others(others, films).items()}
    shape, scale = (1, 32, 32), (0.5, 0.2)
    axes = {"image": {2: "rows", 3: "columns"}}
    parity = export(network, shape, ["enlarged"], model, axes, input_scale=scale)
    check_parity(network, parity_inputs((1, 25, 50), scale), ["enlarged"], model)
    built = {
        "architecture": f"GAN: generator of {BLOCKS} residual blocks of {WIDTH} channels at the small size, pixels shuffled out, "
        f"added to a bilinear enlargement, {parameters(network)}; discriminator of patches in the recipe",
        "file": file_entry(model),
        "self_test": self_test(model, shape, amplitude=0.5, output="enlarged", stride=7, size=shape[1:]),
    }
    manifest = build_manifest(VERSION, films, compared, elsewhere, built)
    write_json(manifest, out / "manifest.json")
    Image.fromarray(difference_map(content_network(runs[-1]), network.network)).save(out / "difference.png")
    epochs = SCHEDULE.epochs, CONTEST.epochs
    write_card(manifest, compared, elsewhere, films, epochs, CONTEST.adversarial_weight, parity, out / "CARD.md")


def main() -> None:
    chosen = argument_parser(__doc__).parse_args()
    runs = train_all(chosen, [HELD_OUT], train_run)
    if not chosen.train_only:
        publish(runs, read_films(chosen.data), chosen.out, chosen.others or chosen.data.parent)


if __name__ == "__main__":
    main()
