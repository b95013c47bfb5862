import numpy as np
import pytest
from skiagraph_recipes.reference import (
    PICTURES,
    reference_colours,
    reference_crops,
    reference_preparations,
    reference_sequences,
    synthetic,
    synthetic_grey,
)


def test_synthetic_picture_follows_its_formula():
    assert synthetic_grey(5, 40, 0.75, 0.5, 6)[4, 39] == int((0.75 * 4 + 0.5 * 39 + 6 * ((4 * 39) % 17)) % 256)
    volume = synthetic(5, 40, 0.75, 0.5, 6, slices=3, channels=2)
    assert volume.shape == (3, 2, 5, 40)
    assert volume[2, 1, 4, 39] == int((0.75 * 4 + 0.5 * 39 + 6 * ((4 * 39) % 17) + 2 * 29 + 53) % 256)


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        (reference_preparations(32, 0.5, 0.25), 32 * 32),
        (reference_crops(32, 0.5, 0.25), 32 * 32),
        (reference_colours(32, [0.5, 0.4, 0.3], [0.1, 0.2, 0.3]), 3 * 32 * 32),
    ],
)
def test_lists_values_of_three_pictures(reference, count):
    assert len(reference["cases"]) == len(PICTURES)
    for case in reference["cases"]:
        assert len(case["indices"]) == len(case["values"]) >= 35
        assert max(case["indices"]) == count - 1


def test_a_crop_spans_the_range_of_what_it_sees_and_repeats_the_edge():
    near_the_edge = reference_crops(80, 0.0, 1.0)["cases"][1]
    assert near_the_edge["click"][0] < 40
    values = dict(zip(near_the_edge["indices"], near_the_edge["values"], strict=True))
    assert all(0 <= value <= 1 for value in values.values())
    assert values[0] == values[80]


def test_a_sequence_has_as_many_planes_as_slices():
    for case in reference_sequences(64)["cases"]:
        assert max(case["indices"]) == case["slices"] * 64 * 64 - 1
        assert set(case["values"]) <= {0.0, 1.0}
        assert np.isclose(case["sum"], round(case["sum"]))
