import pytest
import torch
from skiagraph_recipes.guided_network import CELL, GuidedClassifier, guided_loss
from skiagraph_recipes.networks import ResidualClassifier, fold_norms

STAGES = ((6, 2), (8, 2), (10, 2), (10, 1))


def network() -> GuidedClassifier:
    torch.manual_seed(0)
    return GuidedClassifier(1, 4, STAGES, 3).eval()


@torch.inference_mode()
def test_the_maps_mean_is_the_logit():
    made, pictures = network(), torch.randn(2, 1, 64, 64)
    logits, maps, embedding = made.outputs(pictures)
    assert maps.shape == (2, 3, 4, 4) and embedding.shape == (2, 10)
    torch.testing.assert_close(maps.mean(dim=(2, 3)), logits)
    torch.testing.assert_close(made(pictures), logits, atol=1e-5, rtol=1e-4)


@torch.inference_mode()
def test_folded_normalisations_change_no_answer():
    made, pictures = network(), torch.randn(2, 1, 64, 64)
    before = made(pictures)
    fold_norms(made)
    torch.testing.assert_close(made(pictures), before, atol=1e-5, rtol=1e-4)


def test_weights_of_a_plain_network_fit_but_for_the_last_layer():
    plain = ResidualClassifier(1, 4, STAGES, 2).state_dict()
    missing, unexpected = network().load_state_dict({k: v for k, v in plain.items() if "head" not in k}, strict=False)
    assert not unexpected and all(not name.startswith(("stem", "blocks")) for name in missing)


def test_other_strides_are_refused():
    with pytest.raises(ValueError, match="strides"):
        GuidedClassifier(1, 4, ((6, 2), (8, 2)), 3)


def test_an_unknown_outline_costs_nothing():
    cells = (64 // CELL) ** 2
    answer = torch.randn(2, 3 + cells, requires_grad=True)
    target = torch.cat([torch.eye(3)[:2], torch.tensor([[1.0], [0.0]]), torch.rand(2, cells)], dim=1)
    guided_loss(answer, target, 3, 0.0).backward()
    assert answer.grad is not None
    assert answer.grad[0, 3:].abs().sum() > 0 and answer.grad[1, 3:].abs().sum() == 0
