"""The shape of manifest.json, which is the same for every model; the recipes give the words and the numbers."""

from collections.abc import Callable

from .model_folder import Measured
from .preparation import HIGH_PERCENTILE, LOW_PERCENTILE

SQUASH = {"fit": "squash", "filter": "triangle-antialias"}
PERCENTILES = {"method": "percentile", "low": LOW_PERCENTILE, "high": HIGH_PERCENTILE}
NO_DOMAIN = {"method": "none"}


def manifest(
    identity: str,
    version: str,
    *,
    title: dict,
    purpose: dict,
    limits: dict,
    task: str,
    built: dict,
    licence: str,
    input: dict,
    outputs: list[dict],
    figures: list[dict],
    data: list[dict],
    folds: str,
    attribution: list[str],
    calibration: dict | None = None,
    operating_points: tuple[dict, ...] = (),
    indeterminate: dict | None = None,
    postprocess: tuple[dict, ...] = (),
    **other: object,
) -> dict:
    """The manifest as the product's schema (version 1) wants it.

    built: `architecture`, `file`, `domain` and `self_test` of the exported network; data: entries of `source`; folds: how
    the figures came about; other: what only some models have (`testTime`, `tiling`).
    """
    return {
        "schema": 1,
        "id": identity,
        "version": version,
        "title": title,
        "purpose": purpose,
        "limits": limits,
        "task": task,
        "architecture": built["architecture"],
        "file": built["file"],
        "licence": licence,
        "input": input,
        "outputs": outputs,
        "calibration": calibration or {"method": "none"},
        "operatingPoints": list(operating_points),
        "indeterminate": indeterminate or {},
        "domain": built["domain"],
        **other,
        "postprocess": list(postprocess),
        "selfTest": built["self_test"],
        "figures": figures,
        "training": {"data": data, "folds": folds, "recipe": f"models/recipes/{identity}"},
        "attribution": attribution,
    }


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


def chest_film_gates(*views: str, age_years: list[int] | None = None) -> dict:
    """The gates of a model for chest films: views as in ViewPosition, none for any."""
    return {
        "modalities": ["CR", "DX"],
        "bodyParts": ["CHEST", "THORAX", "LUNG"],
        "views": list(views),
        "ageYears": age_years,
    }


def classifier_outputs(labels: list[dict], activation: str) -> list[dict]:
    """The outputs of `export_classifier`."""
    return [
        {"name": "logits", "kind": "logits", "activation": activation, "labels": labels},
        {"name": "cam", "kind": "activation", "labels": [label["id"] for label in labels]},
        {"name": "embedding", "kind": "embedding"},
    ]


def outline_outputs(labels: list[dict]) -> list[dict]:
    """The outputs of an outlining network: the mask's interval runs from probability 0.25 to 0.75."""
    return [
        {"name": "mask", "kind": "mask", "activation": "sigmoid", "labels": labels, "interval": [0.25, 0.75]},
        {"name": "embedding", "kind": "embedding"},
    ]


def code(system: str, value: str, meaning: str) -> dict[str, str]:
    """A label's code: SCT (SNOMED CT) or RADLEX."""
    return {"system": system, "value": value, "meaning": meaning}


def label(identity: str, en: str, zh: str, coded: dict[str, str] | None = None, given: str | None = None) -> dict:
    """A label of an output."""
    return {"id": identity, "title": {"en": en, "zh": zh}, "code": coded, "given": given}


def label_temperatures(temperature: dict[str, float], error: dict[str, float]) -> dict:
    """The manifest's `calibration` for labels that are calibrated one by one: temperature and calibration error of each."""
    return {
        "method": "temperature",
        "labels": {name: {"temperature": value, "ece": round(error[name], 4)} for name, value in temperature.items()},
    }


def softmax_temperature(temperature: float, error: float) -> dict:
    """The manifest's `calibration` for labels that exclude each other."""
    return {"method": "temperature", "softmax": {"temperature": temperature, "ece": round(error, 4)}}


Figure = Callable[..., dict]


def figures_on(held_out: dict[str, str]) -> Figure:
    """Makes entries of `figures`, all measured on cases described by `held_out` (en, zh): (name, label, value, and what is
    special about these cases in en and zh) -> entry."""

    def figure(name: str, label: str | None, value: Measured, en: str = "", zh: str = "") -> dict:
        there = held_out["en"] + (f"; {en}" if en else ""), held_out["zh"] + (f"；{zh}" if zh else "")
        return value.figure(name, label, *there)

    return figure


def source(name: str, licence: str, citation: str, groups: list[str] | int) -> dict:
    """An entry of `training.data`. groups: the patient of each case, or how many cases where each is its own patient."""
    cases, patients = (groups, groups) if isinstance(groups, int) else (len(groups), len(set(groups)))
    return {"name": name, "licence": licence, "citation": citation, "cases": cases, "patients": patients}


KERMANY = (
    "Kermany DS, Goldbaum M, Cai W, et al. Identifying Medical Diagnoses and Treatable Diseases by Image-Based Deep "
    "Learning. Cell 172 (2018) 1122-1131. doi:10.1016/j.cell.2018.02.010"
)
KERMANY_NAME = "Kermany et al., chest X-ray images (pneumonia), Mendeley Data rscbjbr9sj version 2"
COHEN = "Cohen JP, Morrison P, Dao L. COVID-19 Image Data Collection. arXiv:2006.11988 (2020)"
CHEST_FILM_ATTRIBUTION = [
    f"Trained on films of {KERMANY}, doi:10.17632/rscbjbr9sj.2, CC BY 4.0.",
    f"Trained on films of {COHEN}; only films under CC BY 3.0 or CC BY 4.0.",
]


def chest_film_sources(kermany: list[str], cohen: list[str]) -> list[dict]:
    """Entries of `training.data` for networks trained on films of both sets: the patient of each film."""
    return [
        source(KERMANY_NAME, "CC-BY-4.0", KERMANY, kermany),
        source("COVID-19 image data collection, films under CC BY 3.0 or 4.0", "CC-BY-3.0 and CC-BY-4.0", COHEN, cohen),
    ]
