"""The words of blood-cell-type: manifest.json and CARD.md."""

from pathlib import Path

import numpy as np
from cells import LABELS, Cells
from judgement import UNSURE, Judgement
from skiagraph_recipes.model_folder import FIGURES_HEAD, Measured, frame_input, label, table

ID = "blood-cell-type"
TEMPLATE = Path(__file__).with_name("CARD.template.txt")
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
HELD_OUT = {"en": "a third of the cells, held out; the patients behind the cells are not known",
            "zh": "留出三分之一的细胞；细胞所属患者未公开"}  # fmt: skip


def build_manifest(
    *,
    version: str,
    cells: Cells,
    held_out: np.ndarray,
    judgement: Judgement,
    architecture: str,
    size: int,
    normalisation: dict,
    file: dict,
    domain: dict,
    self_test: dict,
) -> dict:
    """Returns the manifest as the product's schema wants it."""

    def figure(name: str, of: str | None, value: Measured) -> dict:
        return value.figure(name, of, HELD_OUT["en"], HELD_OUT["zh"])

    return {
        "schema": 1,
        "id": ID,
        "version": version,
        "title": {"en": "Kind of blood cell (smear)", "zh": "血细胞类型（涂片）"},
        "purpose": {
            "en": "Names the kind of the one cell in the middle of a picture from a stained blood smear: five kinds of white "
            "cell, immature granulocytes, erythroblasts and platelets.",
            "zh": "判断染色血涂片图像中央单个细胞的类型：五类白细胞、未成熟粒细胞、有核红细胞和血小板。",
        },
        "limits": {
            "en": "Research use only. One cell a picture, cut out of a May-Grünwald-Giemsa smear of people without disease, one "
            "laboratory, one machine. It knows no blasts, no abnormal lymphocytes, no parasites and no artefacts: it calls "
            "them one of its eight kinds. It counts nothing.",
            "zh": "仅供研究使用。每幅图像只含一个细胞，取自一家实验室、一台仪器的健康人 May-Grünwald-Giemsa 染色涂片。不识别原始细胞、"
            "异常淋巴细胞、寄生虫或伪影，会将其归入八类之一。不计数。",
        },
        "task": "classification",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-4.0",
        "input": frame_input(
            channels=3,
            size=(size, size),
            gates={"modalities": ["SM", "GM", "XC", "OT"], "bodyParts": ["BLOOD"], "views": [], "ageYears": None},
            normalisation=normalisation,
            range={"method": "none"},
        ),
        "outputs": [
            {
                "name": "logits",
                "kind": "logits",
                "activation": "softmax",
                "labels": [label(name, *TITLES[name]) for name in LABELS],
            },
            {"name": "cam", "kind": "activation", "labels": list(LABELS)},
            {"name": "embedding", "kind": "embedding"},
        ],
        "calibration": {
            "method": "temperature",
            "softmax": {"temperature": judgement.temperature, "ece": round(judgement.error, 4)},
        },
        "operatingPoints": [],
        "indeterminate": {name: [0.0, UNSURE] for name in LABELS},
        "domain": domain,
        "postprocess": [],
        "selfTest": self_test,
        "figures": [
            figure("accuracy", None, judgement.accuracy),
            figure("macro-f1", None, judgement.macro_f1),
            *(figure("sensitivity", name, judgement.sensitivities[name]) for name in LABELS),
        ],
        "training": {
            "data": [
                {
                    "name": DATA_NAME,
                    "licence": "CC-BY-4.0",
                    "citation": CITATION,
                    "cases": int((~held_out).sum()),
                    "patients": int((~held_out).sum()),
                }
            ],
            "folds": "One hold-out of a third of the cells, stratified by kind. No patient is published, so cells of one person "
            "can be on both sides and the number of patients given is that of cells. The shipped network was trained on the "
            "other two thirds with a fixed schedule, and the figures are its own.",
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [f"Trained on: {DATA_NAME}, doi:10.17632/snkd93bnjr.1, CC BY 4.0. {CITATION}"],
    }


def write_card(
    manifest: dict,
    judgement: Judgement,
    refused: dict[str, float],
    probed: dict[str, float],
    cells: Cells,
    held_out: np.ndarray,
    epochs: int,
    epochs_again: int,
    file: Path,
) -> None:
    """refused: part of each other set that the domain gate refuses; probed: accuracy for each change of the pictures."""
    figures = [
        FIGURES_HEAD,
        judgement.accuracy.row("Accuracy"),
        judgement.macro_f1.row("F1, mean of the kinds"),
        *(judgement.sensitivities[name].row(f"Sensitivity, {TITLES[name][0].lower()}") for name in LABELS),
    ]
    confusion = [["true, said:", *LABELS]]
    confusion += [[name, *map(str, row)] for name, row in zip(LABELS, judgement.confusion.tolist(), strict=True)]
    gate = [["set", "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        size=manifest["input"]["size"][0],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        cells=len(cells.label),
        each=len(cells.label) // len(LABELS),
        epochs=epochs,
        figures=table(figures),
        confusion=table(confusion),
        probes=table([["change", "accuracy"], *([name, f"{value:.4f}"] for name, value in probed.items())]),
        refused=table(gate),
        trained=int((~held_out).sum()),
        judged=int(held_out.sum()),
        epochs_again=epochs_again,
        accuracy=judgement.accuracy.text(),
        temperature=judgement.temperature,
        error=judgement.error,
        error_before=judgement.error_before,
        limit=UNSURE,
        unsure=100 * judgement.unsure,
        unsure_accuracy=100 * judgement.unsure_accuracy,
        sure_accuracy=100 * judgement.sure_accuracy,
        citation=CITATION,
    )
    file.write_text(text, encoding="utf-8")
