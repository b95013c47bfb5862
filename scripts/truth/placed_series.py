"""Writes src-main/reading/placed-series.fixture.json: small made-up series in many orientations, single slices and enhanced
objects, with the volume that dcm2niix makes of each.

Run: python scripts/truth/placed_series.py   (numpy, nibabel 5.4.2, pydicom 3.0.2; dcm2niix v1.0.20220720 on the path)
"""

import base64
import io
import json
import subprocess
import tempfile
from pathlib import Path

import nibabel
import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

OUT = Path(__file__).parents[2] / "src-main/reading/placed-series.fixture.json"
COLUMNS, ROWS, SLICES = 4, 3, 4
ORIGIN = np.array([-31.5, 12.25, 7.75])
STEP = 3.0
SPACING = [1.5, 0.9]
CLASSES = {"MR": "1.2.840.10008.5.1.4.1.1.4", "CT": "1.2.840.10008.5.1.4.1.1.2"}
random = np.random.default_rng(20261128)


def uid(*entropy):
    return generate_uid(entropy_srcs=[str(part) for part in entropy])


def rotation(*degrees):
    a, b, c = np.radians(degrees)
    about_x = [[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]]
    about_y = [[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]]
    about_z = [[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]]
    return np.array(about_z) @ about_y @ about_x


# columns: along a row, down a column, along the normal
PLANES = {
    "axial": np.eye(3),
    "coronal": np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "sagittal": np.array([[0, 0, -1], [1, 0, 0], [0, -1, 0]]),
}


def decimals(values):
    return [f"{value:.8f}"[:16] for value in values]


def made(name, number, modality, enhanced):
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = CLASSES[modality] + (".1" if enhanced else "")
    meta.MediaStorageSOPInstanceUID = uid(name, number)
    data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    data.Modality, data.PatientID, data.PatientName, data.Manufacturer = modality, "P", "P", "Nobody"
    data.StudyInstanceUID, data.SeriesInstanceUID = uid(name, "study"), uid(name, "series")
    data.FrameOfReferenceUID, data.SeriesNumber, data.InstanceNumber = uid(name, "frame"), 1, number + 1
    data.StudyDate, data.StudyTime = "20200101", "120000"
    data.Rows, data.Columns, data.SamplesPerPixel, data.PhotometricInterpretation = ROWS, COLUMNS, 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 16, 15, 0
    return data


def singles(name, axes, step, modality, order):
    values = random.integers(0, 1000, (SLICES, ROWS, COLUMNS), dtype=np.uint16)
    for number, place in enumerate(order):
        data = made(name, number, modality, enhanced=False)
        data.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        data.ImagePositionPatient = decimals(ORIGIN + place * step * axes[:, 2])
        data.ImageOrientationPatient = decimals([*axes[:, 0], *axes[:, 1]])
        data.PixelSpacing, data.SliceThickness = SPACING, abs(step)
        data.RescaleSlope, data.RescaleIntercept = 1, -1024 if modality == "CT" else 0
        data.PixelData = values[place].tobytes()
        yield data


def item(**attributes):
    data = Dataset()
    for name, value in attributes.items():
        setattr(data, name, value)
    return data


def enhanced(name, axes, step, modality, order):
    values = random.integers(0, 1000, (SLICES, ROWS, COLUMNS), dtype=np.uint16)
    data = made(name, 0, modality, enhanced=True)
    data.ImageType, data.NumberOfFrames = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"], SLICES
    orientation = item(ImageOrientationPatient=decimals([*axes[:, 0], *axes[:, 1]]))
    scale = item(RescaleSlope=1, RescaleIntercept=-1024 if modality == "CT" else 0, RescaleType="US")
    data.SharedFunctionalGroupsSequence = [
        item(
            PixelMeasuresSequence=[item(PixelSpacing=SPACING, SliceThickness=abs(step))],
            PlaneOrientationSequence=[orientation],
            PixelValueTransformationSequence=[scale],
        )
    ]
    data.PerFrameFunctionalGroupsSequence = [
        item(
            PlanePositionSequence=[item(ImagePositionPatient=decimals(ORIGIN + place * step * axes[:, 2]))],
            FrameContentSequence=[item(StackID="1", InStackPositionNumber=place + 1, DimensionIndexValues=[1, place + 1])],
        )
        for place in order
    ]
    organisation = uid(name, "dimensions")
    data.DimensionOrganizationSequence = [item(DimensionOrganizationUID=organisation)]
    data.DimensionIndexSequence = [
        item(DimensionOrganizationUID=organisation, DimensionIndexPointer=tag, FunctionalGroupPointer=0x00209111)
        for tag in (0x00209056, 0x00209057)
    ]
    data.PixelData = values[list(order)].tobytes()
    yield data


def written(data):
    buffer = io.BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def converted(files):
    """Affine (column, row, slice to LPS) and modality values, slice by slice, of dcm2niix's volume, rows as in the files."""
    with tempfile.TemporaryDirectory() as folder:
        taken, out = Path(folder, "in"), Path(folder, "out")
        taken.mkdir()
        out.mkdir()
        for i, file in enumerate(files):
            (taken / f"{i}.dcm").write_bytes(file)
        subprocess.run(["dcm2niix", "-z", "n", "-o", out, taken], capture_output=True, check=True)
        [volume] = out.glob("*.nii")
        image = nibabel.load(volume)
        turned = np.eye(4)
        turned[1, 1], turned[1, 3] = -1, ROWS - 1
        affine = np.diag([-1, -1, 1, 1]) @ image.affine @ turned
        values = image.get_fdata()[:, ::-1]
        return affine, values


def case(name, maker, axes, step=STEP, modality="MR", order=range(SLICES)):
    files = [written(data) for data in maker(name, axes, step, modality, list(order))]
    affine, values = converted(files)
    return {
        "name": name,
        "files": [base64.b64encode(file).decode() for file in files],
        "affine": affine.tolist(),
        "values": values.transpose(2, 1, 0).ravel().astype(int).tolist(),
    }


def cases():
    shuffled = [2, 0, 3, 1]
    for name, axes in PLANES.items():
        oblique = rotation(12, -20, 7) @ axes
        yield case(f"CT, {name}", singles, axes, modality="CT")
        yield case(f"MR, {name}, oblique, numbered downwards", singles, oblique, step=-STEP)
        yield case(f"MR, {name}, oblique, numbered at random", singles, oblique, order=shuffled)
        yield case(f"enhanced CT, {name}", enhanced, axes, modality="CT")
        yield case(f"enhanced MR, {name}, oblique, numbered downwards", enhanced, oblique, step=-STEP)
        yield case(f"enhanced MR, {name}, oblique, frames in any order", enhanced, oblique, order=shuffled)


OUT.write_text(json.dumps(list(cases()), indent=1) + "\n")
