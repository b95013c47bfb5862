"""Makes the shared library importable from wherever the tests are started."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

RECIPES = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RECIPES))


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports the program of a recipe by its id; the recipes' own modules share names and are forgotten afterwards."""

    def load(identity: str) -> ModuleType:
        folder = RECIPES / identity
        monkeypatch.syspath_prepend(str(folder))
        own = [file.stem for file in folder.glob("*.py")]
        for name in own:
            sys.modules.pop(name, None)
        module = importlib.import_module("train")
        for name in own:
            sys.modules.pop(name, None)
        return module

    return load
