"""SciPy's and torch's numbers for masks, resizing and tiles: writes src-shared/pixels/scipy-masks.fixture.json."""

import json
import pathlib

import numpy as np
import scipy.ndimage as ndi
import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).parents[2] / "src-shared/pixels/scipy-masks.fixture.json"
rng = np.random.default_rng(4)


def text(mask):
    return "".join("1" if v else "0" for v in np.asarray(mask).ravel())


def disc(radius):
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return x**2 + y**2 <= radius**2


def case(shape, share, smoothing):
    noise = ndi.gaussian_filter(rng.normal(size=shape), smoothing)
    mask = noise > np.quantile(noise, 1 - share)
    slices = mask if mask.ndim == 3 else mask[None]
    parts = {}
    for touch, rank in (("faces", 1), ("corners", mask.ndim)):
        labels, count = ndi.label(mask, ndi.generate_binary_structure(mask.ndim, rank))
        sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
        order = np.argsort(-sizes, kind="stable")
        parts[touch] = {
            "sizes": sizes.tolist(),
            "largest2": text(np.isin(labels, order[:2] + 1)),
            "least5": text(np.isin(labels, np.flatnonzero(sizes >= 5) + 1)),
        }
    smooth = {}
    for radius in (1, 2, 3):
        done = []
        for one in slices:
            padded = np.pad(one, 4 * radius)
            both = ndi.binary_closing(ndi.binary_opening(padded, disc(radius)), disc(radius))
            done.append(both[4 * radius : -4 * radius, 4 * radius : -4 * radius])
        smooth[str(radius)] = text(np.stack(done))
    return {
        "shape": list(slices.shape),
        "mask": text(mask),
        "parts": parts,
        "filled": text(np.stack([ndi.binary_fill_holes(one) for one in slices])),
        "smooth": smooth,
    }


def resizing():
    values = np.sin(0.37 * np.arange(7 * 9)).reshape(7, 9).astype(np.float32)
    x = torch.from_numpy(values)[None, None]
    made = {}
    for rows, columns in ((4, 5), (11, 13), (7, 20)):
        size = (rows, columns)
        made[f"{rows}x{columns}"] = {
            "linear": F.interpolate(x, size=size, mode="bilinear", align_corners=False).ravel().tolist(),
            "nearest": F.interpolate(x, size=size, mode="nearest-exact").ravel().tolist(),
            "area": F.interpolate(x, size=size, mode="area").ravel().tolist(),
            "triangle-antialias": F.interpolate(x, size=size, mode="bilinear", antialias=True).ravel().tolist(),
        }
    pads = {
        mode: np.pad(values, ((2, 9), (10, 3)), mode=mode).ravel()[::7].tolist() for mode in ("constant", "edge", "reflect")
    }
    return {"sizes": made, "pads": pads}


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


cases = [case((23, 31), 0.5, 0.8), case((23, 31), 0.35, 1.6), case((6, 14, 17), 0.3, 1.0), case((1, 1), 1, 0.1)]
OUT.write_text(json.dumps(rounded({"masks": cases, "resizing": resizing()}), separators=(",", ":")) + "\n")
