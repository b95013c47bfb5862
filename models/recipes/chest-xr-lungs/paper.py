"""The words of chest-xr-lungs: manifest.json and CARD.md."""

from pathlib import Path

from films import Films
from judgement import Judgement
from skiagraph_recipes.card import FIGURES_HEAD, table
from skiagraph_recipes.manifest import code, frame_input, label
from skiagraph_recipes.model_folder import Measured
from skiagraph_recipes.training import Schedule

ID = "chest-xr-lungs"
TEMPLATE = Path(__file__).with_name("CARD.template.txt")
KERMANY = (
    "Kermany DS, Goldbaum M, Cai W, et al. Identifying Medical Diagnoses and Treatable Diseases by Image-Based Deep "
    "Learning. Cell 172 (2018) 1122-1131. doi:10.1016/j.cell.2018.02.010"
)
COHEN = "Cohen JP, Morrison P, Dao L. COVID-19 Image Data Collection. arXiv:2006.11988 (2020)"
V7 = "V7 Labs, COVID-19 X-ray dataset with lung segmentations, github.com/v7labs/covid-19-xray-dataset (2020)"
HELD_OUT = {"en": "five patient-grouped folds, out of fold", "zh": "按患者分组的五折交叉验证，折外预测"}


def build_manifest(
    *,
    version: str,
    films: Films,
    judgement: Judgement,
    foreign: Measured,
    architecture: str,
    size: int,
    normalisation: dict,
    file: dict,
    domain: dict,
    self_test: dict,
) -> dict:
    """Returns the manifest as the product's schema wants it."""

    def figure(name: str, value: Measured, en: str = "", zh: str = "") -> dict:
        there = HELD_OUT["en"] + (f"; {en}" if en else ""), HELD_OUT["zh"] + (f"；{zh}" if zh else "")
        return value.figure(name, "lung", *there)

    def source(name: str, licence: str, citation: str, which) -> dict:
        return {
            "name": name,
            "licence": licence,
            "citation": citation,
            "cases": int(which.sum()),
            "patients": len(set(films.patient[which])),
        }

    return {
        "schema": 1,
        "id": ID,
        "version": version,
        "title": {"en": "Lung fields (chest film)", "zh": "肺野（胸片）"},
        "purpose": {
            "en": "Outlines the lung fields on a frontal chest film, including the lung behind the heart and the "
            "diaphragm's dome, and states their area.",
            "zh": "勾画正位胸片上的肺野（包括心影后方的肺），并给出面积。",
        },
        "limits": {
            "en": "Research use only. The outlines follow the training masks, which run through most of the heart: no "
            "cardiothoracic ratio may be taken from them. Trained on children of one hospital and on adults with "
            "COVID-19; other views, collapsed or removed lungs and large effusions are not covered.",
            "zh": "仅供研究使用。轮廓遵循训练标注，包含大部分心影后的区域，不可用于计算心胸比。训练数据为一家医院的儿童和"
            "新冠肺炎成人患者；其他体位、肺不张、肺切除和大量胸腔积液不在适用范围内。",
        },
        "task": "segmentation",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-4.0",
        "input": frame_input(
            channels=1,
            size=(size, size),
            gates={
                "modalities": ["CR", "DX"],
                "bodyParts": ["CHEST", "THORAX", "LUNG"],
                "views": ["AP", "PA"],
                "ageYears": None,
            },
            normalisation=normalisation,
        ),
        "outputs": [
            {
                "name": "mask",
                "kind": "mask",
                "activation": "sigmoid",
                "labels": [label("lung", "Lung fields", "肺野", code("SCT", "39607008", "Lung structure"))],
                "interval": [0.25, 0.75],
            },
            {"name": "embedding", "kind": "embedding"},
        ],
        "calibration": {
            "method": "temperature",
            "labels": {"lung": {"temperature": judgement.temperature, "ece": round(judgement.error, 4)}},
        },
        "operatingPoints": [],
        "indeterminate": {},
        "domain": domain,
        "postprocess": [
            {"step": "threshold", "label": None, "value": 0.5},
            {"step": "largest-component", "label": "lung", "count": 2, "touch": "corners"},
            {"step": "fill-holes", "label": "lung"},
        ],
        "selfTest": self_test,
        "figures": [
            figure("dice", judgement.dice),
            figure("dice-5th-percentile", judgement.fifth_percentile),
            figure("dice", judgement.children, "children", "儿童"),
            figure("dice", judgement.adults, "adults with COVID-19", "新冠肺炎成人患者"),
            figure("hausdorff-95-px-at-256", judgement.border, "shorter side 256 pixels", "短边 256 像素"),
            foreign.figure(
                "dice",
                "lung",
                "adults of two other hospitals (Montgomery, Shenzhen), masks of another definition, without the heart",
                "另外两家医院（Montgomery、深圳）的成人，标注定义不同（不含心影）",
            ),
        ],
        "training": {
            "data": [
                source(
                    "Kermany et al., children's chest films, with lung fields by V7 Labs",
                    "CC-BY-4.0",
                    f"{KERMANY}; masks: {V7}",
                    films.source == "kermany",
                ),
                source(
                    "COVID-19 image data collection, films under CC BY 3.0 or 4.0, with lung fields by V7 Labs",
                    "CC-BY-3.0 and CC-BY-4.0",
                    f"{COHEN}; masks: {V7}",
                    films.source != "kermany",
                ),
            ],
            "folds": "Five folds grouped by patient and stratified by diagnosis. Each fold's network was trained without "
            "that fold with a fixed schedule; its predictions on the fold are pooled. The shipped network was trained "
            "with the same schedule on all films and has no figures of its own but those on other hospitals.",
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [
            f"Lung fields: {V7}, CC BY 4.0.",
            f"Films: {KERMANY}, doi:10.17632/rscbjbr9sj.2, CC BY 4.0.",
            f"Films: {COHEN}; only films under CC BY 3.0 or CC BY 4.0, mostly of Hannover Medical School.",
        ],
    }


def write_card(
    manifest: dict,
    judgement: Judgement,
    foreign: dict[str, Measured],
    refused: dict[str, float],
    films: Films,
    schedule: Schedule,
    parity: float,
    file: Path,
) -> None:
    """foreign: Dice on other hospitals by group; refused: part of each other set that the domain gate refuses."""
    figures = [
        FIGURES_HEAD,
        judgement.dice.row("Dice, all films"),
        judgement.fifth_percentile.row("Dice, fifth percentile"),
        judgement.children.row("Dice, children (Kermany)"),
        judgement.adults.row("Dice, adults with COVID-19"),
        judgement.normal.row("Dice, normal films"),
        judgement.pneumonia.row("Dice, children with pneumonia"),
        judgement.border.row("95th percentile of border distance, pixels at a shorter side of 256", 2),
        judgement.area_error.row("Error of the area, part of the true one"),
    ]
    other = [FIGURES_HEAD, *(value.row(name) for name, value in foreign.items())]
    gate = [["set", "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        size=manifest["input"]["size"][0],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        parity=parity,
        films=len(films.paths),
        patients=len(set(films.patient)),
        children=int((films.source == "kermany").sum()),
        adults=int((films.source != "kermany").sum()),
        epochs=schedule.epochs,
        figures=table(figures),
        foreign=table(other),
        refused=table(gate),
        dice=judgement.dice.text(),
        fifth=judgement.fifth_percentile.text(),
        foreign_dice=foreign["all"].text(),
        worst=", ".join(f"{value:.3f}" for value in judgement.worst),
        temperature=judgement.temperature,
        error=judgement.error,
        error_before=judgement.error_before,
    )
    file.write_text(text, encoding="utf-8")
