import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from skiagraph_recipes.metrics import auc, sensitivity, specificity, with_interval, youden_threshold


def sample(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    truth = generator.random(count) < 0.4
    return truth, np.round(generator.normal(truth * 1.5, 1), 1)


def test_auc_agrees_with_scikit_learn_with_ties():
    truth, score = sample()
    assert auc(truth, score) == pytest.approx(roc_auc_score(truth, score), abs=1e-12)


def test_auc_of_one_class_is_not_a_number():
    assert np.isnan(auc(np.ones(4, dtype=bool), np.arange(4.0)))


def test_sensitivity_and_specificity():
    truth = np.array([True, True, True, False, False])
    called = np.array([True, True, False, False, True])
    assert sensitivity(truth, called) == pytest.approx(2 / 3)
    assert specificity(truth, called) == pytest.approx(1 / 2)


def test_interval_is_wider_when_cases_come_in_groups():
    generator = np.random.default_rng(1)
    groups = np.repeat(np.arange(50), 8)
    value = np.repeat(generator.normal(size=50), 8)
    grouped = with_interval(lambda cases: float(value[cases].mean()), groups)
    single = with_interval(lambda cases: float(value[cases].mean()), np.arange(400))
    assert grouped.low < grouped.value < grouped.high
    assert grouped.high - grouped.low > 2 * (single.high - single.low)
    assert grouped.value == pytest.approx(value.mean())


def test_youden_threshold_keeps_the_sensitivity():
    truth, score = sample()
    probability = 1 / (1 + np.exp(-score))
    threshold = youden_threshold(truth, probability, 0.97)
    assert sensitivity(truth, probability >= threshold) >= 0.97
    best = max(
        specificity(truth, probability >= other)
        for other in np.unique(probability)
        if sensitivity(truth, probability >= other) >= 0.97
    )
    assert specificity(truth, probability >= threshold) <= best + 1e-12
    free = youden_threshold(truth, probability, 0.0)
    assert free > threshold
