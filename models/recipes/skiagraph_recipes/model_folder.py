"""What every model's folder holds besides the network: measured numbers, and how they are written down."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .metrics import Estimate, with_interval


@dataclass(frozen=True)
class Measured:
    """An estimate and on what it was made."""

    estimate: Estimate
    cases: int
    patients: int

    def text(self, digits: int = 4) -> str:
        """value (low–high)"""
        value = self.estimate
        return f"{value.value:.{digits}f} ({value.low:.{digits}f}–{value.high:.{digits}f})"

    def row(self, title: str, digits: int = 4) -> list[str]:
        """title, value and interval, cases, patients: a line of a card's table"""
        return [title, self.text(digits), str(self.cases), str(self.patients)]

    def figure(self, name: str, label: str | None, en: str, zh: str) -> dict:
        """An entry of the manifest's `figures`."""
        entry = {**self.estimate.rounded(), "cases": self.cases, "patients": self.patients}
        return {"name": name, "label": label, **entry, "on": {"en": en, "zh": zh}}


def measured(statistic: Callable[[np.ndarray], float], groups: np.ndarray, among: np.ndarray | None = None) -> Measured:
    """A statistic with its interval by patient. statistic takes case numbers; among: bool [cases], which count."""
    cases = np.arange(len(groups)) if among is None else np.flatnonzero(among)
    estimate = with_interval(lambda drawn: statistic(cases[drawn]), groups[cases])
    return Measured(estimate, len(cases), len(set(groups[cases])))


def parameters(network) -> str:
    """Size of a network for its description."""
    return f"{sum(parameter.numel() for parameter in network.parameters()) / 1e6:.2f} million parameters"


def write_json(content: object, file: Path) -> None:
    """Indented; lists of numbers on one line."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    text = re.sub(r"\[\s+(-?[\d.][^\[\]{}\"]*?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    file.write_text(text + "\n", encoding="utf-8")
