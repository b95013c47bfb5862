"""What every model's folder holds besides the network: the manifest's common parts, tables and numbers of the card."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .metrics import Estimate, with_interval
from .preparation import HIGH_PERCENTILE, LOW_PERCENTILE


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


def table(rows: list[list[str]]) -> str:
    """Markdown table with padded columns; the first row is the head."""
    widths = [max(3, *(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    )


SQUASH = {"fit": "squash", "filter": "triangle-antialias"}
PERCENTILES = {"method": "percentile", "low": LOW_PERCENTILE, "high": HIGH_PERCENTILE}


def frame_input(
    *, channels: int, size: tuple[int | None, int | None], gates: dict, normalisation: dict, **other
) -> dict:
    """The manifest's `input` for single pictures.

    gates: modalities, bodyParts, views, ageYears; other: what differs from a grey film that is squashed to `size` after
    its percentiles 0.5 and 99.5 went to 0 and 1.
    """
    return {
        "name": "image",
        "kind": "frame",
        **gates,
        "point": None,
        "channels": channels,
        "size": list(size),
        "spacingMm": None,
        "resize": SQUASH,
        "pad": None,
        "range": PERCENTILES,
        "normalisation": normalisation,
        "layout": "NCHW",
        **other,
    }


FIGURES_HEAD = ["", "value (95 % interval)", "cases", "patients or groups"]


def code(system: str, value: str, meaning: str) -> dict[str, str]:
    """A label's code: SCT (SNOMED CT) or RADLEX."""
    return {"system": system, "value": value, "meaning": meaning}


def label(identity: str, en: str, zh: str, coded: dict[str, str] | None = None, given: str | None = None) -> dict:
    """A label of an output."""
    return {"id": identity, "title": {"en": en, "zh": zh}, "code": coded, "given": given}


def parameters(network) -> str:
    """Size of a network for its description."""
    return f"{sum(parameter.numel() for parameter in network.parameters()) / 1e6:.2f} million parameters"


def write_json(content: object, file: Path) -> None:
    """Indented; lists of numbers on one line."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    text = re.sub(r"\[\s+(-?[\d.][^\[\]{}\"]*?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    file.write_text(text + "\n", encoding="utf-8")
