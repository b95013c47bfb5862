"""What the out-of-fold predictions say: calibration, operating point and figures."""

import math
from dataclasses import dataclass

import numpy as np
from films import Films
from skiagraph_recipes.calibration import expected_calibration_error, fit_scaling, indeterminate_band, sigmoid
from skiagraph_recipes.metrics import Estimate, auc, sensitivity, specificity, with_interval, youden_threshold

LEAST_SENSITIVITY = 0.97
LEAST_ACCURACY = 0.8


@dataclass(frozen=True)
class Measured:
    """An estimate and on what it was made."""

    estimate: Estimate
    cases: int
    patients: int

    def entry(self) -> dict:
        return {**self.estimate.rounded(), "cases": self.cases, "patients": self.patients}


@dataclass(frozen=True)
class Assessment:
    """Everything that manifest and card say about a model. Probabilities are calibrated, in 0..1."""

    fold_aucs: list[float]
    fold_bacterial_aucs: list[float]
    temperature: dict[str, float]
    shift: dict[str, float]
    calibration_error_before: dict[str, float]
    calibration_error: dict[str, float]
    threshold: float
    band: tuple[float, float]
    band_cases: int
    band_accuracy: float
    outside_accuracy: float
    pneumonia_auc: Measured
    bacteria_auc: Measured
    virus_auc: Measured
    bacterial_auc: Measured
    sensitivity: Measured
    specificity: Measured
    bacteria_sensitivity: Measured
    virus_sensitivity: Measured
    missed: int
    false_alarms: int


def assess(films: Films, fold: np.ndarray, logits: np.ndarray) -> Assessment:
    """films and their out-of-fold logits [films, 2] (pneumonia, bacterial); fold: the fold of each film [films].

    The shift belongs to the shipped network's last layer: everything but `calibration_error_before` counts with it.
    """
    sick, bacterial = films.pneumonia, films.bacterial
    scaling = {
        "pneumonia": fit_scaling(logits[:, 0], sick),
        "bacterial": fit_scaling(logits[sick, 1], bacterial[sick]),
    }
    temperature = {label: round(value, 4) for label, (value, _) in scaling.items()}
    shift = {label: round(value, 4) for label, (_, value) in scaling.items()}
    raw = logits
    logits = raw + np.array([shift["pneumonia"], shift["bacterial"]], dtype=raw.dtype)
    probability = sigmoid(logits[:, 0] / temperature["pneumonia"])
    threshold = round(youden_threshold(sick, probability, LEAST_SENSITIVITY), 4)
    called = probability >= threshold
    low, high = indeterminate_band(probability, sick, threshold, LEAST_ACCURACY)
    band = math.floor(low * 1e4) / 1e4, math.ceil(high * 1e4) / 1e4
    inside = (probability >= band[0]) & (probability <= band[1])
    right = called == sick

    def measured(statistic, truth: np.ndarray, value: np.ndarray, among: np.ndarray) -> Measured:
        truth, value, groups = truth[among], value[among], films.patient[among]
        estimate = with_interval(lambda cases: statistic(truth[cases], value[cases]), groups)
        return Measured(estimate, int(among.sum()), len(set(groups)))

    def error(values: np.ndarray, scale: dict[str, float]) -> dict[str, float]:
        pneumonia = sigmoid(values[:, 0] / scale["pneumonia"])
        bacteria = sigmoid(values[sick, 1] / scale["bacterial"])
        return {
            "pneumonia": round(expected_calibration_error(pneumonia, sick), 4),
            "bacterial": round(expected_calibration_error(bacteria, bacterial[sick]), 4),
        }

    everyone = np.ones(len(sick), dtype=bool)
    folds = sorted(set(fold.tolist()))
    return Assessment(
        fold_aucs=[auc(sick[fold == f], logits[fold == f, 0]) for f in folds],
        fold_bacterial_aucs=[auc(bacterial[(fold == f) & sick], logits[(fold == f) & sick, 1]) for f in folds],
        temperature=temperature,
        shift=shift,
        calibration_error_before=error(raw, {"pneumonia": 1.0, "bacterial": 1.0}),
        calibration_error=error(logits, temperature),
        threshold=threshold,
        band=band,
        band_cases=int(inside.sum()),
        band_accuracy=float(right[inside].mean()) if inside.any() else float("nan"),
        outside_accuracy=float(right[~inside].mean()),
        pneumonia_auc=measured(auc, sick, logits[:, 0], everyone),
        bacteria_auc=measured(auc, sick, logits[:, 0], films.kind != "virus"),
        virus_auc=measured(auc, sick, logits[:, 0], films.kind != "bacteria"),
        bacterial_auc=measured(auc, bacterial, logits[:, 1], sick),
        sensitivity=measured(sensitivity, sick, called, sick),
        specificity=measured(specificity, sick, called, ~sick),
        bacteria_sensitivity=measured(sensitivity, sick, called, films.kind == "bacteria"),
        virus_sensitivity=measured(sensitivity, sick, called, films.kind == "virus"),
        missed=int((sick & ~called).sum()),
        false_alarms=int((~sick & called).sum()),
    )
