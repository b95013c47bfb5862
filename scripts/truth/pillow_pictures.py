"""Writes src-main/reading/pictures/pillow-pictures.fixture.json: pictures of every kind and what Pillow reads in them.

PNG files are put together here byte by byte (Pillow can't write interlaced or narrow ones) and read by Pillow; JPEG files are
written and read by Pillow. Run: python scripts/truth/pillow_pictures.py   (Pillow 12.3, numpy)
"""

import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

OUT = Path(__file__).parents[2] / "src-main/reading/pictures/pillow-pictures.fixture.json"
ROWS, COLUMNS = 11, 13
ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
random = np.random.default_rng(7)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, depth):
    """Rows of samples as a PNG holds them, each with filter 0 (or 1, on whole bytes) in front."""
    out = b""
    for number, row in enumerate(samples.reshape(samples.shape[0], -1)):
        if depth == 16:
            raw = row.astype(">u2").tobytes()
        elif depth == 8:
            raw = row.astype("u1").tobytes()
        else:
            bits = "".join(format(int(value), f"0{depth}b") for value in row)
            bits += "0" * (-len(bits) % 8)
            raw = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        if number % 2 and depth >= 8:
            step = samples.shape[2] * depth // 8
            raw = bytes((raw[i] - (raw[i - step] if i >= step else 0)) & 255 for i in range(len(raw)))
            out += b"\x01" + raw
        else:
            out += b"\x00" + raw
    return out


def png(samples, depth, kind, interlaced, extra=b""):
    header = struct.pack(">IIBBBBB", COLUMNS, ROWS, depth, kind, 0, 0, int(interlaced))
    if interlaced:
        passes = [samples[r::rs, c::cs] for r, c, rs, cs in ADAM7]
        data = b"".join(packed(part, depth) for part in passes if part.size)
    else:
        data = packed(samples, depth)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


def samples_as_text(values, depth):
    return base64.b64encode(values.astype("<u2" if depth == 16 else "u1").tobytes()).decode()


def on_black(values, alpha, opaque):
    return np.floor(values * (alpha / opaque)[..., None] + 0.5)


def expected(file, samples, depth, kind):
    """What Pillow reads; where it only keeps 8 of 16 bits of colour, the samples that were written."""
    image = Image.open(io.BytesIO(file))
    if depth == 16 and kind in (2, 4, 6):
        array = samples.astype(float)
    elif depth == 16:
        array = np.asarray(image).astype(float)[..., None]
    elif kind == 0:
        # Pillow stretches narrow grey to 0-255.
        array = np.round(np.asarray(image.convert("L")).astype(float) * (2**depth - 1) / 255)[..., None]
    elif kind == 3:
        array = np.asarray(image.convert("RGBA")).astype(float)
    else:
        array = np.asarray(image).astype(float)
        array = array[..., None] if array.ndim == 2 else array
    if array.shape[2] in (2, 4):
        array = on_black(array[..., :-1], array[..., -1], 2.0**depth - 1 if kind != 3 else 255.0)
    return array


pictures = []
for kind in (0, 2, 3, 4, 6):
    for depth in (1, 2, 4, 8, 16):
        if (kind in (2, 4, 6) and depth < 8) or (kind == 3 and depth == 16):
            continue
        for interlaced in (False, True):
            top = min(2**depth, 200) if kind == 3 else 2**depth
            samples = random.integers(0, top, (ROWS, COLUMNS, CHANNELS[kind]))
            extra = b""
            if kind == 3:
                extra = chunk(b"PLTE", random.integers(0, 256, top * 3).astype("u1").tobytes())
                if depth == 8:
                    extra += chunk(b"tRNS", bytes([0, 51, 255]))
            file = png(samples, depth, kind, interlaced, extra)
            values = expected(file, samples, depth, kind)
            pictures.append(
                {
                    "name": f"PNG colour type {kind}, {depth} bits{', interlaced' if interlaced else ''}",
                    "file": base64.b64encode(file).decode(),
                    "shape": list(values.shape),
                    "values": samples_as_text(values, depth),
                }
            )

y, x = np.mgrid[0:33, 0:40]
grey = np.clip(128 + 90 * np.sin(x / 5) * np.cos(y / 7), 0, 255).astype("u1")
colour = np.stack([grey, np.clip(x * 6, 0, 255).astype("u1"), np.clip(y * 7, 0, 255).astype("u1")], axis=-1)
for name, array, options in [
    ("JPEG grey", grey, {}),
    ("JPEG grey, progressive", grey, {"progressive": True}),
    ("JPEG colour 4:4:4", colour, {"subsampling": 0}),
    ("JPEG colour 4:2:2", colour, {"subsampling": 1}),
    ("JPEG colour 4:2:0", colour, {"subsampling": 2}),
    ("JPEG colour 4:2:0, progressive", colour, {"subsampling": 2, "progressive": True}),
    ("JPEG RGB without transform", colour, {"keep_rgb": True}),
    ("JPEG grey with restarts", grey, {"restart_marker_blocks": 2}),
]:
    raw = io.BytesIO()
    Image.fromarray(array).save(raw, "JPEG", quality=90, **options)
    values = np.asarray(Image.open(io.BytesIO(raw.getvalue())))
    values = values[..., None] if values.ndim == 2 else values
    pictures.append(
        {
            "name": name,
            "file": base64.b64encode(raw.getvalue()).decode(),
            "shape": list(values.shape),
            "values": samples_as_text(values, 8),
        }
    )

turned = {}
exif = Image.Exif()
exif[274] = 6
raw = io.BytesIO()
Image.fromarray(grey).save(raw, "JPEG", exif=exif)
turned["turned"] = base64.b64encode(raw.getvalue()).decode()
raw = io.BytesIO()
exif[274] = 1
Image.fromarray(grey).save(raw, "JPEG", exif=exif)
turned["upright"] = base64.b64encode(raw.getvalue()).decode()
exif[274] = 3
raw = io.BytesIO()
Image.fromarray(grey).save(raw, "PNG", exif=exif)
turned["turnedPng"] = base64.b64encode(raw.getvalue()).decode()
raw = io.BytesIO()
Image.fromarray(np.stack([grey] * 4, axis=-1), mode="CMYK").save(raw, "JPEG", quality=50)
turned["cmyk"] = base64.b64encode(raw.getvalue()).decode()

OUT.write_text(json.dumps({"pictures": pictures, **turned}) + "\n")
print(len(pictures), OUT.stat().st_size)
