"""Where a probability becomes a word, and where it stays undecided."""

import math
from dataclasses import dataclass

import numpy as np

from .calibration import expected_calibration_error, indeterminate_band
from .metrics import sensitivity, specificity, youden_threshold
from .model_folder import Measured, measured

LEAST_ACCURACY = 0.8


@dataclass(frozen=True)
class OperatingPoint:
    """threshold and band on the calibrated probability; called: bool [cases], as judged; band_cases: how many fall into the band
    that the other parts gave; inside, outside: part of the calls that are right there"""

    threshold: float
    least_sensitivity: float
    called: np.ndarray
    sensitivity: Measured
    specificity: Measured
    band: tuple[float, float]
    band_cases: int
    inside: float
    outside: float
    missed: int
    false_alarms: int
    error: float

    def entry(self, label: str) -> dict:
        """The manifest's operating point."""
        return {
            "name": "default",
            "label": label,
            "threshold": self.threshold,
            "sensitivity": self.sensitivity.estimate.rounded(),
            "specificity": self.specificity.estimate.rounded(),
            "cases": self.sensitivity.cases + self.specificity.cases,
            "patients": self.sensitivity.patients + self.specificity.patients,
        }


def choose_operating_point(
    truth: np.ndarray,
    probability: np.ndarray,
    groups: np.ndarray,
    least_sensitivity: float,
    parts: np.ndarray,
    unseen: np.ndarray,
    counted: np.ndarray | None = None,
) -> OperatingPoint:
    """The greatest sensitivity + specificity among thresholds that reach a sensitivity; the band of `calibration`.

    Threshold and band are chosen on all cases. What they are worth is judged in each part with the threshold, the band and the
    calibration that the other parts alone would have given, so that no case has a say in its own figure (Stone, J R Stat Soc B
    1974).
    truth: bool [cases]; probability: calibrated, of cases that the network has not seen; groups: patients, each with
    one truth [cases]; parts: the part of each case, patients whole [cases]; unseen: as probability, each part calibrated by the
    others; counted: bool [cases], those that the figures count, by default all: the others only take part in choosing.
    """
    everything = np.ones(len(truth), bool)
    counted = everything if counted is None else counted

    def chosen_on(cases: np.ndarray, values: np.ndarray) -> tuple[float, tuple[float, float]]:
        """Threshold and band, rounded as they are shipped."""
        threshold = round(youden_threshold(truth[cases], values[cases], least_sensitivity), 4)
        low, high = indeterminate_band(values[cases], truth[cases], threshold, LEAST_ACCURACY)
        return threshold, (math.floor(low * 1e4) / 1e4, math.ceil(high * 1e4) / 1e4)

    called, within = np.zeros(len(truth), bool), np.zeros(len(truth), bool)
    for part in set(parts.tolist()):
        own = parts == part
        threshold, (low, high) = chosen_on(~own, unseen)
        called[own] = unseen[own] >= threshold
        within[own] = (unseen[own] >= low) & (unseen[own] <= high)
    right = called == truth

    def rate(among: np.ndarray) -> float:
        return float(right[among & counted].mean()) if (among & counted).any() else float("nan")

    threshold, band = chosen_on(everything, probability)
    return OperatingPoint(
        threshold=threshold,
        least_sensitivity=least_sensitivity,
        called=called,
        sensitivity=measured(lambda cases: sensitivity(truth[cases], called[cases]), groups, truth & counted),
        specificity=measured(lambda cases: specificity(truth[cases], called[cases]), groups, ~truth & counted),
        band=band,
        band_cases=int((within & counted).sum()),
        inside=rate(within),
        outside=rate(~within),
        missed=int((truth & ~called & counted).sum()),
        false_alarms=int((~truth & called & counted).sum()),
        error=expected_calibration_error(unseen[counted], truth[counted]),
    )
