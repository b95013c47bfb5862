"""What the held-out scans say: AUC of malignant, accuracy, calibration, operating point."""

from dataclasses import dataclass

import numpy as np
from scans import LABELS, Scans
from skiagraph_recipes.calibration import expected_calibration_error, fit_softmax_scaling, softmax
from skiagraph_recipes.metrics import auc
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.operating_point import OperatingPoint, choose_operating_point

LEAST_SENSITIVITY = 0.9
MALIGNANT = LABELS.index("malignant")


@dataclass(frozen=True)
class Judgement:
    auc: Measured
    single_answer: Measured
    against_benign: Measured
    against_normal: Measured
    normal_auc: Measured
    accuracy: Measured
    fold_aucs: list[float]
    confusion: np.ndarray
    temperature: float
    shift: np.ndarray
    error_before: float
    error: float
    malignant_error: float
    point: OperatingPoint


def judge(scans: Scans, logits: np.ndarray, fold: np.ndarray) -> Judgement:
    """logits: [2, scans, labels] of the scans and their mirror images, each of a network that has not seen the group."""
    label, groups, malignant = scans.label, scans.group, scans.malignant
    plain = softmax(logits).mean(axis=0)
    temperature, shift = fit_softmax_scaling(logits, label)
    temperature, shift = round(temperature, 4), shift.round(4)
    logits = logits + shift
    probability = softmax(logits / temperature).mean(axis=0)
    said = probability.argmax(axis=1)
    score = probability[:, MALIGNANT]
    confusion = np.zeros((len(LABELS), len(LABELS)), int)
    np.add.at(confusion, (label, said), 1)

    def of(truth: np.ndarray, values: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: auc(truth[cases], values[cases]), groups, among)

    return Judgement(
        auc=of(malignant, score),
        single_answer=of(malignant, softmax(logits[0] / temperature)[:, MALIGNANT]),
        against_benign=of(malignant, score, label != LABELS.index("normal")),
        against_normal=of(malignant, score, label != LABELS.index("benign")),
        normal_auc=of(label == LABELS.index("normal"), probability[:, LABELS.index("normal")]),
        accuracy=measured(lambda cases: float((said[cases] == label[cases]).mean()), groups),
        fold_aucs=[auc(malignant[fold == number], score[fold == number]) for number in sorted(set(fold.tolist()))],
        confusion=confusion,
        temperature=temperature,
        shift=shift,
        error_before=expected_calibration_error(plain.max(axis=1), plain.argmax(axis=1) == label),
        error=expected_calibration_error(probability.max(axis=1), said == label),
        malignant_error=expected_calibration_error(score, malignant),
        point=choose_operating_point(malignant, score, groups, LEAST_SENSITIVITY),
    )
