"""Writes two fixtures of src-shared/imaging: axis codes as nibabel names them (nibabel-affines), and where dcm2niix puts the
slices of real series (dcm2niix-series), with what it was told, read by pydicom.

Run: python scripts/truth/affines.py DATA   (numpy, nibabel 5.4.2, pydicom 3.0.2; dcm2niix v1.0.20220720 on the path)
DATA is the folder that holds `series/` and `dicom/files/`.
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import nibabel
import numpy as np
import pydicom

OUT = Path(__file__).parents[2] / "src-shared/imaging"


def random_affines(count):
    """Rotations, sheared by up to a half, with uneven voxels; a few are flipped."""
    random = np.random.default_rng(20261121)
    for _ in range(count):
        q, _ = np.linalg.qr(random.normal(size=(3, 3)))
        shear = np.eye(3) + np.triu(random.uniform(-0.5, 0.5, size=(3, 3)), 1)
        affine = np.eye(4)
        affine[:3, :3] = q @ shear @ np.diag(random.uniform(0.3, 5, size=3))
        affine[:3, 3] = random.uniform(-200, 200, size=3)
        yield np.round(affine, 6)


def codes():
    return [
        {"affine": affine.tolist(), "codes": nibabel.aff2axcodes(affine)} for affine in random_affines(48)
    ]


def groups(data):
    """The two series, every group of at least two slices of one series and one direction among the single files, and every
    enhanced CT or MR."""
    for folder in sorted((data / "series").iterdir()):
        if folder.is_dir():
            yield folder.name, sorted(folder.iterdir())
    found = defaultdict(list)
    for file in sorted((data / "dicom/files").rglob("*")):
        try:
            header = pydicom.dcmread(file, stop_before_pixels=True)
        except (pydicom.errors.InvalidDicomError, IsADirectoryError, AttributeError, ValueError):
            continue
        if "PerFrameFunctionalGroupsSequence" in header and header.get("Modality") in ("CT", "MR"):
            yield file.name, [file]
        place, cosines = header.get("ImagePositionPatient"), header.get("ImageOrientationPatient")
        uid = header.get("SeriesInstanceUID")
        if uid and header.get("NumberOfFrames") is None and place and cosines and len(cosines) == 6:
            found[uid, str(cosines)].append((file, tuple(place)))
    for (uid, _), files in found.items():
        if len({place for _, place in files}) >= 2 and len({place for _, place in files}) == len(files):
            yield uid, [file for file, _ in files]


def converted(files):
    """Shape, affine in LPS, some modality values by column, row and slice, and their sum, of the one volume that dcm2niix
    makes of the files; None where it makes several or none."""
    with tempfile.TemporaryDirectory() as folder:
        taken, made = Path(folder, "in"), Path(folder, "out")
        taken.mkdir()
        made.mkdir()
        for i, file in enumerate(files):
            (taken / f"{i}.dcm").write_bytes(file.read_bytes())
        subprocess.run(["dcm2niix", "-z", "n", "-o", made, taken], capture_output=True, check=False)
        volumes = list(made.glob("*.nii"))
        if len(volumes) != 1:
            return None
        image = nibabel.load(volumes[0])
        affine = np.diag([-1, -1, 1, 1]) @ image.affine
        # dcm2niix turns rows round (its first row is the lowest); back to the file's order of rows.
        rows = image.shape[1]
        turned = np.eye(4)
        turned[1, 1], turned[1, 3] = -1, rows - 1
        values = image.get_fdata()[:, ::-1]
        random = np.random.default_rng(7)
        places = [[int(random.integers(0, size)) for size in image.shape] for _ in range(20)]
        probes = [[*place, float(values[tuple(place)])] for place in places]
        return list(image.shape), (affine @ turned).tolist(), probes, float(values.sum())


def series(data):
    for name, files in groups(data):
        result = converted(files)
        if result is None:
            continue
        headers = [pydicom.dcmread(file, stop_before_pixels=True) for file in files]
        yield {
            "name": name,
            "files": [str(file.relative_to(data)) for file in files],
            "shape": result[0],
            "affine": result[1],
            "probes": result[2],
            "sum": result[3],
            "rows": int(headers[0].Rows),
            "columns": int(headers[0].Columns),
            **(told(headers) if "ImagePositionPatient" in headers[0] else {}),
        }


def told(headers):
    return {
        "spacing": [float(value) for value in headers[0].PixelSpacing],
        "orientation": [float(value) for value in headers[0].ImageOrientationPatient],
        "positions": [[float(value) for value in header.ImagePositionPatient] for header in headers],
    }


def write(name, value):
    (OUT / name).write_text(json.dumps(value) + "\n")


if __name__ == "__main__":
    write("nibabel-affines.fixture.json", codes())
    write("dcm2niix-series.fixture.json", list(series(Path(sys.argv[1]))))
