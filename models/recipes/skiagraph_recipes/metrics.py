"""How good predictions are, with intervals that know of patients."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata


@dataclass(frozen=True)
class Estimate:
    """A value with the limits of its 95 % interval."""

    value: float
    low: float
    high: float

    def rounded(self, digits: int = 4) -> dict[str, float]:
        return {"value": round(self.value, digits), "low": round(self.low, digits), "high": round(self.high, digits)}


def auc(truth: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve by ranks, ties counted half (Mann and Whitney). truth: bool [cases]; not a number
    when one class is missing."""
    positives = int(truth.sum())
    negatives = len(truth) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    return float((rankdata(score)[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def sensitivity(truth: np.ndarray, called: np.ndarray) -> float:
    """Part of the positives that were called positive. truth, called: bool [cases]."""
    return float(called[truth].mean())


def specificity(truth: np.ndarray, called: np.ndarray) -> float:
    """Part of the negatives that were called negative. truth, called: bool [cases]."""
    return float((~called[~truth]).mean())


def with_interval(
    statistic: Callable[[np.ndarray], float], groups: np.ndarray, rounds: int = 1000, seed: int = 0
) -> Estimate:
    """A statistic with its 95 % percentile-bootstrap interval, drawing whole groups (patients) with replacement.

    statistic: takes case numbers (int [any]) and returns a number; rounds where it is not a number are left out.
    groups: [cases]. Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13.
    """
    _, group_of_case = np.unique(groups, return_inverse=True)
    order = np.argsort(group_of_case, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(group_of_case[order])) + 1)
    generator = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        drawn = generator.integers(0, len(members), len(members))
        values.append(statistic(np.concatenate([members[group] for group in drawn])))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Estimate(statistic(np.arange(len(groups))), float(low), float(high))


def youden_threshold(truth: np.ndarray, probability: np.ndarray, least_sensitivity: float) -> float:
    """The threshold with the greatest sensitivity + specificity among those that reach a sensitivity.

    A case is called positive at or above the threshold. Thresholds tried: half way between neighbouring
    probabilities. truth: bool [cases]; probability: [cases] in 0..1. Returns a number in 0..1.
    """
    values = np.unique(probability)
    thresholds = np.concatenate([[0.0], (values[1:] + values[:-1]) / 2])
    positives, negatives = np.sort(probability[truth]), np.sort(probability[~truth])
    sensitivities = 1 - np.searchsorted(positives, thresholds) / len(positives)
    specificities = np.searchsorted(negatives, thresholds) / len(negatives)
    index = np.where(sensitivities >= least_sensitivity, sensitivities + specificities, -1.0)
    return float(thresholds[int(np.argmax(index))])
