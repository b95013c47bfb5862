"""What the glands say to networks that have not seen them: AUC, calibration, operating point, and what size alone tells."""

from dataclasses import dataclass

import numpy as np
from glands import Glands
from skiagraph_recipes.calibration import (
    by_other_parts,
    error_by_chance,
    expected_calibration_error,
    fit_scaling,
    sigmoid,
)
from skiagraph_recipes.metrics import auc
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.operating_point import OperatingPoint, choose_operating_point

LEAST_SENSITIVITY = 0.85


@dataclass(frozen=True)
class Judgement:
    """counted: bool [glands], those on which the figures are"""

    counted: np.ndarray
    auc: Measured
    single_answer: Measured
    fold_aucs: list[float]
    size_alone: Measured
    middle_sizes: Measured
    temperature: float
    shift: float
    error_before: float
    error_by_chance: float
    point: OperatingPoint


def judge(glands: Glands, logits: np.ndarray, fold: np.ndarray, settled_on: int) -> Judgement:
    """logits: [answers, glands], the answers to the gland and to its mirror image of the network that has not seen its `fold`;
    settled_on: the fold on which the training was settled, which has a say in what is shipped but in no figure; glands count as
    their own groups."""
    mass, groups, counted = glands.mass, np.arange(len(fold)), fold != settled_on
    volume = glands.slices.sum(axis=(1, 2, 3), dtype=np.int64)
    middle = (volume >= np.quantile(volume, 0.25)) & (volume <= np.quantile(volume, 0.75))

    def scaling(cases: np.ndarray) -> tuple[float, float]:
        temperature, shift = fit_scaling(logits[:, cases].ravel(), np.tile(mass[cases], len(logits)))
        return round(temperature, 4), round(shift, 4)

    def calibrated(cases: np.ndarray) -> np.ndarray:
        temperature, shift = scaling(cases)
        return sigmoid((logits + shift) / temperature).mean(axis=0)

    everything = np.ones(len(fold), bool)
    temperature, shift = scaling(everything)
    unseen = by_other_parts(fold, calibrated)

    def of(score: np.ndarray, among: np.ndarray = everything) -> Measured:
        return measured(lambda cases: auc(mass[cases], score[cases]), groups, among & counted)

    return Judgement(
        counted=counted,
        auc=of(unseen),
        single_answer=of(logits[0]),
        fold_aucs=[auc(mass[fold == number], unseen[fold == number]) for number in sorted(set(fold[counted].tolist()))],
        size_alone=of(volume),
        middle_sizes=of(unseen, middle),
        temperature=temperature,
        shift=shift,
        error_before=expected_calibration_error(sigmoid(logits[:, counted]).mean(axis=0), mass[counted]),
        error_by_chance=error_by_chance(unseen[counted]),
        point=choose_operating_point(mass, calibrated(everything), groups, LEAST_SENSITIVITY, fold, unseen, counted),
    )
