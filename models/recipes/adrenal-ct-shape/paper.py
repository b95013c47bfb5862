"""The words of adrenal-ct-shape: manifest.json and CARD.md."""

from pathlib import Path

import numpy as np
from glands import SIDE, Glands
from judgement import Judgement
from skiagraph_recipes.card import FIGURES_HEAD, table
from skiagraph_recipes.manifest import label
from skiagraph_recipes.model_folder import Measured

ID = "adrenal-ct-shape"
TEMPLATE = Path(__file__).with_name("CARD.template.txt")
CITATION = (
    "Yang J, Shi R, Wei D, et al. MedMNIST v2 - A large-scale lightweight benchmark for 2D and 3D biomedical image "
    "classification. Scientific Data 10 (2023) 41. doi:10.1038/s41597-022-01721-8"
)
DATA_NAME = "AdrenalMNIST3D at 64 x 64 x 64 (MedMNIST+), official training and validation parts"
HELD_OUT = {"en": "a third of the official training and validation parts, held out",
            "zh": "官方训练与验证部分中留出的三分之一"}  # fmt: skip


def build_manifest(
    *,
    version: str,
    glands: Glands,
    held_out: np.ndarray,
    judgement: Judgement,
    architecture: str,
    file: dict,
    domain: dict,
    self_test: dict,
) -> dict:
    """Returns the manifest as the product's schema wants it."""

    def figure(name: str, value: Measured, en: str = "", zh: str = "") -> dict:
        there = HELD_OUT["en"] + (f"; {en}" if en else ""), HELD_OUT["zh"] + (f"；{zh}" if zh else "")
        return value.figure(name, "mass", *there)

    return {
        "schema": 1,
        "id": ID,
        "version": version,
        "title": {"en": "Adrenal gland's shape (normal or mass)", "zh": "肾上腺形态（正常或占位）"},
        "purpose": {
            "en": "Says how probable an adrenal mass is from nothing but the outlined shape of one gland on CT, read slice by "
            "slice. For research on shape.",
            "zh": "仅根据 CT 上单侧肾上腺的分割形状逐层读取，估计占位的可能性。用于形态学研究。",
        },
        "limits": {
            "en": "Research use only. It sees a mask, not the scan: no density, no enhancement, no size of a lesion. One "
            "hospital. The mask must be drawn as in the data: one gland, 1 mm voxels, in the middle of a cube of 64.",
            "zh": "仅供研究使用。只看分割掩膜，不看图像：不含密度、强化或病灶大小。数据来自一家医院。掩膜须与数据一致：单侧腺体、"
            "1 毫米体素、位于 64 立方体中央。",
        },
        "task": "sequence",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-4.0",
        "input": {
            "name": "image",
            "kind": "sequence",
            "modalities": ["CT", "SEG"],
            "bodyParts": ["ABDOMEN", "ADRENAL", "ADRENALGLAND"],
            "views": [],
            "ageYears": None,
            "point": None,
            "channels": 1,
            "size": [None, SIDE, SIDE],
            "spacingMm": None,
            "resize": {"fit": "squash", "filter": "nearest"},
            "pad": None,
            "range": {"method": "none"},
            "normalisation": {"mean": [0], "std": [1]},
            "layout": "NTCHW",
        },
        "outputs": [
            {
                "name": "logits",
                "kind": "logits",
                "activation": "softmax",
                "labels": [label("normal", "Normal shape", "形态正常"), label("mass", "Adrenal mass", "肾上腺占位")],
            },
            {"name": "embedding", "kind": "embedding"},
        ],
        "calibration": {
            "method": "temperature",
            "softmax": {"temperature": judgement.temperature, "ece": round(judgement.point.error, 4)},
        },
        "operatingPoints": [judgement.point.entry("mass")],
        "indeterminate": {"mass": list(judgement.point.band)},
        "domain": domain,
        "postprocess": [],
        "selfTest": self_test,
        "figures": [
            figure("auc", judgement.auc),
            figure("auc", judgement.middle_sizes, "glands of the middle half of sizes", "体积居中一半的腺体"),
            judgement.size_alone.figure(
                "auc-of-size-alone", "mass", "number of voxels, no network", "仅体素数，不用网络"
            ),
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
            "folds": "One hold-out of a third of the official training and validation parts, stratified by label. No patient is "
            "published: glands count as patients. The shipped network was trained on the other two thirds with a fixed "
            "schedule, and the figures are its own. The official test part took no part.",
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [f"Trained on: {DATA_NAME}, CC BY 4.0. {CITATION}"],
    }


def write_card(
    manifest: dict,
    judgement: Judgement,
    probed: dict[str, float],
    refused: dict[str, float],
    glands: Glands,
    held_out: np.ndarray,
    epochs: int,
    epochs_again: int,
    epochs_last: int,
    parity: float,
    file: Path,
) -> None:
    """probed: AUC for each change of the shapes; refused: part of other shapes that the domain gate refuses."""
    point = judgement.point
    figures = [
        FIGURES_HEAD,
        judgement.auc.row("AUC, mass against normal"),
        judgement.middle_sizes.row("AUC, glands of the middle half of sizes"),
        judgement.size_alone.row("AUC of the number of voxels alone, no network"),
        point.sensitivity.row("Sensitivity, `default`"),
        point.specificity.row("Specificity, `default`"),
    ]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        parity=parity,
        glands=len(glands.mass),
        masses=int(glands.mass.sum()),
        normal=int((~glands.mass).sum()),
        prevalence=100 * float(glands.mass.mean()),
        epochs=epochs,
        epochs_again=epochs_again,
        epochs_last=epochs_last,
        figures=table(figures),
        trained=int((~held_out).sum()),
        judged=int(held_out.sum()),
        auc=judgement.auc.text(),
        size_alone=judgement.size_alone.text(),
        sensitivity=point.sensitivity.text(),
        specificity=point.specificity.text(),
        probes=table([["change", "AUC"], *([name, f"{value:.4f}"] for name, value in probed.items())]),
        refused=table([["shapes", "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())]),
        temperature=judgement.temperature,
        shift=judgement.shift,
        error=point.error,
        error_before=judgement.error_before,
        threshold=point.threshold,
        least=point.least_sensitivity,
        low=point.band[0],
        high=point.band[1],
        band_cases=point.band_cases,
        band_part=100 * point.band_cases / int(held_out.sum()),
        inside=100 * point.inside,
        outside=100 * point.outside,
        missed=point.missed,
        false_alarms=point.false_alarms,
        citation=CITATION,
    )
    file.write_text(text, encoding="utf-8")
