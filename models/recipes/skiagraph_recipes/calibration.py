"""Making a network's numbers mean what they say, and knowing where they do not decide."""

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression


def sigmoid(logit: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-logit)) without overflow. Returns float64 of the same shape in 0..1."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(logit, dtype=np.float64)))


def fit_temperature(logit: np.ndarray, truth: np.ndarray) -> float:
    """The temperature T with the least log loss of sigmoid(logit / T) (Guo et al., On Calibration of Modern Neural
    Networks, ICML 2017). logit, truth: [cases], truth bool. Returns T in 0.05..20."""
    sign = np.where(truth, -1.0, 1.0)

    def loss(logarithm: float) -> float:
        return float(np.logaddexp(0, sign * logit / np.exp(logarithm)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded").x))


def expected_calibration_error(probability: np.ndarray, truth: np.ndarray, bins: int = 15) -> float:
    """Mean distance between predicted and observed frequency over equally wide bins of the positive probability,
    weighted by their cases (Naeini et al., AAAI 2015). Returns 0..1."""
    bin_of_case = np.minimum((probability * bins).astype(int), bins - 1)
    difference = np.bincount(bin_of_case, probability - truth, minlength=bins)
    return float(np.abs(difference).sum() / len(truth))


def indeterminate_band(
    probability: np.ndarray, truth: np.ndarray, threshold: float, least_accuracy: float = 0.8
) -> tuple[float, float]:
    """The stretch of probabilities in which neither answer is right often enough.

    The observed frequency of positives as a rising function of the probability (isotonic regression; Zadrozny and
    Elkan, KDD 2002) lies there between 1 - least_accuracy and least_accuracy; the stretch is widened to hold the
    threshold. probability: [cases] in 0..1; truth: bool [cases]. Returns (low, high), low <= threshold <= high.
    """
    frequency = IsotonicRegression(y_min=0, y_max=1).fit_transform(probability, truth.astype(np.float64))
    undecided = probability[(frequency > 1 - least_accuracy) & (frequency < least_accuracy)]
    return float(min([threshold, *undecided])), float(max([threshold, *undecided]))
