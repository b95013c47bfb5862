"""The words of breast-us-malignancy: manifest.json and CARD.md."""

from pathlib import Path

from judgement import Judgement
from scans import LABELS, Scans
from skiagraph_recipes.card import (
    confusion_table,
    figures_table,
    fill_card,
    point_values,
    probes_table,
    refused_table,
    trainings_values,
)
from skiagraph_recipes.choosing import ChosenTrainings
from skiagraph_recipes.manifest import (
    CHEST_FILM_ATTRIBUTION,
    KERMANY,
    KERMANY_NAME,
    classifier_outputs,
    figures_on,
    frame_input,
    label,
    manifest,
    softmax_temperature,
    source,
)

ID = "breast-us-malignancy"
CITATION = (
    "Al-Dhabyani W, Gomaa M, Khaled H, Fahmy A. Dataset of breast ultrasound images. Data in Brief 28 (2020) 104863. "
    "doi:10.1016/j.dib.2019.104863"
)
DATA_NAME = "BUSI, breast ultrasound images"
TITLES = {"benign": ("Benign lesion", "良性病变"), "malignant": ("Malignant lesion", "恶性病变"),
          "normal": ("No lesion", "无病变")}  # fmt: skip
HELD_OUT = {
    "en": "three folds grouped by near-duplicates, out of fold, three networks together",
    "zh": "按近似重复图像分组的三折交叉验证，三个网络平均的折外预测",
}
TITLE = {"en": "Breast ultrasound (malignant, benign, normal)", "zh": "乳腺超声（恶性、良性、正常）"}
PURPOSE = {
    "en": "Says how probable it is that a breast ultrasound picture shows a malignant lesion, a benign lesion or none. A "
    "second pair of eyes for research, not a diagnosis.",
    "zh": "估计乳腺超声图像显示恶性病变、良性病变或无病变的可能性。仅作研究中的第二双眼睛，不是诊断。",
}
LIMITS = {
    "en": "Research use only. One hospital, two machines of one maker, women of 25 to 75 years; single still pictures chosen "
    "by the examiner. A lesion not in the picture is not seen. It must not decide about a biopsy.",
    "zh": "仅供研究使用。数据来自一家医院、同一厂家的两台机器，25 至 75 岁女性，由检查者选取的单帧静态图像。图像之外的病变无法"
    "识别。不得据此决定是否活检。",
}
FOLDS = (
    "Three folds grouped by near-duplicates and stratified by label; no patient is published, so the number of patients given is "
    "that of groups, and one woman can be on both sides. For each fold three networks were trained without it, alike but for their "
    "seed, with a fixed schedule; the way of training was chosen by networks that had neither learned that fold nor were tried on it. "
    "The mean of the logits on the fold is what the figures judge. Shipped is the mean of the logits "
    "of three networks that were trained in the same way on everything."
)


def build_manifest(
    version: str, scans: Scans, judgement: Judgement, size: int, mean: float, deviation: float, start: dict, built: dict
) -> dict:
    """start: films and patients that the first training saw; built: as `manifest` takes it. Returns the manifest."""
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
            channels=1,
            size=(size, size),
            gates={"modalities": ["US"], "bodyParts": ["BREAST"], "views": [], "ageYears": [25, 75]},
            normalisation={"mean": [mean], "std": [deviation]},
        ),
        outputs=classifier_outputs([label(name, *TITLES[name]) for name in LABELS], "softmax"),
        calibration=softmax_temperature(judgement.temperature, judgement.error),
        operating_points=(judgement.point.entry("malignant"),),
        indeterminate={"malignant": list(judgement.point.band)},
        testTime=["flip-columns"],
        figures=[
            figure("auc", "malignant", judgement.auc, "malignant against benign and normal", "恶性对良性和正常"),
            figure("auc", "malignant", judgement.against_benign, "malignant against benign", "恶性对良性"),
            figure("auc", "normal", judgement.normal_auc, "normal against any lesion", "正常对有病变"),
            figure("accuracy", None, judgement.accuracy, "three labels", "三类"),
        ],
        data=[
            source(DATA_NAME, "article CC-BY-4.0; the data's page names none", CITATION, scans.group.tolist()),
            {"name": f"{KERMANY_NAME}, for the start", "licence": "CC-BY-4.0", "citation": KERMANY, **start},
        ],
        folds=FOLDS,
        attribution=[f"Trained on: {DATA_NAME}. {CITATION}, CC BY 4.0.", CHEST_FILM_ATTRIBUTION[0]],
    )


def write_card(
    described: dict,
    judgement: Judgement,
    trainings: ChosenTrainings,
    probed: dict[str, float],
    refused: dict[str, float],
    scans: Scans,
    epochs: int,
    file: Path,
) -> None:
    """described: the manifest; probed: AUC of malignant for each change of the scans; refused: part of each set that the gate
    refuses."""
    point = judgement.point
    figures = {
        "AUC, malignant against the rest": judgement.auc,
        "the same without the mirror image": judgement.single_answer,
        "the same of the first network alone": judgement.single_network,
        "AUC, malignant against benign": judgement.against_benign,
        "AUC, malignant against normal": judgement.against_normal,
        "AUC, normal against any lesion": judgement.normal_auc,
        "Accuracy of the likeliest label": judgement.accuracy,
        "Sensitivity, `default`": point.sensitivity,
        "Specificity, `default`": point.specificity,
    }
    shift = zip(LABELS, judgement.shift, strict=True)
    values = {
        "scans": len(scans.label),
        "groups": len(set(scans.group)),
        **{name: int((scans.label == index).sum()) for index, name in enumerate(LABELS)},
        "epochs": epochs,
        "outlined": int(scans.outlined.sum()),
        "figures": figures_table(figures),
        "confusion": confusion_table(judgement.confusion.tolist(), LABELS, "likeliest"),
        "folds": ", ".join(f"{value:.4f}" for value in judgement.fold_aucs),
        "auc": judgement.auc.text(),
        "probes": probes_table(probed),
        "refused": refused_table(refused),
        "temperature": judgement.temperature,
        "shift": ", ".join(f"{name} {value:+.4f}" for name, value in shift),
        "error": judgement.error,
        "error_before": judgement.error_before,
        "malignant_error": judgement.malignant_error,
        "error_by_chance": judgement.error_by_chance,
        "malignant_error_by_chance": judgement.malignant_error_by_chance,
        "prevalence": 100 * float(scans.malignant.mean()),
        "citation": CITATION,
        **point_values(point),
        **trainings_values(trainings),
    }
    fill_card(Path(__file__).parent, described, values, file)
