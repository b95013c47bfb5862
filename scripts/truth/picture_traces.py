"""Writes src-shared/pixels/picture-traces.fixture.json: what Pillow, NumPy and scikit-learn say of made-up pictures and rows.

usage: python picture_traces.py > ../../src-shared/pixels/picture-traces.fixture.json
"""

import json

import numpy as np
from PIL import Image
from scipy import ndimage
from sklearn.ensemble import IsolationForest

random = np.random.default_rng(5)


def dhash(grey: np.ndarray) -> str:
    """imagehash.dhash with hash_size=16, on floats and with Pillow's anti-aliased bilinear filter."""
    small = np.asarray(Image.fromarray(grey.astype(np.float32), mode="F").resize((17, 16), Image.Resampling.BILINEAR))
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return "".join(f"{int(''.join(str(int(bit)) for bit in bits[i:i + 4]), 2):x}" for i in range(0, 256, 4))


def figures(grey: np.ndarray) -> dict:
    levels = np.bincount(np.clip(np.floor(grey), 0, 255).astype(int).ravel(), minlength=256) / grey.size
    levels = levels[levels > 0]
    kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], float)
    inner = ndimage.convolve(grey.astype(float), kernel)[1:-1, 1:-1]
    dark, median, bright = np.percentile(grey, [5, 50, 95])
    return {
        "mean": float(grey.mean(dtype=float)),
        "deviation": float(grey.astype(float).std()),
        "dark": float(dark),
        "median": float(median),
        "bright": float(bright),
        "entropy": float(-(levels * np.log2(levels)).sum()),
        "sharpness": float(inner.var()),
        "rows": grey.shape[0],
        "columns": grey.shape[1],
    }


pictures = []
for rows, columns, blur in [(40, 37, 2.0), (23, 64, 1.0), (19, 18, 0.5)]:
    grey = ndimage.gaussian_filter(random.uniform(0, 255, (rows, columns)), blur)
    grey = np.round((grey - grey.min()) / (grey.max() - grey.min()) * 255, 2).astype(np.float32)
    pictures.append({"rows": rows, "columns": columns, "values": grey.ravel().tolist(), "hash": dhash(grey), "figures": figures(grey)})

usual = random.normal(0, 1, (280, 5)) @ random.normal(0, 1, (5, 5))
unlike = usual[:20] + random.choice([-1, 1], (20, 5)) * random.uniform(4, 9, (20, 5))
rows = np.round(np.concatenate([usual, unlike]), 4)
scores = np.mean([-IsolationForest(random_state=seed, n_estimators=100, max_samples=256).fit(rows).score_samples(rows) for seed in range(5)], axis=0)

print(json.dumps({"pictures": pictures, "forest": {"rows": rows.tolist(), "unlike": 20, "scores": np.round(scores, 6).tolist()}}))
