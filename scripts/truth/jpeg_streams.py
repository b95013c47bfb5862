"""Writes src-main/reading/codecs/jpeg-streams.fixture.json: JPEG streams of DCMTK's encoder and what its decoder makes of them.

Lossless with every predictor, with a point transform, 8, 12 and 16 bits, colour; 12-bit extended and
progressive, with colour of less resolution too.
Run: python scripts/truth/jpeg_streams.py   (numpy, pydicom 3.0.2; DCMTK 3.6.7 on the path)
"""

import base64
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

OUT = Path(__file__).parents[2] / "src-main/reading/codecs/jpeg-streams.fixture.json"
ROWS, COLUMNS = 19, 21


def picture(bits, samples):
    """Smooth waves, an edge and some noise over the whole range."""
    rng = np.random.default_rng(bits * 10 + samples)
    y, x, c = np.mgrid[0:ROWS, 0:COLUMNS, 0:samples].astype(float)
    values = 0.45 + 0.3 * np.sin(x / 4 + c) * np.cos(y / 5) + 0.15 * (x > 12) + 0.05 * rng.standard_normal(x.shape)
    return np.clip(values * (2**bits - 1), 0, 2**bits - 1).astype(np.uint8 if bits == 8 else np.uint16)


def write_dicom(path, bits, samples):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[f"{bits} {samples}"])
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    data.Rows, data.Columns, data.SamplesPerPixel = ROWS, COLUMNS, samples
    data.PhotometricInterpretation = "RGB" if samples == 3 else "MONOCHROME2"
    if samples == 3:
        data.PlanarConfiguration = 0
    data.BitsAllocated, data.BitsStored, data.HighBit = (8 if bits == 8 else 16), bits, bits - 1
    data.PixelRepresentation = 0
    pixels = picture(bits, samples).tobytes()
    data.PixelData = pixels + b"\0" * (len(pixels) % 2)
    data["PixelData"].VR = "OB" if bits == 8 else "OW"
    data.save_as(path, enforce_file_format=True)


def case(folder, name, bits, samples, options):
    raw, coded, decoded = (folder / f"{kind}.dcm" for kind in ("raw", "coded", "decoded"))
    write_dicom(raw, bits, samples)
    subprocess.run(["dcmcjpeg", *options, str(raw), str(coded)], check=True)
    subprocess.run(["dcmdjpeg", "+cn", "+px", str(coded), str(decoded)], check=True)
    stream = next(pydicom.encaps.generate_frames(pydicom.dcmread(coded).PixelData, number_of_frames=1))
    truth = pydicom.dcmread(decoded)
    count = ROWS * COLUMNS * samples * (1 if bits == 8 else 2)
    return {
        "name": name,
        "bits": bits,
        "samples": samples,
        "stream": base64.b64encode(stream).decode(),
        "values": base64.b64encode(truth.PixelData[:count]).decode(),
    }


def main():
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cases = [case(folder, f"lossless, predictor {sv}", 16, 1, ["+el", "+sv", str(sv)]) for sv in range(1, 8)]
        cases += [
            case(folder, "lossless, 8 bits", 8, 1, ["+e1"]),
            case(folder, "lossless, 12 bits", 12, 1, ["+e1"]),
            case(folder, "lossless, colour", 8, 3, ["+el", "+sv", "7"]),
            case(folder, "lossless, point transform", 16, 1, ["+el", "+sv", "4", "+pt", "3"]),
            case(folder, "12-bit extended", 12, 1, ["+ee", "+q", "85"]),
            case(folder, "12-bit spectral selection", 12, 1, ["+es", "+q", "85"]),
            case(folder, "12-bit progressive", 12, 1, ["+ep", "+q", "60"]),
            case(folder, "12-bit extended, colour halved across", 12, 3, ["+ee", "+q", "85"]),
            case(folder, "12-bit extended, colour halved both ways", 12, 3, ["+ee", "+q", "85", "+n1"]),
            case(folder, "12-bit progressive, colour halved both ways", 12, 3, ["+ep", "+q", "85", "+np"]),
            case(folder, "12-bit extended, whole colour", 12, 3, ["+ee", "+q", "85", "+s4"]),
        ]
    OUT.write_text(json.dumps({"rows": ROWS, "columns": COLUMNS, "cases": cases}, indent=1) + "\n")


main()
