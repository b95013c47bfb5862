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
    """threshold and band on the calibrated probability; called: bool [cases], as judged; inside, outside: part of the calls that
    are right there"""

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
    parts: np.ndarray | None = None,
    unseen: np.ndarray | None = None,
) -> OperatingPoint:
    """The greatest sensitivity + specificity among thresholds that reach a sensitivity; the band of `calibration`.

    Threshold and band are chosen on all cases. With parts, what they are worth is judged in each part with the threshold and the
    calibration that the other parts alone would have given, so that no case has a say in its own figure (Stone, J R Stat Soc B
    1974); without, on the cases on which they were chosen, which flatters.
    truth: bool [cases]; probability: calibrated, of cases that the network has not seen; groups: patients, each with
    one truth [cases]; parts: the part of each case, patients whole [cases]; unseen: as probability, each part calibrated by the
    others.
    """

    def threshold_of(cases: np.ndarray, values: np.ndarray) -> float:
        return round(youden_threshold(truth[cases], values[cases], least_sensitivity), 4)

    threshold = threshold_of(np.ones(len(truth), bool), probability)
    if parts is None or unseen is None:
        unseen, called = probability, probability >= threshold
    else:
        called = np.zeros(len(truth), bool)
        for part in set(parts.tolist()):
            called[parts == part] = unseen[parts == part] >= threshold_of(parts != part, unseen)
    low, high = indeterminate_band(probability, truth, threshold, LEAST_ACCURACY)
    band = math.floor(low * 1e4) / 1e4, math.ceil(high * 1e4) / 1e4
    within = (unseen >= band[0]) & (unseen <= band[1])
    right = called == truth
    return OperatingPoint(
        threshold=threshold,
        least_sensitivity=least_sensitivity,
        called=called,
        sensitivity=measured(lambda cases: sensitivity(truth[cases], called[cases]), groups, truth),
        specificity=measured(lambda cases: specificity(truth[cases], called[cases]), groups, ~truth),
        band=band,
        band_cases=int(within.sum()),
        inside=float(right[within].mean()) if within.any() else float("nan"),
        outside=float(right[~within].mean()) if (~within).any() else float("nan"),
        missed=int((truth & ~called).sum()),
        false_alarms=int((~truth & called).sum()),
        error=expected_calibration_error(unseen, truth),
    )
