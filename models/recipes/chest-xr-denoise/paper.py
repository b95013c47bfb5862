"""The words of chest-xr-denoise: manifest.json and CARD.md."""

from pathlib import Path

import numpy as np
from films import Films
from judgement import NETWORK, NOISY, TILE, Comparison
from skiagraph_recipes.card import fill_card, table
from skiagraph_recipes.manifest import (
    CHEST_FILM_ATTRIBUTION,
    NO_DOMAIN,
    chest_film_gates,
    chest_film_sources,
    frame_input,
    manifest,
)
from skiagraph_recipes.model_folder import Measured
from skiagraph_recipes.quantum_noise import ELECTRONIC, FULL_DOSE, LATITUDE

ID = "chest-xr-denoise"
TITLE = {"en": "Noise removal (chest film)", "zh": "胸片去噪"}
PURPOSE = {
    "en": "Takes quantum and electronic noise off an under-exposed frontal chest film, for looking at beside the original.",
    "zh": "去除曝光不足的正位胸片上的量子噪声和电子噪声，供与原图对照查看。",
}
LIMITS = {
    "en": "Research use only. Trained on simulated noise, white from pixel to pixel, at 200 to 260 pixels a side: real "
    "detectors blur and correlate noise. Fine lines and small dots can go with the noise. Never read the enhanced "
    "picture alone, never measure in it, never feed it to another model.",
    "zh": "仅供研究使用。以模拟噪声（像素间不相关）在约 200 至 260 像素的图像上训练，真实探测器的噪声有模糊和相关性。细线和小点可能"
    "随噪声一起被去除。切勿只看增强图，切勿在其上测量，也不要将其输入其他模型。",
}
FOLDS = (
    "One hold-out of a fifth of the patients, the same patients in both sets. The shipped network was trained on the rest, and the "
    "figures are its own, on held-out patients none of whose films had a say in how it was built or trained."
)


def build_manifest(
    version: str, films: Films, held_out: np.ndarray, compared: dict[str, Comparison], built: dict
) -> dict:
    """held_out: bool [films]; compared: by detector and dose; built: as `manifest` takes it, without domain. Returns the
    manifest."""

    def figures(condition: str, comparison: Comparison) -> list[dict]:
        detector, amount = condition.split(", ")
        known = {"linear": "线性探测器", "logarithmic": "对数探测器"}
        en = f"one patient-grouped hold-out, simulated noise, {detector} detector, dose {amount}"
        zh = f"按患者分组的留出集，模拟噪声，{known[detector]}，剂量 {amount}"
        return [
            comparison.psnr[NETWORK].figure("psnr-db", None, en, zh),
            comparison.gain.figure("psnr-gain-db", None, f"{en}; over {comparison.best}", f"{zh}；相对最佳传统方法"),
        ]

    adults = films.adult
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
            multiple=8,
            resize={"fit": "none", "filter": "linear"},
            pad={"mode": "reflect", "value": 0, "place": "end"},
            range={"method": "none"},
        ),
        outputs=[{"name": "denoised", "kind": "image", "scale": 1, "black": 0, "white": 1}],
        tiling={"size": [TILE, TILE], "overlap": 0.25},
        figures=[entry for condition, comparison in compared.items() for entry in figures(condition, comparison)],
        data=chest_film_sources(
            films.patient[~adults & ~held_out].tolist(), films.patient[adults & ~held_out].tolist()
        ),
        folds=FOLDS,
        attribution=CHEST_FILM_ATTRIBUTION,
    )


def write_card(
    described: dict,
    compared: dict[str, Comparison],
    cost: Measured,
    films: Films,
    held_out: np.ndarray,
    epochs: int,
    epochs_again: int,
    parity: float,
    file: Path,
) -> None:
    """Tables for each detector and dose, and what is lost of edges. described: the manifest; cost: of filling
    small films up to a tile, in dB."""
    parts = []
    for condition, comparison in compared.items():
        rows = [["method", "PSNR, dB", "SSIM", "gradient error"]]
        for name in comparison.psnr:
            shown = f"{name} (input)" if name == NOISY else name
            rows.append(
                [
                    shown,
                    comparison.psnr[name].text(2),
                    comparison.ssim[name].text(3),
                    comparison.gradient[name].text(4),
                ]
            )
        gain = comparison.gain.text(2)
        parts.append(
            f"**Detector and dose: {condition}**\n\nGain over the best classical method ({comparison.best}): {gain} dB; children's "
            f"films {comparison.children.text(2)}, adults' films {comparison.adults.text(2)}.\n\n"
            f"{table(rows)}"
        )
    gains = [comparison.gain.estimate.value for comparison in compared.values()]
    first = next(iter(compared.values())).gain
    values = {
        "parity": parity,
        "films": len(films.pictures),
        "patients": len(set(films.patient)),
        "trained": int((~held_out).sum()),
        "judged": first.cases,
        "judged_patients": first.patients,
        "judged_children": next(iter(compared.values())).children.cases,
        "judged_adults": next(iter(compared.values())).adults.cases,
        "epochs": epochs,
        "epochs_again": epochs_again,
        "full": FULL_DOSE,
        "electronic": ELECTRONIC,
        "latitude": LATITUDE,
        "tile": TILE,
        "cost": cost.text(2),
        "tables": "\n\n".join(parts),
        "least": min(gains),
        "most": max(gains),
    }
    fill_card(Path(__file__).parent, described, values, file)
