"""Model folders that nobody of this program made, for src-main/inference/registry/foreign-models.test.ts.

PyTorch exports of untrained networks: 1 and 3 channels, NCHW and NHWC, planes, volumes and sequences, fixed and open sides, both
exporters, several operator sets. Beside each model lie its manifest and `python.json`: what onnxruntime in Python answers to
the self-test's input. Needs torch, onnx, onnxscript and onnxruntime. Run: python foreign_models.py FOLDER
"""
import contextlib
import hashlib
import io
import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F

ROOT = pathlib.Path(sys.argv[1])
SHIPPED = pathlib.Path(__file__).parents[2] / "models" / "chest-xr-pneumonia" / "manifest.json"
BASE = json.loads(SHIPPED.read_text(encoding="utf-8"))
OPEN = {"fit": "none", "filter": "linear"}
SQUASH = {"fit": "squash", "filter": "triangle-antialias"}


class Block(nn.Sequential):
    def __init__(self, inside, outside, sides=2, stride=1):
        convolution = {2: nn.Conv2d, 3: nn.Conv3d}[sides]
        norm = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}[sides]
        super().__init__(convolution(inside, outside, 3, stride, 1), norm(outside), nn.ReLU())


class Classifier(nn.Module):
    def __init__(self, channels, classes, sides=2, turn=None):
        super().__init__()
        pool = {2: nn.MaxPool2d, 3: nn.MaxPool3d}[sides]
        self.features = nn.Sequential(Block(channels, 8, sides, 2), pool(2), Block(8, 16, sides))
        self.head = nn.Linear(16, classes)
        self.turn = turn

    def forward(self, x):
        x = x.permute(*self.turn) if self.turn else x
        return self.head(self.features(x).flatten(2).mean(2))


class Unet(nn.Module):
    """Up by transposed convolution, or by interpolation to the skip's own size."""

    def __init__(self, classes, sides=2, interpolates=False):
        super().__init__()
        self.first, self.second = Block(1, 8, sides), Block(8, 16, sides, 2)
        self.up = None if interpolates else {2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}[sides](16, 16, 2, 2)
        self.last = Block(24, 8, sides)
        self.out = {2: nn.Conv2d, 3: nn.Conv3d}[sides](8, classes, 1)

    def forward(self, x):
        skip = self.first(x)
        deep = self.second(skip)
        deep = self.up(deep) if self.up else F.interpolate(deep, size=skip.shape[2:], mode="bilinear", align_corners=False)
        return self.out(self.last(torch.cat([deep, skip], 1)))


class Reader(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.look = nn.Sequential(Block(1, 8, 2, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.read = kind(8, 12, batch_first=True)
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        batch, steps, channels, rows, columns = x.shape
        seen = self.look(x.reshape(batch * steps, channels, rows, columns)).reshape(batch, steps, 8)
        return self.head(self.read(seen)[0].mean(1))


class Sharper(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 16, 3, 1, 1), nn.Conv2d(16, 4, 3, 1, 1)

    def forward(self, x):
        larger = F.interpolate(x, scale_factor=2, mode="bicubic", align_corners=False)
        return larger + F.pixel_shuffle(self.second(F.leaky_relu(self.first(x), 0.1)), 2)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 4, 2, 1), nn.ReLU())
        self.narrow, self.wide = nn.Linear(4096, 32), nn.Linear(32, 4096)
        self.up = nn.Sequential(nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Sigmoid())

    def forward(self, x):
        return self.up(self.wide(self.narrow(self.down(x).flatten(1))).view(-1, 16, 16, 16))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 32, 8, 8)
        layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True, activation="gelu")
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(32, 2)

    def forward(self, x):
        return self.head(self.layers(self.patches(x).flatten(2).transpose(1, 2)).mean(1))


def labels(count):
    return [{"id": name, "title": {"en": name, "zh": f"标签 {name}"}, "code": None, "given": None} for name in "abcde"[:count]]


def logits(count):
    return {"name": "out", "kind": "logits", "activation": "softmax", "labels": labels(count)}


def mask(count):
    return {"name": "out", "kind": "mask", "activation": "softmax", "labels": labels(count)}


def picture(kind, size, channels, layout, **more):
    return {
        "name": "pixels", "kind": kind, "modalities": ["CR", "DX", "CT", "MR"], "bodyParts": [], "views": [], "ageYears": None,
        "point": None, "channels": channels, "size": size, "spacingMm": None, "resize": SQUASH, "pad": None,
        "range": {"method": "none"}, "normalisation": {"mean": [0.5] * channels, "std": [0.25] * channels}, "layout": layout, **more,
    }


IMAGE = {"name": "out", "kind": "image", "scale": 2, "black": 0, "white": 1}
ANOMALY = {"method": "reconstruction", "output": "out", "measure": "mean-squared", "threshold": 0.5}
# name, network, shape, open axes, task, input, output, more of the manifest
CASES = [
    ("grey", Classifier(1, 2), (1, 1, 64, 64), [], "classification", picture("frame", [64, 64], 1, "NCHW"), logits(2), {}),
    ("colour-open", Classifier(3, 4), (1, 3, 48, 64), [2, 3], "classification",
     picture("frame", [None, None], 3, "NCHW", multiple=8, resize=OPEN), logits(4), {"size": [48, 64]}),
    ("channels-last", Classifier(3, 3, turn=(0, 3, 1, 2)), (1, 64, 48, 3), [], "classification",
     picture("frame", [64, 48], 3, "NHWC"), logits(3), {}),
    ("volume", Classifier(1, 2, 3), (1, 1, 16, 32, 32), [], "classification", picture("volume", [16, 32, 32], 1, "NCDHW"), logits(2), {}),
    ("volume-channels-last", Classifier(1, 2, 3, (0, 4, 1, 2, 3)), (1, 16, 32, 32, 1), [], "classification",
     picture("volume", [16, 32, 32], 1, "NDHWC"), logits(2), {}),
    ("outline", Unet(2), (1, 1, 64, 64), [], "segmentation", picture("frame", [64, 64], 1, "NCHW"), mask(1), {}),
    ("outline-open", Unet(3, interpolates=True), (1, 1, 40, 56), [2, 3], "segmentation",
     picture("frame", [None, None], 1, "NCHW", multiple=8, resize=OPEN), mask(2), {"size": [40, 56]}),
    ("outline-volume-open", Unet(2, 3), (1, 1, 16, 32, 24), [2, 3, 4], "segmentation",
     picture("volume", [None] * 3, 1, "NCDHW", multiple=8, resize=OPEN), mask(1),
     {"size": [16, 32, 24], "tiling": {"size": [16, 32, 24], "overlap": 0.5}}),
    ("slices-lstm", Reader(nn.LSTM), (1, 8, 1, 32, 32), [1], "sequence", picture("sequence", [None, 32, 32], 1, "NTCHW"), logits(3), {"size": [8, 32, 32]}),
    ("slices-gru", Reader(nn.GRU), (1, 8, 1, 32, 32), [1], "sequence", picture("sequence", [None, 32, 32], 1, "NTCHW"), logits(3), {"size": [8, 32, 32]}),
    ("sharper-open", Sharper(), (1, 1, 32, 48), [2, 3], "enhancement",
     picture("frame", [None, None], 1, "NCHW", multiple=4, resize=OPEN, normalisation={"mean": [0], "std": [1]}), IMAGE,
     {"size": [32, 48], "tiling": {"size": [64, 64], "overlap": 0.25}}),
    ("unusual", Autoencoder(), (1, 1, 64, 64), [], "anomaly", picture("frame", [64, 64], 1, "NCHW"),
     {"name": "out", "kind": "reconstruction"}, {"anomaly": ANOMALY}),
    ("transformer", Transformer(), (1, 3, 64, 64), [], "classification", picture("frame", [64, 64], 3, "NCHW"), logits(2), {}),
]  # fmt: skip


def export(network, shape, axes, path, opset, newer):
    example = torch.randn(shape)
    names = {"input_names": ["pixels"], "output_names": ["out"], "opset_version": opset}
    with contextlib.redirect_stdout(io.StringIO()):
        if newer:
            shapes = ({axis: torch.export.Dim.AUTO for axis in axes},) if axes else None
            program = torch.onnx.export(network, (example,), dynamic_shapes=shapes, dynamo=True, verbose=False, **names)
            program.save(str(path))
        else:
            axes = {"pixels": {axis: f"side{axis}" for axis in axes}} if axes else None
            torch.onnx.export(network, (example,), str(path), dynamic_axes=axes, dynamo=False, **names)


def describe(name, path, shape, task, taken, output, more, fed=np.float32, amplitude=1.0, tolerance=1e-4):
    """`fed`: the type of number that the network takes; whole ones are the nearest that the type has."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    x = (amplitude * np.sin(0.37 * np.arange(int(np.prod(shape)), dtype=np.float64))).astype(np.float32).reshape(shape)
    if np.issubdtype(fed, np.integer):
        x = np.clip(np.floor(x + 0.5), np.iinfo(fed).min, np.iinfo(fed).max)
    (answer,) = session.run(["out"], {"pixels": x.astype(fed)})
    answer = answer.astype(np.float32)
    stride = max(1, answer.size // 64)
    test = {
        "generator": {"kind": "sine", "step": 0.37, "amplitude": amplitude},
        "expected": {"out": [float(f"{value:.7g}") for value in answer.ravel()[::stride]]},
        "stride": {"out": stride},
        "tolerance": tolerance,
    }
    if "size" in more:
        test["size"] = more["size"]
    opsets = [entry.version for entry in onnx.load(str(path)).opset_import if entry.domain == ""]
    content = path.read_bytes()
    manifest = {
        **BASE, "id": name, "version": "1.0.0", "title": {"en": name, "zh": f"{name} 模型"}, "task": task,
        "purpose": {"en": "A test of exchange.", "zh": "用于交换测试。"}, "limits": {"en": "Untrained.", "zh": "未经训练。"},
        "architecture": "untrained", "licence": "CC0-1.0", "input": taken, "outputs": [output], "calibration": {"method": "none"},
        "file": {"name": path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "opset": opsets[0]},
        "operatingPoints": [], "indeterminate": {}, "domain": {"method": "none"}, "postprocess": [], "selfTest": test, "figures": [],
        "training": {"data": [], "folds": "none", "recipe": "none"}, "attribution": [],
        **{key: value for key, value in more.items() if key != "size"},
    }  # fmt: skip
    (path.parent / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    python = {"dims": list(answer.shape), "values": [float(value) for value in answer.ravel()]}
    (path.parent / "python.json").write_text(json.dumps(python), encoding="utf-8")


def main():
    torch.manual_seed(7)
    for name, network, shape, axes, task, taken, output, more in CASES:
        network.eval()
        for opset, newer in ((13, False), (17, False), (18, True), (21, True), (23, True)):
            full = f"{name}-{'new' if newer else 'old'}-{opset}"
            folder = ROOT / full
            folder.mkdir(parents=True, exist_ok=True)
            try:
                export(network, shape, axes, folder / "model.onnx", opset, newer)
            except Exception as error:  # noqa: BLE001 - the exporter's own limits, told and left out
                print(full, type(error).__name__, file=sys.stderr)
                (folder / "model.onnx").unlink(missing_ok=True)
                folder.rmdir()
                continue
            describe(full, folder / "model.onnx", shape, task, taken, output, more)
            print(full)


if __name__ == "__main__":
    main()
