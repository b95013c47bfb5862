import numpy as np
import pytest
import torch
from skiagraph_recipes.quantum_noise import DOSES, Exposure, counts, dose, exposed, from_counts, random_exposure


@pytest.mark.parametrize("logarithmic", [False, True])
def test_counts_and_back(logarithmic):
    unit = np.linspace(0.01, 1, 50)
    exposure = Exposure(500, logarithmic=logarithmic)
    assert from_counts(counts(unit, exposure), exposure) == pytest.approx(unit)


def test_noise_has_poissons_deviation():
    exposure = Exposure(400, electronic=0)
    noisy = exposed(np.full((400, 400), 0.5), exposure, np.random.default_rng(0))
    assert noisy.mean() == pytest.approx(0.5, abs=1e-3)
    assert noisy.std() == pytest.approx(np.sqrt(0.5 / 400), rel=0.02)


def test_the_densest_part_of_a_film_is_the_noisiest():
    generator = np.random.default_rng(0)
    dark, bright = (exposed(np.full((200, 200), grey), dose(0.5, True), generator).std() for grey in (0.2, 0.8))
    assert bright > 2 * dark


def test_less_dose_more_noise():
    generator, film = np.random.default_rng(0), np.full((200, 200), 0.6)
    noise = [exposed(film, dose(part, False), generator).std() for part in sorted(DOSES.values())]
    assert noise == sorted(noise, reverse=True)


def test_training_noise_is_drawn_from_the_generator_alone_and_stays_in_range():
    films = torch.rand(8, 1, 32, 32)
    first, second = (random_exposure(films, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(first, second) and 0 <= first.min() and first.max() <= 1
    assert torch.allclose(first * 255, (first * 255).round(), atol=1e-4)
