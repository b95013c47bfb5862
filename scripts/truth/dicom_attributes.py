"""What pydicom reads of every file of the DICOM corpus, for src-main/reading/corpus.test.ts.

    python scripts/truth/dicom_attributes.py $SKIAGRAPH_DATA > src-main/reading/dicom/pydicom-attributes.fixture.json

One line a file: the patient's name as decoded, and of pictures the number of frames, and by frame (once where all
frames agree) position, orientation, pixel spacing, rescale and windows, taken from the functional groups where there are
any; overlays with their size, origin and number of set bits.
"""

import json
import os
import sys
import warnings

import pydicom
from pydicom.multival import MultiValue

warnings.simplefilter("ignore")
MACROS = {
    "ImagePositionPatient": "PlanePositionSequence",
    "ImageOrientationPatient": "PlaneOrientationSequence",
    "PixelSpacing": "PixelMeasuresSequence",
    "RescaleSlope": "PixelValueTransformationSequence",
    "RescaleIntercept": "PixelValueTransformationSequence",
    "WindowCenter": "FrameVOILUTSequence",
    "WindowWidth": "FrameVOILUTSequence",
}


def numbers(value):
    if value is None or value == "":
        return None
    values = list(value) if isinstance(value, (MultiValue, list)) else [value]
    try:
        return [float(v) for v in values]
    except (TypeError, ValueError):
        return None


def of_frame(ds, frame, keyword):
    groups = []
    per_frame = ds.get("PerFrameFunctionalGroupsSequence") or []
    if frame < len(per_frame):
        groups.append(per_frame[frame])
    groups.extend((ds.get("SharedFunctionalGroupsSequence") or [])[:1])
    for group in groups:
        macro = group.get(MACROS[keyword])
        if macro and keyword in macro[0] and macro[0][keyword].value is not None:
            return numbers(macro[0].get(keyword))
    return numbers(ds.get(keyword))


def overlays(ds):
    found = []
    for group in range(0x6000, 0x6020, 2):
        if (group, 0x0010) not in ds or (group, 0x0011) not in ds:
            continue
        origin = ds.get((group, 0x0050))
        plane = {
            "group": group,
            "rows": int(ds[group, 0x0010].value),
            "columns": int(ds[group, 0x0011].value),
            "origin": [int(v) for v in origin.value] if origin else None,
        }
        if (group, 0x3000) in ds:
            plane["bits"] = int(ds.overlay_array(group).sum())
        found.append(plane)
    return found


def about(ds):
    record = {"pn": str(ds.get("PatientName", ""))}
    if "Rows" not in ds or not any(k in ds for k in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        return record
    frames = int(ds.get("NumberOfFrames") or 1)
    record["frames"] = frames
    for keyword in MACROS:
        values = [of_frame(ds, frame, keyword) for frame in range(min(frames, 200))]
        if any(value is not None for value in values):
            record[keyword] = values[:1] if all(value == values[0] for value in values) else values
    planes = overlays(ds)
    if planes:
        record["overlays"] = planes
    return record


root = os.path.join(sys.argv[1], "dicom", "files")
lines = []
for folder, _, names in sorted(os.walk(root)):
    for name in sorted(names):
        path = os.path.join(folder, name)
        try:
            record = about(pydicom.dcmread(path, force=True))
        except Exception as error:  # pydicom gives up in many ways
            record = {"error": type(error).__name__}
        lines.append(f"{json.dumps(os.path.relpath(path, root))}: {json.dumps(record, ensure_ascii=False)}")
print("{\n" + ",\n".join(lines) + "\n}")
