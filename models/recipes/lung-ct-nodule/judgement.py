"""What the held-out nodules say of the outlines: overlap with the readers, the click, calibration of pixels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from nodules import READERS, Nodules
from skiagraph_recipes.calibration import expected_calibration_error, fit_scaling, sigmoid
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.overlap import dice, largest_parts

PIXELS = 400_000
LOST = 0.3


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
    temperature: float
    error_before: float
    error: float


def judge(
    nodules: Nodules, logits: np.ndarray, clicks: tuple[tuple[int, int], ...], size: int, cut: float
) -> Judgement:
    """logits: [answers, clicks, nodules that four readers marked, size, size], each of a network that has not seen the
    patient; a pixel's probability is the mean of the answers'; cut: where the outline begins.

    Only nodules that four readers marked count; the majority are at least two of the four, strict at least three.
    """
    four = nodules.readers == READERS
    marks = nodules.marked[four].sum(axis=1)
    edge = (marks.shape[-1] - size) // 2

    def window(values: np.ndarray, click: tuple[int, int]) -> np.ndarray:
        top, left = (edge + offset for offset in click)
        return values[..., top : top + size, left : left + size]

    generator = np.random.default_rng(0)
    votes = window(marks, clicks[0]).ravel()
    pixels = generator.choice(votes.size, PIXELS)
    truth = generator.integers(0, READERS, PIXELS) < votes[pixels]
    sample = logits[:, 0].reshape(len(logits), -1)[:, pixels].astype(np.float64)
    temperature = round(fit_scaling(sample.ravel(), np.tile(truth, len(logits)))[0], 4)
    probability = np.stack(
        [sigmoid(logits[:, number].astype(np.float32) / temperature).mean(axis=0) for number in range(len(clicks))]
    ).astype(np.float32)

    def overlaps(number: int, least: int) -> np.ndarray:
        """Dice in the whole crop: what the window cuts off counts as missed."""
        result = []
        for mark, values in zip(marks, probability[number], strict=True):
            found = np.zeros(mark.shape, bool)
            window(found, clicks[number])[:] = largest_parts(values >= cut, 1)
            result.append(dice(found, mark >= least))
        return np.array(result)

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
        temperature=temperature,
        error_before=expected_calibration_error(sigmoid(sample).mean(axis=0), truth),
        error=expected_calibration_error(sigmoid(sample / temperature).mean(axis=0), truth),
    )  # fmt: skip
