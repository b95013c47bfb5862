"""Writes src-shared/drawing/drawing.fixture.json: polygons, strokes and regions as scikit-image and numpy draw them.

usage: python drawing.py
"""

import json
import pathlib

import numpy as np
import scipy.ndimage as ndi
from skimage.draw import ellipse, polygon2mask
from skimage.segmentation import flood

OUT = pathlib.Path(__file__).parents[2] / "src-shared/drawing/drawing.fixture.json"
rng = np.random.default_rng(14)


def text(mask):
    return "".join("1" if v else "0" for v in np.asarray(mask).ravel())


def middles(shape):
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    return x + 0.5, y + 0.5


def winding(ring, shape):
    """How often a ring goes around each middle: the sum of the angles under which its edges are seen."""
    x, y = middles(shape)
    total = np.zeros(shape)
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0)):
        ux, uy, vx, vy = ax - x, ay - y, bx - x, by - y
        total += np.arctan2(ux * vy - uy * vx, ux * vx + uy * vy)
    return np.rint(total / (2 * np.pi)).astype(int)


def polygons():
    cases = []
    for corners, shape in [(3, (9, 11)), (5, (20, 17)), (12, (31, 40)), (40, (50, 33))]:
        # random corners cross themselves; some lie outside the picture
        ring = rng.uniform(-4, 4 + np.array([shape[1], shape[0]]), (corners, 2)).round(3) + 0.00017
        round_ = winding(ring, shape)
        evenodd = polygon2mask(shape, ring[:, ::-1] - 0.5)
        assert (evenodd == (round_ % 2 != 0)).all()
        cases.append(
            {
                "shape": list(shape),
                "ring": ring.tolist(),
                "evenOdd": text(evenodd),
                "nonZero": text(round_ != 0),
            }
        )
    return cases


def ellipses():
    cases = []
    for (x, y), (rx, ry), shape in [((7.3, 5.8), (5.1, 3.7), (12, 16)), ((3.2, 9.9), (6.4, 8.3), (14, 9))]:
        mask = np.zeros(shape, bool)
        mask[ellipse(y - 0.5, x - 0.5, ry, rx, shape)] = True
        cases.append({"shape": list(shape), "corners": [[x - rx, y - ry], [x + rx, y + ry]], "mask": text(mask)})
    return cases


def strokes():
    """Every middle's distance to a line by projection, in millimetres."""
    cases = []
    for radius, spacing in [(3.0, (1.0, 1.0)), (2.4, (0.7, 1.3)), (6.0, (2.0, 0.9)), (0.9, (1.0, 1.0))]:
        shape = (24, 29)
        a, b = rng.uniform(-2, 30, (2, 2)).round(2)
        x, y = (m * s for m, s in zip(middles(shape), spacing[::-1]))
        (ax, ay), (bx, by) = a * spacing[::-1], b * spacing[::-1]
        t = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2), 0, 1)
        px, py = ax + t * (bx - ax), ay + t * (by - ay)
        disc = np.hypot(x - px, y - py) <= radius
        ts = np.linspace(0, 1, 20001)
        square = np.zeros(shape, bool)
        for row in range(shape[0]):
            covers = np.abs(y[row, 0] - (ay + ts * (by - ay))) <= radius
            for column in range(shape[1]):
                square[row, column] = (np.abs(x[row, column] - (ax + ts[covers] * (bx - ax))) <= radius).any()
        cases.append(
            {
                "shape": list(shape),
                "radius": radius,
                "spacing": list(spacing),
                "from": a.tolist(),
                "to": b.tolist(),
                "disc": text(disc),
                "square": text(square),
            }
        )
    return cases


def regions():
    cases = []
    for shape, tolerance in [((23, 31), 220), ((23, 31), 120), ((5, 14, 17), 160)]:
        noise = ndi.gaussian_filter(rng.normal(size=shape), 1.4)
        values = np.rint(1000 * noise).astype(int)
        seed = tuple(int(s) // 2 for s in shape)
        found = {
            name: text(flood(values, seed, connectivity=rank, tolerance=tolerance))
            for name, rank in (("faces", 1), ("corners", len(shape)))
        }
        cases.append(
            {
                "shape": [1, *shape][-3:],
                "values": values.ravel().tolist(),
                "seed": int(np.ravel_multi_index(seed, shape)),
                "tolerance": tolerance,
                **found,
            }
        )
    return cases


made = {"polygons": polygons(), "ellipses": ellipses(), "strokes": strokes(), "regions": regions()}
OUT.write_text(json.dumps(made, separators=(",", ":")) + "\n")
