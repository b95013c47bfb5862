"""The words of adrenal-ct-shape: manifest.json and CARD.md."""

from pathlib import Path

from glands import SIDE, Glands
from judgement import Judgement
from skiagraph_recipes.card import figures_table, fill_card, point_values, probes_table, refused_table
from skiagraph_recipes.manifest import figures_on, label, manifest, softmax_temperature, source

ID = "adrenal-ct-shape"
CITATION = (
    "Yang J, Shi R, Wei D, et al. MedMNIST v2 - A large-scale lightweight benchmark for 2D and 3D biomedical image "
    "classification. Scientific Data 10 (2023) 41. doi:10.1038/s41597-022-01721-8"
)
DATA_NAME = "AdrenalMNIST3D at 64 x 64 x 64 (MedMNIST+), official training and validation parts"
HELD_OUT = {
    "en": "two of three folds of the official training and validation parts, out of fold, each network alone",
    "zh": "官方训练与验证部分三折交叉验证中的两折，单个网络的折外预测",
}
TITLE = {"en": "Adrenal gland's shape (normal or mass)", "zh": "肾上腺形态（正常或占位）"}
PURPOSE = {
    "en": "Says how probable an adrenal mass is from nothing but the outlined shape of one gland on CT, read slice by "
    "slice. For research on shape.",
    "zh": "仅根据 CT 上单侧肾上腺的分割形状逐层读取，估计占位的可能性。用于形态学研究。",
}
LIMITS = {
    "en": "Research use only. It sees a mask, not the scan: no density, no enhancement, no size of a lesion. One "
    "hospital. The mask must be drawn as in the data: one gland, 1 mm voxels, in the middle of a cube of 64.",
    "zh": "仅供研究使用。只看分割掩膜，不看图像：不含密度、强化或病灶大小。数据来自一家医院。掩膜须与数据一致：单侧腺体、"
    "1 毫米体素、位于 64 立方体中央。",
}
INPUT = {
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
}
FOLDS = (
    "Three folds of the official training and validation parts, stratified by label. No patient is published: glands count as "
    "patients. Each fold's network was trained without that fold with a fixed schedule; its predictions on the fold are pooled. "
    "The fold on which an earlier network was judged counts in no figure; the figures of the other two are counted with the "
    "calibration, threshold and band that the other folds give. "
    "The three networks are shipped together, as the mean of their logits: the figures are those of one network, and no gland "
    "here is new to all three. The official test part took no part."
)


def build_manifest(version: str, glands: Glands, judgement: Judgement, built: dict) -> dict:
    """built: as `manifest` takes it. Returns the manifest."""
    figure = figures_on(HELD_OUT)
    size_alone = judgement.size_alone.figure(
        "auc-of-size-alone", "mass", "number of voxels, no network", "仅体素数，不用网络"
    )
    return manifest(
        ID,
        version,
        title=TITLE,
        purpose=PURPOSE,
        limits=LIMITS,
        task="sequence",
        built=built,
        licence="CC-BY-4.0",
        input=INPUT,
        outputs=[
            {
                "name": "logits",
                "kind": "logits",
                "activation": "softmax",
                "labels": [label("normal", "Normal shape", "形态正常"), label("mass", "Adrenal mass", "肾上腺占位")],
            },
            {"name": "embedding", "kind": "embedding"},
        ],
        calibration=softmax_temperature(judgement.temperature, judgement.point.error),
        operating_points=(judgement.point.entry("mass"),),
        indeterminate={"mass": list(judgement.point.band)},
        testTime=["flip-columns"],
        figures=[
            figure("auc", "mass", judgement.auc),
            figure("auc", "mass", judgement.middle_sizes, "glands of the middle half of sizes", "体积居中一半的腺体"),
            size_alone,
        ],
        data=[source(DATA_NAME, "CC-BY-4.0", CITATION, len(glands.mass))],
        folds=FOLDS,
        attribution=[f"Trained on: {DATA_NAME}, CC BY 4.0. {CITATION}"],
    )


def write_card(
    described: dict,
    judgement: Judgement,
    probed: dict[str, float],
    refused: dict[str, float],
    glands: Glands,
    epochs: tuple[int, int],
    parity: float,
    file: Path,
) -> None:
    """described: the manifest; probed: AUC for each change of the shapes; refused: part of shapes that the domain gate refuses;
    epochs: of the two parts of the schedule."""
    point = judgement.point
    figures = {
        "AUC, mass against normal": judgement.auc,
        "the same without the mirror image": judgement.single_answer,
        "AUC, glands of the middle half of sizes": judgement.middle_sizes,
        "AUC of the number of voxels alone, no network": judgement.size_alone,
        "Sensitivity, `default`": point.sensitivity,
        "Specificity, `default`": point.specificity,
    }
    values = {
        "parity": parity,
        "glands": len(glands.mass),
        "masses": int(glands.mass.sum()),
        "normal": int((~glands.mass).sum()),
        "prevalence": 100 * float(glands.mass.mean()),
        "epochs": epochs[0],
        "epochs_again": epochs[1],
        "figures": figures_table(figures),
        "fold_aucs": ", ".join(f"{value:.4f}" for value in judgement.fold_aucs),
        "auc": judgement.auc.text(),
        "size_alone": judgement.size_alone.text(),
        "probes": probes_table(probed),
        "refused": refused_table(refused, "shapes"),
        "temperature": judgement.temperature,
        "shift": judgement.shift,
        "error": point.error,
        "error_before": judgement.error_before,
        "by_chance": judgement.error_by_chance,
        "judged": judgement.auc.cases,
        "citation": CITATION,
        **point_values(point),
    }
    fill_card(Path(__file__).parent, described, values, file)
