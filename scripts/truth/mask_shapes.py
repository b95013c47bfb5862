"""Writes src-shared/drawing/mask-shapes.fixture.json: distances, margins, shape-based interpolation and smoothing by SciPy.

usage: python mask_shapes.py
"""

import json
import pathlib

import numpy as np
import scipy.ndimage as ndi

OUT = pathlib.Path(__file__).parents[2] / "src-shared/drawing/mask-shapes.fixture.json"
rng = np.random.default_rng(90)


def text(mask):
    return "".join("1" if v else "0" for v in np.asarray(mask).ravel())


def blob(shape, share, sigma):
    noise = ndi.gaussian_filter(rng.normal(size=shape), sigma)
    return noise > np.quantile(noise, 1 - share)


def signed(mask, spacing):
    return ndi.distance_transform_edt(mask, spacing) - ndi.distance_transform_edt(~mask, spacing)


def grids():
    for shape, spacing in [((1, 18, 23), (1, 1, 1)), ((6, 13, 11), (2.5, 0.8, 1.1)), ((1, 9, 14), (1, 2, 0.5))]:
        mask = blob(shape, 0.4, 1.5)
        axes = tuple(0 if length == 1 else 1.2 / step for length, step in zip(shape, spacing))
        blurred = ndi.gaussian_filter(mask.astype(float), axes)
        assert np.abs(blurred - 0.5).min() > 1e-6
        yield {
            "shape": list(shape),
            "spacing": list(spacing),
            "mask": text(mask),
            "signed": signed(mask, spacing).ravel().round(9).tolist(),
            "grown": {by: text(ndi.distance_transform_edt(~mask, spacing) <= float(by)) for by in ("1", "2.3", "3.1")},
            "shrunk": {by: text(ndi.distance_transform_edt(mask, spacing) > float(by)) for by in ("1", "2.3", "3.1")},
            "smoothed": text(blurred >= 0.5),
        }


def gaps():
    for spacing in ((1, 1), (0.7, 1.9)):
        shape, gap = (24, 30), 4
        y, x = np.mgrid[0:24, 0:30]
        first = np.hypot((y - 10) / 6.2, (x - 11) / 7.1) < 1
        second = (np.abs(y - 13) < 4) & (np.abs(x - 17) < 10)
        yield {
            "shape": list(shape),
            "spacing": list(spacing),
            "first": text(first),
            "second": text(second),
            "between": [
                # what is exactly on the border may fall either way
                "".join("?" if abs(v) < 1e-9 else "1" if v > 0 else "0" for v in mix.ravel())
                for mix in ((1 - k / gap) * signed(first, spacing) + k / gap * signed(second, spacing) for k in (1, 2, 3))
            ],
        }


OUT.write_text(json.dumps({"grids": list(grids()), "gaps": list(gaps())}, separators=(",", ":")) + "\n")
