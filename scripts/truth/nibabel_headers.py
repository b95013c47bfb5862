"""Writes src-shared/imaging/nibabel-headers.fixture.json: NIfTI headers and affines as nibabel writes and reads them.

Run: python scripts/truth/nibabel_headers.py   (nibabel 5.4.2, numpy)
"""

import base64
import io
import itertools
import json
from pathlib import Path

import nibabel
import numpy as np

OUT = Path(__file__).parents[2] / "src-shared/imaging/nibabel-headers.fixture.json"
SHAPE = (4, 5, 6)


def turned(ijk, signs):
    """One of 48 ways in which voxel axes can run along the patient's, with uneven steps."""
    affine = np.zeros((4, 4))
    for axis, (world, sign, step) in enumerate(zip(ijk, signs, (1.5, 2.25, 3.125))):
        affine[world, axis] = sign * step
    affine[:3, 3] = (-12.5, 20.25, 7.75)
    affine[3, 3] = 1
    return affine


def oblique(angles, steps, shear=0.0):
    x, y, z = angles
    rx = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rz = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    sheared = np.array([[1, 0, 0], [0, 1, shear], [0, 0, 1]])
    affine = np.eye(4)
    affine[:3, :3] = rx @ ry @ rz @ sheared @ np.diag(steps)
    affine[:3, 3] = (10, -20, 30.5)
    return affine


def case(name, affine, kind=nibabel.Nifti1Image, sform=None, qform=None, order="<", dtype=np.int16):
    header = kind.header_class(endianness=order)
    header.set_data_dtype(dtype)
    image = kind(np.zeros(SHAPE, dtype), affine, header=header)
    if sform is not None:
        image.header.set_sform(sform[0], sform[1])
    if qform is not None:
        image.header.set_qform(qform[0], qform[1])
    image.header["scl_slope"], image.header["scl_inter"] = 2, -7
    if not isinstance(image, nibabel.Nifti1Pair) or kind in (nibabel.Nifti1Image, nibabel.Nifti2Image):
        image.header["vox_offset"] = 352 if kind is nibabel.Nifti1Image else 544
    raw = io.BytesIO()
    image.header.write_to(raw)
    read = kind.header_class.from_fileobj(io.BytesIO(raw.getvalue()))
    return {
        "name": name,
        "header": base64.b64encode(raw.getvalue()).decode(),
        "best": [round(float(v), 6) for v in read.get_best_affine().ravel()],
        "qform": [round(float(v), 6) for v in read.get_qform().ravel()],
        "codes": "".join(nibabel.aff2axcodes(read.get_best_affine())),
    }


cases = []
for ijk in itertools.permutations(range(3)):
    for signs in itertools.product((1, -1), repeat=3):
        affine = turned(ijk, signs)
        cases.append(case(f"axes {ijk} {signs}", affine, sform=(affine, 1), qform=(affine, 1)))
tilted = oblique((0.3, -0.5, 1.1), (0.7, 0.9, 2.5))
cases += [
    case("oblique, big endian", tilted, sform=(tilted, 1), qform=(tilted, 1), order=">"),
    case("oblique, NIfTI-2", tilted, nibabel.Nifti2Image, sform=(tilted, 2), qform=(tilted, 2)),
    case("oblique, NIfTI-2, big endian", tilted, nibabel.Nifti2Image, sform=(tilted, 2), qform=(tilted, 2), order=">"),
    case("oblique, pair", tilted, nibabel.Nifti1Pair, sform=(tilted, 1), qform=(tilted, 1)),
    case("qform only", tilted, sform=(None, 0), qform=(tilted, 1)),
    case("half turn, qform only", oblique((np.pi, 0, 0), (1, 2, 3)), sform=(None, 0), qform=(oblique((np.pi, 0, 0), (1, 2, 3)), 1)),
    case("sheared", oblique((0.1, 0.2, 0.3), (1, 2, 3), 0.4), sform=(oblique((0.1, 0.2, 0.3), (1, 2, 3), 0.4), 2)),
]
OUT.write_text(json.dumps({"shape": SHAPE, "cases": cases}, indent=1) + "\n")
print(len(cases), OUT.stat().st_size)
