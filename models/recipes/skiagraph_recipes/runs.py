"""The networks that a recipe trains: one a fold, and the shipped one on all cases."""

import argparse
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

ALL = "all"


@dataclass(frozen=True)
class Run:
    """One network to train: its name, the data, where it is kept, and its threads.

    name: `fold-N`, trained without fold N, or `all`, or `all-N` where several were trained on everything.
    """

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
    def held_out(self) -> Path:
        """What the network says of the cases that it has not seen (.npz)."""
        return self.folder / "held-out.npz"

    @property
    def fold(self) -> int | None:
        """The fold that is held out; none for a network that was trained on everything."""
        return None if self.name.startswith(ALL) else int(self.name.removeprefix("fold-"))

    @property
    def number(self) -> int:
        """Tells networks of one kind apart: the N of its name, 0 without one."""
        return int(self.name.rpartition("-")[2]) if "-" in self.name else 0

    @property
    def done(self) -> bool:
        return self.weights.exists()


def argument_parser(description: str | None) -> argparse.ArgumentParser:
    """The command line that the recipes share."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data set, with its labels.csv")
    parser.add_argument("--others", type=Path, help="folder of the other data sets, for the domain gate's figures")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints, kept between starts")
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument("--processes", type=int, default=2, help="networks trained at the same time")
    parser.add_argument("--threads", type=int, help="threads a network, by default the processor's shared out")
    parser.add_argument("--train-only", action="store_true", help="stop before judging and exporting")
    return parser


def train_all(
    chosen: argparse.Namespace, folds: list[int], train_run: Callable[[Run], None], on_all: int = 1
) -> list[Run]:
    """Train what is not trained yet, `--processes` networks at a time. Returns the folds' runs, then the `on_all` ones that
    were trained on everything."""
    chosen.work.mkdir(parents=True, exist_ok=True)
    threads = chosen.threads or max(1, (os.cpu_count() or 1) // chosen.processes)
    whole = [ALL] if on_all == 1 else [f"{ALL}-{number}" for number in range(on_all)]
    names = [*(f"fold-{number}" for number in folds), *whole]
    runs = [Run(name, chosen.data, chosen.work, threads) for name in names]
    todo = [run for run in runs if not run.done]
    if todo:
        with ProcessPoolExecutor(chosen.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
            list(pool.map(train_run, todo))
    return runs


def keep_weights(run: Run, network: torch.nn.Module) -> None:
    """The last thing of a run: once the weights are there it counts as done."""
    partial = run.weights.with_suffix(".partial")
    torch.save(network.state_dict(), partial)
    partial.replace(run.weights)


def load_weights(run: Run, network: torch.nn.Module) -> torch.nn.Module:
    """Returns the network of a finished run, in evaluation mode."""
    network.load_state_dict(torch.load(run.weights, weights_only=True))
    return network.eval()
