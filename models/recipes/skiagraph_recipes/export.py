"""From a trained network to the one file that is shipped, and the proof that both agree."""

import copy
import hashlib
import math
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from .networks import ResidualClassifier, fold_norms

OPSET = 17
PARITY = 1e-5
CLASSIFIER_OUTPUTS = ["logits", "cam", "embedding"]


class _Outputs(nn.Module):
    """A classifier whose forward pass gives everything that the product reads."""

    def __init__(self, network: ResidualClassifier):
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return self.network.outputs(image)


def export_classifier(network: ResidualClassifier, shape: tuple[int, int, int], file: Path) -> None:
    """Write a network in evaluation mode as ONNX, normalisations folded, batch axis free, full precision.

    shape: (channels, rows, columns). Input `image`, outputs `logits`, `cam`, `embedding`. Raises AssertionError when
    onnxruntime and torch differ by more than 1e-5 or the map's mean is not the logit.
    """
    folded = copy.deepcopy(network).to(memory_format=torch.contiguous_format).eval()
    fold_norms(folded)
    file.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            _Outputs(folded).eval(),
            (torch.zeros(1, *shape),),
            str(file),
            input_names=["image"],
            output_names=CLASSIFIER_OUTPUTS,
            dynamic_axes={name: {0: "batch"} for name in ["image", *CLASSIFIER_OUTPUTS]},
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(onnx.load(str(file)), full_check=True)
    check_parity(network, shape, file)


def check_parity(network: ResidualClassifier, shape: tuple[int, int, int], file: Path) -> float:
    """Compare torch and onnxruntime on random and on extreme input. Returns the greatest absolute difference."""
    inputs = torch.randn(5, *shape, generator=torch.Generator().manual_seed(0))
    inputs[3], inputs[4] = 0.0, inputs[4].sign() * 3
    with torch.inference_mode():
        expected = [value.numpy() for value in network.outputs(inputs)]
    session = open_session(file)
    actual = session.run(CLASSIFIER_OUTPUTS, {"image": inputs.numpy()})
    difference = max(float(np.abs(a - b).max()) for a, b in zip(actual, expected, strict=True))
    assert difference <= PARITY, f"torch and onnxruntime differ by {difference}"
    assert np.abs(actual[1].mean(axis=(2, 3)) - actual[0]).max() <= PARITY, "the map's mean is not the logit"
    single = session.run(CLASSIFIER_OUTPUTS, {"image": inputs[:1].numpy()})
    assert all(np.abs(a - b[:1]).max() <= PARITY for a, b in zip(single, actual, strict=True)), "batch size matters"
    return difference


def open_session(file: Path) -> onnxruntime.InferenceSession:
    """onnxruntime on the CPU."""
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def sine_input(shape: tuple[int, int, int], step: float, amplitude: float) -> np.ndarray:
    """amplitude * sin(step * i) at flat index i, in float64, then float32. Returns [1, *shape]."""
    values = amplitude * np.sin(step * np.arange(math.prod(shape), dtype=np.float64))
    return values.astype(np.float32).reshape(1, *shape)


def self_test(file: Path, shape: tuple[int, int, int], step: float = 0.01, amplitude: float = 1.5) -> dict:
    """The manifest's selfTest: what the product must get for an input that it can make itself."""
    (logits,) = open_session(file).run(["logits"], {"image": sine_input(shape, step, amplitude)})
    return {
        "generator": {"kind": "sine", "step": step, "amplitude": amplitude},
        "expected": {"logits": [float(value) for value in logits[0]]},
        "tolerance": 0.001,
    }


def file_entry(file: Path) -> dict:
    """The manifest's file."""
    content = file.read_bytes()
    return {
        "name": file.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "opset": OPSET,
    }
