import json

import numpy as np
import pytest
from skiagraph_recipes.domain import domain_entry, fit_feature_space, fit_gate, refused_by_others


def sample(count: int, seed: int) -> np.ndarray:
    """Two features of very different scale that go together."""
    generator = np.random.default_rng(seed)
    first = generator.normal(0, 1, count)
    return np.stack([first, 100 * first + generator.normal(0, 10, count) + 7], axis=1)


def test_distance_is_mahalanobis_with_much_data():
    data = sample(20000, 0)
    space = fit_feature_space(data)
    inverse = np.linalg.inv(np.cov(data.T))
    probe = np.array([[1.0, 0.0], [2.0, 207.0]])
    by_hand = [float(np.sqrt((x - data.mean(0)) @ inverse @ (x - data.mean(0)))) for x in probe]
    assert space.distance(probe) == pytest.approx(by_hand, rel=0.1)
    assert space.distance(probe)[0] > 3 * space.distance(probe)[1]


def test_gate_keeps_its_own_kind_and_refuses_another():
    data, fold = sample(900, 1), np.arange(900) % 3
    gate = fit_gate([data, data, data], fold, data)
    assert gate.refused(sample(2000, 2)) < 0.03
    assert gate.refused(sample(100, 3)[:, ::-1]) > 0.9


def test_entry_gives_the_same_distances():
    data = sample(300, 4)
    space = fit_feature_space(data)
    entry = json.loads(json.dumps(domain_entry(space, 3.0)))
    whitening = np.array(entry["whitening"]["values"]).reshape(entry["whitening"]["rows"], -1)
    again = np.linalg.norm((data - np.array(entry["means"][0])) @ whitening.T, axis=1)
    assert np.allclose(again, space.distance(data), rtol=1e-3, atol=1e-3)


def test_a_part_has_no_say_in_the_threshold_that_refuses_it():
    distances, parts = np.random.default_rng(5).random(900), np.arange(900) % 3
    far = np.where(parts == 0, distances + 10, distances)
    assert refused_by_others(distances, parts) < 0.02
    assert refused_by_others(far, parts) == pytest.approx(1 / 3)
