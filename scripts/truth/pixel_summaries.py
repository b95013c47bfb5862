"""Says what pydicom says of the pixels of every DICOM file in a folder: a line of JSON each, with the hash over the stored
values (samples interleaved, little endian), their ends and mean, and the ends after rescaling.

Run: python scripts/truth/pixel_summaries.py FOLDER   (numpy, pydicom 3.0.2); the table of scripts/truth/dicom-table.ts asks it.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pydicom


def summary(path):
    data = pydicom.dcmread(path)
    stored = data.pixel_array
    rescaled = stored * float(data.get("RescaleSlope", 1)) + float(data.get("RescaleIntercept", 0))
    little = np.ascontiguousarray(stored.astype(stored.dtype.newbyteorder("<")))
    return {
        "sha256": hashlib.sha256(little.tobytes()).hexdigest(),
        "min": float(stored.min()),
        "max": float(stored.max()),
        "mean": float(stored.mean()),
        "rescaledMin": float(rescaled.min()),
        "rescaledMax": float(rescaled.max()),
        "name": str(data.get("PatientName", "")),
    }


root = Path(sys.argv[1])
for path in sorted(path for path in root.rglob("*") if path.is_file()):
    try:
        print(json.dumps({"file": str(path.relative_to(root)), **summary(path)}))
    except Exception as error:  # whatever it fails of is what the table says of it
        print(json.dumps({"file": str(path.relative_to(root)), "failure": f"{type(error).__name__}: {error}"[:120]}))
