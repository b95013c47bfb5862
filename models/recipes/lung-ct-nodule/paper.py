"""The words of lung-ct-nodule: manifest.json and CARD.md."""

from pathlib import Path

from judgement import Judgement
from nodules import READERS, Nodules
from skiagraph_recipes.model_folder import FIGURES_HEAD, Measured, code, frame_input, label, table
from skiagraph_recipes.training import Schedule

ID = "lung-ct-nodule"
TEMPLATE = Path(__file__).with_name("CARD.template.txt")
CITATION = (
    "Armato SG III, McLennan G, Bidaut L, et al. The Lung Image Database Consortium (LIDC) and Image Database Resource "
    "Initiative (IDRI): a completed reference database of lung nodules on CT scans. Med Phys 38 (2011) 915-931. "
    "doi:10.1118/1.3528204"
)
DATA_NAME = "LIDC-IDRI, The Cancer Imaging Archive, doi:10.7937/K9/TCIA.2015.LO9QL9SX"
HELD_OUT = {
    "en": "three patient-grouped folds, out of fold; nodules that four readers marked, against at least two of them",
    "zh": "按患者分组的三折交叉验证，折外预测；四位阅片者均标注的结节，以至少两位一致为准",
}


def build_manifest(
    *,
    version: str,
    nodules: Nodules,
    judgement: Judgement,
    architecture: str,
    size: int,
    cut: float,
    normalisation: dict,
    file: dict,
    domain: dict,
    self_test: dict,
) -> dict:
    """Returns the manifest as the product's schema wants it."""

    def figure(name: str, value: Measured, en: str = "", zh: str = "") -> dict:
        there = HELD_OUT["en"] + (f"; {en}" if en else ""), HELD_OUT["zh"] + (f"；{zh}" if zh else "")
        return value.figure(name, "nodule", *there)

    worst = min(judgement.off_centre.values(), key=lambda value: value.estimate.value)
    return {
        "schema": 1,
        "id": ID,
        "version": version,
        "title": {"en": "Lung nodule outline (CT, around a click)", "zh": "肺结节轮廓（CT，点击处）"},
        "purpose": {
            "en": "Outlines the lung nodule around a clicked point on one CT slice, and shows how far readers would "
            "differ: each pixel's probability is the part of readers that would mark it.",
            "zh": "在单层 CT 上勾画点击处的肺结节，并显示阅片者之间的分歧：每个像素的概率即会标注该像素的阅片者比例。",
        },
        "limits": {
            "en": "Research use only. It does not find nodules and says nothing of malignancy: it outlines what is "
            "clicked, also where there is none. One slice, no volume. Trained on crops without units and spacing; on a "
            "CT scan with Hounsfield units it is not validated here. A nodule wider than about 60 pixels is cut off.",
            "zh": "仅供研究使用。不检测结节，也不判断良恶性：只勾画点击处，即使该处没有结节。仅单层，不给出体积。训练数据为无单位、"
            "无像素间距的裁剪图；在带 HU 值的 CT 上未经此处验证。宽度超过约 60 像素的结节会被截断。",
        },
        "task": "segmentation",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-3.0",
        "input": frame_input(
            channels=1,
            size=(size, size),
            gates={"modalities": ["CT"], "bodyParts": ["CHEST", "THORAX", "LUNG"], "views": [], "ageYears": None},
            normalisation=normalisation,
            point={"default": "centre", "cropPx": [size, size]},
            pad={"mode": "edge", "value": 0, "place": "centre"},
            range={"method": "min-max", "values": "modality"},
        ),
        "outputs": [
            {
                "name": "mask",
                "kind": "mask",
                "activation": "sigmoid",
                "labels": [label("nodule", "Lung nodule", "肺结节", code("SCT", "27925004", "Nodule"))],
                "interval": [0.25, 0.75],
            },
            {"name": "embedding", "kind": "embedding"},
        ],
        "calibration": {
            "method": "temperature",
            "labels": {"nodule": {"temperature": judgement.temperature, "ece": round(judgement.error, 4)}},
        },
        "operatingPoints": [],
        "indeterminate": {},
        "domain": domain,
        "testTime": ["flip-columns", "flip-rows"],
        "postprocess": [
            {"step": "threshold", "label": None, "value": cut},
            {"step": "largest-component", "label": "nodule", "count": 1, "touch": "corners"},
        ],
        "selfTest": self_test,
        "figures": [
            figure("dice", judgement.dice),
            figure("dice-median", judgement.median),
            figure(
                "dice", worst, "worst of four clicks 10 pixels off centre", "偏离中心 10 像素的四个点击位置中最差者"
            ),
            judgement.reader.figure(
                "dice-of-one-reader",
                "nodule",
                "one reader against at least two of the other three, same nodules",
                "同一批结节，一位阅片者与其余三位中至少两位一致者比较",
            ),
        ],
        "training": {
            "data": [
                {
                    "name": DATA_NAME,
                    "licence": "CC-BY-3.0",
                    "citation": CITATION,
                    "cases": len(nodules.patient),
                    "patients": len(set(nodules.patient)),
                }
            ],
            "folds": "Three folds grouped by patient and stratified by the number of readers. Each fold's network was "
            "trained without that fold with a fixed schedule; its predictions on the fold are pooled. The shipped network "
            "was trained with the same schedule on all nodules and has no figures of its own.",
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [f"Trained on: {DATA_NAME}, CC BY 3.0. {CITATION}"],
    }


def write_card(
    manifest: dict,
    judgement: Judgement,
    refused: dict[str, float],
    nodules: Nodules,
    schedule: Schedule,
    parity: float,
    file: Path,
) -> None:
    """refused: part of each other set that the domain gate refuses."""
    figures = [
        FIGURES_HEAD,
        judgement.dice.row("Dice, mean"),
        judgement.median.row("Dice, median"),
        judgement.fifth_percentile.row("Dice, fifth percentile"),
        judgement.lost.row("part with Dice below 0.3: another thing outlined, or nothing"),
        judgement.strict.row("Dice against at least three of four readers"),
        judgement.small.row("Dice, nodules under 60 pixels"),
        judgement.large.row("Dice, nodules of 200 pixels and more"),
        judgement.reader.row("one reader against at least two of the other three"),
        judgement.covered.row("readers' areas inside the stated interval of the area"),
    ]
    clicks = [["click off centre by rows, columns", *FIGURES_HEAD[1:]]]
    clicks += [value.row(name) for name, value in judgement.off_centre.items()]
    gate = [["set", "refused"], *([name, f"{100 * part:.1f} %"] for name, part in refused.items())]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        size=manifest["input"]["size"][0],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        parity=parity,
        cut=manifest["postprocess"][0]["value"],
        nodules=len(nodules.patient),
        patients=len(set(nodules.patient)),
        citation=CITATION,
        four=int((nodules.readers == READERS).sum()),
        one=int((nodules.readers == 1).sum()),
        epochs=schedule.epochs,
        figures=table(figures),
        clicks=table(clicks),
        refused=table(gate),
        dice=judgement.dice.text(),
        median=judgement.median.text(),
        reader=judgement.reader.text(),
        temperature=judgement.temperature,
        error=judgement.error,
        error_before=judgement.error_before,
    )
    file.write_text(text, encoding="utf-8")
