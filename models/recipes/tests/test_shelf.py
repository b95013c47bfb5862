"""What lies on the shelf is what the recipes say."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import onnx
import pytest
from skiagraph_recipes.export import OPSET, open_session, sine_input

RECIPES = Path(__file__).resolve().parents[1]
IDS = sorted(path.parent.name for path in RECIPES.glob("*/train.py"))
LARGEST, ALL_TOGETHER = 10e6, 50e6


def manifest_of(identity: str) -> dict:
    return json.loads((RECIPES.parent / identity / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("identity", IDS)
def test_model_is_of_its_recipes_version(identity):
    program = (RECIPES / identity / "train.py").read_text(encoding="utf-8")
    version = re.search(r'^VERSION = "(.+)"$', program, re.MULTILINE)[1]
    manifest, card = manifest_of(identity), (RECIPES.parent / identity / "CARD.md").read_text(encoding="utf-8")
    assert manifest["version"] == version and manifest["training"]["recipe"] == f"models/recipes/{identity}"
    assert card.startswith(f"# {identity} {version}\n") and manifest["file"]["sha256"] in card
    assert not re.search(r"\{[a-z_]+[^}]*\}", card), "a place of the template was left empty"


@pytest.mark.parametrize("identity", IDS)
def test_file_is_the_one_described_and_small(identity):
    file, entry = RECIPES.parent / identity / "model.onnx", manifest_of(identity)["file"]
    content = file.read_bytes()
    assert entry == {
        "name": "model.onnx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "opset": OPSET,
    }
    assert len(content) < LARGEST
    model = onnx.load(str(file))
    assert [each.version for each in model.opset_import if each.domain == ""] == [OPSET]
    assert {each.data_type for each in model.graph.initializer} <= {onnx.TensorProto.FLOAT, onnx.TensorProto.INT64}


def test_all_files_together_are_small():
    assert sum((RECIPES.parent / identity / "model.onnx").stat().st_size for identity in IDS) < ALL_TOGETHER


@pytest.mark.parametrize("identity", IDS)
def test_network_passes_its_self_test(identity):
    manifest = manifest_of(identity)
    test, wanted = manifest["selfTest"], manifest["input"]
    size = test.get("size", wanted["size"])
    shape = (size[0], wanted["channels"], *size[1:]) if wanted["kind"] == "sequence" else (wanted["channels"], *size)
    session = open_session(RECIPES.parent / identity / "model.onnx")
    values = sine_input(shape, test["generator"]["step"], test["generator"]["amplitude"])
    for name, expected in test["expected"].items():
        (given,) = session.run([name], {"image": values})
        given = given.ravel()[:: test.get("stride", {}).get(name, 1)]
        assert np.abs(given - np.array(expected)).max() <= test["tolerance"]


@pytest.mark.parametrize("identity", IDS)
def test_preparation_is_laid_down_for_every_network_that_prepares(identity):
    manifest, file = manifest_of(identity), RECIPES.parent / identity / "preparation.json"
    if manifest["task"] == "enhancement":
        assert not file.exists() and manifest["input"]["range"] == {"method": "none"}
        return
    reference = json.loads(file.read_text(encoding="utf-8"))
    assert reference["size"] == manifest["input"]["size"][-2:]
    assert reference.get("normalisation", manifest["input"]["normalisation"]) == manifest["input"]["normalisation"]
