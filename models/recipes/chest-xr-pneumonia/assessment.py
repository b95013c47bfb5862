"""What the out-of-fold predictions say: calibration, operating point and figures."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from films import Films
from skiagraph_recipes.calibration import expected_calibration_error, fit_scaling, sigmoid
from skiagraph_recipes.metrics import auc, sensitivity
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.operating_point import OperatingPoint, choose_operating_point

LEAST_SENSITIVITY = 0.97


@dataclass(frozen=True)
class Assessment:
    """Everything that manifest and card say about a model. Probabilities are calibrated, in 0..1."""

    fold_aucs: list[float]
    fold_bacterial_aucs: list[float]
    temperature: dict[str, float]
    shift: dict[str, float]
    calibration_error_before: dict[str, float]
    calibration_error: dict[str, float]
    point: OperatingPoint
    pneumonia_auc: Measured
    bacteria_auc: Measured
    virus_auc: Measured
    bacterial_auc: Measured
    bacteria_sensitivity: Measured
    virus_sensitivity: Measured


def assess(films: Films, fold: np.ndarray, logits: np.ndarray) -> Assessment:
    """logits: out of fold, [films, 2] (pneumonia, bacterial); fold: the fold of each film [films].

    The shift belongs to the shipped network's last layer: everything but `calibration_error_before` counts with it.
    """
    sick, bacterial = films.pneumonia, films.bacterial
    scaling = {
        "pneumonia": fit_scaling(logits[:, 0], sick),
        "bacterial": fit_scaling(logits[sick, 1], bacterial[sick]),
    }
    temperature = {label: round(value, 4) for label, (value, _) in scaling.items()}
    shift = {label: round(value, 4) for label, (_, value) in scaling.items()}
    shifts, temperatures = np.array(list(shift.values())), np.array(list(temperature.values()))
    probability = sigmoid((logits + shifts) / temperatures)

    def error(values: np.ndarray) -> dict[str, float]:
        return {
            "pneumonia": expected_calibration_error(values[:, 0], sick),
            "bacterial": expected_calibration_error(values[sick, 1], bacterial[sick]),
        }

    def of(statistic: Callable, truth: np.ndarray, values: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: statistic(truth[cases], values[cases]), films.patient, among)

    def by_fold(truth: np.ndarray, values: np.ndarray, among: np.ndarray) -> list[float]:
        return [auc(truth[among & (fold == f)], values[among & (fold == f)]) for f in sorted(set(fold.tolist()))]

    point = choose_operating_point(sick, probability[:, 0], films.patient, LEAST_SENSITIVITY)
    called = probability[:, 0] >= point.threshold
    return Assessment(
        fold_aucs=by_fold(sick, probability[:, 0], sick | ~sick),
        fold_bacterial_aucs=by_fold(bacterial, probability[:, 1], sick),
        temperature=temperature,
        shift=shift,
        calibration_error_before=error(sigmoid(logits)),
        calibration_error=error(probability),
        point=point,
        pneumonia_auc=of(auc, sick, probability[:, 0]),
        bacteria_auc=of(auc, sick, probability[:, 0], films.kind != "virus"),
        virus_auc=of(auc, sick, probability[:, 0], films.kind != "bacteria"),
        bacterial_auc=of(auc, bacterial, probability[:, 1], sick),
        bacteria_sensitivity=of(sensitivity, sick, called, films.kind == "bacteria"),
        virus_sensitivity=of(sensitivity, sick, called, films.kind == "virus"),
    )
