"""The networks that a recipe trains: one or some for each fold, and those on all cases."""

import argparse
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

ALL = "all"


@dataclass(frozen=True)
class Run:
    """One network to train: what it does not see, the data, where it is kept, and its threads.

    fold: the one that is held out; none for a network that is trained on everything. member: tells networks apart that are
    trained alike but for their seed; none where there is one only. training: the name of the training where a recipe chooses
    between several. only: the one fold that it is trained on, of a network that helps to choose (`choosing.py`).
    """

    fold: int | None
    member: int | None
    data: Path
    work: Path
    threads: int
    training: str | None = None
    only: int | None = None

    @property
    def name(self) -> str:
        cases = ALL if self.fold is None else f"fold-{self.fold}"
        cases = cases if self.only is None else f"only-{self.only}"
        cases = cases if self.training is None else f"{self.training}-{cases}"
        return cases if self.member is None else f"{cases}-{self.member}"

    def holds_out(self, fold_of_case: np.ndarray) -> np.ndarray:
        """Which cases the network does not see. fold_of_case: int [cases]. Returns bool [cases]."""
        if self.only is not None:
            return fold_of_case != self.only
        return np.zeros(len(fold_of_case), bool) if self.fold is None else fold_of_case == self.fold

    @property
    def seed_offset(self) -> int:
        """What is added to the recipe's seed."""
        return self.member or 0

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


def threads_of(chosen: argparse.Namespace) -> int:
    """Threads of each network."""
    return chosen.threads or max(1, (os.cpu_count() or 1) // chosen.processes)


def train_all(
    chosen: argparse.Namespace,
    folds: list[int],
    train_run: Callable[[Run], None],
    *,
    members: int = 1,
    on_all: bool = True,
) -> list[Run]:
    """Train what is not trained yet, `--processes` networks at a time.

    members: networks that differ by their seed, for each fold and, if `on_all`, for everything. Returns their runs, fold by
    fold, those that are trained on everything last.
    """
    runs = [
        Run(fold, member if members > 1 else None, chosen.data, chosen.work, threads_of(chosen))
        for fold in [*folds, *([None] if on_all else [])]
        for member in range(members)
    ]
    return train_missing(chosen, runs, train_run)


def train_missing(chosen: argparse.Namespace, runs: list[Run], train_run: Callable[[Run], None]) -> list[Run]:
    """Train those of the runs that are not done, `--processes` at a time. Returns all of them."""
    chosen.work.mkdir(parents=True, exist_ok=True)
    todo = [run for run in runs if not run.done]
    if todo:
        with ProcessPoolExecutor(chosen.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
            list(pool.map(train_run, todo))
    return runs


def of_fold(runs: list[Run], fold: int | None) -> list[Run]:
    """The members that are trained without this fold, or on everything."""
    return [run for run in runs if run.fold == fold]


def keep_weights(run: Run, network: torch.nn.Module) -> None:
    """The last thing of a run: once the weights are there it counts as done."""
    partial = run.weights.with_suffix(".partial")
    torch.save(network.state_dict(), partial)
    partial.replace(run.weights)


def load_weights(run: Run, network: torch.nn.Module) -> torch.nn.Module:
    """Returns the network of a finished run, in evaluation mode."""
    network.load_state_dict(torch.load(run.weights, weights_only=True))
    return network.eval()
