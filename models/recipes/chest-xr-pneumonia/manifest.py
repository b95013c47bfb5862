"""The words and the shape of manifest.json."""

from assessment import Assessment
from films import Films
from skiagraph_recipes.preparation import HIGH_PERCENTILE, LOW_PERCENTILE

ID = "chest-xr-pneumonia"
CITATION = (
    "Kermany DS, Goldbaum M, Cai W, et al. Identifying Medical Diagnoses and Treatable Diseases by Image-Based Deep "
    "Learning. Cell 172 (2018) 1122-1131. doi:10.1016/j.cell.2018.02.010"
)
DATA_NAME = "Kermany et al., chest X-ray images (pneumonia), Mendeley Data rscbjbr9sj version 2"
ATTRIBUTION = f"Trained on: {DATA_NAME}, doi:10.17632/rscbjbr9sj.2, CC BY 4.0. {CITATION}"

TITLE = {"en": "Pneumonia (children's chest film)", "zh": "肺炎（儿童胸片）"}
PURPOSE = {
    "en": "Says how probable pneumonia is on a frontal chest film of a child of 1 to 5 years and, if there is pneumonia, "
    "whether it looks more bacterial or more viral. A second pair of eyes for research, not a diagnosis.",
    "zh": "估计 1 至 5 岁儿童正位胸片上肺炎的可能性；若为肺炎，再提示更像细菌性还是病毒性。仅作研究中的第二双眼睛，不是诊断。",
}
LIMITS = {
    "en": "Research use only. One hospital, children of 1 to 5 years, AP films reduced to 224 x 224; normal or pneumonia "
    "and nothing else. It knows no effusion, tuberculosis, heart failure or foreign body, and no adults. Bacterial "
    "against viral is uncertain and must never decide about treatment.",
    "zh": "仅供研究使用。数据来自一家医院 1 至 5 岁儿童的前后位胸片，缩小为 224 x 224，且只有正常和肺炎两类。"
    "不识别胸腔积液、结核、心力衰竭或异物，也不适用于成人。细菌性与病毒性的区分并不可靠，绝不可据此决定治疗。",
}
OUT_OF_FOLD = {"en": "five patient-grouped folds, out of fold", "zh": "按患者分组的五折交叉验证，折外预测"}


def _on(en: str, zh: str) -> dict[str, str]:
    return {"en": f"{OUT_OF_FOLD['en']}; {en}", "zh": f"{OUT_OF_FOLD['zh']}；{zh}"}


def build_manifest(
    *,
    version: str,
    films: Films,
    assessment: Assessment,
    architecture: str,
    size: int,
    mean: float,
    deviation: float,
    file: dict,
    domain: dict,
    self_test: dict,
    folds: str,
) -> dict:
    """Returns the manifest as the product's schema (version 1) wants it."""
    cases, patients = len(films.kind), len(set(films.patient))
    figures = [
        ("auc", "pneumonia", assessment.pneumonia_auc, OUT_OF_FOLD),
        ("auc", "pneumonia", assessment.bacteria_auc, _on("bacterial pneumonia against normal", "细菌性肺炎对正常")),
        ("auc", "pneumonia", assessment.virus_auc, _on("viral pneumonia against normal", "病毒性肺炎对正常")),
        ("auc", "bacterial", assessment.bacterial_auc, _on("films with pneumonia only", "仅肺炎胸片")),
        ("sensitivity", "pneumonia", assessment.bacteria_sensitivity, _on("bacterial pneumonia", "细菌性肺炎")),
        ("sensitivity", "pneumonia", assessment.virus_sensitivity, _on("viral pneumonia", "病毒性肺炎")),
    ]
    return {
        "schema": 1,
        "id": ID,
        "version": version,
        "title": TITLE,
        "purpose": PURPOSE,
        "limits": LIMITS,
        "task": "classification",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-4.0",
        "input": {
            "name": "image",
            "kind": "frame",
            "modalities": ["CR", "DX"],
            "bodyParts": ["CHEST", "THORAX", "LUNG"],
            "views": ["AP", "PA"],
            "ageYears": [1, 5],
            "point": None,
            "channels": 1,
            "size": [size, size],
            "spacingMm": None,
            "resize": {"fit": "squash", "filter": "triangle-antialias"},
            "pad": None,
            "range": {"method": "percentile", "low": LOW_PERCENTILE, "high": HIGH_PERCENTILE},
            "normalisation": {"mean": [mean], "std": [deviation]},
            "layout": "NCHW",
        },
        "outputs": [
            {
                "name": "logits",
                "kind": "logits",
                "activation": "sigmoid",
                "labels": [
                    {
                        "id": "pneumonia",
                        "title": {"en": "Pneumonia", "zh": "肺炎"},
                        "code": {"system": "SCT", "value": "233604007", "meaning": "Pneumonia"},
                        "given": None,
                    },
                    {
                        "id": "bacterial",
                        "title": {"en": "Bacterial (given pneumonia)", "zh": "细菌性（若为肺炎）"},
                        "code": {"system": "SCT", "value": "53084003", "meaning": "Bacterial pneumonia"},
                        "given": "pneumonia",
                    },
                ],
            },
            {"name": "cam", "kind": "activation", "labels": ["pneumonia", "bacterial"]},
            {"name": "embedding", "kind": "embedding"},
        ],
        "calibration": {
            "method": "temperature",
            "labels": {
                label: {"temperature": assessment.temperature[label], "ece": assessment.calibration_error[label]}
                for label in ("pneumonia", "bacterial")
            },
        },
        "operatingPoints": [
            {
                "name": "default",
                "label": "pneumonia",
                "threshold": assessment.threshold,
                "sensitivity": assessment.sensitivity.estimate.rounded(),
                "specificity": assessment.specificity.estimate.rounded(),
                "cases": cases,
                "patients": patients,
            }
        ],
        "indeterminate": {"pneumonia": list(assessment.band)},
        "domain": domain,
        "postprocess": [],
        "selfTest": self_test,
        "figures": [
            {"name": name, "label": label, **measured.entry(), "on": on} for name, label, measured, on in figures
        ],
        "training": {
            "data": [
                {
                    "name": DATA_NAME,
                    "licence": "CC-BY-4.0",
                    "citation": CITATION,
                    "cases": cases,
                    "patients": patients,
                }
            ],
            "folds": folds,
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [ATTRIBUTION],
    }
