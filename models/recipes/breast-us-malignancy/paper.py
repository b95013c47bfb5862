"""The words of breast-us-malignancy: manifest.json and CARD.md."""

from pathlib import Path

from judgement import Judgement
from scans import LABELS, Scans
from skiagraph_recipes.card import FIGURES_HEAD, table
from skiagraph_recipes.manifest import frame_input, label
from skiagraph_recipes.model_folder import Measured
from skiagraph_recipes.training import Schedule

ID = "breast-us-malignancy"
TEMPLATE = Path(__file__).with_name("CARD.template.txt")
CITATION = (
    "Al-Dhabyani W, Gomaa M, Khaled H, Fahmy A. Dataset of breast ultrasound images. Data in Brief 28 (2020) 104863. "
    "doi:10.1016/j.dib.2019.104863"
)
DATA_NAME = "BUSI, breast ultrasound images"
STARTED_FROM = (
    "First trained on: Kermany et al., chest X-ray images (pneumonia), Mendeley Data rscbjbr9sj version 2, "
    "doi:10.17632/rscbjbr9sj.2, CC BY 4.0. Kermany DS, Goldbaum M, Cai W, et al. Cell 172 (2018) 1122-1131. "
    "doi:10.1016/j.cell.2018.02.010"
)
TITLES = {"benign": ("Benign lesion", "良性病变"), "malignant": ("Malignant lesion", "恶性病变"),
          "normal": ("No lesion", "无病变")}  # fmt: skip
HELD_OUT = {"en": "three folds grouped by near-duplicates, out of fold",
            "zh": "按近似重复图像分组的三折交叉验证，折外预测"}  # fmt: skip


def build_manifest(
    *,
    version: str,
    scans: Scans,
    judgement: Judgement,
    architecture: str,
    size: int,
    normalisation: dict,
    file: dict,
    domain: dict,
    self_test: dict,
) -> dict:
    """Returns the manifest as the product's schema wants it."""

    def figure(name: str, of: str | None, value: Measured, en: str = "", zh: str = "") -> dict:
        there = HELD_OUT["en"] + (f"; {en}" if en else ""), HELD_OUT["zh"] + (f"；{zh}" if zh else "")
        return value.figure(name, of, *there)

    return {
        "schema": 1,
        "id": ID,
        "version": version,
        "title": {"en": "Breast ultrasound (malignant, benign, normal)", "zh": "乳腺超声（恶性、良性、正常）"},
        "purpose": {
            "en": "Says how probable it is that a breast ultrasound picture shows a malignant lesion, a benign lesion or none. A "
            "second pair of eyes for research, not a diagnosis.",
            "zh": "估计乳腺超声图像显示恶性病变、良性病变或无病变的可能性。仅作研究中的第二双眼睛，不是诊断。",
        },
        "limits": {
            "en": "Research use only. One hospital, two machines of one maker, women of 25 to 75 years; single still pictures chosen "
            "by the examiner. A lesion not in the picture is not seen. It must not decide about a biopsy.",
            "zh": "仅供研究使用。数据来自一家医院、同一厂家的两台机器，25 至 75 岁女性，由检查者选取的单帧静态图像。图像之外的病变无法"
            "识别。不得据此决定是否活检。",
        },
        "task": "classification",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-4.0",
        "input": frame_input(
            channels=1,
            size=(size, size),
            gates={"modalities": ["US"], "bodyParts": ["BREAST"], "views": [], "ageYears": [25, 75]},
            normalisation=normalisation,
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
        "operatingPoints": [judgement.point.entry("malignant")],
        "indeterminate": {"malignant": list(judgement.point.band)},
        "domain": domain,
        "testTime": ["flip-columns"],
        "postprocess": [],
        "selfTest": self_test,
        "figures": [
            figure("auc", "malignant", judgement.auc, "malignant against benign and normal", "恶性对良性和正常"),
            figure("auc", "malignant", judgement.against_benign, "malignant against benign", "恶性对良性"),
            figure("auc", "normal", judgement.normal_auc, "normal against any lesion", "正常对有病变"),
            figure("accuracy", None, judgement.accuracy, "three labels", "三类"),
        ],
        "training": {
            "data": [
                {
                    "name": DATA_NAME,
                    "licence": "article CC-BY-4.0; the data's page names none",
                    "citation": CITATION,
                    "cases": len(scans.label),
                    "patients": len(set(scans.group)),
                }
            ],
            "folds": "Three folds grouped by near-duplicates and stratified by label; no patient is published, so the number of "
            "patients given is that of groups, and one woman can be on both sides. Each fold's network was trained without "
            "that fold with a fixed schedule, starting from the network of chest-xr-pneumonia; its predictions on the fold are "
            "pooled. The shipped network was trained with the same schedule on all pictures and has no figures of its own.",
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [f"Trained on: {DATA_NAME}. {CITATION}, CC BY 4.0.", STARTED_FROM],
    }


def write_card(
    manifest: dict,
    judgement: Judgement,
    probed: dict[str, float],
    refused: dict[str, float],
    scans: Scans,
    schedule: Schedule,
    file: Path,
) -> None:
    """probed: AUC of malignant for each change of the scans; refused: part of each other set that the gate refuses."""
    point = judgement.point
    figures = [
        FIGURES_HEAD,
        judgement.auc.row("AUC, malignant against the rest"),
        judgement.single_answer.row("the same without the mirror image"),
        judgement.against_benign.row("AUC, malignant against benign"),
        judgement.against_normal.row("AUC, malignant against normal"),
        judgement.normal_auc.row("AUC, normal against any lesion"),
        judgement.accuracy.row("Accuracy of the likeliest label"),
        point.sensitivity.row("Sensitivity, `default`"),
        point.specificity.row("Specificity, `default`"),
    ]
    confusion = [["true, likeliest:", *LABELS]]
    confusion += [[name, *map(str, row)] for name, row in zip(LABELS, judgement.confusion.tolist(), strict=True)]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        size=manifest["input"]["size"][0],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        scans=len(scans.label),
        groups=len(set(scans.group)),
        **{name: int((scans.label == index).sum()) for index, name in enumerate(LABELS)},
        epochs=schedule.epochs,
        figures=table(figures),
        confusion=table(confusion),
        folds=", ".join(f"{value:.4f}" for value in judgement.fold_aucs),
        auc=judgement.auc.text(),
        sensitivity=point.sensitivity.text(),
        specificity=point.specificity.text(),
        probes=table([["change", "AUC"], *([name, f"{value:.4f}"] for name, value in probed.items())]),
        refused=table([["set", "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())]),
        temperature=judgement.temperature,
        shift=", ".join(f"{name} {value:+.4f}" for name, value in zip(LABELS, judgement.shift, strict=True)),
        error=judgement.error,
        error_before=judgement.error_before,
        malignant_error=judgement.malignant_error,
        prevalence=100 * float(scans.malignant.mean()),
        threshold=point.threshold,
        least=point.least_sensitivity,
        low=point.band[0],
        high=point.band[1],
        band_cases=point.band_cases,
        band_part=100 * point.band_cases / len(scans.label),
        inside=100 * point.inside,
        outside=100 * point.outside,
        missed=point.missed,
        false_alarms=point.false_alarms,
        citation=CITATION,
    )
    file.write_text(text, encoding="utf-8")
