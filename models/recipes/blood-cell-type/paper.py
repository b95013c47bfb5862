"""The words of blood-cell-type: manifest.json and CARD.md."""

from pathlib import Path

import numpy as np
from cells import LABELS, Cells
from judgement import UNSURE, Judgement
from skiagraph_recipes.card import confusion_table, figures_table, fill_card, probes_table, refused_table
from skiagraph_recipes.manifest import (
    classifier_outputs,
    figures_on,
    frame_input,
    label,
    manifest,
    softmax_temperature,
    source,
)

ID = "blood-cell-type"
CITATION = (
    "Acevedo A, Merino A, Alférez S, Molina Á, Boldú L, Rodellar J. A dataset of microscopic peripheral blood cell images "
    "for development of automatic recognition systems. Data in Brief 30 (2020) 105474. doi:10.1016/j.dib.2020.105474"
)
DATA_NAME = "PBC, peripheral blood cells, Mendeley Data snkd93bnjr"
TITLES = {
    "basophil": ("Basophil", "嗜碱性粒细胞"),
    "eosinophil": ("Eosinophil", "嗜酸性粒细胞"),
    "erythroblast": ("Erythroblast", "有核红细胞"),
    "ig": ("Immature granulocyte", "未成熟粒细胞"),
    "lymphocyte": ("Lymphocyte", "淋巴细胞"),
    "monocyte": ("Monocyte", "单核细胞"),
    "neutrophil": ("Neutrophil", "中性粒细胞"),
    "platelet": ("Platelet", "血小板"),
}
HELD_OUT = {
    "en": "a third of the cells, held out, three networks together; the patients behind the cells are not known",
    "zh": "留出三分之一的细胞，三个网络平均；细胞所属患者未公开",
}
TITLE = {"en": "Kind of blood cell (smear)", "zh": "血细胞类型（涂片）"}
PURPOSE = {
    "en": "Names the kind of the one cell in the middle of a picture from a stained blood smear: five kinds of white "
    "cell, immature granulocytes, erythroblasts and platelets.",
    "zh": "判断染色血涂片图像中央单个细胞的类型：五类白细胞、未成熟粒细胞、有核红细胞和血小板。",
}
LIMITS = {
    "en": "Research use only. One cell a picture, cut out of a May-Grünwald-Giemsa smear of people without disease, one "
    "laboratory, one machine. It knows no blasts, no abnormal lymphocytes, no parasites and no artefacts: it calls "
    "them one of its eight kinds. It counts nothing.",
    "zh": "仅供研究使用。每幅图像只含一个细胞，取自一家实验室、一台仪器的健康人 May-Grünwald-Giemsa 染色涂片。不识别原始细胞、"
    "异常淋巴细胞、寄生虫或伪影，会将其归入八类之一。不计数。",
}
FOLDS = (
    "One hold-out of a third of the cells, stratified by kind. No patient is published, so cells of one person can be on both sides "
    "and the number of patients given is that of cells. Three networks, alike but for their seed, were trained on the other two thirds "
    "with a schedule that was settled on a different third, and are judged together; each fifth of the held-out cells is judged "
    "with the temperature that the other fifths give. The three that are shipped together were trained with the same schedule on "
    "all cells and have no figures of their own."
)


def build_manifest(
    version: str,
    held_out: np.ndarray,
    judgement: Judgement,
    size: int,
    mean: list[float],
    deviation: list[float],
    built: dict,
) -> dict:
    """held_out: bool [cells]; built: as `manifest` takes it. Returns the manifest."""
    figure = figures_on(HELD_OUT)
    return manifest(
        ID,
        version,
        title=TITLE,
        purpose=PURPOSE,
        limits=LIMITS,
        task="classification",
        built=built,
        licence="CC-BY-4.0",
        input=frame_input(
            channels=3,
            size=(size, size),
            gates={"modalities": ["SM", "GM", "XC", "OT"], "bodyParts": ["BLOOD"], "views": [], "ageYears": None},
            normalisation={"mean": mean, "std": deviation},
            range={"method": "none"},
        ),
        outputs=classifier_outputs([label(name, *TITLES[name]) for name in LABELS], "softmax"),
        calibration=softmax_temperature(judgement.temperature, judgement.error),
        indeterminate={name: [0.0, UNSURE] for name in LABELS},
        figures=[
            figure("accuracy", None, judgement.accuracy),
            figure("macro-f1", None, judgement.macro_f1),
            *(figure("sensitivity", name, judgement.sensitivities[name]) for name in LABELS),
        ],
        data=[source(DATA_NAME, "CC-BY-4.0", CITATION, len(held_out))],
        folds=FOLDS,
        attribution=[f"Trained on: {DATA_NAME}, doi:10.17632/snkd93bnjr.1, CC BY 4.0. {CITATION}"],
    )


def write_card(
    described: dict,
    judgement: Judgement,
    single: float,
    refused: dict[str, float],
    probed: dict[str, float],
    cells: Cells,
    held_out: np.ndarray,
    epochs: tuple[int, int],
    file: Path,
) -> None:
    """described: the manifest; single: accuracy of the first network alone; refused: part of each other set that the domain gate refuses; probed: accuracy for each change of
    the pictures; epochs: of the two parts of the schedule."""
    figures = {
        "Accuracy": judgement.accuracy,
        "F1, mean of the kinds": judgement.macro_f1,
        **{f"Sensitivity, {TITLES[name][0].lower()}": judgement.sensitivities[name] for name in LABELS},
    }
    values = {
        "cells": len(cells.label),
        "each": len(cells.label) // len(LABELS),
        "epochs": epochs[0],
        "epochs_again": epochs[1],
        "figures": figures_table(figures),
        "confusion": confusion_table(judgement.confusion.tolist(), LABELS, "said"),
        "probes": probes_table(probed, "accuracy"),
        "refused": refused_table(refused),
        "trained": int((~held_out).sum()),
        "judged": int(held_out.sum()),
        "accuracy": judgement.accuracy.text(),
        "single": single,
        "temperature": judgement.temperature,
        "error": judgement.error,
        "error_before": judgement.error_before,
        "by_chance": judgement.error_by_chance,
        "limit": UNSURE,
        "unsure": 100 * judgement.unsure,
        "unsure_accuracy": 100 * judgement.unsure_accuracy,
        "sure_accuracy": 100 * judgement.sure_accuracy,
        "citation": CITATION,
    }
    fill_card(Path(__file__).parent, described, values, file)
