"""Choosing between trainings without the cases on which the chosen one is judged (nested cross-validation).

Of each training small networks are made that learn one fold alone and are tried on the others. For a fold only those networks count
that have neither learned it nor are tried on it: it has no say in the training by which it is judged (Varma and Simon, Bias in error
estimation when using cross-validation for model selection, BMC Bioinformatics 7 (2006) 91).
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .runs import Run, threads_of, train_missing


@dataclass(frozen=True)
class ChosenTrainings:
    """fold: the training by which each fold is judged [folds]; shipped: the one that all folds together choose; reached: of each
    training what its networks reached, [learned fold, tried fold], NaN where they are the same."""

    fold: list[str]
    shipped: str
    reached: dict[str, np.ndarray]

    def means(self) -> dict[str, float]:
        """What the networks of each training reached on the whole."""
        return {training: float(np.nanmean(values)) for training, values in self.reached.items()}


def choose_trainings(reached: dict[str, np.ndarray]) -> ChosenTrainings:
    """The training that reached most, for each fold among the networks that know nothing of it.

    reached: of each training [learned fold, tried fold], greater is better, NaN on the diagonal; three folds or more. Of equals
    the first one named is taken.
    """
    folds = len(next(iter(reached.values())))
    if folds < 3:
        raise ValueError("without a third fold nothing is left to choose by")

    def best(left_out: int | None) -> str:
        others = [number for number in range(folds) if number != left_out]
        return max(reached, key=lambda training: float(np.nanmean(reached[training][np.ix_(others, others)])))

    return ChosenTrainings([best(number) for number in range(folds)], best(None), reached)


def try_trainings(
    chosen: argparse.Namespace,
    trainings: list[str],
    folds: int,
    train_run: Callable[[Run], None],
    measure: Callable[[Run, int], float],
) -> ChosenTrainings:
    """Train one network of each training on each fold alone, where that is not done yet, and choose.

    measure: how good a finished run is on the cases of a fold that it has not learned, greater is better.
    """
    threads = threads_of(chosen)
    runs = [
        Run(None, None, chosen.data, chosen.work, threads, training, only) for training in trainings for only in range(folds)
    ]
    reached = {training: np.full((folds, folds), np.nan) for training in trainings}
    for run in train_missing(chosen, runs, train_run):
        for tried in range(folds):
            if tried != run.only:
                reached[run.training][run.only, tried] = measure(run, tried)
    return choose_trainings(reached)
