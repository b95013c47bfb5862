"""What the held-out scans say: AUC of malignant, accuracy, calibration, operating point."""

from dataclasses import dataclass

import numpy as np
from scans import LABELS, Scans
from skiagraph_recipes.calibration import by_other_parts, error_by_chance, expected_calibration_error, fit_softmax_scaling, softmax
from skiagraph_recipes.metrics import auc
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.operating_point import OperatingPoint, choose_operating_point

LEAST_SENSITIVITY = 0.9
MALIGNANT = LABELS.index("malignant")


@dataclass(frozen=True)
class Judgement:
    auc: Measured
    single_answer: Measured
    single_network: Measured
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
    error_by_chance: float
    malignant_error_by_chance: float
    point: OperatingPoint


def judge(scans: Scans, logits: np.ndarray, fold: np.ndarray) -> Judgement:
    """logits: [members, 2, scans, labels] of the scans and their mirror images, of networks that have not seen the group. What
    is judged is the mean of the members."""
    label, groups, malignant = scans.label, scans.group, scans.malignant
    first, logits = logits[0], logits.mean(axis=0)
    plain = softmax(logits).mean(axis=0)

    def scaling(cases: np.ndarray) -> tuple[float, np.ndarray]:
        temperature, shift = fit_softmax_scaling(logits[:, cases], label[cases])
        return round(temperature, 4), shift.round(4)

    def calibrated(cases: np.ndarray, answers: np.ndarray = logits) -> np.ndarray:
        temperature, shift = scaling(cases)
        return softmax((answers + shift) / temperature).mean(axis=0)

    everything = np.ones(len(label), bool)
    temperature, shift = scaling(everything)
    probability = by_other_parts(fold, calibrated)
    said, score = probability.argmax(axis=1), probability[:, MALIGNANT]
    one_answer = by_other_parts(fold, lambda cases: calibrated(cases, logits[:1]))
    one_network = by_other_parts(fold, lambda cases: calibrated(cases, first))
    confusion = np.zeros((len(LABELS), len(LABELS)), int)
    np.add.at(confusion, (label, said), 1)

    def of(truth: np.ndarray, values: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: auc(truth[cases], values[cases]), groups, among)

    return Judgement(
        auc=of(malignant, score),
        single_answer=of(malignant, one_answer[:, MALIGNANT]),
        single_network=of(malignant, one_network[:, MALIGNANT]),
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
        error_by_chance=error_by_chance(probability.max(axis=1)),
        malignant_error_by_chance=error_by_chance(score),
        point=choose_operating_point(
            malignant, calibrated(everything)[:, MALIGNANT], groups, LEAST_SENSITIVITY, fold, score
        ),
    )
