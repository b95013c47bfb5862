import numpy as np
import pytest
from PIL import Image
from skiagraph_recipes.preparation import prepare_files, squash, to_unit_range
from skiagraph_recipes.reference import synthetic_grey


def test_range_clips_at_the_percentiles():
    grey = np.arange(1000, dtype=np.float64).reshape(20, 50)
    unit = to_unit_range(grey)
    low, high = 0.005 * 999, 0.995 * 999
    assert unit.min() == 0 and unit.max() == 1
    assert unit[10, 10] == pytest.approx((510 - low) / (high - low))


def test_a_flat_picture_becomes_zero():
    assert not to_unit_range(np.full((8, 9), 77.0)).any()


@pytest.mark.parametrize(("rows", "columns"), [(224, 224), (300, 180), (61, 97)])
def test_squash_is_pillows_bilinear(rows, columns):
    unit = synthetic_grey(rows, columns, 1.5, 2.5, 4) / 255
    pillow = np.asarray(Image.fromarray(unit.astype(np.float32)).resize((64, 64), Image.Resampling.BILINEAR))
    assert np.abs(squash(unit, 64) - pillow).max() < 1e-5


def test_cache_is_made_again_for_another_size(tmp_path):
    Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16)).save(tmp_path / "film.png")
    cache = tmp_path / "cache.npy"
    assert prepare_files([tmp_path / "film.png"], 8, cache).shape == (1, 8, 8)
    assert prepare_files([tmp_path / "film.png"], 4, cache).shape == (1, 4, 4)
