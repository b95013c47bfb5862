import pytest
import torch
from skiagraph_recipes.networks import ResidualClassifier
from skiagraph_recipes.training import Schedule, learning_rate_factor, predict, train


def task():
    """Bright or dark pictures, and everything `train` needs to tell them apart."""
    generator = torch.Generator().manual_seed(0)
    targets = (torch.arange(64) % 2).float()[:, None]
    pictures = torch.randn(64, 1, 16, 16, generator=generator) * 0.3 + targets[:, :, None, None]

    def make_batch(cases, generator):
        noise = torch.randn(len(cases), 1, 16, 16, generator=generator) * 0.1
        return pictures[cases] + noise, targets[cases]

    return pictures, targets, make_batch, torch.nn.functional.binary_cross_entropy_with_logits


def network() -> ResidualClassifier:
    torch.manual_seed(0)
    return ResidualClassifier(1, 4, ((8, 2),), labels=1)


def test_learns_and_goes_on_after_a_stop(tmp_path):
    pictures, targets, make_batch, loss = task()
    cases = torch.arange(64)
    schedule = Schedule(epochs=12, batch_size=16, learning_rate=0.01, average_decay=0.8, half_precision=False)
    whole = train(network(), cases, make_batch, loss, schedule, 1, tmp_path / "whole")
    outputs = predict(whole, pictures)
    assert ((outputs > 0) == (targets > 0)).float().mean() > 0.95

    calls = 0

    def failing(cases, generator):
        nonlocal calls
        calls += 1
        if calls == 20:
            raise KeyboardInterrupt
        return make_batch(cases, generator)

    with pytest.raises(KeyboardInterrupt):
        train(network(), cases, failing, loss, schedule, 1, tmp_path / "stopped")
    resumed = train(network(), cases, make_batch, loss, schedule, 1, tmp_path / "stopped")
    assert torch.allclose(predict(resumed, pictures), outputs, atol=1e-5)


def test_refuses_a_checkpoint_of_other_settings(tmp_path):
    _, _, make_batch, loss = task()
    train(network(), torch.arange(64), make_batch, loss, Schedule(epochs=1, batch_size=16), 1, tmp_path)
    with pytest.raises(ValueError, match="other settings"):
        train(network(), torch.arange(64), make_batch, loss, Schedule(epochs=2, batch_size=16), 1, tmp_path)


def test_rate_rises_then_falls_to_zero():
    factors = [learning_rate_factor(step, 100, 10) for step in range(100)]
    assert factors[9] == 1 and factors[0] < factors[5] < factors[9]
    assert factors[10:] == sorted(factors[10:], reverse=True) and factors[99] < 0.001
