"""What the out-of-fold predictions say: calibration, operating point and figures."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from films import Films
from skiagraph_recipes.calibration import (
    by_other_parts,
    error_by_chance,
    expected_calibration_error,
    fit_scaling,
    sigmoid,
)
from skiagraph_recipes.metrics import auc, sensitivity
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.operating_point import OperatingPoint, choose_operating_point

LABELS = ("pneumonia", "bacterial")
LEAST_SENSITIVITY = 0.97


@dataclass(frozen=True)
class Assessment:
    """Everything that manifest and card say about a model. counted: bool [films], those on which the figures are; temperature
    and shift: those of all films; calibration_error: of what is counted, before and after, and by chance alone."""

    counted: np.ndarray
    fold_aucs: list[float]
    fold_bacterial_aucs: list[float]
    temperature: dict[str, float]
    shift: dict[str, float]
    calibration_error_before: dict[str, float]
    calibration_error: dict[str, float]
    error_by_chance: dict[str, float]
    point: OperatingPoint
    pneumonia_auc: Measured
    bacteria_auc: Measured
    virus_auc: Measured
    bacterial_auc: Measured
    bacteria_sensitivity: Measured
    virus_sensitivity: Measured


def assess(films: Films, fold: np.ndarray, logits: np.ndarray, settled_on: int) -> Assessment:
    """logits: out of fold, [films, 2] (LABELS); fold: the fold of each film [films]; settled_on: the fold on which the training
    was settled, which has a say in what is shipped but in no figure.

    Each fold is judged with the temperature, shift, threshold and band that the others give. The shift belongs to the shipped
    network's last layer: everything but `calibration_error_before` counts with it.
    """
    sick, bacterial, counted = films.pneumonia, films.bacterial, fold != settled_on
    truth, among = {"pneumonia": sick, "bacterial": bacterial}, {"pneumonia": sick | ~sick, "bacterial": sick}

    def scaling(cases: np.ndarray) -> np.ndarray:
        """Temperature and shift of each label, rounded as they are shipped [labels, 2]"""
        chosen = [cases & among[label] for label in LABELS]
        fitted = [
            fit_scaling(logits[which, index], truth[label][which])
            for index, (label, which) in enumerate(zip(LABELS, chosen, strict=True))
        ]
        return np.array(fitted).round(4)

    def calibrated(cases: np.ndarray) -> np.ndarray:
        temperature, shift = scaling(cases).T
        return sigmoid((logits + shift) / temperature)

    def each(statistic: Callable[[np.ndarray, np.ndarray], float], values: np.ndarray) -> dict[str, float]:
        return {
            label: statistic(values[among[label] & counted, index], truth[label][among[label] & counted])
            for index, label in enumerate(LABELS)
        }

    def of(statistic: Callable, truth: np.ndarray, values: np.ndarray, which: np.ndarray) -> Measured:
        return measured(lambda cases: statistic(truth[cases], values[cases]), films.patient, which & counted)

    def by_fold(label: str, values: np.ndarray) -> list[float]:
        own = [among[label] & (fold == number) for number in sorted(set(fold[counted].tolist()))]
        return [auc(truth[label][which], values[which]) for which in own]

    everything = np.ones(len(fold), bool)
    shipped = dict(zip(LABELS, scaling(everything).tolist(), strict=True))
    unseen = by_other_parts(fold, calibrated)
    score, kind = unseen.T
    point = choose_operating_point(
        sick, calibrated(everything)[:, 0], films.patient, LEAST_SENSITIVITY, fold, score, counted
    )
    return Assessment(
        counted=counted,
        fold_aucs=by_fold("pneumonia", score),
        fold_bacterial_aucs=by_fold("bacterial", kind),
        temperature={label: temperature for label, (temperature, _) in shipped.items()},
        shift={label: shift for label, (_, shift) in shipped.items()},
        calibration_error_before=each(expected_calibration_error, sigmoid(logits)),
        calibration_error=each(expected_calibration_error, unseen),
        error_by_chance=each(lambda values, _: error_by_chance(values), unseen),
        point=point,
        pneumonia_auc=of(auc, sick, score, everything),
        bacteria_auc=of(auc, sick, score, films.kind != "virus"),
        virus_auc=of(auc, sick, score, films.kind != "bacteria"),
        bacterial_auc=of(auc, bacterial, kind, sick),
        bacteria_sensitivity=of(sensitivity, sick, point.called, films.kind == "bacteria"),
        virus_sensitivity=of(sensitivity, sick, point.called, films.kind == "virus"),
    )
