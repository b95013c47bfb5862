"""The words of chest-xr-superres: manifest.json and CARD.md."""

from pathlib import Path

from films import Films
from judgement import KERNEL, METHODS, Gains, Invention, Scores
from skiagraph_recipes.card import fill_card, table
from skiagraph_recipes.manifest import (
    CHEST_FILM_ATTRIBUTION,
    NO_DOMAIN,
    chest_film_gates,
    chest_film_sources,
    frame_input,
    manifest,
)

ID = "chest-xr-superres"
NAMES = {
    "bicubic": "bicubic",
    "Lanczos": "Lanczos",
    "content": "content alone (not shipped)",
    "adversarial": "adversarial (as shipped)",
}
TITLE = {"en": "Twice the resolution (small chest film)", "zh": "小尺寸胸片放大两倍"}
OTHERS = {"children": "儿童", "adults of two other hospitals": "另外两家医院的成人"}
PURPOSE = {
    "en": "Enlarges a small frontal chest film to twice its rows and columns with sharper edges than interpolation, for "
    "looking at beside the original.",
    "zh": "将小尺寸正位胸片的行列数各放大一倍，边缘比插值更清晰，供与原图对照查看。",
}
LIMITS = {
    "en": "Research use only. It adds detail that is likely, not detail that was measured: fine structure in the picture may "
    "be invented. Trained against a judge that rewards a sharp look, on films of 256 pixels a side. Never read the "
    "enhanced picture alone, never measure in it, never feed it to another model.",
    "zh": "仅供研究使用。所增加的细节是推测的，而非测得的：图中的细微结构可能是虚构的。以对抗方式在短边 256 像素的胸片上训练。切勿只看"
    "增强图，切勿在其上测量，也不要将其输入其他模型。",
}
FOLDS = (
    "One hold-out of a fifth of the patients, on which nothing was settled; a network trained on the rest with a fixed schedule "
    "gives the figures. The shipped network was trained with the same schedule on all films and has no figures of its own."
)


def build_manifest(
    version: str,
    films: Films,
    compared: dict[str, tuple[Scores, Invention]],
    elsewhere: dict[str, Gains],
    built: dict,
) -> dict:
    """compared: by the way of making films small; elsewhere: of the shipped network, by other set; built: as `manifest` takes it, without domain. Returns the manifest."""
    scores = compared[KERNEL][0]
    en = "one patient-grouped hold-out, films made half as large by 2 x 2 means"
    zh = "按患者分组的留出集，以 2 x 2 平均缩小一半"
    gains = (f"{en}; minus Lanczos", f"{zh}；与 Lanczos 之差")
    children = films.children
    other = [
        gain.figure(
            f"{name}-gain{unit}",
            None,
            f"the shipped network, {place}, patients unknown to it, films made half as large by 2 x 2 means; minus Lanczos",
            f"随附网络，{OTHERS[place]}，未见过的患者，以 2 x 2 平均缩小一半；与 Lanczos 之差",
        )
        for place, values in elsewhere.items()
        for name, unit, gain in (("psnr", "-db", values.psnr), ("ssim", "", values.ssim), ("gmsd", "", values.gmsd))
    ]
    return manifest(
        ID,
        version,
        title=TITLE,
        purpose=PURPOSE,
        limits=LIMITS,
        task="enhancement",
        built={**built, "domain": NO_DOMAIN},
        licence="CC-BY-4.0",
        input=frame_input(
            channels=1,
            size=(None, None),
            gates=chest_film_gates(),
            normalisation={"mean": [0], "std": [1]},
            resize={"fit": "none", "filter": "linear"},
            range={"method": "none"},
        ),
        outputs=[{"name": "enlarged", "kind": "image", "scale": 2, "black": 0, "white": 1}],
        tiling={"size": [256, 256], "overlap": 0.25},
        figures=[
            scores.psnr["adversarial"].figure("psnr-db", None, en, zh),
            scores.ssim["adversarial"].figure("ssim", None, en, zh),
            scores.gmsd["adversarial"].figure("gmsd", None, en, zh),
            scores.psnr_gain.figure("psnr-gain-db", None, *gains),
            scores.ssim_gain.figure("ssim-gain", None, *gains),
            scores.gmsd_gain.figure("gmsd-gain", None, *gains),
            *other,
        ],
        data=chest_film_sources(films.patient[children].tolist(), films.patient[~children].tolist()),
        folds=FOLDS,
        attribution=CHEST_FILM_ATTRIBUTION,
    )


def write_card(
    described: dict,
    compared: dict[str, tuple[Scores, Invention]],
    elsewhere: dict[str, Gains],
    films: Films,
    epochs: tuple[int, int],
    adversarial_weight: float,
    parity: float,
    file: Path,
) -> None:
    """Tables for each way of making films small, and what is invented. described: the manifest; epochs: on content alone, and of
    the contest."""
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
            f"**Films made small by {kernel}.** Minus Lanczos, film by film: adversarial "
            f"{scores.psnr_gain.text(2)} dB (children {scores.children_gain.text(2)}, adults {scores.adults_gain.text(2)}), "
            f"SSIM {scores.ssim_gain.text(4)}, GMSD {scores.gmsd_gain.text(4)}; content alone "
            f"{scores.content_psnr_gain.text(2)} dB, SSIM {scores.content_ssim_gain.text(4)}.\n\n{table(rows)}"
        )
        invented.append(
            [
                kernel,
                *(f"{100 * v:.2f} %" for v in (invention.root_mean_square, invention.percentile, invention.greatest)),
            ]
        )
    scores = compared[KERNEL][0]
    values = {
        "parity": parity,
        "films": len(films.pictures),
        "patients": len(set(films.patient)),
        "judged": scores.psnr_gain.cases,
        "judged_patients": scores.psnr_gain.patients,
        "judged_children": scores.children_gain.cases,
        "judged_adults": scores.adults_gain.cases,
        "epochs": epochs[0],
        "contest_epochs": epochs[1],
        "weight": adversarial_weight,
        "tables": "\n\n".join(parts),
        "elsewhere": table(
            [
                ["films of", "PSNR, dB", "SSIM", "GMSD", "films"],
                *(
                    [name, values.psnr.text(2), values.ssim.text(4), values.gmsd.text(4), str(values.psnr.cases)]
                    for name, values in elsewhere.items()
                ),
            ]
        ),
        "invented": table(invented),
        "psnr": scores.psnr_gain.text(2),
        "ssim": scores.ssim_gain.text(4),
        "gmsd": scores.gmsd_gain.text(4),
    }
    fill_card(Path(__file__).parent, described, values, file)
