import numpy as np
import pytest
from skiagraph_recipes.calibration import expected_calibration_error, fit_scaling, indeterminate_band, sigmoid


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
