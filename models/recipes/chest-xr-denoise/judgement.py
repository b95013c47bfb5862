"""The network against what needs no training, on films of patients it has not seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from films import SETS, Films
from scipy import ndimage
from skiagraph_recipes.model_folder import Measured, measured
from skiagraph_recipes.picture_quality import gradient_error, psnr, ssim
from skiagraph_recipes.quantum_noise import DOSES, Exposure, counts, dose, exposed, from_counts
from skimage.restoration import denoise_nl_means
from torch.nn import functional

Method = Callable[[np.ndarray, Exposure], np.ndarray]
NETWORK, NOISY = "this network", "nothing"
EACH = 12
TILE = 512


@dataclass(frozen=True)
class Comparison:
    """One dose and detector. psnr, ssim, gradient: by method; best: the best of the classical ones in PSNR; gain: the
    network's PSNR minus that, film by film; children, adults: that of theirs."""

    psnr: dict[str, Measured]
    ssim: dict[str, Measured]
    gradient: dict[str, Measured]
    best: str
    gain: Measured
    children: Measured
    adults: Measured


def stabilised(noisy: np.ndarray, exposure: Exposure) -> np.ndarray:
    """Generalised Anscombe transform: noise of deviation 1 whatever the signal (Starck, Murtagh, Bijaoui 1998)."""
    measured_counts = counts(noisy, exposure)
    return 2 * np.sqrt(np.maximum(measured_counts + 3 / 8 + exposure.electronic**2, 0))


def from_stabilised(values: np.ndarray, exposure: Exposure) -> np.ndarray:
    """Inverse in closed form, unbiased to a good approximation (Mäkitalo and Foi, IEEE TIP 2013)."""
    d = np.maximum(values, 1e-3)
    inverse = d**2 / 4 + np.sqrt(1.5) / (4 * d) - 11 / (8 * d**2) + 5 * np.sqrt(1.5) / (8 * d**3) - 1 / 8
    return from_counts(np.maximum(inverse - exposure.electronic**2, 0), exposure)


def stabilised_means(strength: float) -> Method:
    """Non-local means after the transform; strength: its filter parameter in deviations of the noise."""

    def method(noisy: np.ndarray, exposure: Exposure) -> np.ndarray:
        smooth = denoise_nl_means(
            stabilised(noisy, exposure), patch_size=5, patch_distance=6, h=strength, sigma=1.0, fast_mode=True
        )
        return from_stabilised(smooth, exposure)

    return method


def classical_methods() -> dict[str, Method]:
    """Name -> (noisy film, exposure) -> film; the exposure is known to the non-local means alone."""
    methods: dict[str, Method] = {}
    for side in (3, 5):
        methods[f"median {side}x{side}"] = lambda noisy, _, side=side: ndimage.median_filter(
            noisy, side, mode="nearest"
        )
    for sigma in (0.6, 0.8, 1.0, 1.3, 1.7):
        methods[f"Gaussian, sigma {sigma}"] = lambda noisy, _, sigma=sigma: ndimage.gaussian_filter(
            noisy, sigma, mode="nearest"
        )
    for strength in (0.5, 0.8, 1.1):
        methods[f"stabilised non-local means, h {strength}"] = stabilised_means(strength)
    return methods


def network_method(network: torch.nn.Module) -> Method:
    """The network on a film of any size, padded to a multiple of 8 with edge values."""

    @torch.inference_mode()
    def method(noisy: np.ndarray, _: Exposure) -> np.ndarray:
        rows, columns = noisy.shape
        film = torch.from_numpy(noisy.astype(np.float32))[None, None]
        film = functional.pad(film, (0, -columns % 8, 0, -rows % 8), mode="replicate")
        return network(film)[0, 0, :rows, :columns].numpy().astype(np.float64)

    return method


def cost_of_filling(films: Films, held_out: np.ndarray, network: torch.nn.Module) -> Measured:
    """PSNR in dB that is lost where a film is filled with its mirror image up to the product's tile, at the linear detector's dose of
    25 %."""
    numbers, method, exposure = chosen_films(films, held_out), network_method(network), dose(DOSES["25 %"], False)
    generator, lost = np.random.default_rng(0), []
    for number in numbers:
        clean = films.pictures[number] / 255
        noisy = exposed(clean, exposure, generator)
        rows, columns = noisy.shape
        tile = np.pad(noisy, [(0, max(0, TILE - side)) for side in noisy.shape], mode="reflect")
        whole, part = method(noisy, exposure), method(tile, exposure)[:rows, :columns]
        lost.append(psnr(np.clip(whole, 0, 1), clean) - psnr(np.clip(part, 0, 1), clean))
    values = np.array(lost)
    return measured(lambda cases: float(values[cases].mean()), films.patient[numbers])


def evenly(numbers: np.ndarray) -> np.ndarray:
    """At most EACH of them, evenly over the list."""
    return numbers[np.linspace(0, len(numbers) - 1, min(len(numbers), EACH)).astype(int)]


def looked_at(films: Films, held_out: np.ndarray) -> np.ndarray:
    """bool [films]: all films of the patients on whose films width, measure of error and length of the training were settled: the
    held-out films on which an earlier network was judged, and eight films of each set that were looked at during the training."""
    numbers: list[int] = []
    for origin in sorted(set(films.origin)):
        own = np.flatnonzero(films.origin == origin)
        numbers += [*evenly(own[held_out[own]]), *own[:: len(own) // 8][:8]]
    return np.isin(films.patient, films.patient[numbers])


def chosen_films(films: Films, held_out: np.ndarray) -> np.ndarray:
    """Numbers of held-out films of patients that were not looked at before: at most EACH of the children and of the adults of
    each set, evenly over the list."""
    new = held_out & ~looked_at(films, held_out)
    groups = [(films.origin == origin) & (films.adult == adult) for origin in SETS for adult in (False, True)]
    return np.concatenate([evenly(np.flatnonzero(new & group)) for group in groups])


def compare(
    pictures: Iterable[np.ndarray],
    patients: np.ndarray,
    adult: np.ndarray,
    exposure: Exposure,
    network: torch.nn.Module,
) -> Comparison:
    """pictures: uint8 [rows, columns] each, of patients that the network has not seen; adult: bool [pictures]."""
    methods = {NOISY: lambda noisy, _: noisy, **classical_methods(), NETWORK: network_method(network)}
    scores = {name: [] for name in methods}
    generator = np.random.default_rng(0)
    for picture in pictures:
        clean = picture / 255
        noisy = exposed(clean, exposure, generator)
        for name, method in methods.items():
            result = np.clip(method(noisy, exposure), 0, 1)
            scores[name].append((psnr(result, clean), ssim(result, clean), gradient_error(result, clean)))
    values = {name: np.array(rows) for name, rows in scores.items()}
    classical = [name for name in methods if name not in (NOISY, NETWORK)]
    best = max(classical, key=lambda name: values[name][:, 0].mean())
    shown = [NOISY, *_best_of_each(classical, values), NETWORK]

    def of(column: int) -> dict[str, Measured]:
        return {
            name: measured(lambda cases, name=name: float(values[name][cases, column].mean()), patients)
            for name in shown
        }

    gain = values[NETWORK][:, 0] - values[best][:, 0]

    def gained(among: np.ndarray | None = None) -> Measured:
        return measured(lambda cases: float(gain[cases].mean()), patients, among)

    return Comparison(of(0), of(1), of(2), best, gained(), gained(~adult), gained(adult))


def _best_of_each(names: list[str], values: dict[str, np.ndarray]) -> list[str]:
    """Of each kind of method the one with the best PSNR on these very films, which favours them."""
    kinds = sorted({name.split(" ")[0].rstrip(",") for name in names})
    return [
        max((name for name in names if name.startswith(kind)), key=lambda name: values[name][:, 0].mean())
        for kind in kinds
    ]


def compare_all(films: Films, held_out: np.ndarray, network: torch.nn.Module) -> dict[str, Comparison]:
    """By detector and dose."""
    numbers = chosen_films(films, held_out)
    pictures, patients, adult = [films.pictures[n] for n in numbers], films.patient[numbers], films.adult[numbers]
    return {
        f"{detector}, {name}": compare(pictures, patients, adult, dose(part, detector == "logarithmic"), network)
        for detector in ("linear", "logarithmic")
        for name, part in DOSES.items()
    }
