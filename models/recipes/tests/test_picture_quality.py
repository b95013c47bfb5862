import numpy as np
import pytest
from scipy import ndimage
from skimage.metrics import peak_signal_noise_ratio
from skiagraph_recipes.picture_quality import gmsd, gradient_error, psnr, ssim


def picture() -> np.ndarray:
    return ndimage.gaussian_filter(np.random.default_rng(0).random((64, 64)), 1.5)


def test_psnr_agrees_with_scikit_image():
    clean = picture()
    noisy = np.clip(clean + np.random.default_rng(1).normal(0, 0.02, clean.shape), 0, 1)
    assert psnr(noisy, clean) == pytest.approx(peak_signal_noise_ratio(clean, noisy, data_range=1))


def test_all_measures_are_best_for_the_picture_itself_and_fall_with_blur():
    clean = picture()
    blurs = [ndimage.gaussian_filter(clean, sigma) for sigma in (0.7, 1.5, 3)]
    assert ssim(clean, clean) == pytest.approx(1) and gmsd(clean, clean) == 0 and gradient_error(clean, clean) == 0
    for measure, sign in ((psnr, -1), (ssim, -1), (gradient_error, 1)):
        values = [sign * measure(blur, clean) for blur in blurs]
        assert values == sorted(values)
    assert gmsd(blurs[0], clean) < gmsd(blurs[1], clean)
