import numpy as np
import pytest
from skiagraph_recipes.overlap import dice, filled, largest_parts, surface_distance_95, to_source_grid


def square(top: int, left: int, side: int) -> np.ndarray:
    mask = np.zeros((40, 40), bool)
    mask[top : top + side, left : left + side] = True
    return mask


def test_dice_by_hand():
    assert dice(square(0, 0, 10), square(0, 5, 10)) == pytest.approx(0.5)
    assert dice(square(0, 0, 10), square(20, 20, 10)) == 0
    assert dice(np.zeros((4, 4), bool), np.zeros((4, 4), bool)) == 1


def test_ignored_pixels_count_nowhere():
    counts = np.ones((40, 40), bool)
    counts[:, 10:] = False
    assert dice(square(0, 0, 10), square(0, 0, 20) & ~square(10, 0, 20), counts) == 1


def test_border_distance_of_shifted_squares():
    assert surface_distance_95(square(5, 5, 20), square(5, 5, 20)) == 0
    assert surface_distance_95(square(5, 5, 20), square(5, 8, 20)) == pytest.approx(3)
    assert np.isnan(surface_distance_95(square(0, 0, 3), np.zeros((40, 40), bool)))


def test_keeps_the_largest_parts_and_fills_them():
    mask = square(0, 0, 10) | square(20, 20, 8) | square(0, 30, 2)
    assert (largest_parts(mask, 2) == (square(0, 0, 10) | square(20, 20, 8))).all()
    assert (filled(square(0, 0, 10) & ~square(4, 4, 2)) == square(0, 0, 10)).all()


def test_source_grid_keeps_a_slope():
    slope = np.tile(np.arange(8, dtype=np.float32), (8, 1))
    enlarged = to_source_grid(slope, 16, 16)
    assert enlarged[8, 3:13] == pytest.approx((np.arange(3, 13) + 0.5) / 2 - 0.5)
