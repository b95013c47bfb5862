"""The enlarger against classical enlargement, on films of patients it has not seen; and what it makes up."""

from dataclasses import dataclass

import numpy as np
import torch
from films import KERNELS, Films, halved
from PIL import Image
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.picture_quality import gmsd, gradient_magnitude, psnr, ssim

METHODS = ("bicubic", "Lanczos", "content", "adversarial")
KERNEL = "box"


@dataclass(frozen=True)
class Scores:
    """By method: psnr in dB, ssim, gmsd (0 best), sharpness (gradient energy, 1: as much as the film), agreement (PSNR of
    the answer made small again against the input); gains: minus Lanczos, film by film, children_gain and adults_gain: of the
    shipped network's PSNR"""

    psnr: dict[str, Measured]
    ssim: dict[str, Measured]
    gmsd: dict[str, Measured]
    sharpness: dict[str, Measured]
    agreement: dict[str, Measured]
    psnr_gain: Measured
    ssim_gain: Measured
    gmsd_gain: Measured
    content_psnr_gain: Measured
    content_ssim_gain: Measured
    children_gain: Measured
    adults_gain: Measured


@dataclass(frozen=True)
class Invention:
    """Adversarial minus content answer, in parts of the full range: root mean square, 99.9th percentile, greatest"""

    root_mean_square: float
    percentile: float
    greatest: float


@torch.inference_mode()
def enlarged(network: torch.nn.Module, small: np.ndarray) -> np.ndarray:
    """small: uint8 [rows, columns]. Returns float64 [2 rows, 2 columns] in 0..1, clipped."""
    film = torch.from_numpy(small.astype(np.float32) / 255)[None, None]
    return np.clip(network(film)[0, 0].numpy().astype(np.float64), 0, 1)


def classically(small: np.ndarray, kernel: Image.Resampling) -> np.ndarray:
    """Pillow's enlargement in float. Returns float64 [2 rows, 2 columns], clipped."""
    rows, columns = small.shape
    film = Image.fromarray(small.astype(np.float32) / 255).resize((2 * columns, 2 * rows), kernel)
    return np.clip(np.asarray(film, dtype=np.float64), 0, 1)


def answers(small: np.ndarray, content: torch.nn.Module, adversarial: torch.nn.Module) -> dict[str, np.ndarray]:
    """All METHODS on one film."""
    return {
        "bicubic": classically(small, Image.Resampling.BICUBIC),
        "Lanczos": classically(small, Image.Resampling.LANCZOS),
        "content": enlarged(content, small),
        "adversarial": enlarged(adversarial, small),
    }


def compare(
    films: Films, which: np.ndarray, kernel: str, content: torch.nn.Module, adversarial: torch.nn.Module
) -> tuple[Scores, Invention]:
    """which: numbers of held-out films; kernel: how they were made small."""
    rows = {method: [] for method in METHODS}
    differences = []
    for number in which:
        clean = films.pictures[number] / 255
        small = halved(films.pictures[number], kernel)
        given = answers(small, content, adversarial)
        energy = float((gradient_magnitude(clean) ** 2).mean())
        for method, answer in given.items():
            again = answer.reshape(len(answer) // 2, 2, -1, 2).mean(axis=(1, 3))
            kept = float((gradient_magnitude(answer) ** 2).mean()) / energy
            scores = (psnr(answer, clean), ssim(answer, clean), gmsd(answer, clean), kept, psnr(again, small / 255))
            rows[method].append(scores)
        differences.append(np.abs(given["adversarial"] - given["content"]).ravel())
    values = {method: np.array(scores) for method, scores in rows.items()}
    patients, children = films.patient[which], films.children[which]

    def mean(numbers: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: float(numbers[cases].mean()), patients, among)

    def of(column: int) -> dict[str, Measured]:
        return {method: mean(values[method][:, column]) for method in METHODS}

    def gain(method: str, column: int, among: np.ndarray | None = None) -> Measured:
        return mean(values[method][:, column] - values["Lanczos"][:, column], among)

    difference = np.concatenate(differences)
    scores = Scores(
        *(of(column) for column in range(5)),
        psnr_gain=gain("adversarial", 0),
        ssim_gain=gain("adversarial", 1),
        gmsd_gain=gain("adversarial", 2),
        content_psnr_gain=gain("content", 0),
        content_ssim_gain=gain("content", 1),
        children_gain=gain("adversarial", 0, children),
        adults_gain=gain("adversarial", 0, ~children),
    )
    invention = Invention(
        float(np.sqrt((difference**2).mean())), float(np.percentile(difference, 99.9)), float(difference.max())
    )
    return scores, invention


@dataclass(frozen=True)
class Gains:
    """Minus Lanczos, film by film, of the shipped network on films made small by KERNEL"""

    psnr: Measured
    ssim: Measured
    gmsd: Measured


def gains(films: Films, network: torch.nn.Module) -> Gains:
    """films: of patients that the network has not seen."""
    values = []
    for picture in films.pictures:
        clean, small = picture / 255, halved(picture, KERNEL)
        pair = enlarged(network, small), classically(small, Image.Resampling.LANCZOS)
        values.append([score(pair[0], clean) - score(pair[1], clean) for score in (psnr, ssim, gmsd)])
    columns = np.array(values).T
    return Gains(
        *(measured(lambda cases, column=column: float(column[cases].mean()), films.patient) for column in columns)
    )


def compare_all(
    films: Films, which: np.ndarray, content: torch.nn.Module, adversarial: torch.nn.Module
) -> dict[str, tuple[Scores, Invention]]:
    """By the kernel that made the films small."""
    return {kernel: compare(films, which, kernel, content, adversarial) for kernel in KERNELS}


def phantom(side: int = 128) -> np.ndarray:
    """A made-up picture: a slope, edges, line pairs, thin lines, dots and a fine grain. uint8 [side, side]"""
    rows, columns = np.mgrid[:side, :side]
    picture = 60 + 0.4 * columns + 10 * np.sin(rows / 9)
    picture[(rows > 8) & (rows < 40) & (columns > 8) & (columns < 40)] += 70
    for index in range(5):
        period = 2 + index
        band = (rows > 48) & (rows < 72) & (columns >= 8 + 22 * index) & (columns < 26 + 22 * index)
        picture[band & (columns % period < period / 2)] += 60
    picture[np.abs(rows - 0.5 * columns - 40) < 0.8] += 60
    for index in range(6):
        radius = 0.7 + 0.5 * index
        picture[(rows - 100) ** 2 + (columns - 12 - 20 * index) ** 2 < radius**2] += 80
    grain = np.random.default_rng(0).normal(0, 8, picture.shape)
    picture += np.where((rows > 108) | ((columns > 60) & (rows < 40)), grain, 0)
    return np.clip(picture, 0, 255).astype(np.uint8)


def difference_map(content: torch.nn.Module, adversarial: torch.nn.Module) -> np.ndarray:
    """The phantom; enlarged by Lanczos, by the content and by the adversarial enlarger; and below each its difference to
    the phantom, four times stronger about middle grey. uint8."""
    truth = phantom()
    given = answers(halved(truth, KERNEL), content, adversarial)
    shown = [truth / 255, given["Lanczos"], given["content"], given["adversarial"]]
    below = [np.clip(0.5 + 4 * (each - truth / 255), 0, 1) for each in shown]
    return np.round(255 * np.vstack([np.hstack(shown), np.hstack(below)])).astype(np.uint8)
