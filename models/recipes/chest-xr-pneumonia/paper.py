"""The words of chest-xr-pneumonia: manifest.json and CARD.md."""

from pathlib import Path

from assessment import Assessment
from films import Films
from skiagraph_recipes.card import figures_table, fill_card, point_values, probes_table, refused_table
from skiagraph_recipes.manifest import (
    KERMANY,
    KERMANY_NAME,
    chest_film_gates,
    classifier_outputs,
    code,
    figures_on,
    frame_input,
    label,
    label_temperatures,
    manifest,
    source,
)

ID = "chest-xr-pneumonia"
COUNTED = {1: ("one", "一"), 2: ("two", "两"), 3: ("three", "三"), 4: ("four", "四")}
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
LABELS = [
    label("pneumonia", "Pneumonia", "肺炎", code("SCT", "233604007", "Pneumonia")),
    label(
        "bacterial",
        "Bacterial (given pneumonia)",
        "细菌性（若为肺炎）",
        code("SCT", "53084003", "Bacterial pneumonia"),
        "pneumonia",
    ),
]
FOLDS = (
    "Five folds grouped by patient and stratified by normal, bacteria and virus. Each fold's network was trained without that "
    "fold; its predictions on the fold are pooled, with the calibration, threshold and band that the other folds give. The fold on "
    "which picture size and schedule were settled counts in no figure. The shipped network was trained with the same schedule on "
    "all cases and has no figures of its own: the figures are those of the fold networks."
)


def held_out(assessment: Assessment) -> dict[str, str]:
    """On what the figures are, in both languages."""
    en, zh = COUNTED[len(assessment.fold_aucs)]
    return {"en": f"{en} of five patient-grouped folds, out of fold", "zh": f"按患者分组的五折交叉验证中的{zh}折，折外预测"}


def build_manifest(
    version: str, films: Films, assessment: Assessment, size: int, mean: float, deviation: float, built: dict
) -> dict:
    """built: as `manifest` takes it. Returns the manifest."""
    figure, sick = figures_on(held_out(assessment)), "pneumonia"
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
            gates=chest_film_gates("AP", "PA", age_years=[1, 5]),
            normalisation={"mean": [mean], "std": [deviation]},
        ),
        outputs=classifier_outputs(LABELS, "sigmoid"),
        calibration=label_temperatures(assessment.temperature, assessment.calibration_error),
        operating_points=(assessment.point.entry(sick),),
        indeterminate={sick: list(assessment.point.band)},
        figures=[
            figure("auc", sick, assessment.pneumonia_auc),
            figure("auc", sick, assessment.bacteria_auc, "bacterial pneumonia against normal", "细菌性肺炎对正常"),
            figure("auc", sick, assessment.virus_auc, "viral pneumonia against normal", "病毒性肺炎对正常"),
            figure("auc", "bacterial", assessment.bacterial_auc, "films with pneumonia only", "仅肺炎胸片"),
            figure("sensitivity", sick, assessment.bacteria_sensitivity, "bacterial pneumonia", "细菌性肺炎"),
            figure("sensitivity", sick, assessment.virus_sensitivity, "viral pneumonia", "病毒性肺炎"),
        ],
        data=[source(KERMANY_NAME, "CC-BY-4.0", KERMANY, films.patient.tolist())],
        folds=FOLDS,
        attribution=[f"Trained on: {KERMANY_NAME}, doi:10.17632/rscbjbr9sj.2, CC BY 4.0. {KERMANY}"],
    )


def write_card(
    described: dict,
    assessment: Assessment,
    probed: dict[str, float],
    refused: dict[str, float],
    films: Films,
    epochs: int,
    file: Path,
) -> None:
    """described: the manifest; probed: AUC of pneumonia for each change of the films; refused: part of each set that the domain
    gate refuses."""
    figures = {
        "AUC, pneumonia against normal": assessment.pneumonia_auc,
        "AUC, bacterial pneumonia against normal": assessment.bacteria_auc,
        "AUC, viral pneumonia against normal": assessment.virus_auc,
        "AUC, bacterial against viral, pneumonia only": assessment.bacterial_auc,
        "Sensitivity, `default`": assessment.point.sensitivity,
        "Specificity, `default`": assessment.point.specificity,
        "Sensitivity in bacterial pneumonia, `default`": assessment.bacteria_sensitivity,
        "Sensitivity in viral pneumonia, `default`": assessment.virus_sensitivity,
    }
    values = {
        "cases": len(films.kind),
        "patients": len(set(films.patient)),
        "prevalence": 100 * float(films.pneumonia.mean()),
        "epochs": epochs,
        "figures": figures_table(figures),
        "probes": probes_table(probed),
        "refused": refused_table(refused),
        "fold_aucs": ", ".join(f"{value:.4f}" for value in assessment.fold_aucs),
        "fold_bacterial_aucs": ", ".join(f"{value:.3f}" for value in assessment.fold_bacterial_aucs),
        "auc": assessment.pneumonia_auc.text(),
        "bacterial_auc": assessment.bacterial_auc.text(),
        "temperature": assessment.temperature,
        "shift": assessment.shift,
        "calibration_error": assessment.calibration_error,
        "error_before": assessment.calibration_error_before,
        "by_chance": assessment.error_by_chance,
        "counted": COUNTED[len(assessment.fold_aucs)][0],
        "judged": assessment.pneumonia_auc.cases,
        "judged_patients": assessment.pneumonia_auc.patients,
        **point_values(assessment.point),
        **{kind: int((films.kind == kind).sum()) for kind in ("normal", "bacteria", "virus")},
    }
    fill_card(Path(__file__).parent, described, values, file)
