"""Making a network's numbers mean what they say, and knowing where they do not decide."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression


def sigmoid(logit: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-logit)) without overflow. Returns float64 of the same shape in 0..1."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(logit, dtype=np.float64)))


def fit_scaling(logit: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """The temperature T and shift s with the least log loss of sigmoid((logit + s) / T).

    Temperature after Guo et al., On Calibration of Modern Neural Networks, ICML 2017; with the shift it is Platt's
    scaling (1999), which also mends a network that errs to one side on new patients. The shift belongs into the bias
    of the network's last layer, the temperature into the manifest. logit, truth: [cases], truth bool.
    Returns (T above 0, s in logits).
    """
    sign = np.where(truth, -1.0, 1.0)
    logit = logit.astype(np.float64)

    def loss(parameters: np.ndarray) -> float:
        logarithm, shift = parameters
        return float(np.logaddexp(0, sign * (logit + shift) / np.exp(logarithm)).mean())

    best = minimize(loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10}).x
    return float(np.exp(best[0])), float(best[1])


def by_other_parts(parts: np.ndarray, calibrated: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """What a calibration is worth on cases that had no say in it (cross-fitting).

    parts: the part of each case [cases]; calibrated: bool [cases], those to fit on -> probabilities of all cases
    [cases, ...]; taken of each part are those that the other parts gave. Returns the same shape.
    """
    whole = None
    for part in sorted(set(parts.tolist())):
        probability = calibrated(parts != part)
        whole = probability.copy() if whole is None else whole
        whole[parts == part] = probability[parts == part]
    assert whole is not None
    return whole


def expected_calibration_error(probability: np.ndarray, truth: np.ndarray, bins: int = 15) -> float:
    """Mean distance between predicted and observed frequency over equally wide bins of the positive probability,
    weighted by their cases (Naeini et al., AAAI 2015). Returns 0..1."""
    bin_of_case = np.minimum((probability * bins).astype(int), bins - 1)
    difference = np.bincount(bin_of_case, probability - truth, minlength=bins)
    return float(np.abs(difference).sum() / len(truth))


def error_by_chance(probability: np.ndarray, rounds: int = 400) -> float:
    """The mean calibration error of as many cases if each probability were exactly right: what so few cases cannot tell apart.

    probability: [cases] of being right or positive, in 0..1. Source: Bröcker and Smith, Weather and Forecasting 22 (2007), consistency
    resampling.
    """
    generator = np.random.default_rng(0)
    drawn = generator.random((rounds, len(probability))) < probability
    return float(np.mean([expected_calibration_error(probability, truth) for truth in drawn]))


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


def softmax(logits: np.ndarray) -> np.ndarray:
    """Over the last axis, float64, without overflow."""
    logits = np.asarray(logits, dtype=np.float64)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def fit_softmax_temperature(logits: np.ndarray, label: np.ndarray) -> float:
    """The temperature with the least log loss of softmax(logits / T), mean over several answers of one case if given.

    logits: [cases, labels] or [answers, cases, labels]; label: [cases]. Source: Guo et al., ICML 2017.
    """
    answers = logits[None] if logits.ndim == 2 else logits

    def loss(parameters: np.ndarray) -> float:
        probability = softmax(answers / np.exp(parameters[0])).mean(axis=0)
        return float(-np.log(probability[np.arange(len(label)), label] + 1e-12).mean())

    return float(np.exp(minimize(loss, [0.0], method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-10}).x[0]))


def fit_softmax_scaling(logits: np.ndarray, label: np.ndarray) -> tuple[float, np.ndarray]:
    """The temperature T and the constants c, one a label and 0 on average, with the least log loss of the mean over
    answers of softmax((logits + c) / T).

    For networks that favour a label on new cases (Alexandari et al., Maximum Likelihood with Bias-Corrected Calibration,
    ICML 2020). The constants belong into the bias of the last layer. logits: [answers, cases, labels]; label: [cases].
    """

    def loss(parameters: np.ndarray) -> float:
        probability = softmax((logits + parameters[1:]) / np.exp(parameters[0])).mean(axis=0)
        return float(
            -np.log(probability[np.arange(len(label)), label] + 1e-12).mean() + 1e-6 * parameters[1:].sum() ** 2
        )

    best = minimize(loss, np.zeros(1 + logits.shape[2]), method="BFGS").x
    return float(np.exp(best[0])), best[1:] - best[1:].mean()
