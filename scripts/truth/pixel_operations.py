"""Writes src-shared/pixels/pixel-operations.fixture.json: what NumPy, SciPy, scikit-image, Pillow and torch make of the same
grids (a wave by formula, a noisy one by a small generator).

Run: python scripts/truth/pixel_operations.py   (numpy 2, scipy 1.17, scikit-image 0.26, Pillow 12.3, torch 2.13)
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from scipy import ndimage, stats
from skimage import exposure, restoration

OUT = Path(__file__).parents[2] / "src-shared/pixels/pixel-operations.fixture.json"


def wave(shape):
    z, y, x = np.meshgrid(*[np.arange(n, dtype=float) for n in shape], indexing="ij")
    return (np.sin(0.7 * x + 0.3 * y + 0.5 * z) + 0.5 * np.cos(1.1 * y - 0.2 * z) + 0.0001 * x * y).astype(np.float32)


def noise(count):
    state, out = 1, []
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(state / 2**32)
    return np.array(out)


def numbers(array, digits=7):
    return [float(f"{v:.{digits}g}") for v in np.asarray(array, dtype=float).ravel()]


fixture = {}
SHAPE = (5, 9, 11)
grid = wave(SHAPE)

fixture["pad"] = {
    mode: numbers(np.pad(grid, [(1, 0), (2, 3), (0, 4)], mode=mode)) for mode in ("edge", "reflect")
}
tensor = torch.from_numpy(grid)[None, None]
resize = {}
for size in ((3, 14, 7), (8, 5, 11)):
    name = "x".join(map(str, size))
    resize[name] = {
        "nearest": numbers(F.interpolate(tensor, size=size, mode="nearest-exact")),
        "linear": numbers(F.interpolate(tensor, size=size, mode="trilinear", align_corners=False)),
        "area": numbers(F.adaptive_avg_pool3d(tensor, size)),
    }
fixture["resize"] = resize
plane = grid[0]
fixture["pillow"] = {
    name: {
        f"{rows}x{columns}": numbers(np.asarray(Image.fromarray(plane).resize((columns, rows), filter)))
        for rows, columns in ((4, 5), (13, 20), (9, 4))
    }
    for name, filter in (("lanczos", Image.Resampling.LANCZOS), ("triangle-antialias", Image.Resampling.BILINEAR))
}


def at_spacing(own, wanted, order):
    size = [max(1, int(np.floor(n * o / w + 0.5))) for n, o, w in zip(SHAPE, own, wanted)]
    places = np.meshgrid(
        *[(np.arange(n) + 0.5) * w / o - 0.5 for n, o, w in zip(size, own, wanted)], indexing="ij"
    )
    return {"size": size, "values": numbers(ndimage.map_coordinates(grid.astype(float), places, order=order, mode="nearest"))}


fixture["spacing"] = {
    "coarser": at_spacing((2.5, 0.8, 0.8), (4, 1.3, 1.1), 1),
    "finer": at_spacing((2.5, 0.8, 0.8), (1, 0.5, 0.7), 1),
}

matrix = np.array([[0.9, 0.1, -0.05], [-0.12, 1.1, 0.2], [0.08, -0.15, 0.95]])
offset = np.array([0.413, -0.317, 0.709])
fixture["onto"] = {
    "matrix": matrix.tolist(),
    "offset": offset.tolist(),
    "size": [6, 8, 10],
    "linear": numbers(
        ndimage.affine_transform(grid.astype(float), matrix, offset, (6, 8, 10), order=1, mode="constant", cval=-9)
    ),
    "nearest": numbers(
        ndimage.affine_transform(grid.astype(float), matrix, offset, (6, 8, 10), order=0, mode="constant", cval=-9)
    ),
}
fixture["rotate"] = {
    "degrees": 25,
    "values": numbers(
        ndimage.rotate(grid.astype(float), -25, axes=(1, 2), reshape=False, order=1, mode="constant", cval=-9)
    ),
}

rough = (wave((3, 12, 10)) + noise(360).reshape(3, 12, 10)).astype(np.float32)
fixture["median"] = {
    "1,1,1": numbers(ndimage.median_filter(rough, size=(3, 3, 3), mode="nearest")),
    "0,2,1": numbers(ndimage.median_filter(rough, size=(1, 5, 3), mode="nearest")),
}
fixture["gaussian"] = {
    "1,1,1": numbers(ndimage.gaussian_filter(rough, (1, 1, 1))),
    "0,0.6,2.5": numbers(ndimage.gaussian_filter(rough, (0, 0.6, 2.5))),
}

# Non-local means twice: put together from SciPy's box filter, by the definition; and scikit-image's, which weighs the
# centre twice and a patch of one row and column less.
rows, columns, d, r, h, sigma = 24, 20, 4, 1, 0.1, 0.1
clean = np.add.outer(np.arange(rows) // 8, np.arange(columns) // 6) % 3 / 2
noisy = (clean + 0.4 * (noise(rows * columns).reshape(rows, columns) - 0.5)).astype(np.float32)
rim = d + r
padded = np.pad(noisy.astype(float), rim, mode="reflect")
total, weights = np.zeros((rows, columns)), np.zeros((rows, columns))
for down in range(-d, d + 1):
    for right in range(-d, d + 1):
        shifted = np.roll(padded, (-down, -right), (0, 1))
        distance = ndimage.uniform_filter((padded - shifted) ** 2, 2 * r + 1)[rim:-rim, rim:-rim]
        weight = np.exp(-np.maximum(0, distance - 2 * sigma**2) / h**2)
        weights += weight
        total += weight * shifted[rim:-rim, rim:-rim]
fixture["nonLocalMeans"] = {
    "definition": numbers(total / weights),
    "skimage": numbers(
        restoration.denoise_nl_means(
            noisy, patch_size=3, patch_distance=d, h=h, sigma=sigma, fast_mode=False, preserve_range=True
        )
    ),
    "clean": numbers(clean),
}

grey = (32768 + 14000 * wave((1, 37, 45))[0] + 4000 * noise(37 * 45).reshape(37, 45)).astype(np.uint16)
fixture["clahe"] = {
    "input": [int(v) for v in grey.ravel()],
    "default": numbers(exposure.equalize_adapthist(grey), 6),
    "tile": numbers(exposure.equalize_adapthist(grey, kernel_size=(10, 16), clip_limit=0.03, nbins=64), 6),
    "unlimited": numbers(exposure.equalize_adapthist(grey, kernel_size=(12, 12), clip_limit=1.0), 6),
}

flat = rough.ravel()
first, third = np.percentile(flat, [25, 75])
fences = (first - 1.5 * (third - first), third + 1.5 * (third - first))
fixture["statistics"] = {
    "zscore": numbers(stats.zscore(flat.astype(float))),
    "minMax": numbers((flat - flat.min()) / (flat.max() - flat.min())),
    "fences": numbers(fences),
    "tightFences": numbers((first - 0.2 * (third - first), third + 0.2 * (third - first))),
    "clipped": numbers(np.clip(flat, first - 0.2 * (third - first), third + 0.2 * (third - first))),
}
fixture["turned"] = {str(k): numbers(np.rot90(wave((2, 3, 4)), -k, axes=(1, 2))) for k in (1, 2, 3)}
OUT.write_text(json.dumps(fixture) + "\n")
print(OUT.stat().st_size)
