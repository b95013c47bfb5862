"""Fills CARD.template.txt with the numbers of a training."""

from pathlib import Path

from assessment import Assessment, Measured
from films import Films
from skiagraph_recipes.model_folder import table
from skiagraph_recipes.training import Schedule

TEMPLATE = Path(__file__).with_name("CARD.template.txt")


def _interval(measured: Measured) -> str:
    estimate = measured.estimate
    return f"{estimate.value:.4f} ({estimate.low:.4f}–{estimate.high:.4f})"


def _row(title: str, measured: Measured) -> list[str]:
    return [title, _interval(measured), str(measured.cases), str(measured.patients)]


def write_card(
    manifest: dict,
    assessment: Assessment,
    probed: dict[str, float],
    refused: dict[str, float],
    films: Films,
    schedule: Schedule,
    file: Path,
) -> None:
    """Write the model card.

    manifest: as in manifest.json; assessment: what is behind it; probed: AUC of pneumonia for each change of the films;
    refused: part of each other set that the domain gate refuses.
    """
    figures = [
        ["", "value", "films", "patients"],
        _row("AUC, pneumonia against normal", assessment.pneumonia_auc),
        _row("AUC, bacterial pneumonia against normal", assessment.bacteria_auc),
        _row("AUC, viral pneumonia against normal", assessment.virus_auc),
        _row("AUC, bacterial against viral, pneumonia only", assessment.bacterial_auc),
        _row("Sensitivity, `default`", assessment.sensitivity),
        _row("Specificity, `default`", assessment.specificity),
        _row("Sensitivity in bacterial pneumonia, `default`", assessment.bacteria_sensitivity),
        _row("Sensitivity in viral pneumonia, `default`", assessment.virus_sensitivity),
    ]
    count = {kind: int((films.kind == kind).sum()) for kind in ("normal", "bacteria", "virus")}
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        size=manifest["input"]["size"][0],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        cases=len(films.kind),
        patients=len(set(films.patient)),
        prevalence=100 * float(films.pneumonia.mean()),
        epochs=schedule.epochs,
        figures=table(figures),
        probes=table([["change", "AUC"], *([name, f"{value:.4f}"] for name, value in probed.items())]),
        refused=table([["set", "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())]),
        fold_aucs=", ".join(f"{value:.4f}" for value in assessment.fold_aucs),
        fold_bacterial_aucs=", ".join(f"{value:.3f}" for value in assessment.fold_bacterial_aucs),
        auc=_interval(assessment.pneumonia_auc),
        bacterial_auc=_interval(assessment.bacterial_auc),
        sensitivity=_interval(assessment.sensitivity),
        specificity=_interval(assessment.specificity),
        temperature=assessment.temperature,
        shift=assessment.shift,
        error=assessment.calibration_error,
        error_before=assessment.calibration_error_before,
        threshold=assessment.threshold,
        low=assessment.band[0],
        high=assessment.band[1],
        band_cases=assessment.band_cases,
        band_part=100 * assessment.band_cases / len(films.kind),
        band_accuracy=100 * assessment.band_accuracy,
        outside_accuracy=100 * assessment.outside_accuracy,
        missed=assessment.missed,
        false_alarms=assessment.false_alarms,
        **count,
    )
    file.write_text(text, encoding="utf-8")
