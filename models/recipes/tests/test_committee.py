import numpy as np
import torch
from skiagraph_recipes.committee import Committee
from skiagraph_recipes.domain import fit_committee_gate
from skiagraph_recipes.export import export_classifier, open_session
from skiagraph_recipes.networks import ResidualClassifier


def members(count: int) -> list[ResidualClassifier]:
    torch.manual_seed(0)
    return [ResidualClassifier(1, 4, ((6, 2), (8, 2)), labels=2).eval() for _ in range(count)]


def test_the_mean_of_logits_and_maps_but_the_first_ones_embedding():
    networks = members(3)
    x = torch.randn(4, 1, 32, 32)
    logits, maps, embedding = Committee(networks).outputs(x)
    own = [network.outputs(x) for network in networks]
    assert torch.allclose(logits, sum(answer[0] for answer in own) / 3, atol=1e-6)
    assert torch.allclose(maps, sum(answer[1] for answer in own) / 3, atol=1e-6)
    assert torch.equal(embedding, own[0][2]) and not torch.equal(embedding, own[1][2])


def test_is_exported_as_one_file_that_says_the_same(tmp_path):
    network = Committee(members(3)).eval()
    export_classifier(network, (1, 32, 32), tmp_path / "model.onnx")
    x = torch.randn(2, 1, 32, 32)
    logits = open_session(tmp_path / "model.onnx").run(["logits"], {"image": x.numpy()})[0]
    assert np.abs(logits - network(x).detach().numpy()).max() <= 1e-5


def test_its_gate_rests_on_what_the_first_member_was_trained_on():
    generator = np.random.default_rng(0)
    fold = np.arange(600) % 3
    embedded = [generator.normal(0, 1, (600, 4)) for _ in range(3)]
    embedded[0][fold == 0] += 50
    gate = fit_committee_gate(embedded, fold)
    assert np.abs(gate.space.mean).max() < 1
