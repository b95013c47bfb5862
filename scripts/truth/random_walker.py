"""Writes src-shared/drawing/random-walker.fixture.json: scikit-image's random walker, solved directly.

usage: python random_walker.py
"""

import json
import pathlib

import numpy as np
import scipy.ndimage as ndi
from skimage.segmentation import random_walker

OUT = pathlib.Path(__file__).parents[2] / "src-shared/drawing/random-walker.fixture.json"
rng = np.random.default_rng(2006)


def cases():
    for shape, spacing, beta in [((37, 46), (1, 1), 130), ((30, 33), (0.8, 1.3), 800), ((5, 18, 21), (2.0, 1.0, 1.2), 300)]:
        middle = [(length - 1) / 2 for length in shape]
        away = np.sqrt(sum(((i - m) / (0.3 * n)) ** 2 for i, m, n in zip(np.indices(shape), middle, shape)))
        values = ndi.gaussian_filter((away < 1) + rng.normal(0, 0.25, shape), 0.7)
        values = np.rint(1000 * (values - values.min()) / np.ptp(values)).astype(int)
        marks = np.zeros(shape, int)
        marks[away < 0.3] = 1
        marks[away > 1.6] = 2
        marks[tuple(int(m) + (axis == len(shape) - 1) * 9 for axis, m in enumerate(middle))] = 2
        likely = random_walker(values / 1000, marks, beta=beta, mode="bf", spacing=spacing, return_full_prob=True)[0]
        yield {
            "shape": [1, *shape][-3:],
            "spacing": [1, *spacing][-3:],
            "beta": beta,
            "values": values.ravel().tolist(),
            "marks": "".join(map(str, marks.ravel())),
            "inside": likely.ravel().round(6).tolist(),
        }


OUT.write_text(json.dumps(list(cases()), separators=(",", ":")) + "\n")
