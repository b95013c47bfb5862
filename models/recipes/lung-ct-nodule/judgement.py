"""What the held-out nodules say of the outlines: where they begin, overlap with the readers, the click, calibration of pixels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from nodules import READERS, Nodules
from skiagraph_recipes.calibration import expected_calibration_error, fit_scaling, sigmoid
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.overlap import dice, largest_parts

PIXELS = 400_000
LOST = 0.3
CUTS = (0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True)
class Choice:
    """How answers become an outline: the first `answers` of them are asked for, their probabilities are the mean of
    sigmoid(logit / temperature), and the outline begins at `cut`."""

    answers: int
    temperature: float
    cut: float


def outlined_dice(marks: np.ndarray, probability: np.ndarray, click: tuple[int, int], cut: float, least: int) -> float:
    """Dice in the whole crop: what the window around the click cuts off counts as missed.

    marks: how many readers marked each pixel of the crop; probability: [size, size], of the window; least: readers who agree.
    """
    found, size = np.zeros(marks.shape, bool), len(probability)
    top, left = ((marks.shape[-1] - size) // 2 + offset for offset in click)
    found[top : top + size, left : left + size] = largest_parts(probability >= cut, 1)
    return dice(found, marks >= least)


def reachable_dice(nodules: Nodules, which: np.ndarray, logits: np.ndarray) -> float:
    """Mean Dice of these nodules against the majority at the best of the cuts. logits: [which, size, size], clicked on at the
    centre."""
    marks, probability = nodules.marked[which].sum(axis=1), sigmoid(logits)
    pairs = list(zip(marks, probability, strict=True))
    return max(float(np.mean([outlined_dice(*pair, (0, 0), cut, 2) for pair in pairs])) for cut in CUTS)


@dataclass(frozen=True)
class Judgement:
    dice: Measured
    median: Measured
    fifth_percentile: Measured
    strict: Measured
    lost: Measured
    reader: Measured
    small: Measured
    large: Measured
    off_centre: dict[str, Measured]
    covered: Measured
    choice: Choice
    choices: list[Choice]
    error_before: float
    error: float


def judge(
    nodules: Nodules, logits: np.ndarray, fold: np.ndarray, clicks: tuple[tuple[int, int], ...], size: int
) -> Judgement:
    """logits: [answers, clicks, nodules that four readers marked, size, size], each of a network that has not seen the
    patient, first the answer to the crop as it is; fold: of each of these nodules.

    The choice that is shipped is that of all folds; each fold is judged by the choice of the others (`choices`). Only nodules
    that four readers marked count; the majority are at least two of the four, strict at least three.
    """
    four = nodules.readers == READERS
    marks = nodules.marked[four].sum(axis=1)
    edge = (marks.shape[-1] - size) // 2

    generator = np.random.default_rng(0)
    votes = marks[:, edge : edge + size, edge : edge + size].ravel()
    pixels = generator.choice(votes.size, PIXELS)
    nodule_of_pixel = pixels // size**2
    truth = generator.integers(0, READERS, PIXELS) < votes[pixels]
    sample = logits[:, 0].reshape(len(logits), -1)[:, pixels].astype(np.float64)

    def asked(choice: Choice, number: int) -> np.ndarray:
        """Probabilities of a nodule's pixels after each click [clicks, size, size]"""
        return sigmoid(logits[: choice.answers, :, number].astype(np.float32) / choice.temperature).mean(axis=0)

    def choose(cases: np.ndarray) -> Choice:
        """The greatest mean Dice on these nodules, at the temperature with the least log loss of their pixels."""
        among, reached = cases[nodule_of_pixel], {}
        for answers in (1, len(logits)):
            values = sample[:answers, among]
            temperature = round(fit_scaling(values.ravel(), np.tile(truth[among], answers))[0], 4)
            tried = [Choice(answers, temperature, cut) for cut in CUTS]
            seen = {number: asked(tried[0], number)[0] for number in np.flatnonzero(cases)}
            for choice in tried:
                overlaps = [outlined_dice(marks[number], values, clicks[0], choice.cut, 2) for number, values in seen.items()]
                reached[choice] = float(np.mean(overlaps))
        return max(reached, key=lambda choice: reached[choice])

    choices = [choose(fold != part) for part in sorted(set(fold.tolist()))]
    judged_by = [choices[part] for part in fold]
    probability = np.stack([asked(choice, number) for number, choice in enumerate(judged_by)], axis=1)

    def overlaps(click: int, least: int) -> np.ndarray:
        return np.array(
            [
                outlined_dice(marks[number], probability[click, number], clicks[click], choice.cut, least)
                for number, choice in enumerate(judged_by)
            ]
        )

    patient = nodules.patient[four]
    overlap = overlaps(0, 2)
    area = (marks >= 2).sum(axis=(1, 2))
    readers = np.array(
        [
            np.mean([dice(one[r], one[[s for s in range(READERS) if s != r]].sum(axis=0) >= 2) for r in range(READERS)])
            for one in nodules.marked[four]
        ]
    )
    least, most = ((probability[0] >= level).sum(axis=(1, 2)) for level in (0.75, 0.25))
    single = nodules.marked[four].sum(axis=(2, 3))
    covered = ((single >= least[:, None]) & (single <= most[:, None])).mean(axis=1)

    def of(statistic: Callable[[np.ndarray], float], values: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: float(statistic(values[cases])), patient, among)

    return Judgement(
        dice=of(np.mean, overlap),
        median=of(np.median, overlap),
        fifth_percentile=of(lambda values: np.percentile(values, 5), overlap),
        lost=of(lambda values: float((values < LOST).mean()), overlap),
        strict=of(np.mean, overlaps(0, 3)),
        reader=of(np.mean, readers),
        small=of(np.mean, overlap, area < 60),
        large=of(np.mean, overlap, area >= 200),
        off_centre={f"{click[0]:+d}, {click[1]:+d}": of(np.mean, overlaps(number, 2))
                    for number, click in enumerate(clicks) if number},
        covered=of(np.mean, covered),
        choice=choose(np.ones(len(fold), bool)),
        choices=choices,
        error_before=expected_calibration_error(sigmoid(sample).mean(axis=0), truth),
        error=expected_calibration_error(probability[0].ravel()[pixels].astype(np.float64), truth),
    )  # fmt: skip
