"""Shapes that ONNX Runtime gives to single operators, for src-main/inference/onnx/runtime-shapes.fixture.json.

Each case is a network of one or a few nodes, run on a picture; what is kept is the file (base64) and the dimensions of every
value that it made. Needs onnx and onnxruntime (models/recipes/requirements.txt). Run: python onnx_shapes.py OUTPUT.json
"""
import base64
import json
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

CASES = []


def case(name, nodes, weights=None, dims=(1, 2, 6, 8), opset=17):
    """`nodes`: (op, inputs, attributes); outputs are named v0, v1 … in order, `many` outputs by an attribute `_outputs`."""
    made, count = [], 0
    for op, inputs, attributes in nodes:
        attributes = dict(attributes)
        outputs = []
        for _ in range(attributes.pop("_outputs", 1)):
            outputs.append(f"v{count}")
            count += 1
        made.append(helper.make_node(op, inputs, outputs, domain=attributes.pop("_domain", ""), **attributes))
    CASES.append((name, made, weights or {}, dims, opset))


def ints(*values):
    return np.array(values, dtype=np.int64)


def floats(shape, scale=1.0):
    return (np.arange(int(np.prod(shape))).reshape(shape) * 0.01 * scale).astype(np.float32)


X = ["x"]
for op in "Relu Sigmoid Softmax Identity Erf Exp HardSwish LogSoftmax Shape Size NonZero Flatten Dropout".split():
    case(op, [(op, X, {})])
case("Softmax with axis", [("Softmax", X, {"axis": 1})])
case("Shape in part", [("Shape", X, {"start": 1, "end": -1})])
case("Clip", [("Clip", ["x", "a", "b"], {})], {"a": np.float32(0), "b": np.float32(1)})
case("Cast", [("Cast", X, {"to": TensorProto.INT64})])
for name, shape in {"scalar": (), "channel": (2, 1, 1), "row": (8,), "column": (6, 1), "more": (3, 1, 1, 1, 1)}.items():
    case(f"Add {name}", [("Add", ["x", "w"], {})], {"w": floats(shape)})
case("Where", [("Greater", ["x", "w"], {}), ("Where", ["v0", "x", "w"], {})], {"w": floats((5, 1, 6, 1))})
case("Max of three", [("Max", ["x", "a", "b"], {})], {"a": floats((8,)), "b": floats((3, 1, 1, 1))})
case("PRelu", [("PRelu", ["x", "w"], {})], {"w": floats((2, 1, 1))})
case("LayerNormalization", [("LayerNormalization", ["x", "w"], {})], {"w": floats((8,))})
case("InstanceNormalization", [("InstanceNormalization", ["x", "w", "w"], {})], {"w": floats((2,))})
case("BatchNormalization", [("BatchNormalization", ["x", "w", "w", "w", "k"], {})], {"w": floats((2,)), "k": np.ones(2, np.float32)})

for name, attributes, kernel in [
    ("plain", {}, (4, 2, 3, 3)),
    ("padded", {"pads": [1, 2, 0, 1]}, (4, 2, 3, 3)),
    ("strided", {"strides": [2, 3], "pads": [1, 1, 1, 1]}, (4, 2, 3, 3)),
    ("dilated", {"dilations": [2, 3]}, (4, 2, 3, 3)),
    ("grouped", {"group": 2}, (4, 1, 3, 3)),
    ("same upper", {"auto_pad": "SAME_UPPER", "strides": [2, 3]}, (4, 2, 3, 3)),
    ("valid", {"auto_pad": "VALID", "strides": [2, 2]}, (4, 2, 2, 3)),
]:
    case(f"Conv {name}", [("Conv", ["x", "w"], attributes)], {"w": floats(kernel)})
case("Conv of a line", [("Conv", ["x", "w"], {"strides": [2]})], {"w": floats((3, 2, 3))}, dims=(1, 2, 9))
case("Conv of a volume", [("Conv", ["x", "w"], {"pads": [1] * 6})], {"w": floats((3, 2, 3, 3, 3))}, dims=(1, 2, 5, 6, 7))
for name, attributes in [
    ("plain", {}),
    ("strided", {"strides": [2, 3]}),
    ("padded", {"strides": [2, 2], "pads": [1, 1, 1, 1], "output_padding": [1, 0]}),
    ("dilated", {"dilations": [2, 2], "strides": [2, 2]}),
    ("of a given size", {"strides": [2, 2], "output_shape": [13, 17]}),
    ("same", {"strides": [2, 2], "auto_pad": "SAME_UPPER"}),
    ("grouped", {"group": 2}),
]:
    kernel = (2, 3, 3, 3)
    case(f"ConvTranspose {name}", [("ConvTranspose", ["x", "w"], attributes)], {"w": floats(kernel)})
for op in ("MaxPool", "AveragePool", "LpPool"):
    for name, attributes in [
        ("plain", {"kernel_shape": [2, 3]}),
        ("strided", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
        ("same", {"kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "SAME_LOWER"}),
    ]:
        case(f"{op} {name}", [(op, X, attributes)], opset=18)
for side in (5, 6, 7, 8):
    ceil = {"kernel_shape": [3, 2], "strides": [2, 3], "ceil_mode": 1, "pads": [1, 0, 1, 1]}
    case(f"MaxPool rounded up {side}", [("MaxPool", X, {**ceil, "_outputs": 2})], dims=(1, 2, side, side + 1))
    case(f"AveragePool rounded up {side}", [("AveragePool", X, ceil)], dims=(1, 2, side, side + 1), opset=19)
for op in ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"):
    case(op, [(op, X, {})])
case("DepthToSpace", [("DepthToSpace", X, {"blocksize": 2})], dims=(1, 8, 3, 5))
case("SpaceToDepth", [("SpaceToDepth", X, {"blocksize": 2})])
case("Resize by sizes", [("Resize", ["x", "", "", "s"], {"mode": "linear"})], {"s": ints(1, 2, 13, 5)})
case("Resize by scales", [("Resize", ["x", "", "s"], {})], {"s": np.array([1, 1, 2.4, 0.6], np.float32)})
case("Resize two axes", [("Resize", ["x", "", "", "s"], {"axes": [2, 3]})], {"s": ints(9, 4)}, opset=18)
case("Resize of old", [("Resize", ["x", "s"], {})], {"s": np.array([1, 1, 1.5, 2], np.float32)}, opset=10)
case("Upsample", [("Upsample", ["x", "s"], {})], {"s": np.array([1, 1, 2, 3], np.float32)}, opset=9)
case("GridSample", [("GridSample", ["x", "g"], {})], {"g": floats((1, 4, 5, 2))})
case("RoiAlign", [("RoiAlign", ["x", "r", "b"], {"output_height": 3, "output_width": 2, "sampling_ratio": 2})], {"r": floats((4, 4)), "b": ints(0, 0, 0, 0)})
case("AffineGrid", [("AffineGrid", ["t", "s"], {}), ("Identity", X, {})], {"t": floats((1, 2, 3)), "s": ints(1, 1, 4, 5)}, opset=20)

case("Reshape", [("Reshape", ["x", "s"], {})], {"s": ints(0, -1, 4)})
case("Reshape flat", [("Reshape", ["x", "s"], {})], {"s": ints(-1)})
case("Flatten in the middle", [("Flatten", X, {"axis": -2})])
case("Squeeze", [("Squeeze", ["x", "a"], {})], {"a": ints(0)})
case("Squeeze all", [("Squeeze", X, {})])
case("Squeeze of old", [("Squeeze", X, {"axes": [0]})], opset=11)
case("Unsqueeze", [("Unsqueeze", ["x", "a"], {})], {"a": ints(-1, 1)})
case("Transpose", [("Transpose", X, {"perm": [0, 2, 3, 1]})])
case("Transpose turned", [("Transpose", X, {})])
case("Concat", [("Concat", ["x", "x", "w"], {"axis": 2})], {"w": floats((1, 2, 1, 8))})
case("Split", [("Split", ["x", "s"], {"axis": 3, "_outputs": 3})], {"s": ints(1, 2, 5)})
case("Split evenly", [("Split", X, {"axis": -1, "_outputs": 2})])
case("Split unevenly", [("Split", X, {"axis": 3, "num_outputs": 3, "_outputs": 3})], opset=18)
for name, values in {
    "plain": ((1, 0), (5, 8), (2, 3), (1, 1)),
    "stepped": ((0, 1), (6, 9223372036854775807), (2, 3), (2, 3)),
    "from behind": ((-2, -1), (-9223372036854775807, -9), (2, 3), (-1, -2)),
    "empty": ((4, 0), (2, 8), (2, 3), (1, 1)),
}.items():
    weights = dict(zip("bcde", (ints(*value) for value in values)))
    case(f"Slice {name}", [("Slice", ["x", *"bcde"], {})], weights)
case("Slice without axes", [("Slice", ["x", "b", "c"], {})], {"b": ints(0, 1), "c": ints(1, 2)})
case("Slice of old", [("Slice", X, {"starts": [1], "ends": [-1], "axes": [3]})], opset=9)
case("Gather", [("Gather", ["x", "i"], {"axis": 3})], {"i": ints(0, 5, -1)})
case("Gather one", [("Gather", ["x", "i"], {"axis": 1})], {"i": np.int64(1)})
case("Gather a table", [("Gather", ["x", "i"], {"axis": 2})], {"i": np.zeros((2, 3), np.int64)})
case("GatherElements", [("GatherElements", ["x", "i"], {"axis": 3})], {"i": np.zeros((1, 2, 6, 3), np.int64)})
case("GatherND", [("GatherND", ["x", "i"], {})], {"i": np.zeros((5, 2), np.int64)})
case("GatherND in batches", [("GatherND", ["x", "i"], {"batch_dims": 1})], {"i": np.zeros((1, 4, 1), np.int64)})
case("Compress", [("Compress", ["x", "c"], {"axis": 2})], {"c": np.array([1, 0, 1, 1, 0, 1], bool)})

case("ConstantOfShape", [("ConstantOfShape", ["s"], {}), ("Add", ["x", "v0"], {})], {"s": ints(4, 1, 6, 1)})
case("Range", [("Range", ["a", "b", "c"], {}), ("Identity", X, {})], {"a": np.int64(3), "b": np.int64(-8), "c": np.int64(-2)})
case("Expand", [("Expand", ["x", "s"], {})], {"s": ints(3, 1, 1, 1)})
case("Tile", [("Tile", ["x", "s"], {})], {"s": ints(1, 2, 3, 1)})
case("Pad", [("Pad", ["x", "s"], {})], {"s": ints(0, 1, 2, 3, 0, 0, -1, 4)})
case("Pad some axes", [("Pad", ["x", "s", "", "a"], {})], {"s": ints(1, 2, 3, 4), "a": ints(-1, 1)}, opset=18)
case("Pad of old", [("Pad", X, {"pads": [0, 0, 1, 1, 0, 0, 1, 1]})], opset=10)
case("OneHot", [("ArgMax", X, {"axis": 1, "keepdims": 0}), ("OneHot", ["v0", "d", "v"], {"axis": 1})], {"d": ints(5), "v": np.array([0, 1], np.float32)})
case("CenterCropPad", [("CenterCropPad", ["x", "s"], {"axes": [2, 3]})], {"s": ints(4, 10)}, opset=18)
case("Col2Im", [("Col2Im", ["x", "i", "b"], {})], {"i": ints(5, 5), "b": ints(2, 2)}, dims=(1, 8, 16), opset=18)
case("shapes by arithmetic", [
    ("Shape", X, {}), ("Gather", ["v0", "i"], {}), ("Mul", ["v1", "two"], {}), ("Unsqueeze", ["v2", "a"], {}),
    ("Concat", ["minus", "v3"], {"axis": 0}), ("Reshape", ["x", "v4"], {}),
], {"i": np.int64(2), "two": np.int64(2), "a": ints(0), "minus": ints(-1)})
case("a size through floats", [
    ("Shape", X, {}), ("Slice", ["v0", "b", "c"], {}), ("Cast", ["v1"], {"to": 1}), ("Mul", ["v2", "h"], {}), ("Floor", ["v3"], {}),
    ("Cast", ["v4"], {"to": 7}), ("Slice", ["v0", "a", "b"], {}), ("Concat", ["v6", "v5"], {"axis": 0}), ("Resize", ["x", "", "", "v7"], {}),
], {"a": ints(0), "b": ints(2), "c": ints(4), "h": np.float32(1.7)})
case("a size chosen by Where", [
    ("Shape", X, {}), ("ConstantOfShape", ["four"], {"value": helper.make_tensor("f", 7, [1], [-1])}), ("Equal", ["want", "v1"], {}),
    ("Where", ["v2", "v0", "want"], {}), ("Expand", ["x", "v3"], {}),
], {"four": ints(4), "want": ints(3, -1, -1, -1)})

for op in ("ReduceMean", "ReduceMax", "ReduceL2"):
    case(f"{op} of all", [(op, X, {})])
    case(f"{op} dropped", [(op, X, {"axes": [2, -1], "keepdims": 0})])
case("ReduceSum", [("ReduceSum", ["x", "a"], {"keepdims": 0})], {"a": ints(-1)})
case("ReduceSum of nothing", [("ReduceSum", ["x", "a"], {"noop_with_empty_axes": 1})], {"a": ints()})
case("ArgMin", [("ArgMin", X, {"axis": -1})])
case("MatMul", [("MatMul", ["x", "w"], {})], {"w": floats((8, 5))})
case("MatMul in batches", [("MatMul", ["x", "w"], {})], {"w": floats((3, 1, 8, 5))})
case("MatMul of a line", [("MatMul", ["x", "w"], {})], {"w": floats((8,))})
case("Gemm", [("Flatten", X, {}), ("Gemm", ["v0", "w"], {"transB": 1})], {"w": floats((7, 96))})
case("Einsum", [("Einsum", ["x", "w"], {"equation": "bchw,kw->bkch"})], {"w": floats((5, 8))})
case("Einsum implied", [("Einsum", ["x", "w"], {"equation": "bchw,wk"})], {"w": floats((8, 3))})
case("Einsum in batches", [("Einsum", ["x", "w"], {"equation": "...hw,...wk->...hk"})], {"w": floats((1, 2, 8, 3))})
case("TopK", [("TopK", ["x", "k"], {"axis": 2, "_outputs": 2})], {"k": ints(4)})
case("CumSum", [("CumSum", ["x", "a"], {})], {"a": np.int64(1)})
case("Unique", [("Unique", X, {"_outputs": 2})])
case("NonMaxSuppression", [("NonMaxSuppression", ["x", "s", "m"], {})], {"s": floats((1, 3, 6)), "m": ints(2)}, dims=(1, 6, 4))
for op, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
    for direction, count in (("forward", 1), ("bidirectional", 2)):
        weights = {"w": floats((count, gates * 5, 8)), "r": floats((count, gates * 5, 5))}
        case(f"{op} {direction}", [(op, ["x", "w", "r"], {"hidden_size": 5, "direction": direction, "_outputs": 2})], weights, dims=(7, 1, 8))
case("quantised", [
    ("QuantizeLinear", ["x", "s", "z"], {}), ("DequantizeLinear", ["v0", "s", "z"], {}),
    ("QLinearConv", ["v0", "s", "z", "w", "s", "z", "s", "z"], {"pads": [1, 1, 1, 1]}),
], {"s": np.float32(0.1), "z": np.uint8(3), "w": np.ones((4, 2, 3, 3), np.uint8)})
case("DynamicQuantizeLinear", [("DynamicQuantizeLinear", X, {"_outputs": 3}), ("MatMulInteger", ["v0", "w"], {})], {"w": np.ones((8, 5), np.uint8)})
case("FusedMatMul", [("FusedMatMul", ["x", "w"], {"_domain": "com.microsoft", "transB": 1})], {"w": floats((5, 8))})
BATCHED = {"_domain": "com.microsoft", "transBatchA": 1, "transBatchB": 1, "transB": 1}
case("FusedMatMul of batches behind", [("FusedMatMul", ["x", "w"], BATCHED)], {"w": floats((5, 2, 6, 8))})
case("SkipLayerNormalization", [("SkipLayerNormalization", ["x", "x", "w"], {"_domain": "com.microsoft"})], {"w": floats((8,))}, dims=(1, 6, 8))
case("FusedConv", [("FusedConv", ["x", "w"], {"_domain": "com.microsoft", "activation": "Relu"})], {"w": floats((4, 2, 3, 3))})

case("DFT", [("DFT", ["x"], {"axis": 2})], dims=(1, 6, 8, 1))
case("DFT one-sided", [("DFT", ["x", "n"], {"axis": 1, "onesided": 1})], {"n": np.int64(9)}, dims=(1, 6, 8, 1))
case("DFT by input", [("DFT", ["x", "", "a"], {"onesided": 1})], {"a": np.int64(2)}, dims=(1, 6, 8, 1), opset=20)
case("Attention", [("Attention", ["x", "x", "w"], {"_outputs": 1})], {"w": floats((1, 2, 6, 5))}, opset=23)
case("Attention of flat heads", [("Attention", ["x", "w", "w"], {"q_num_heads": 4, "kv_num_heads": 2})], {"w": floats((1, 9, 4))}, dims=(1, 6, 8), opset=23)


def body(nodes, inputs, outputs):
    # a loop's counter and condition are single numbers, and it must say so
    port = lambda name, kind: helper.make_tensor_value_info(name, kind, None if kind == 1 else [])  # noqa: E731
    return helper.make_graph(nodes, "body", [port(*i) for i in inputs], [port(*o) for o in outputs])


branch = lambda op: body([helper.make_node(op, ["x"], ["r"])], [], [("r", 1)])  # noqa: E731
case("If", [("If", ["c"], {"then_branch": branch("Relu"), "else_branch": branch("Transpose")})], {"c": np.bool_(True)})
grows = body(
    [helper.make_node("Identity", ["c"], ["c2"]), helper.make_node("Concat", ["s", "x"], ["s2"], axis=1), helper.make_node("ReduceMean", ["s"], ["m"], keepdims=0)],
    [("i", 7), ("c", 9), ("s", 1)], [("c2", 9), ("s2", 1), ("m", 1)],
)
case("Loop that grows", [("Loop", ["n", "", "x"], {"body": grows, "_outputs": 2})], {"n": np.int64(5)})
adds = body([helper.make_node("Add", ["s", "e"], ["s2"]), helper.make_node("Relu", ["s2"], ["o"])], [("s", 1), ("e", 1)], [("s2", 1), ("o", 1)])
case("Scan", [("Scan", ["z", "x"], {"body": adds, "num_scan_inputs": 1, "_outputs": 2})], {"z": floats((8,))}, dims=(7, 8))

# where the runtime's own arithmetic decides
case("PRelu that broadcasts", [("Flatten", X, {}), ("PRelu", ["v0", "w"], {})], {"w": floats((3, 1, 1))})
case("LayerNormalization with its moments", [("LayerNormalization", ["x", "w"], {"axis": -2, "_outputs": 3})], {"w": floats((6, 8))})
case("Resize by a scale that is rounded up", [("Resize", ["x", "", "s"], {}), ("Shape", ["v0"], {})], {"s": np.array([1, 1, 1, 1.3], np.float32)}, dims=(1, 1, 2, 10))
case("MaxPool of less than a window", [("MaxPool", X, {"kernel_shape": [2, 2], "strides": [2, 2]})], dims=(1, 1, 1, 1))
case("ConvTranspose of windows smaller than their steps", [("ConvTranspose", ["x", "w"], {"auto_pad": "SAME_UPPER", "strides": [3, 2]})], {"w": floats((2, 1, 1, 1))})
case("ConvTranspose valid with pads", [("ConvTranspose", ["x", "w"], {"auto_pad": "VALID", "strides": [2, 2]})], {"w": floats((2, 1, 3, 3))})
nothing = ("Slice", ["x", "five", "five", "two"], {})
nowhere = {"five": ints(5), "two": ints(2), "ends": ints(2, -1)}
for keeps in (0, 1):
    case(f"ReduceMax of nothing, keepdims {keeps}", [nothing, ("ReduceMax", ["v0", "ends"], {"keepdims": keeps})], nowhere, opset=18)
    case(f"ArgMax of nothing, keepdims {keeps}", [nothing, ("ArgMax", ["v0"], {"axis": -1, "keepdims": keeps})], nowhere)
case("Loop that never begins", [("Loop", ["n", "", "x"], {"body": grows, "_outputs": 2})], {"n": np.int64(0)})


def run(name, nodes, weights, dims, opset):
    initializers = [numpy_helper.from_array(np.asarray(value), key) for key, value in weights.items()]
    outputs = [output for node in nodes for output in node.output]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", 1, list(dims))],
        [helper.make_empty_tensor_value_info(output) for output in outputs], initializers,
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8 if opset < 21 else 11).SerializeToString()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    x = np.sin(np.arange(int(np.prod(dims)))).astype(np.float32).reshape(dims)
    values = session.run(None, {"x": x})
    shapes = {o.name: list(np.shape(v)) for o, v in zip(session.get_outputs(), values)}
    return {"name": name, "dims": list(dims), "model": base64.b64encode(model).decode(), "shapes": shapes}


if __name__ == "__main__":
    kept = []
    for each in CASES:
        try:
            kept.append(run(*each))
        except Exception as error:  # noqa: BLE001
            print(each[0], str(error)[:160], file=sys.stderr)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in kept) + "\n]\n")
    print(len(kept), "of", len(CASES), "onnxruntime", onnxruntime.__version__, "onnx", onnx.__version__)
