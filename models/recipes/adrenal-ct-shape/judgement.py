"""What the held-out glands say: AUC, calibration, operating point, and what size alone tells."""

from dataclasses import dataclass

import numpy as np
from glands import Glands
from skiagraph_recipes.calibration import expected_calibration_error, fit_scaling, sigmoid
from skiagraph_recipes.metrics import auc
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.operating_point import OperatingPoint, choose_operating_point

LEAST_SENSITIVITY = 0.85


@dataclass(frozen=True)
class Judgement:
    auc: Measured
    size_alone: Measured
    middle_sizes: Measured
    temperature: float
    shift: float
    error_before: float
    point: OperatingPoint


def judge(glands: Glands, logits: np.ndarray) -> Judgement:
    """glands: held out; logits: [glands] of the network that has not seen them; glands count as their own groups."""
    mass, groups = glands.mass, np.arange(len(logits))
    volume = glands.slices.sum(axis=(1, 2, 3), dtype=np.int64)
    middle = (volume >= np.quantile(volume, 0.25)) & (volume <= np.quantile(volume, 0.75))
    temperature, shift = (round(value, 4) for value in fit_scaling(logits, mass))
    probability = sigmoid((logits + shift) / temperature)

    def of(score: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: auc(mass[cases], score[cases]), groups, among)

    return Judgement(
        auc=of(logits),
        size_alone=of(volume),
        middle_sizes=of(logits, middle),
        temperature=temperature,
        shift=shift,
        error_before=expected_calibration_error(sigmoid(logits), mass),
        point=choose_operating_point(mass, probability, groups, LEAST_SENSITIVITY),
    )
