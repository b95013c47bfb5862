import numpy as np
import onnx
import torch
from skiagraph_recipes.export import export_classifier, file_entry, open_session, self_test, sine_input
from skiagraph_recipes.networks import ResidualClassifier


def trained_network() -> ResidualClassifier:
    """Normalisation statistics that are not the initial ones."""
    torch.manual_seed(0)
    network = ResidualClassifier(1, 4, ((8, 2), (8, 1)), labels=2)
    for _ in range(5):
        network(torch.randn(8, 1, 32, 32) * 2 + 1)
    return network.eval()


def test_export_is_small_and_agrees(tmp_path):
    network, file = trained_network(), tmp_path / "model.onnx"
    export_classifier(network, (1, 32, 32), file)
    model = onnx.load(str(file))
    assert model.opset_import[0].version == 17
    assert "BatchNormalization" not in {node.op_type for node in model.graph.node}
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"
    pictures = torch.randn(3, 1, 32, 32)
    logits, maps, embedding = open_session(file).run(None, {"image": pictures.numpy()})
    assert maps.shape == (3, 2, 8, 8) and embedding.shape == (3, 8)
    with torch.inference_mode():
        assert np.allclose(logits, network(pictures).numpy(), atol=1e-5)
    assert np.allclose(maps.mean(axis=(2, 3)), logits, atol=1e-5)


def test_self_test_and_file_entry(tmp_path):
    file = tmp_path / "model.onnx"
    export_classifier(trained_network(), (1, 32, 32), file)
    test = self_test(file, (1, 32, 32))
    assert len(test["expected"]["logits"]) == 2
    assert sine_input((1, 32, 32), 0.01, 1.5)[0, 0, 0, 1] == np.float32(1.5 * np.sin(0.01))
    entry = file_entry(file)
    assert entry["bytes"] == file.stat().st_size and len(entry["sha256"]) == 64
