"""CARD.md: the words are the recipe's template, the numbers come from here."""

from pathlib import Path

from .choosing import ChosenTrainings
from .model_folder import Measured
from .operating_point import OperatingPoint

FIGURES_HEAD = ["", "value (95 % interval)", "cases", "patients or groups"]


def fill_card(folder: Path, manifest: dict, values: dict[str, object], file: Path) -> None:
    """Fill `CARD.template.txt` of the recipe's `folder` with what the manifest says of the model and with `values`."""
    template = (folder / "CARD.template.txt").read_text(encoding="utf-8")
    known = {
        "version": manifest["version"],
        "architecture": manifest["architecture"],
        "size": manifest["input"]["size"][0],
        "bytes": manifest["file"]["bytes"],
        "sha256": manifest["file"]["sha256"],
    }
    file.write_text(template.format(**known, **values), encoding="utf-8")


def table(rows: list[list[str]]) -> str:
    """Markdown table with padded columns; the first row is the head."""
    widths = [max(3, *(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    )


def figures_table(figures: dict[str, Measured], head: list[str] = FIGURES_HEAD) -> str:
    """One line a figure: title -> what was measured."""
    return table([head, *(value.row(title) for title, value in figures.items())])


def refused_table(refused: dict[str, float], of: str = "set") -> str:
    """The part of each other set that the domain gate refuses."""
    return table([[of, "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())])


def probes_table(probed: dict[str, float], figure: str = "AUC") -> str:
    """The figure for each change of the held-out pictures."""
    return table([["change", figure], *([name, f"{value:.4f}"] for name, value in probed.items())])


def confusion_table(confusion: list[list[int]], labels: tuple[str, ...], said: str) -> str:
    """Rows are the truth. said: heading of the answers."""
    rows = [[name, *map(str, row)] for name, row in zip(labels, confusion, strict=True)]
    return table([[f"true, {said}:", *labels], *rows])


def point_values(point: OperatingPoint) -> dict[str, object]:
    """The operating point and its band for the template; band_part, inside and outside in percent."""
    return {
        "sensitivity": point.sensitivity.text(),
        "specificity": point.specificity.text(),
        "threshold": point.threshold,
        "least": point.least_sensitivity,
        "low": point.band[0],
        "high": point.band[1],
        "band_cases": point.band_cases,
        "band_part": 100 * point.band_cases / (point.sensitivity.cases + point.specificity.cases),
        "inside": 100 * point.inside,
        "outside": 100 * point.outside,
        "missed": point.missed,
        "false_alarms": point.false_alarms,
    }


def trainings_values(trainings: ChosenTrainings) -> dict[str, object]:
    """What the trainings reached when they were tried, which one each fold is judged by, which one is shipped."""
    return {
        "reached": ", ".join(f"`{name}` {value:.4f}" for name, value in trainings.means().items()),
        "judged_by": ", ".join(f"`{name}`" for name in trainings.fold),
        "shipped_training": f"`{trainings.shipped}`",
    }
