"""How like two pictures are."""

import numpy as np
from scipy import ndimage
from skimage.metrics import structural_similarity

GMSD_CONSTANT = 0.0026
"""Of Xue et al. for pictures in 0..1 (170 for 0..255)."""


def psnr(picture: np.ndarray, clean: np.ndarray) -> float:
    """Peak signal-to-noise ratio in decibels, pictures in 0..1, clipped first. Both [rows, columns]."""
    error = float(np.mean((np.clip(picture, 0, 1) - clean) ** 2))
    return 10 * float(np.log10(1 / max(error, 1e-12)))


def ssim(picture: np.ndarray, clean: np.ndarray) -> float:
    """Structural similarity (Wang et al., IEEE TIP 2004), Gaussian window of sigma 1.5. Returns at most 1."""
    return float(
        structural_similarity(
            np.clip(picture, 0, 1), clean, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
        )
    )


def gradient_magnitude(picture: np.ndarray) -> np.ndarray:
    """Prewitt's, of the same shape."""
    across, down = ndimage.prewitt(picture, axis=1) / 3, ndimage.prewitt(picture, axis=0) / 3
    return np.hypot(across, down)


def gradient_error(picture: np.ndarray, clean: np.ndarray) -> float:
    """Root mean square difference of the gradient magnitudes: what is left of noise, and what was lost of edges."""
    difference = gradient_magnitude(np.clip(picture, 0, 1)) - gradient_magnitude(clean)
    return float(np.sqrt(np.mean(difference**2)))


def gmsd(picture: np.ndarray, clean: np.ndarray) -> float:
    """Gradient magnitude similarity deviation (Xue et al., IEEE TIP 2014): a perceptual measure, 0 is best.

    Both are first averaged over 2 x 2 pixels and halved, as in the source.
    """
    first, second = (
        gradient_magnitude(ndimage.uniform_filter(np.clip(each, 0, 1), 2)[::2, ::2]) for each in (picture, clean)
    )
    similarity = (2 * first * second + GMSD_CONSTANT) / (first**2 + second**2 + GMSD_CONSTANT)
    return float(similarity.std())
