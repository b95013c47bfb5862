"""Writes scripts/truth/dcm2pnm-views.fixture.json: small DICOM files of every kind of grey, and what dcmtk's dcm2pnm shows of them.

Run: python scripts/truth/dcm2pnm_views.py   (pydicom 3.0, numpy, dcmtk 3.6 with dcm2pnm)
"""

import base64
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

OUT = Path(__file__).parent / "dcm2pnm-views.fixture.json"
ROWS, COLUMNS = 24, 32
random = np.random.default_rng(11)


def film(pixels, bits=16, stored=12, signed=False, photometric="MONOCHROME2"):
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    data.file_meta.MediaStorageSOPInstanceUID = "2.25.4711"
    data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID
    data.Modality = "OT"
    data.PatientName, data.PatientID = "Truth^Grey", "T-1"
    data.StudyInstanceUID, data.SeriesInstanceUID = "2.25.4712", "2.25.4713"
    data.Rows, data.Columns = pixels.shape[:2]
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = photometric
    data.BitsAllocated, data.BitsStored, data.HighBit = bits, stored, stored - 1
    data.PixelRepresentation = int(signed)
    data.PixelData = pixels.astype({8: "u1", 16: "<i2" if signed else "<u2"}[bits]).tobytes()
    return data


def ramp(low, high):
    """Every value of the range somewhere, in no order that a row could hide behind."""
    values = np.linspace(low, high, ROWS * COLUMNS).round().astype(int)
    random.shuffle(values)
    return values.reshape(ROWS, COLUMNS)


def windowed(data, center, width, function=None):
    data.WindowCenter, data.WindowWidth = center, width
    if function:
        data.VOILUTFunction = function
    return data


def table(first, values, bits):
    entry = Dataset()
    entry.add_new(0x00283002, "US", [len(values), first, bits])
    entry.add_new(0x00283006, "OW", np.asarray(values).astype("<u2").tobytes())
    return entry


def films():
    ct = film(ramp(0, 4095))
    ct.RescaleSlope, ct.RescaleIntercept = 1, -1024
    yield "a CT slice in a soft window", windowed(ct, 40, 400), ["+Wi", "1"]
    lung = film(ramp(0, 4095))
    lung.RescaleSlope, lung.RescaleIntercept = 1, -1024
    yield "a CT slice in a lung window", windowed(lung, -600, 1500), ["+Wi", "1"]
    steep = film(ramp(-2000, 2000), stored=16, signed=True)
    steep.RescaleSlope, steep.RescaleIntercept = 0.5, 10
    yield "signed values with a slope below one", windowed(steep, 0, 900), ["+Wi", "1"]
    yield "a window of width 1", windowed(film(ramp(0, 4095)), 2000, 1), ["+Wi", "1"]
    sigmoid = windowed(film(ramp(0, 4095)), 2048, 1200, "SIGMOID")
    yield "a sigmoid window", sigmoid, ["+Wi", "1", "+Wfs"]
    yield "MONOCHROME1 in a window", windowed(film(ramp(0, 4095), photometric="MONOCHROME1"), 1500, 2500), ["+Wi", "1"]
    yield "eight bits as they are", film(ramp(0, 255), bits=8, stored=8), ["-W"]
    yield "MONOCHROME1 of eight bits", film(ramp(0, 255), bits=8, stored=8, photometric="MONOCHROME1"), ["-W"]
    curve = (255 * np.linspace(0, 1, 1024) ** 2.2).round()
    voi = film(ramp(0, 1023), stored=10)
    voi.VOILUTSequence = Sequence([table(0, curve, 8)])
    yield "a VOI table that bends the greys", voi, ["+Wl", "1"]
    modality = film(ramp(0, 1023), stored=10)
    modality.ModalityLUTSequence = Sequence([table(0, (np.linspace(0, 1, 1024) ** 0.5 * 4095).round(), 16)])
    modality.ModalityLUTSequence[0].ModalityLUTType = "US"
    yield "a modality table before the window", windowed(modality, 2048, 4096), ["+Wi", "1"]
    palette = film(ramp(0, 255), bits=8, stored=8, photometric="PALETTE COLOR")
    for name, part in (("Red", 1.0), ("Green", 0.5), ("Blue", 0.25)):
        setattr(palette, f"{name}PaletteColorLookupTableDescriptor", [256, 0, 16])
        values = (np.linspace(0, 65535, 256) * part).astype("<u2")
        setattr(palette, f"{name}PaletteColorLookupTableData", values.tobytes())
    yield "a palette", palette, []
    overlaid = windowed(film(ramp(0, 2000)), 1000, 2001)
    mask = np.zeros((ROWS, COLUMNS), bool)
    mask[3:9, 5:20] = mask[15, :] = True
    overlaid.add_new(0x60000010, "US", ROWS)
    overlaid.add_new(0x60000011, "US", COLUMNS)
    overlaid.add_new(0x60000040, "CS", "G")
    overlaid.add_new(0x60000050, "SS", [1, 1])
    overlaid.add_new(0x60000100, "US", 1)
    overlaid.add_new(0x60000102, "US", 0)
    overlaid.add_new(0x60003000, "OW", np.packbits(mask.ravel(), bitorder="little").tobytes())
    yield "an overlay", overlaid, ["+Wi", "1", "+O", "1", "+Omr"]


def shown(file, options):
    """The picture that dcm2pnm makes, rows × columns (× 3)."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.pnm"
        subprocess.run(["dcm2pnm", "--write-raw-pnm", *options, str(file), str(out)], check=True)
        raw = out.read_bytes()
    fields, at = [], 0
    while len(fields) < 4:
        end = at
        while raw[end : end + 1] not in (b" ", b"\n", b"\t"):
            end += 1
        word = raw[at:end]
        at = end + 1
        if word.startswith(b"#"):
            at = raw.index(b"\n", end) + 1
        elif word:
            fields.append(word)
    assert fields[0] in (b"P5", b"P6") and fields[3] == b"255", fields
    return np.frombuffer(raw[at:], "u1")


cases = []
for name, data, options in films():
    with tempfile.NamedTemporaryFile(suffix=".dcm") as file:
        data.save_as(file.name, enforce_file_format=True)
        picture = shown(file.name, options)
        cases.append(
            {
                "name": name,
                "file": base64.b64encode(Path(file.name).read_bytes()).decode(),
                "shown": base64.b64encode(picture.tobytes()).decode(),
            }
        )
version = subprocess.run(["dcm2pnm", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
OUT.write_text(json.dumps({"by": version.strip(), "rows": ROWS, "columns": COLUMNS, "cases": cases}, indent=1) + "\n")
print(len(cases), OUT.stat().st_size)
