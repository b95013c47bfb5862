"""Writes src-main/reading/dicom/unusual-files.fixture.json: small DICOM files, legal but unusual or wrongly labelled, with
what their pixels are.

The truth of lossless files is the array that they were made from; of lossy ones it is what imagecodecs (libjpeg-turbo,
CharLS, OpenJPEG) and Pillow decode. Files of big-endian words were compared with DCMTK's `dcmconv +te` once.
Run: python scripts/truth/unusual_dicom.py   (numpy, imagecodecs 2026.3.6, Pillow)
"""

import base64
import hashlib
import io
import json
import struct
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

OUT = Path(__file__).parents[2] / "src-main/reading/dicom/unusual-files.fixture.json"
IMPLICIT, EXPLICIT, DEFLATED, BIG = (f"1.2.840.10008.1.2{end}" for end in ("", ".1", ".1.99", ".2"))
GE_PIXELS = "1.2.840.113619.5.2"
DEFLATED_FRAMES, PLAIN_FRAMES = "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.1.98"
RLE, BASELINE, LOSSLESS, JPEG_LS, JPEG_2000, PART_2 = (
    f"1.2.840.10008.1.2.{end}" for end in ("5", "4.50", "4.70", "4.80", "4.90", "4.92")
)
NEAR_LOSSLESS = "1.2.840.10008.1.2.4.81"
LONG = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UN"}
BINARY = {"US": "H", "SS": "h", "UL": "I", "FD": "d"}
FILES = []
random = np.random.default_rng(20261128)


def value_bytes(vr, value, order, explicit):
    if isinstance(value, bytes):
        found = value
    elif vr == "SQ":
        found = b"".join(item(data, order, explicit) for data in value)
    elif vr in BINARY:
        numbers = value if isinstance(value, (list, tuple)) else [value]
        found = struct.pack(order + BINARY[vr] * len(numbers), *numbers)
    else:
        found = str(value).encode("latin1")
    padding = b"\0" if vr in ("UI", "OB", "UN") else b" "
    return found + padding * (len(found) % 2)


def tag_bytes(tag, order):
    return struct.pack(order + "HH", tag >> 16, tag & 0xFFFF)


def element(tag, vr, value, order="<", explicit=True):
    found = value_bytes(vr, value, order, explicit)
    if not explicit:
        return tag_bytes(tag, order) + struct.pack(order + "I", len(found)) + found
    if vr in LONG:
        return tag_bytes(tag, order) + vr.encode() + b"\0\0" + struct.pack(order + "I", len(found)) + found
    return tag_bytes(tag, order) + vr.encode() + struct.pack(order + "H", len(found)) + found


def item(data, order, explicit):
    body = data_set(data, order, explicit)
    return tag_bytes(0xFFFEE000, order) + struct.pack(order + "I", len(body)) + body


def data_set(data, order="<", explicit=True):
    """`data`: (vr, value) by tag; a value under the VR "raw" is the whole element."""
    return b"".join(
        value if vr == "raw" else element(tag, vr, value, order, explicit) for tag, (vr, value) in sorted(data.items())
    )


def meta_group(syntax, explicit=True):
    body = element(0x00020001, "OB", b"\0\1", "<", explicit)
    body += element(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7", "<", explicit)
    body += element(0x00020010, "UI", syntax, "<", explicit)
    return element(0x00020000, "UL", len(body), "<", explicit) + body


def described(array, stored=None, high=None, samples=1, photometric="MONOCHROME2", frames=None, **more):
    """The description of pixels of an array [frames,] rows, columns[, samples]."""
    bits = array.dtype.itemsize * 8
    shape = array.shape[:-1] if samples > 1 else array.shape
    rows, columns = shape[-2:]
    stored = stored or bits
    data = {
        0x00080016: ("UI", "1.2.840.10008.5.1.4.1.1.7"),
        0x00080018: ("UI", f"1.2.3.{len(FILES) + 1}"),
        0x00080060: ("CS", "OT"),
        0x00280002: ("US", samples),
        0x00280004: ("CS", photometric),
        0x00280010: ("US", rows),
        0x00280011: ("US", columns),
        0x00280100: ("US", bits),
        0x00280101: ("US", stored),
        0x00280102: ("US", stored - 1 if high is None else high),
        0x00280103: ("US", int(array.dtype.kind == "i")),
    }
    if samples > 1:
        data[0x00280006] = ("US", 0)
    if len(shape) == 3:
        data[0x00280008] = ("IS", shape[0])
    return {**data, **{int(tag[1:], 16): value for tag, value in more.items()}}


def fragments(frames, table=True, each=1, padded=True):
    """Encapsulated pixel data; `each`: fragments a frame."""
    items, offsets, at = [], [], 0
    for frame in frames:
        frame += b"\0" * (len(frame) % 2 if padded else 0)
        offsets.append(at)
        step = -(-len(frame) // each)
        step += step % 2
        for start in range(0, len(frame), step):
            piece = frame[start : start + step]
            items.append(struct.pack("<HHI", 0xFFFE, 0xE000, len(piece)) + piece)
            at += 8 + len(piece)
    offsets = struct.pack(f"<{len(offsets)}I", *offsets) if table else b""
    head = struct.pack("<HH", 0x7FE0, 0x10) + b"OB\0\0\xff\xff\xff\xff"
    head += struct.pack("<HHI", 0xFFFE, 0xE000, len(offsets)) + offsets
    return ("raw", head + b"".join(items) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0))


def case(name, data, truth, syntax=EXPLICIT, stored=None, **how):
    """`truth`: the numbers; `stored`: the bytes that are hashed, if they are not those of the numbers; None: not compared."""
    order = how.get("order", ">" if syntax == BIG else "<")
    explicit = how.get("explicit", syntax not in (IMPLICIT, GE_PIXELS))
    body = data_set(data, order, explicit)
    if syntax == DEFLATED and not how.get("plain"):
        squeeze = zlib.compressobj(9, zlib.DEFLATED, 15 if how.get("zlib") else -15)
        body = squeeze.compress(body) + squeeze.flush()
    head = b"" if how.get("bare") else b"\0" * 128 + b"DICM" + how.get("meta", meta_group(syntax))
    numbers = np.asarray(how.get("numbers", truth)).astype(np.float64)
    FILES.append(
        {
            "name": name,
            "file": base64.b64encode(head + body).decode(),
            "sha256": None if stored is False else hashlib.sha256(stored or np.asarray(truth).tobytes()).hexdigest(),
            "min": numbers.min(),
            "max": numbers.max(),
            "mean": numbers.mean(),
            "warnings": how.get("warnings", []),
        }
    )


def pixels(array, order="<", vr="OW"):
    return {0x7FE00010: (vr, array.astype(array.dtype.newbyteorder(order)).tobytes())}


def words_swapped(found):
    return np.frombuffer(found + b"\0" * (len(found) % 2), "<u2").byteswap().tobytes()


def smooth(rows, columns, low, high, kind, count=1):
    y, x = np.mgrid[0:rows, 0:columns]
    waves = [(np.sin(x / 5 + k) + np.cos(y / 7)) / 4 + 0.5 + random.normal(0, 0.02, (rows, columns)) for k in range(count)]
    return np.clip(low + np.array(waves) * (high - low), low, high).astype(kind)


def big_endian():
    for frames in (1, 3):
        array = random.integers(0, 256, (frames, 5, 7), dtype=np.uint8)
        data = {**described(array), 0x7FE00010: ("OW", words_swapped(array.tobytes()))}
        case(f"big endian, bytes in words, odd frames, {frames}", data, array, BIG)
        array = random.integers(0, 2, (frames, 7, 5), dtype=np.uint8)
        packed = np.packbits(array.ravel(), bitorder="little").tobytes()
        one_bit = {0x00280100: ("US", 1), 0x00280101: ("US", 1), 0x00280102: ("US", 0)}
        data = {**described(array), **one_bit, 0x7FE00010: ("OW", words_swapped(packed))}
        case(f"big endian, bits in words, {frames}", data, array, BIG)
        array = random.integers(0, 4096, (frames, 5, 3), dtype=np.uint16)
        bits = ((array.ravel()[:, None] >> np.arange(12)) & 1).astype(np.uint8).ravel()
        twelve = {0x00280100: ("US", 12), 0x00280101: ("US", 12), 0x00280102: ("US", 11)}
        data = {**described(array), **twelve, 0x7FE00010: ("OW", words_swapped(np.packbits(bits, bitorder="little").tobytes()))}
        case(f"big endian, twelve bits, {frames}", data, array, BIG, stored=False)
    array = random.integers(0, 65536, (5, 7), dtype=np.uint16)
    case("pixels of the other byte order than the rest", {**described(array), **pixels(array, ">")}, array, GE_PIXELS)


def labels():
    """What is written otherwise than it says."""
    array = random.integers(0, 65536, (5, 7), dtype=np.uint16)
    data = {**described(array), **pixels(array)}
    repaired = {"warnings": ["dicom-meta-repaired"]}
    case("no frames at all", {**data, 0x00280008: ("IS", "0")}, array)
    case("photometric interpretation in small letters", {**data, 0x00280004: ("CS", "monochrome2")}, array)
    case("rows and columns as text", {**data, 0x00280010: ("IS", "5"), 0x00280011: ("IS", "7")}, array)
    two = random.integers(0, 65536, (2, 5, 7), dtype=np.uint16)
    hidden = {**described(two[0]), **pixels(two)}
    case("more frames than it says", hidden, two[0], warnings=["dicom-frames-hidden"])
    more = {**data, 0x7FE00010: ("OW", array.tobytes() + bytes(30))}
    case("more bytes than pixels", more, array, warnings=["dicom-trailing-bytes"])
    case("ACR-NEMA, implicit and big endian", {**described(array), **pixels(array, ">")}, array, IMPLICIT, order=">", bare=True, **repaired)
    case("says deflated, is not", data, array, DEFLATED, plain=True, **repaired)
    case("deflated with a head of zlib", data, array, DEFLATED, zlib=True)
    case("says implicit, is explicit", data, array, EXPLICIT, meta=meta_group(IMPLICIT), **repaired)
    case("says explicit, is implicit", data, array, IMPLICIT, meta=meta_group(EXPLICIT), **repaired)
    case("says little endian, is big", {**described(array), **pixels(array, ">")}, array, BIG, meta=meta_group(EXPLICIT), **repaired)
    case("meta group implicit", data, array, IMPLICIT, meta=meta_group(IMPLICIT, explicit=False))
    for vr, length in ((b"??", struct.pack("<H", 4)), (b"  ", b"\0\0" + struct.pack("<I", 4)), (b"ZZ", b"\0\0" + struct.pack("<I", 4))):
        odd = tag_bytes(0x00091005, "<") + vr + length + b"abcd"
        case(f"an element of the representation {vr.decode()}", {**data, 0x00091005: ("raw", odd)}, array)


def compressed():
    grey = smooth(17, 23, 0, 255, np.uint8)
    encoded = imagecodecs.jpeg8_encode(grey[0], 90)
    truth = imagecodecs.jpeg8_decode(encoded)
    lossy = ["image-lossy"]
    case("JPEG without its end mark", {**described(grey[0]), 0x7FE00010: fragments([encoded[:-2]])}, truth, BASELINE, warnings=lossy)
    signed = random.integers(-2000, 2000, (3, 9, 11)).astype(np.int16)
    lossless = [imagecodecs.jpeg8_encode(frame.view(np.uint16), lossless=True, predictor=1, bitspersample=16) for frame in signed]
    jpeg_ls = [imagecodecs.jpegls_encode(frame.view(np.uint16)) for frame in signed]
    repaired = {"warnings": ["dicom-meta-repaired"]}
    case("JPEG-LS under the name of JPEG lossless", {**described(signed), 0x7FE00010: fragments(jpeg_ls)}, signed, LOSSLESS, **repaired)
    case("JPEG lossless under the name of JPEG-LS", {**described(signed), 0x7FE00010: fragments(lossless)}, signed, JPEG_LS, **repaired)
    case("compressed under the name of native", {**described(signed), 0x7FE00010: fragments(lossless)}, signed, EXPLICIT, **repaired)
    endless = {**described(signed), 0x7FE00010: fragments([stream[:-2] for stream in jpeg_ls])}
    case("JPEG-LS without its end mark", endless, signed, JPEG_LS)
    case("several fragments, no table", {**described(signed), 0x7FE00010: fragments(lossless, table=False, each=3)}, signed, LOSSLESS)
    case("fragments of odd length", {**described(signed), 0x7FE00010: fragments(lossless, padded=False)}, signed, LOSSLESS)
    for low, high, kind, stored in ((-128, 127, np.int8, 8), (-2048, 2047, np.int16, 12), (-32768, 32767, np.int16, 16)):
        array = smooth(19, 23, low, high, kind)
        for form in ("J2K", "JP2"):
            stream = imagecodecs.jpeg2k_encode(array[0], reversible=True, codecformat=form, bitspersample=stored)
            data = {**described(array[0], stored), 0x7FE00010: fragments([stream])}
            case(f"JPEG 2000, {form}, signed, {stored} bits", data, array[0], JPEG_2000)
    small = smooth(19, 23, -100, 100, np.int8)[0]
    stream = imagecodecs.jpeg2k_encode(small, reversible=True, codecformat="J2K")
    wide = small.astype(np.int16)
    case("JPEG 2000, signed bytes in words", {**described(wide), 0x7FE00010: fragments([stream])}, wide, JPEG_2000)
    stream = imagecodecs.htj2k_encode(small, reversible=True)
    case("HTJ2K under the name of JPEG 2000, signed bytes", {**described(small), 0x7FE00010: fragments([stream])}, small, JPEG_2000, **repaired)
    array = smooth(19, 23, 0, 4095, np.uint16)[0]
    stream = imagecodecs.jpeg2k_encode(array, reversible=True, codecformat="J2K", bitspersample=12)
    data = described(array, 12)
    case("JPEG 2000 without its end mark", {**data, 0x7FE00010: fragments([stream[:-2]])}, array, JPEG_2000)
    case("JPEG 2000 under the name of Part 2", {**data, 0x7FE00010: fragments([stream])}, array, PART_2)
    rgb = np.ascontiguousarray(smooth(18, 21, 0, 255, np.uint8, 3).transpose(1, 2, 0))
    stream = imagecodecs.jpeg8_encode(rgb, 90, subsampling="420")
    picture = Image.open(io.BytesIO(stream))
    picture.draft("YCbCr", picture.size)
    data = {**described(rgb, samples=3, photometric="YBR_FULL_422"), 0x7FE00010: fragments([stream], each=3, table=False)}
    case("JPEG 4:2:0 in fragments", data, np.array(picture), BASELINE, warnings=lossy)


def frames_in_fragments():
    """Pixels that lie as natively, a frame in fragments of its own (PS3.5 A.4.11, A.4.13)."""
    for name, syntax, squeezed in (("plain", PLAIN_FRAMES, bytes), ("deflated", DEFLATED_FRAMES, lambda raw: zlib.compress(raw)[2:-4])):
        array = random.integers(0, 65536, (3, 5, 7), dtype=np.uint16)
        data = {**described(array), 0x7FE00010: fragments([squeezed(frame.tobytes()) for frame in array], each=2)}
        case(f"{name} frames in fragments", data, array, syntax)
        array = random.integers(0, 256, (2, 5, 7, 3), dtype=np.uint8)
        planes = fragments([squeezed(frame.transpose(2, 0, 1).tobytes()) for frame in array])
        data = {**described(array, samples=3, photometric="RGB"), 0x00280006: ("US", 1), 0x7FE00010: planes}
        case(f"{name} frames in fragments, by plane", data, array, syntax)
        array = random.integers(0, 2, (3, 7, 5), dtype=np.uint8)
        bits = [squeezed(np.packbits(frame.ravel(), bitorder="little").tobytes()) for frame in array]
        one_bit = {0x00280100: ("US", 1), 0x00280101: ("US", 1), 0x00280102: ("US", 0)}
        case(f"{name} frames in fragments, bits", {**described(array), **one_bit, 0x7FE00010: fragments(bits)}, array, syntax)


def beyond_their_words():
    array = random.integers(0, 65536, (9, 9), dtype=np.uint16)
    stream = imagecodecs.jpeg2k_encode(array, reversible=True, codecformat="J2K")
    wide = array.astype(np.uint32)
    case("JPEG 2000 of words in 32 bits", {**described(wide, 16), 0x7FE00010: fragments([stream])}, wide, JPEG_2000)
    case("JPEG 2000 under the name of run lengths", {**described(array), 0x7FE00010: fragments([stream])}, array, RLE, warnings=["dicom-meta-repaired"])
    array = smooth(17, 23, 3500, 4095, np.uint16)[0]
    stream = imagecodecs.jpegls_encode(array, level=3)
    decoded = imagecodecs.jpegls_decode(stream)
    assert decoded.max() > 4095
    data = {**described(array, 12), 0x7FE00010: fragments([stream])}
    case("JPEG-LS that ends above its white", data, decoded, NEAR_LOSSLESS, numbers=np.minimum(decoded, 4095), warnings=["image-lossy"])


big_endian()
labels()
compressed()
frames_in_fragments()
beyond_their_words()
OUT.write_text(json.dumps(FILES, indent=1) + "\n")
