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

from .networks import fold_norms

OPSET = 17
PARITY = 1e-5
CLASSIFIER_OUTPUTS = ["logits", "cam", "embedding"]


class _Outputs(nn.Module):
    """A network whose forward pass gives everything that the product reads."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.network.outputs(x)


class OneOutput(nn.Module):
    """A network of one answer as `export` wants it."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def outputs(self, x: torch.Tensor) -> tuple[torch.Tensor]:
        return (self.network(x),)


def export_classifier(network: nn.Module, shape: tuple[int, int, int], file: Path) -> None:
    """Write a classifier in evaluation mode as ONNX: input `image`, outputs `logits`, `cam`, `embedding`.

    shape: (channels, rows, columns). Raises AssertionError as `export` does, and when the map's mean is not the logit.
    """
    export(network, shape, CLASSIFIER_OUTPUTS, file)
    logits, maps, _ = open_session(file).run(None, {"image": parity_inputs(shape).numpy()})
    assert np.abs(maps.mean(axis=(2, 3)) - logits).max() <= PARITY, "the map's mean is not the logit"


def export(
    network: nn.Module,
    shape: tuple[int, ...],
    outputs: list[str],
    file: Path,
    open_axes: dict[str, dict[int, str]] | None = None,
    input_scale: tuple[float, float] = (0.0, 1.0),
) -> float:
    """Write a network in evaluation mode as ONNX, normalisations folded, batch axis free, full precision.

    The network has `outputs(x)`, a tuple in the order of the names `outputs`; shape: of one input `image`; open_axes:
    other axes that are free, by input or output name; input_scale: mean and deviation of the inputs tried. Returns the
    greatest difference between onnxruntime and torch. Raises AssertionError when that is more than 1e-5.
    """
    folded = copy.deepcopy(network).to(memory_format=torch.contiguous_format).eval()
    fold_norms(folded)
    file.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Outputs(folded).eval(),
            (torch.zeros(1, *shape),),
            str(file),
            input_names=["image"],
            output_names=outputs,
            dynamic_axes={name: {0: "batch", **(open_axes or {}).get(name, {})} for name in ["image", *outputs]},
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(str(file))
    onnx.checker.check_model(model, full_check=True)
    assert {node.domain for node in model.graph.node} <= {"", "ai.onnx"}, "operators outside ONNX"
    return check_parity(network, parity_inputs(shape, input_scale), outputs, file)


def parity_inputs(shape: tuple[int, ...], scale: tuple[float, float] = (0.0, 1.0)) -> torch.Tensor:
    """Random and extreme inputs [5, *shape]."""
    inputs = torch.randn(5, *shape, generator=torch.Generator().manual_seed(0))
    inputs[3], inputs[4] = 0.0, inputs[4].sign() * 3
    return inputs * scale[1] + scale[0]


def check_parity(network: nn.Module, inputs: torch.Tensor, outputs: list[str], file: Path) -> float:
    """Compare torch and onnxruntime. Returns the greatest difference, absolute or, above 1, relative."""
    with torch.inference_mode():
        expected = [value.numpy() for value in network.outputs(inputs)]
    session = open_session(file)
    actual = session.run(outputs, {"image": inputs.numpy()})

    def difference(one: list[np.ndarray], other: list[np.ndarray]) -> float:
        pairs = zip(one, other, strict=True)
        return max(float((np.abs(a - b) / np.maximum(1, np.abs(b))).max()) for a, b in pairs)

    greatest = difference(actual, expected)
    assert greatest <= PARITY, f"torch and onnxruntime differ by {greatest}"
    single = session.run(outputs, {"image": inputs[:1].numpy()})
    assert difference(single, [value[:1] for value in actual]) <= PARITY, "batch size matters"
    return greatest


def open_session(file: Path) -> onnxruntime.InferenceSession:
    """onnxruntime on the CPU."""
    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def sine_input(shape: tuple[int, ...], step: float, amplitude: float) -> np.ndarray:
    """amplitude * sin(step * i) at flat index i, in float64, then float32. Returns [1, *shape]."""
    values = amplitude * np.sin(step * np.arange(math.prod(shape), dtype=np.float64))
    return values.astype(np.float32).reshape(1, *shape)


def self_test(
    file: Path,
    shape: tuple[int, ...],
    step: float = 0.01,
    amplitude: float = 1.5,
    output: str = "logits",
    stride: int = 1,
    size: tuple[int, ...] | None = None,
) -> dict:
    """The manifest's selfTest: what the product must get for an input that it can make itself.

    Every `stride`-th value of the flat `output`; size: the sides, where the network takes any.
    """
    (values,) = open_session(file).run([output], {"image": sine_input(shape, step, amplitude)})
    return {
        "generator": {"kind": "sine", "step": step, "amplitude": amplitude},
        **({} if size is None else {"size": list(size)}),
        "expected": {output: [float(value) for value in values.ravel()[::stride]]},
        **({} if stride == 1 else {"stride": {output: stride}}),
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
