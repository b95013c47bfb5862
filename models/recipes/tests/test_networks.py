import numpy as np
import pytest
import torch
from skiagraph_recipes.enhancement_networks import DenoisingAutoencoder, Enlarger, PatchJudge, picture_error
from skiagraph_recipes.export import check_parity, export, open_session, parity_inputs, self_test
from skiagraph_recipes.sequence_network import SliceReader, halve
from skiagraph_recipes.unet import UNet, overlap_loss


def shaken(network: torch.nn.Module) -> torch.nn.Module:
    """Weights and statistics that are not the initial ones."""
    torch.manual_seed(0)
    for value in network.state_dict().values():
        if value.is_floating_point():
            value.add_(torch.rand(value.shape) * 0.05)
    return network.eval()


class Only(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def outputs(self, x):
        return (self.network(x),)


@pytest.mark.parametrize("stride", [1, 2])
def test_unet_exports_with_logits_of_the_inputs_size(tmp_path, stride):
    network, file = shaken(UNet(1, (4, 8, 12), 2, stride)), tmp_path / "model.onnx"
    export(network, (1, 32, 48), ["mask", "embedding"], file)
    mask, embedding = open_session(file).run(None, {"image": np.zeros((3, 1, 32, 48), np.float32)})
    assert mask.shape == (3, 2, 32, 48) and embedding.shape == (3, 12)


def test_overlap_loss_is_least_for_the_target_and_forgets_what_is_ignored():
    target = torch.zeros(2, 1, 8, 8)
    target[:, :, 2:6, 2:6] = 1
    weight = torch.ones_like(target)
    right, wrong = overlap_loss((target * 2 - 1) * 20, target, weight), overlap_loss(target * 0, target, weight)
    assert right < 1e-4 < wrong
    weight[:, :, 0] = 0
    logits = (target * 2 - 1) * 20
    logits[:, :, 0] = 20
    assert overlap_loss(logits, target, weight) < 1e-4


def test_reader_takes_any_number_of_slices_from_two(tmp_path):
    network, file = shaken(SliceReader((4, 6), 8, 1, 0.0)), tmp_path / "model.onnx"
    export(network, (8, 1, 16, 16), ["logits", "embedding"], file, {"image": {1: "steps"}})
    for steps in (2, 5, 12):
        assert check_parity(network, parity_inputs((steps, 1, 16, 16)), ["logits", "embedding"], file) <= 1e-5


def test_halving_is_the_mean_of_eight_and_keeps_an_odd_slice():
    volume = torch.arange(3 * 4 * 4, dtype=torch.float32).reshape(1, 3, 4, 4)
    halved = halve(volume)
    assert halved.shape == (1, 2, 2, 2)
    assert halved[0, 0, 0, 0] == volume[0, :2, :2, :2].mean()
    assert halved[0, 1, 0, 0] == volume[0, 2, :2, :2].mean()


def test_reader_trains_on_what_it_is_exported_with():
    network = shaken(SliceReader((4, 6), 8, 1, 0.3))
    volumes = torch.rand(2, 8, 16, 16)
    assert torch.allclose(network.outputs(volumes[:, :, None])[0], network(halve(volumes)), atol=1e-6)


@pytest.mark.parametrize(("network", "scale"), [(DenoisingAutoencoder((4, 6, 8)), 1), (Enlarger(4, 2), 2)])
def test_enhancement_takes_any_size(tmp_path, network, scale):
    network, file = Only(shaken(network)).eval(), tmp_path / "model.onnx"
    export(network, (1, 16, 16), ["picture"], file, {"image": {2: "rows", 3: "columns"}}, input_scale=(0.5, 0.2))
    assert check_parity(network, parity_inputs((1, 24, 40), (0.5, 0.2)), ["picture"], file) <= 1e-5
    (picture,) = open_session(file).run(None, {"image": np.zeros((1, 1, 24, 40), np.float32)})
    assert picture.shape == (1, 1, 24 * scale, 40 * scale)
    test = self_test(file, (1, 16, 16), output="picture", stride=7, size=(16, 16))
    assert test["size"] == [16, 16] and len(test["expected"]["picture"]) == -(-256 * scale**2 // 7)


def test_untrained_enhancement_changes_nothing_but_the_size():
    picture = torch.rand(1, 1, 16, 16)
    assert torch.equal(DenoisingAutoencoder()(picture), picture)
    flat = torch.full((1, 1, 8, 8), 0.3)
    assert torch.allclose(Enlarger(8, 1)(flat), torch.full((1, 1, 16, 16), 0.3), atol=1e-6)


def test_judge_gives_one_answer_a_patch():
    assert PatchJudge(4)(torch.rand(2, 1, 32, 48)).shape == (2, 1, 8, 12)


def test_picture_error_is_the_psnr_of_each_picture_and_no_large_error_hides_a_small_one():
    clean = torch.full((2, 1, 8, 8), 0.5)
    restored = clean.clone()
    restored[0] += 0.1
    restored[1] += 0.01
    psnr = torch.tensor([20.0, 40.0])
    assert picture_error(restored, clean) == pytest.approx(float((-psnr / 10 * np.log(10)).mean()), rel=2e-3)


def test_reader_of_a_gland_lets_the_planes_be_read_in_half_steps():
    network = SliceReader((4, 6), 8, 1, 0.0).eval()
    assert network.states(torch.zeros(2, 7, 16, 16)).shape == (2, 4, 16)
