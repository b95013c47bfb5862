"""Writes src-shared/annotation/coco-runs.fixture.json: masks as pycocotools (COCO's own maskApi.c) writes them.

usage: python coco_runs.py
"""

import json
import pathlib

import numpy as np
import scipy.ndimage as ndi
from pycocotools import mask as coco

OUT = pathlib.Path(__file__).parents[2] / "src-shared/annotation/coco-runs.fixture.json"
rng = np.random.default_rng(8)


def text(mask):
    return "".join("1" if v else "0" for v in np.asarray(mask).ravel())


def column_counts(mask):
    """Run lengths down the columns, written out by hand."""
    flat = mask.ravel(order="F").astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat])))
    return np.diff(np.concatenate([[0], edges, [flat.size]])).astype(int).tolist()


def cases():
    made = [np.zeros((3, 5), bool), np.ones((4, 2), bool), np.eye(5, dtype=bool), np.ones((1, 1), bool)]
    for shape, sigma, share in [((17, 23), 0.4, 0.5), ((40, 31), 2, 0.3), ((9, 60), 1, 0.8)]:
        noise = ndi.gaussian_filter(rng.normal(size=shape), sigma)
        made.append(noise > np.quantile(noise, 1 - share))
    large = np.zeros((700, 900), bool)
    large[100:612, 200:203] = True
    made.append(large)
    for mask in made:
        said = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
        counts = column_counts(mask)
        again = coco.frPyObjects({"size": list(mask.shape), "counts": counts}, *mask.shape)
        assert again["counts"] == said["counts"]
        yield {
            "size": list(mask.shape),
            "mask": text(mask) if mask.size < 5000 else None,
            "counts": counts,
            "compressed": said["counts"].decode(),
        }


OUT.write_text(json.dumps(list(cases()), separators=(",", ":")) + "\n")
