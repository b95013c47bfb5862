"""What the held-out films say of the lung fields: overlap, borders, calibration, the domain gate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from films import IGNORE, LUNG, Films, read_mask
from skiagraph_recipes.calibration import by_other_parts, expected_calibration_error, fit_scaling, sigmoid
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.training import predict
from skiagraph_recipes.overlap import dice, filled, largest_parts, surface_distance_95, to_source_grid

PIXELS_A_FILM = 400


@dataclass(frozen=True)
class Judgement:
    dice: Measured
    fifth_percentile: Measured
    children: Measured
    adults: Measured
    pneumonia: Measured
    normal: Measured
    border: Measured
    area_error: Measured
    temperature: float
    error_before: float
    error: float
    worst: list[float]


def outline(logits: np.ndarray, temperature: float, rows: int, columns: int) -> np.ndarray:
    """The product's steps: probability, source grid, threshold 0.5, two largest parts, holes filled. bool."""
    probability = to_source_grid(sigmoid(logits / temperature), rows, columns)
    return filled(largest_parts(probability >= 0.5, 2))


def judge(films: Films, logits: np.ndarray, fold: np.ndarray) -> Judgement:
    """logits: [films, h, w], each of a network that has not seen the film's patient; fold: of each film, which is judged with
    the temperature that the other folds give."""
    generator = np.random.default_rng(0)
    overlaps, borders, errors, samples, truths = [], [], [], [], []
    masks = [read_mask(path) for path in films.masks]
    for mask, values in zip(masks, logits, strict=True):
        counts = (mask != IGNORE).ravel()
        pixels = generator.choice(np.flatnonzero(counts), PIXELS_A_FILM)
        samples.append(to_source_grid(values, *mask.shape).ravel()[pixels])
        truths.append(mask.ravel()[pixels] == LUNG)
    sample, truth = np.stack(samples), np.stack(truths)

    def temperature_of(cases: np.ndarray) -> float:
        return round(fit_scaling(sample[cases].ravel(), truth[cases].ravel())[0], 4)

    temperature = by_other_parts(fold, lambda cases: np.full(len(fold), temperature_of(cases)))
    for mask, values, own in zip(masks, logits, temperature, strict=True):
        found, wanted, counts = outline(values, own, *mask.shape), mask == LUNG, mask != IGNORE
        overlaps.append(dice(found, wanted, counts))
        borders.append(surface_distance_95(found & counts, wanted) * 256 / min(mask.shape))
        errors.append(abs(int((found & counts).sum()) / max(1, int(wanted.sum())) - 1))
    overlap, border, error = np.array(overlaps), np.array(borders), np.array(errors)

    def of(statistic: Callable[[np.ndarray], float], values: np.ndarray, among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: float(statistic(values[cases])), films.patient, among)

    return Judgement(
        dice=of(np.mean, overlap),
        fifth_percentile=of(lambda values: np.percentile(values, 5), overlap),
        children=of(np.mean, overlap, films.source == "kermany"),
        adults=of(np.mean, overlap, films.source == "ieee8023"),
        pneumonia=of(np.mean, overlap, films.label == "PNEUMONIA"),
        normal=of(np.mean, overlap, films.label == "NORMAL"),
        border=of(np.nanmean, border),
        area_error=of(np.mean, error),
        temperature=temperature_of(np.ones(len(fold), bool)),
        error_before=expected_calibration_error(sigmoid(sample).ravel(), truth.ravel()),
        error=expected_calibration_error(sigmoid(sample / temperature[:, None]).ravel(), truth.ravel()),
        worst=sorted(overlaps)[:5],
    )


def other_hospitals(
    folder: Path, network: torch.nn.Module, prepare: Callable, temperature: float
) -> dict[str, Measured]:
    """Dice on `lungs_adult`: adults of two other hospitals, lung fields drawn without the heart, never trained on.

    prepare: paths -> inputs of the network. Returns all films, normal ones, tuberculosis, and the two hospitals.
    """
    images = sorted((folder / "images").glob("*"))
    logits = predict(network, prepare(images), 16)[:, 0].numpy()
    overlaps = []
    for path, values in zip(images, logits, strict=True):
        mask = read_mask(folder / "masks" / f"{path.stem}.png") > 0
        overlaps.append(dice(outline(values, temperature, *mask.shape), mask))
    overlap = np.array(overlaps)
    ill = np.array([path.stem.endswith("_1") for path in images])
    shenzhen = np.array([path.stem.startswith("CHNCXR") for path in images])
    groups = np.arange(len(images))
    among = {"all": ill | ~ill, "normal": ~ill, "tuberculosis": ill, "Shenzhen": shenzhen, "Montgomery": ~shenzhen}
    return {name: measured(lambda cases: float(overlap[cases].mean()), groups, which) for name, which in among.items()}
