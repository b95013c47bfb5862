"""The words of lung-ct-nodule: manifest.json and CARD.md."""

from pathlib import Path

from judgement import CUTS, Judgement
from nodules import READERS, Nodules
from skiagraph_recipes.card import figures_table, fill_card, refused_table, table, trainings_values
from skiagraph_recipes.choosing import ChosenTrainings
from skiagraph_recipes.manifest import (
    code,
    figures_on,
    frame_input,
    label,
    label_temperatures,
    manifest,
    outline_outputs,
    source,
)

ID = "lung-ct-nodule"
CITATION = (
    "Armato SG III, McLennan G, Bidaut L, et al. The Lung Image Database Consortium (LIDC) and Image Database Resource "
    "Initiative (IDRI): a completed reference database of lung nodules on CT scans. Med Phys 38 (2011) 915-931. "
    "doi:10.1118/1.3528204"
)
DATA_NAME = "LIDC-IDRI, The Cancer Imaging Archive, doi:10.7937/K9/TCIA.2015.LO9QL9SX"
TEST_TIME = ["flip-columns", "flip-rows"]
HELD_OUT = {
    "en": "three patient-grouped folds, out of fold, each network alone; nodules that four readers marked, against at least two "
    "of them",
    "zh": "按患者分组的三折交叉验证，单个网络的折外预测；四位阅片者均标注的结节，以至少两位一致为准",
}
TITLE = {"en": "Lung nodule outline (CT, around a click)", "zh": "肺结节轮廓（CT，点击处）"}
PURPOSE = {
    "en": "Outlines the lung nodule around a clicked point on one CT slice, and shows how far readers would "
    "differ: each pixel's probability is the part of readers that would mark it.",
    "zh": "在单层 CT 上勾画点击处的肺结节，并显示阅片者之间的分歧：每个像素的概率即会标注该像素的阅片者比例。",
}
LIMITS = {
    "en": "Research use only. It does not find nodules and says nothing of malignancy: it outlines what is "
    "clicked, also where there is none. One slice, no volume. Trained on crops without units and spacing; on a "
    "CT scan with Hounsfield units it is not validated here. A nodule wider than about 60 pixels is cut off.",
    "zh": "仅供研究使用。不检测结节，也不判断良恶性：只勾画点击处，即使该处没有结节。仅单层，不给出体积。训练数据为无单位、"
    "无像素间距的裁剪图；在带 HU 值的 CT 上未经此处验证。宽度超过约 60 像素的结节会被截断。",
}
FOLDS = (
    "Three folds grouped by patient and stratified by the number of readers. Each fold's network was trained without that fold "
    "with a fixed schedule; the way of training was chosen by networks that had neither learned that fold nor were tried on it. Its "
    "predictions on the fold are pooled, with the temperature, cut and mirror images that the other folds choose. The three networks "
    "are shipped together, as the mean of their logits: the figures are those of one network, "
    "and no nodule here is new to all three."
)


def build_manifest(
    version: str,
    nodules: Nodules,
    judgement: Judgement,
    size: int,
    mean: float,
    deviation: float,
    built: dict,
) -> dict:
    """built: as `manifest` takes it. Returns the manifest."""
    figure = figures_on(HELD_OUT)
    worst = min(judgement.off_centre.values(), key=lambda value: value.estimate.value)
    reader = judgement.reader.figure(
        "dice-of-one-reader",
        "nodule",
        "one reader against at least two of the other three, same nodules",
        "同一批结节，一位阅片者与其余三位中至少两位一致者比较",
    )
    return manifest(
        ID,
        version,
        title=TITLE,
        purpose=PURPOSE,
        limits=LIMITS,
        task="segmentation",
        built=built,
        licence="CC-BY-3.0",
        input=frame_input(
            channels=1,
            size=(size, size),
            gates={"modalities": ["CT"], "bodyParts": ["CHEST", "THORAX", "LUNG"], "views": [], "ageYears": None},
            normalisation={"mean": [mean], "std": [deviation]},
            point={"default": "centre", "cropPx": [size, size]},
            pad={"mode": "edge", "value": 0, "place": "centre"},
            range={"method": "min-max", "values": "modality"},
        ),
        outputs=outline_outputs([label("nodule", "Lung nodule", "肺结节", code("SCT", "27925004", "Nodule"))]),
        calibration=label_temperatures({"nodule": judgement.choice.temperature}, {"nodule": judgement.error}),
        testTime=TEST_TIME[: judgement.choice.answers - 1],
        postprocess=(
            {"step": "threshold", "label": None, "value": judgement.choice.cut},
            {"step": "largest-component", "label": "nodule", "count": 1, "touch": "corners"},
        ),
        figures=[
            figure("dice", "nodule", judgement.dice),
            figure("dice-median", "nodule", judgement.median),
            figure(
                "dice",
                "nodule",
                worst,
                "worst of four clicks 10 pixels off centre",
                "偏离中心 10 像素的四个点击位置中最差者",
            ),
            reader,
        ],
        data=[source(DATA_NAME, "CC-BY-3.0", CITATION, nodules.patient.tolist())],
        folds=FOLDS,
        attribution=[f"Trained on: {DATA_NAME}, CC BY 3.0. {CITATION}"],
    )


def write_card(
    described: dict,
    judgement: Judgement,
    trainings: ChosenTrainings,
    refused: dict[str, float],
    nodules: Nodules,
    epochs: int,
    parity: float,
    file: Path,
) -> None:
    """described: the manifest; refused: part of each set that the domain gate refuses."""
    figures = {
        "Dice, mean": judgement.dice,
        "Dice, median": judgement.median,
        "Dice, fifth percentile": judgement.fifth_percentile,
        "part with Dice below 0.3: another thing outlined, or nothing": judgement.lost,
        "Dice against at least three of four readers": judgement.strict,
        "Dice, nodules under 60 pixels": judgement.small,
        "Dice, nodules of 200 pixels and more": judgement.large,
        "one reader against at least two of the other three": judgement.reader,
        "readers' areas inside the stated interval of the area": judgement.covered,
    }
    clicks = [["click off centre by rows, columns", "Dice (95 % interval)", "cases", "patients"]]
    clicks += [value.row(name) for name, value in judgement.off_centre.items()]
    values = {
        "parity": parity,
        "cut": judgement.choice.cut,
        "cuts": ", ".join(map(str, CUTS)),
        "answers": judgement.choice.answers,
        "choices": "; ".join(
            f"{choice.answers} answer{'s' * (choice.answers > 1)}, {choice.temperature:.4f}, {choice.cut}"
            for choice in judgement.choices
        ),
        "nodules": len(nodules.patient),
        "patients": len(set(nodules.patient)),
        "citation": CITATION,
        "four": int((nodules.readers == READERS).sum()),
        "one": int((nodules.readers == 1).sum()),
        "epochs": epochs,
        "figures": figures_table(figures),
        "clicks": table(clicks),
        "refused": refused_table(refused),
        "dice": judgement.dice.text(),
        "median": judgement.median.text(),
        "reader": judgement.reader.text(),
        "temperature": judgement.choice.temperature,
        "error": judgement.error,
        "error_before": judgement.error_before,
        **trainings_values(trainings),
    }
    fill_card(Path(__file__).parent, described, values, file)
