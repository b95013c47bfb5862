"""Writes src-shared/pixels/patient-axes.fixture.json: the voxels of one volume stored in each of the 48 orders of axes, as nibabel
puts them in an order of letters (`io_orientation`, `ornt_transform`, `apply_orientation`).

Run: python scripts/truth/patient_axes.py   (numpy, nibabel 5.4.2)
"""

import itertools
import json
from pathlib import Path

import nibabel
import numpy as np
from nibabel.orientations import apply_orientation, axcodes2ornt, io_orientation, ornt_transform

OUT = Path(__file__).parents[2] / "src-shared/pixels/patient-axes.fixture.json"
SIZE = (2, 3, 4)
# letters in the order slices, rows, columns
WANTED = ["SPL", "RAS", "ILA"]
# turned by 20 degrees about one axis and 10 about another: oblique, and still named after the nearest
TURN = np.array([[np.cos(0.35), -np.sin(0.35), 0], [np.sin(0.35), np.cos(0.35), 0], [0, 0, 1]]) @ np.array(
    [[1, 0, 0], [0, np.cos(0.17), -np.sin(0.17)], [0, np.sin(0.17), np.cos(0.17)]]
)


def stored():
    for order in itertools.permutations(range(3)):
        for signs in itertools.product([1, -1], repeat=3):
            yield TURN[:, list(order)] * signs * [0.7, 1.5, 3.0]


def case(axes):
    affine = np.eye(4)
    affine[:3, :3] = np.round(axes, 6)
    # nibabel counts columns first
    voxels = np.arange(np.prod(SIZE)).reshape(SIZE).transpose(2, 1, 0)
    own = io_orientation(affine)
    results = []
    for wanted in WANTED:
        turn = ornt_transform(own, axcodes2ornt(tuple(reversed(wanted))))
        results.append(apply_orientation(voxels, turn).transpose(2, 1, 0).ravel().tolist())
    lps = affine.copy()
    lps[:2] *= -1
    return {
        "affine": lps.tolist(),
        "axes": "".join(reversed(nibabel.aff2axcodes(affine))),
        "values": results,
    }


cases = [case(axes) for axes in stored()]
text = ",\n".join(json.dumps(each) for each in cases)
OUT.write_text(f'{{"size": {list(SIZE)}, "wanted": {json.dumps(WANTED)}, "cases": [\n{text}\n]}}\n')
