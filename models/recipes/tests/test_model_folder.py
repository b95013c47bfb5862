import json

import numpy as np
import pytest
from skiagraph_recipes.calibration import fit_softmax_temperature, softmax
from skiagraph_recipes.card import table
from skiagraph_recipes.manifest import frame_input
from skiagraph_recipes.model_folder import measured, write_json
from skiagraph_recipes.operating_point import choose_operating_point


def test_json_keeps_its_content_with_numbers_on_one_line(tmp_path):
    content = {"a": [1, 2.5, -3e-7], "b": ["x", "y, z"], "c": {"d": [[1, 2], [3, 4]], "e": None, "f": []}}
    write_json(content, tmp_path / "file.json")
    text = (tmp_path / "file.json").read_text()
    assert json.loads(text) == content
    assert "[1, 2.5, -3e-07]" in text


def test_figures_carry_cases_and_patients():
    values = np.arange(20.0) / 20
    result = measured(lambda cases: float(values[cases].mean()), np.arange(20) // 2, values < 0.5)
    assert result.cases == 10 and result.patients == 5
    figure = result.figure("mean", None, "here", "这里")
    assert figure["low"] <= figure["value"] <= figure["high"] and figure["value"] == pytest.approx(0.225)


def test_table_has_one_width_a_column():
    lines = table([["a", "bb"], ["longer", "c"]]).split("\n")
    assert len({len(line) for line in lines}) == 1


def test_input_can_differ_from_the_usual_film():
    usual = {"channels": 1, "size": (8, 8), "gates": {"modalities": ["CR"]}, "normalisation": {"mean": [0], "std": [1]}}
    assert frame_input(**usual)["resize"]["fit"] == "squash"
    assert frame_input(**usual, range={"method": "none"})["range"] == {"method": "none"}


def test_softmax_temperature_is_found_again():
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 2, (20000, 3))
    label = np.array([generator.choice(3, p=row) for row in softmax(logits)])
    assert fit_softmax_temperature(logits * 2.5, label) == pytest.approx(2.5, rel=0.05)


def test_operating_point_reaches_the_sensitivity_and_lies_in_its_band():
    generator = np.random.default_rng(0)
    truth = generator.random(2000) < 0.3
    probability = 1 / (1 + np.exp(-generator.normal(np.where(truth, 1.5, -1.5), 1.2)))
    parts = np.arange(2000) % 4
    point = choose_operating_point(truth, probability, np.arange(2000), 0.9, parts, probability)
    assert 0.87 <= point.sensitivity.estimate.value < 1
    assert (point.called == (probability >= point.threshold)).mean() > 0.98
    assert point.band[0] <= point.threshold <= point.band[1]
    entry = point.entry("ill")
    assert entry["cases"] == 2000 and entry["sensitivity"]["low"] <= entry["sensitivity"]["value"]


def test_no_case_has_a_say_in_the_threshold_by_which_it_is_judged():
    generator = np.random.default_rng(1)
    truth = generator.random(300) < 0.5
    probability = generator.random(300)
    parts = np.arange(300) % 3
    turned = np.where(parts == 0, 1 - probability, probability)
    before, after = (
        choose_operating_point(truth, values, np.arange(300), 0.5, parts, values) for values in (probability, turned)
    )
    # the part that changed is called by the same threshold as before
    highest_left_out = turned[(parts == 0) & ~after.called].max()
    lowest_called = probability[(parts == 0) & before.called].min()
    assert highest_left_out < lowest_called


def test_what_does_not_count_has_a_say_in_the_threshold_but_in_no_figure():
    generator = np.random.default_rng(2)
    truth, probability = generator.random(400) < 0.5, generator.random(400)
    groups, parts, counted = np.arange(400), np.arange(400) % 4, np.arange(400) % 4 > 0
    turned = np.where(counted, probability, np.where(truth, 0.9, 0.1))
    before, after = (
        choose_operating_point(truth, values, groups, 0.5, parts, values, counted) for values in (probability, turned)
    )
    assert before.sensitivity.cases + before.specificity.cases == 300
    assert before.error == pytest.approx(after.error) and before.threshold != after.threshold


def test_no_case_has_a_say_in_the_band_by_which_it_is_judged():
    generator = np.random.default_rng(3)
    truth = generator.random(600) < 0.5
    probability = np.clip(generator.normal(np.where(truth, 0.7, 0.3), 0.15), 0, 1)
    parts = np.arange(600) % 3
    # a part in which nothing is undecided, far from where the others are undecided
    clear = np.where(parts == 0, np.where(truth, 1.0, 0.0), probability)
    point = choose_operating_point(truth, clear, np.arange(600), 0.5, parts, clear)
    assert point.band_cases < 400 and point.inside < 0.9 < point.outside
