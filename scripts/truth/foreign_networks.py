"""More model folders that nobody of this program made, beside those of foreign_models.py: networks of other kinds.

Attention, shifted windows, two-way recurrent readers, generators, autoencoders, ConvNeXt, spatial transformers, sorting, Fourier
transforms, `If`, `Loop` and `Scan`, volumes of open sides, other types of number, QDQ in 8 and 16 bits. Three of them must be
refused: `noise` and `while` by the checks of graphs, and `quantised-old` for its operators. Needs torch, onnx, onnxscript and
onnxruntime. Run: python foreign_networks.py FOLDER
"""
import contextlib
import io
import sys

import numpy as np
import onnx
import onnxruntime.quantization as quantisation
import torch
from foreign_models import ANOMALY, OPEN, ROOT, Block, Classifier, Unet, describe, export, logits, mask, picture
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F


class Attending(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.attention = nn.Conv2d(1, 32, 8, 8), nn.MultiheadAttention(32, 4, batch_first=True)
        self.norm, self.head = nn.LayerNorm(32), nn.Linear(32, 3)
        self.first, self.places = nn.Parameter(torch.randn(1, 1, 32)), nn.Parameter(torch.randn(1, 65, 32))

    def forward(self, x):
        seen = self.patches(x).flatten(2).transpose(1, 2)
        seen = torch.cat([self.first.expand(seen.shape[0], -1, -1), seen], 1) + self.places
        normed = self.norm(seen)
        return self.head((seen + self.attention(normed, normed, normed, need_weights=False)[0])[:, 0])


class Windows(nn.Module):
    """Attention within windows of 4 × 4, shifted the second time."""

    def __init__(self, side=4, width=16, heads=2):
        super().__init__()
        self.side, self.width, self.heads = side, width, heads
        self.patches, self.norm = nn.Conv2d(1, width, 4, 4), nn.LayerNorm(width)
        self.ask, self.answer, self.head = nn.Linear(width, 3 * width), nn.Linear(width, width), nn.Linear(width, 2)
        self.bias = nn.Parameter(torch.randn(heads, side * side, side * side) * 0.02)

    def cut(self, x):
        batch, rows, columns, width = x.shape
        x = x.view(batch, rows // self.side, self.side, columns // self.side, self.side, width)
        return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, self.side**2, width)

    def attend(self, x, shift):
        batch, rows, columns, width = x.shape
        seen = self.cut(torch.roll(self.norm(x), (-shift, -shift), (1, 2)))
        asked = self.ask(seen).reshape(-1, self.side**2, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = asked.unbind(0)
        weights = (q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5 + self.bias).softmax(-1)
        seen = self.answer((weights @ v).transpose(1, 2).reshape(-1, self.side**2, width))
        seen = seen.view(batch, rows // self.side, columns // self.side, self.side, self.side, width)
        seen = seen.permute(0, 1, 3, 2, 4, 5).reshape(batch, rows, columns, width)
        return x + torch.roll(seen, (shift, shift), (1, 2))

    def forward(self, x):
        seen = self.attend(self.patches(x).permute(0, 2, 3, 1), 0)
        seen = self.attend(seen, self.side // 2)
        return self.head(seen.mean((1, 2)))


class TwoWays(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.look = nn.Sequential(Block(1, 8, 2, 2), nn.AdaptiveAvgPool2d(2), nn.Flatten())
        self.read, self.head = kind(32, 12, 2, batch_first=True, bidirectional=True), nn.Linear(24, 3)

    def forward(self, x):
        batch, steps, channels, rows, columns = x.shape
        seen = self.look(x.reshape(batch * steps, channels, rows, columns)).reshape(batch, steps, 32)
        return self.head(self.read(seen)[0].max(1).values)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(
            nn.ReflectionPad2d(3), nn.Conv2d(1, 8, 7), nn.InstanceNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 16, 3, 2, 1), nn.InstanceNorm2d(16), nn.LeakyReLU(0.2),
        )  # fmt: skip
        self.up = nn.Sequential(
            nn.ConvTranspose2d(16, 8, 3, 2, 1, 1), nn.InstanceNorm2d(8), nn.ReLU(), nn.ReflectionPad2d(3), nn.Conv2d(8, 1, 7), nn.Tanh()
        )

    def forward(self, x):
        return self.up(self.down(x))


class Variational(nn.Module):
    def __init__(self, draws):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.SiLU(), nn.Conv2d(8, 8, 4, 2, 1), nn.SiLU(), nn.Flatten())
        self.middle, self.spread, self.wide = nn.Linear(2048, 16), nn.Linear(2048, 16), nn.Linear(16, 2048)
        self.up = nn.Sequential(nn.ConvTranspose2d(8, 8, 4, 2, 1), nn.SiLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1), nn.Sigmoid())
        self.draws = draws

    def forward(self, x):
        seen = self.down(x)
        code = self.middle(seen)
        if self.draws:
            code = code + torch.randn_like(code) * (self.spread(seen) / 2).exp()
        return self.up(self.wide(code).view(-1, 8, 16, 16))


class Largest(nn.Module):
    def __init__(self):
        super().__init__()
        self.look = nn.Sequential(Block(1, 8), Block(8, 4, 2, 2))

    def forward(self, x):
        return self.look(x).flatten(2).topk(5, -1)[0].mean(-1)


class Turned(nn.Module):
    """A spatial transformer."""

    def __init__(self):
        super().__init__()
        self.where = nn.Sequential(nn.Conv2d(1, 4, 4, 4), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(64, 6))
        self.look = Classifier(1, 2)

    def forward(self, x):
        turn = self.where(x).view(-1, 2, 3) * 0.1 + torch.tensor([[[1.0, 0, 0], [0, 1, 0]]])
        places = F.affine_grid(turn, list(x.shape), align_corners=False)
        return self.look(F.grid_sample(x, places, align_corners=False, padding_mode="border"))


class ConvNext(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.stem, self.depth = nn.Sequential(nn.Conv2d(3, width, 4, 4), nn.GroupNorm(1, width)), nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm, self.wide, self.narrow = nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.scale, self.head = nn.Parameter(torch.full((width,), 0.1)), nn.Linear(width, 4)

    def forward(self, x):
        x = self.stem(x)
        seen = self.narrow(F.gelu(self.wide(self.norm(self.depth(x).permute(0, 2, 3, 1)))))
        return self.head((x + (self.scale * seen).permute(0, 3, 1, 2)).mean((2, 3)))


class Spectrum(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(1, 2)

    def forward(self, x):
        return self.head(torch.fft.rfft2(x).abs().mean((2, 3)))


class Volume(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv3d(1, 8, 3, padding=1), nn.Conv3d(8, 16, 3, 2, 1)
        self.groups, self.instances, self.out = nn.GroupNorm(4, 8), nn.InstanceNorm3d(16, affine=True), nn.Conv3d(24, 3, 1)

    def forward(self, x):
        skip = F.leaky_relu(self.groups(self.first(x)), 0.01)
        deep = F.leaky_relu(self.instances(self.second(skip)), 0.01)
        return self.out(torch.cat([skip, F.interpolate(deep, size=skip.shape[2:], mode="trilinear", align_corners=False)], 1))


class Steered(nn.Module):
    """What it does depends on what it sees (`if`), on the picture's size (`loop`), or on when it has had enough (`while`)."""

    def __init__(self, how: str):
        super().__init__()
        self.how, self.smooth, self.look, self.head = how, nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 8, 4, 4), nn.Linear(8, 2)

    def forward(self, x):
        if self.how == "if":
            if x.mean() > 0:
                x = x * 2
            else:
                x = x - 1
        elif self.how == "loop":
            for _ in range(x.size(2) // 16):
                x = torch.relu(self.smooth(x))
        else:
            while bool(x.max() > 0.1):
                x = x * 0.5
        return self.head(self.look(x).flatten(2).mean(2))


class Fed(nn.Module):
    """Takes another type of number than it works with."""

    def __init__(self, network, inside, outside=torch.float32):
        super().__init__()
        self.network, self.inside, self.outside = network.to(inside), inside, outside

    def forward(self, x):
        return self.network(x.to(self.inside) / 255).to(self.outside)


def frame(side=64, channels=1, layout="NCHW", **more):
    return picture("frame", [side, side], channels, layout, **more)


STACK = picture("sequence", [8, 32, 32], 1, "NTCHW")
PLAIN = {"mean": [0], "std": [1]}
STORED = {"mean": [0], "std": [1 / 255]}
AS_IT_CAME = {"name": "out", "kind": "image", "scale": 1, "black": -1, "white": 1}
REMADE = {"name": "out", "kind": "reconstruction"}
OPEN_FRAME = picture("frame", [None, None], 1, "NCHW", multiple=8, resize=OPEN, normalisation=PLAIN)
OPEN_VOLUME = picture("volume", [None] * 3, 1, "NCDHW", multiple=8, resize=OPEN)
PIECES = {"size": [16, 24, 32], "tiling": {"size": [16, 32, 32], "overlap": 0.5}}
CASES = [
    ("attending", Attending(), (1, 1, 64, 64), [], "classification", frame(), logits(3), {}),
    ("windows", Windows(), (1, 1, 64, 64), [], "classification", frame(), logits(2), {}),
    ("two-ways-lstm", TwoWays(nn.LSTM), (1, 8, 1, 32, 32), [], "sequence", STACK, logits(3), {}),
    ("two-ways-gru", TwoWays(nn.GRU), (1, 8, 1, 32, 32), [], "sequence", STACK, logits(3), {}),
    ("two-ways-rnn", TwoWays(nn.RNN), (1, 8, 1, 32, 32), [], "sequence", STACK, logits(3), {}),
    ("generator", Generator(), (1, 1, 40, 56), [2, 3], "enhancement", OPEN_FRAME, AS_IT_CAME, {"size": [40, 56]}),
    ("variational", Variational(False), (1, 1, 64, 64), [], "anomaly", frame(), REMADE, {"anomaly": ANOMALY}),
    ("noise", Variational(True), (1, 1, 64, 64), [], "anomaly", frame(), REMADE, {"anomaly": ANOMALY}),
    ("largest", Largest(), (1, 1, 64, 64), [], "classification", frame(), logits(4), {}),
    ("turned", Turned(), (1, 1, 64, 64), [], "classification", frame(), logits(2), {}),
    ("convnext", ConvNext(), (1, 3, 64, 64), [], "classification", frame(64, 3), logits(4), {}),
    ("spectrum", Spectrum(), (1, 1, 64, 64), [], "classification", frame(), logits(2), {}),
    ("volume-pieces", Volume(), (1, 1, 16, 24, 32), [2, 3, 4], "segmentation", OPEN_VOLUME, mask(2), PIECES),
]


def told(name, make, *described, **how):
    """Makes a folder; what the exporter or the runtime in Python can't do is told and left out."""
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            make(folder / "model.onnx")
        describe(name, folder / "model.onnx", *described, **how)
        print(name)
    except Exception as error:  # noqa: BLE001
        print(name, type(error).__name__, file=sys.stderr)
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def traced(network, example, path):
    names = {"input_names": ["pixels"], "output_names": ["out"], "opset_version": 17}
    torch.onnx.export(network.eval(), (example,), str(path), dynamo=False, **names)


def scanning(path):
    """A running mean over the lines of a picture, by hand."""
    tensor = helper.make_tensor_value_info
    body = helper.make_graph(
        [
            helper.make_node("Mul", ["state", "half"], ["less"]),
            helper.make_node("Add", ["less", "line"], ["next"]),
            helper.make_node("ReduceMean", ["next"], ["mean"], axes=[0, 1], keepdims=0),
        ],
        "body",
        [tensor("state", TensorProto.FLOAT, [1, 64]), tensor("line", TensorProto.FLOAT, [1, 64])],
        [tensor("next", TensorProto.FLOAT, [1, 64]), tensor("mean", TensorProto.FLOAT, [])],
        [numpy_helper.from_array(np.float32(0.5), "half")],
    )
    weights = {
        "both": np.array([0, 1]), "one": np.array([1]), "front": np.array([0]), "zero": np.zeros((1, 64), np.float32),
        "w": np.random.default_rng(1).normal(size=(64, 2)).astype(np.float32),
    }  # fmt: skip
    graph = helper.make_graph(
        [
            helper.make_node("Squeeze", ["pixels", "both"], ["picture"]),
            helper.make_node("Unsqueeze", ["picture", "one"], ["lines"]),
            helper.make_node("Scan", ["zero", "lines"], ["last", "means"], body=body, num_scan_inputs=1),
            helper.make_node("Unsqueeze", ["means", "front"], ["row"]),
            helper.make_node("MatMul", ["row", "w"], ["out"]),
        ],
        "graph",
        [tensor("pixels", TensorProto.FLOAT, [1, 1, 64, 64])],
        [tensor("out", TensorProto.FLOAT, [1, 2])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8), str(path))


class Calibration(quantisation.CalibrationDataReader):
    def __init__(self):
        noise = np.random.default_rng(0)
        self.left = [{"pixels": noise.normal(size=(1, 1, 64, 64)).astype(np.float32)} for _ in range(4)]

    def get_next(self):
        return self.left.pop() if self.left else None


def quantised(network, form, kind):
    def make(path):
        plain = path.with_name("plain.onnx")
        traced(network, torch.randn(1, 1, 64, 64), plain)
        quantisation.quantize_static(
            str(plain), str(path), Calibration(), quant_format=form, activation_type=kind, weight_type=quantisation.QuantType.QInt8
        )
        plain.unlink()

    return make


def main():
    torch.manual_seed(11)
    for name, network, shape, axes, *rest in CASES:
        network.eval()
        for opset, newer in ((9, False), (11, False), (14, False), (16, False), (18, True), (21, True), (23, True)):
            full = f"{name}-{'new' if newer else 'old'}-{opset}"
            told(full, lambda path: export(network, shape, axes, path, opset, newer), shape, *rest)  # noqa: B023
    film = (1, 1, 64, 64)
    for how in ("if", "loop", "while"):
        taken = picture("frame", [None, 64], 1, "NCHW", multiple=8, resize=OPEN) if how == "loop" else frame()
        more = {"size": [64, 64]} if how == "loop" else {}
        axes = {"pixels": {2: "rows"}} if how == "loop" else None
        names = {"input_names": ["pixels"], "output_names": ["out"], "opset_version": 16, "dynamic_axes": axes}
        script = torch.jit.script(Steered(how).eval())
        told(
            how,
            lambda path: torch.onnx.export(script, (torch.randn(film),), str(path), dynamo=False, **names),  # noqa: B023
            film, "classification", taken, logits(2), more,
        )  # fmt: skip
    told("scan", scanning, film, "classification", frame(), logits(2), {})
    types = [("half", torch.float16), ("double", torch.float64), ("bytes", torch.uint8), ("shorts", torch.int16), ("longs", torch.int64)]
    for name, fed in types:
        out = torch.float16 if name == "half" else torch.float32
        network = Fed(Classifier(1, 2), torch.float32, out)
        example = (torch.rand(film) * 200).to(fed)
        taken = frame(normalisation=STORED)
        numbers = {torch.float16: np.float16, torch.float64: np.float64, torch.uint8: np.uint8, torch.int16: np.int16, torch.int64: np.int64}
        told(
            name, lambda path: traced(network, example, path), film, "classification", taken, logits(2), {},  # noqa: B023
            fed=numbers[fed], amplitude=120.0, tolerance=5e-3 if name == "half" else 1e-4,
        )  # fmt: skip
    pairs, old = quantisation.QuantFormat.QDQ, quantisation.QuantFormat.QOperator
    kind = quantisation.QuantType
    for name, form, numbers in (("bytes", pairs, kind.QUInt8), ("signed", pairs, kind.QInt8), ("shorts", pairs, kind.QUInt16), ("old", old, kind.QUInt8)):
        described = ("classification", frame(), logits(2), {})
        told(f"quantised-{name}", quantised(Classifier(1, 2), form, numbers), film, *described, tolerance=1e-3)
        described = ("segmentation", frame(), mask(1), {})
        told(f"quantised-outline-{name}", quantised(Unet(2), form, numbers), film, *described, tolerance=1e-3)


if __name__ == "__main__":
    main()
