"""What the held-out cells say: accuracy, each kind, calibration."""

from dataclasses import dataclass

import numpy as np
from cells import LABELS
from skiagraph_recipes.calibration import (
    by_other_parts,
    error_by_chance,
    expected_calibration_error,
    fit_softmax_temperature,
    softmax,
)
from skiagraph_recipes.model_folder import Measured, measured


@dataclass(frozen=True)
class Judgement:
    accuracy: Measured
    macro_f1: Measured
    sensitivities: dict[str, Measured]
    confusion: np.ndarray
    temperature: float
    error_before: float
    error: float
    error_by_chance: float
    unsure: float
    unsure_accuracy: float
    sure_accuracy: float


UNSURE = 0.7


def macro_f1(label: np.ndarray, said: np.ndarray) -> float:
    """Mean over the kinds of the harmonic mean of sensitivity and positive predictive value."""
    scores = []
    for kind in range(len(LABELS)):
        hit = int(((label == kind) & (said == kind)).sum())
        scores.append(2 * hit / max(1, int((label == kind).sum()) + int((said == kind).sum())))
    return float(np.mean(scores))


def judge(label: np.ndarray, logits: np.ndarray, parts: np.ndarray) -> Judgement:
    """label: of held-out cells; logits: [cells, labels] of the network that has not seen them; parts: the part of each cell,
    judged with the temperature that the other parts give [cells]. Cells count as their own groups."""
    groups, said = np.arange(len(label)), logits.argmax(axis=1)
    right = said == label

    def temperature_of(cases: np.ndarray) -> float:
        return round(fit_softmax_temperature(logits[cases], label[cases]), 4)

    confidence = by_other_parts(parts, lambda cases: softmax(logits / temperature_of(cases)).max(axis=1))
    confusion = np.zeros((len(LABELS), len(LABELS)), int)
    np.add.at(confusion, (label, said), 1)
    unsure = confidence < UNSURE
    return Judgement(
        accuracy=measured(lambda cases: float(right[cases].mean()), groups),
        macro_f1=measured(lambda cases: macro_f1(label[cases], said[cases]), groups),
        sensitivities={
            name: measured(lambda cases: float(right[cases].mean()), groups, label == kind)
            for kind, name in enumerate(LABELS)
        },
        confusion=confusion,
        temperature=temperature_of(np.ones(len(label), bool)),
        error_before=expected_calibration_error(softmax(logits).max(axis=1), right),
        error=expected_calibration_error(confidence, right),
        error_by_chance=error_by_chance(confidence),
        unsure=float(unsure.mean()),
        unsure_accuracy=float(right[unsure].mean()) if unsure.any() else float("nan"),
        sure_accuracy=float(right[~unsure].mean()),
    )
