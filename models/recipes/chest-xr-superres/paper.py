"""The words of chest-xr-superres: manifest.json and CARD.md."""

from pathlib import Path

from films import Films
from judgement import KERNEL, METHODS, Invention, Scores
from skiagraph_recipes.model_folder import frame_input, table
from skiagraph_recipes.training import Schedule

ID = "chest-xr-superres"
TEMPLATE = Path(__file__).with_name("CARD.template.txt")
KERMANY = (
    "Kermany DS, Goldbaum M, Cai W, et al. Identifying Medical Diagnoses and Treatable Diseases by Image-Based Deep "
    "Learning. Cell 172 (2018) 1122-1131. doi:10.1016/j.cell.2018.02.010"
)
COHEN = "Cohen JP, Morrison P, Dao L. COVID-19 Image Data Collection. arXiv:2006.11988 (2020)"
NAMES = {"bicubic": "bicubic", "Lanczos": "Lanczos", "content": "content alone (not shipped)",
         "adversarial": "shipped (adversarial)"}  # fmt: skip


def build_manifest(
    *,
    version: str,
    films: Films,
    compared: dict[str, tuple[Scores, Invention]],
    architecture: str,
    file: dict,
    self_test: dict,
) -> dict:
    """Returns the manifest as the product's schema wants it."""
    scores = compared[KERNEL][0]
    en = "one patient-grouped hold-out, films made half as large by 2 x 2 means"
    zh = "按患者分组的留出集，以 2 x 2 平均缩小一半"
    gains = (f"{en}; minus Lanczos", f"{zh}；与 Lanczos 之差")

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
        "title": {"en": "Twice the resolution (small chest film)", "zh": "小尺寸胸片放大两倍"},
        "purpose": {
            "en": "Enlarges a small frontal chest film to twice its rows and columns with sharper edges than interpolation, for "
            "looking at beside the original.",
            "zh": "将小尺寸正位胸片的行列数各放大一倍，边缘比插值更清晰，供与原图对照查看。",
        },
        "limits": {
            "en": "Research use only. It adds detail that is likely, not detail that was measured: fine structure in the picture may "
            "be invented. Trained against a judge that rewards a sharp look, on films of 256 pixels a side. Never read the "
            "enhanced picture alone, never measure in it, never feed it to another model.",
            "zh": "仅供研究使用。所增加的细节是推测的，而非测得的：图中的细微结构可能是虚构的。以对抗方式在短边 256 像素的胸片上训练。切勿只看"
            "增强图，切勿在其上测量，也不要将其输入其他模型。",
        },
        "task": "enhancement",
        "architecture": architecture,
        "file": file,
        "licence": "CC-BY-4.0",
        "input": frame_input(
            channels=1,
            size=(None, None),
            gates={
                "modalities": ["CR", "DX"],
                "bodyParts": ["CHEST", "THORAX", "LUNG"],
                "views": [],
                "ageYears": None,
            },
            normalisation={"mean": [0], "std": [1]},
            resize={"fit": "none", "filter": "linear"},
            range={"method": "none"},
        ),
        "outputs": [{"name": "enlarged", "kind": "image", "scale": 2, "black": 0, "white": 1}],
        "calibration": {"method": "none"},
        "operatingPoints": [],
        "indeterminate": {},
        "domain": {"method": "none"},
        "tiling": {"size": [256, 256], "overlap": 0.25},
        "postprocess": [],
        "selfTest": self_test,
        "figures": [
            scores.psnr["adversarial"].figure("psnr-db", None, en, zh),
            scores.ssim["adversarial"].figure("ssim", None, en, zh),
            scores.gmsd["adversarial"].figure("gmsd", None, en, zh),
            scores.psnr_gain.figure("psnr-gain-db", None, *gains),
            scores.ssim_gain.figure("ssim-gain", None, *gains),
            scores.gmsd_gain.figure("gmsd-gain", None, *gains),
        ],
        "training": {
            "data": [
                source(
                    "Kermany et al., chest X-ray images (pneumonia), Mendeley Data rscbjbr9sj version 2",
                    "CC-BY-4.0",
                    KERMANY,
                    films.source == "kermany",
                ),
                source(
                    "COVID-19 image data collection, films under CC BY 3.0 or 4.0",
                    "CC-BY-3.0 and CC-BY-4.0",
                    COHEN,
                    films.source != "kermany",
                ),
            ],
            "folds": "One hold-out of a fifth of the patients; a network trained on the rest with a fixed schedule gives the "
            "figures. The shipped network was trained with the same schedule on all films and has no figures of its own.",
            "recipe": f"models/recipes/{ID}",
        },
        "attribution": [
            f"Trained on films of {KERMANY}, doi:10.17632/rscbjbr9sj.2, CC BY 4.0.",
            f"Trained on films of {COHEN}; only films under CC BY 3.0 or CC BY 4.0.",
        ],
    }


def write_card(
    manifest: dict,
    compared: dict[str, tuple[Scores, Invention]],
    films: Films,
    schedule: Schedule,
    contest_epochs: int,
    adversarial_weight: float,
    parity: float,
    file: Path,
) -> None:
    """Tables for each way of making films small, and what is invented."""
    parts, invented = [], [["films made small by", "root mean square", "99.9th percentile", "greatest"]]
    for kernel, (scores, invention) in compared.items():
        rows = [["enlarged by", "PSNR, dB", "SSIM", "GMSD (0 best)", "gradient energy", "agreement, dB"]]
        rows += [
            [
                NAMES[method],
                scores.psnr[method].text(2),
                scores.ssim[method].text(4),
                scores.gmsd[method].text(4),
                f"{scores.sharpness[method].estimate.value:.3f}",
                f"{scores.agreement[method].estimate.value:.1f}",
            ]
            for method in METHODS
        ]
        parts.append(
            f"**Films made small by {kernel}.** Minus Lanczos, film by film: shipped "
            f"{scores.psnr_gain.text(2)} dB, SSIM {scores.ssim_gain.text(4)}, GMSD {scores.gmsd_gain.text(4)}; content alone "
            f"{scores.content_psnr_gain.text(2)} dB, SSIM {scores.content_ssim_gain.text(4)}.\n\n{table(rows)}"
        )
        invented.append(
            [
                kernel,
                *(f"{100 * v:.2f} %" for v in (invention.root_mean_square, invention.percentile, invention.greatest)),
            ]
        )
    scores = compared[KERNEL][0]
    text = TEMPLATE.read_text(encoding="utf-8").format(
        version=manifest["version"],
        architecture=manifest["architecture"],
        bytes=manifest["file"]["bytes"],
        sha256=manifest["file"]["sha256"],
        parity=parity,
        films=len(films.pictures),
        patients=len(set(films.patient)),
        judged=scores.psnr_gain.cases,
        judged_patients=scores.psnr_gain.patients,
        epochs=schedule.epochs,
        contest_epochs=contest_epochs,
        weight=adversarial_weight,
        tables="\n\n".join(parts),
        invented=table(invented),
        psnr=scores.psnr_gain.text(2),
        ssim=scores.ssim_gain.text(4),
        gmsd=scores.gmsd_gain.text(4),
    )
    file.write_text(text, encoding="utf-8")
