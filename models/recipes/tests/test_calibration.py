import numpy as np
import pytest
from skiagraph_recipes.calibration import (
    by_other_parts,
    error_by_chance,
    expected_calibration_error,
    fit_scaling,
    indeterminate_band,
    sigmoid,
)


def test_temperature_and_shift_are_found_again():
    generator = np.random.default_rng(0)
    logit = generator.normal(0, 2, 40000)
    truth = generator.random(40000) < sigmoid(logit)
    temperature, shift = fit_scaling(logit * 3 - 1, truth)
    assert temperature == pytest.approx(3, rel=0.05)
    assert shift == pytest.approx(1, abs=0.1)


def test_sigmoid_does_not_overflow():
    assert sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist() == [0.0, 0.5, 1.0]


def test_calibration_error_by_hand():
    probability = np.array([0.02, 0.04, 0.99, 1.0])
    truth = np.array([False, True, True, True])
    assert expected_calibration_error(probability, truth) == pytest.approx((0.94 + 0.01) / 4)


def test_band_is_where_the_frequency_is_undecided():
    generator = np.random.default_rng(0)
    probability = generator.random(20000)
    truth = generator.random(20000) < probability
    low, high = indeterminate_band(probability, truth, 0.5)
    assert low == pytest.approx(0.2, abs=0.05) and high == pytest.approx(0.8, abs=0.05)
    assert indeterminate_band(probability, truth, 0.1)[0] == 0.1


def test_band_is_empty_where_classes_part():
    probability = np.linspace(0.005, 0.995, 100)
    assert indeterminate_band(probability, probability > 0.5, 0.5) == (0.5, 0.5)


def test_each_part_is_calibrated_by_the_others():
    parts = np.array([0, 1, 2, 0, 1, 2])
    values = np.array([1.0, 10.0, 100.0, 3.0, 30.0, 300.0])
    means = by_other_parts(parts, lambda cases: np.full(6, values[cases].mean()))
    assert means.tolist() == pytest.approx([110, 101, 11, 110, 101, 11])
    pairs = by_other_parts(parts, lambda cases: np.stack([values, np.full(6, cases.sum())], axis=1))
    assert pairs.tolist() == [[value, 4] for value in values]


def test_few_cases_show_an_error_by_chance_and_many_do_not():
    probability = np.random.default_rng(7).random(40000)
    assert error_by_chance(probability, 20) < 0.01
    assert 0.03 < error_by_chance(probability[:400], 100) < 0.1
    assert error_by_chance(np.ones(100)) == 0
