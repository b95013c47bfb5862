"""Says how far two readers agree, from the masks and answers that the program exported for each, by scikit-learn and SciPy; and opens
each export of the first reader with the tool that its format is meant for: all of them must hold the same masks.

usage: python second_reading.py FOLDER    prints a line of JSON
FOLDER holds first/ with one export a format (named after it) and second/ with nifti and labels.

scikit-learn 1.9, SciPy 1.17, nibabel 5.4, pydicom 3.0, pycocotools 2.0, Pillow 12; dcmtk's dcmdump and dicom3tools' dciodvfy on the path.
"""

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nibabel
import numpy as np
import pydicom
from PIL import Image, ImageDraw
from pycocotools.coco import COCO
from scipy import ndimage
from sklearn.metrics import cohen_kappa_score, f1_score, jaccard_score

FOLDER = Path(sys.argv[1])
SCHEMA = json.loads((FOLDER / "first/labels/schema.json").read_text())
KEYS = {one["number"]: one["key"] for one in SCHEMA["segments"]}
GRADES = next([option["key"] for option in field["options"]] for field in SCHEMA["fields"] if field["key"] == "birads")


def masks_of(folder):
    """By item: rows × columns of segment numbers."""
    found = {}
    for file in sorted((folder / "masks").glob("*.nii.gz")):
        image = nibabel.load(file)
        values = np.asarray(image.dataobj)
        assert values.dtype == np.uint8 and values.shape[2] == 1
        found[file.name.removesuffix(".nii.gz")] = values[:, :, 0].T
    return found


def answers_of(folder):
    with open(folder / "items.csv", newline="", encoding="utf-8") as file:
        return {row["item"]: row for row in csv.DictReader(file)}


FIRST, SECOND = (masks_of(FOLDER / reader / "nifti") for reader in ("first", "second"))
SAID, SAID_AGAIN = (answers_of(FOLDER / reader / "labels") for reader in ("first", "second"))
assert FIRST.keys() == SECOND.keys() == SAID.keys() == SAID_AGAIN.keys()
ITEMS = sorted(FIRST)


def border(mask):
    padded = np.pad(mask, 1)
    return (padded & ~ndimage.binary_erosion(padded, ndimage.generate_binary_structure(2, 1)))[1:-1, 1:-1]


def hausdorff95(a, b):
    if not a.any() or not b.any():
        return None
    there = ndimage.distance_transform_edt(~border(b))[border(a)]
    back = ndimage.distance_transform_edt(~border(a))[border(b)]
    return float(max(np.percentile(there, 95), np.percentile(back, 95)))


def fields():
    told = {}
    for key, order in (("quality", None), ("finding", None), ("birads", GRADES)):
        pairs = [(SAID[item][key], SAID_AGAIN[item][key]) for item in ITEMS]
        both = [pair for pair in pairs if "" not in pair]
        a, b = ([pair[i] for pair in both] for i in (0, 1))
        told[key] = {"items": len(both), "same": float(np.mean([x == y for x, y in both])), "kappa": float(cohen_kappa_score(a, b))}
        if order:
            ranks = [[order.index(x) for x in side] for side in (a, b)]
            told[key]["weighted"] = float(cohen_kappa_score(*ranks, weights="quadratic", labels=range(len(order))))
    return told


def segments():
    told = {}
    for number, key in KEYS.items():
        pairs = [(FIRST[item] == number, SECOND[item] == number) for item in ITEMS]
        pairs = [(a, b) for a, b in pairs if a.any() or b.any()]
        if not pairs:
            continue
        distances = [distance for distance in (hausdorff95(a, b) for a, b in pairs) if distance is not None]
        told[key] = {
            "items": len(pairs),
            "oneSided": sum(not a.any() or not b.any() for a, b in pairs),
            "dice": float(np.mean([f1_score(a.ravel(), b.ravel()) for a, b in pairs])),
            "iou": float(np.mean([jaccard_score(a.ravel(), b.ravel()) for a, b in pairs])),
            "hd95": float(np.mean(distances)),
            "volume": float(np.mean([(int(a.sum()) - int(b.sum())) / int(b.sum()) for a, b in pairs if b.any()])),
        }
    return told


def same(read, item, what):
    assert np.array_equal(read, FIRST[item]), f"{what} {item}: {np.count_nonzero(read != FIRST[item])} pixels differ"


def numbered(parts, item):
    """Masks by the number of their segment, as one picture."""
    values = np.zeros(FIRST[item].shape, np.uint8)
    for number, mask in parts:
        values[mask.astype(bool)] = number
    return values


def nifti(out):
    return f"nibabel: {len(list((out / 'masks').glob('*.nii.gz')))} masks"


def dicom_seg(out):
    files = sorted(out.glob("*.dcm"))
    codes = {(one["code"]["scheme"], one["code"]["value"]) if one["code"] else ("99SKIAGRAPH", one["key"]): one["number"] for one in SCHEMA["segments"]}
    for file in files:
        found = pydicom.dcmread(file)
        assert found.SOPClassUID == "1.2.840.10008.5.1.4.1.1.66.4" and found.SegmentationType == "BINARY"
        named = {one.SegmentNumber: one.SegmentedPropertyTypeCodeSequence[0] for one in found.SegmentSequence}
        pixels = found.pixel_array.reshape(-1, found.Rows, found.Columns)
        parts = []
        for frame, groups in zip(pixels, found.PerFrameFunctionalGroupsSequence):
            code = named[groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber]
            parts.append((codes[code.CodingSchemeDesignator, code.CodeValue], frame))
        same(numbered(parts, file.stem), file.stem, "SEG")
        subprocess.run(["dcmdump", file], check=True, capture_output=True)
        checked = subprocess.run(["dciodvfy", file], capture_output=True, text=True)
        errors = [line for line in (checked.stdout + checked.stderr).splitlines() if line.startswith("Error")]
        # a picture without a place in a patient refers to its source instead (PS3.3 A.51.5.1); dicom3tools of 2022 insists
        errors = [line for line in errors if not any(word in line for word in ("FrameOfReference", "PlanePosition", "PlaneOrientation"))]
        assert not errors, f"{file.name}: {errors}"
    return f"pydicom, dcmdump, dciodvfy: {len(files)} segmentations"


def coco(out):
    for kind in ("", "_rle"):
        truth = COCO(out / f"annotations/instances_train{kind}.json")
        for picture in truth.dataset["images"]:
            annotations = truth.loadAnns(truth.getAnnIds(imgIds=picture["id"]))
            parts = [(one["category_id"], truth.annToMask(one)) for one in annotations]
            same(numbered(parts, picture["item"]), picture["item"], f"COCO{kind}")
            assert Image.open(out / "images/train" / picture["file_name"]).size == (picture["width"], picture["height"])
        assert {picture["item"] for picture in truth.dataset["images"]} == set(ITEMS)
    return f"pycocotools: {len(truth.dataset['images'])} pictures, {len(truth.dataset['annotations'])} objects, polygons and RLE"


def yolo(out):
    lines = 0
    for item in ITEMS:
        columns, rows = Image.open(out / f"images/train/{item}.png").size
        values = Image.new("L", (columns * 8, rows * 8))
        for line in (out / f"labels/train/{item}.txt").read_text().splitlines():
            number, *corners = line.split()
            points = np.array(corners, float).reshape(-1, 2) * [columns * 8, rows * 8]
            ImageDraw.Draw(values).polygon([tuple(point) for point in points - 0.5], fill=int(number) + 1)
            lines += 1
        read = np.array(values)[4::8, 4::8]
        # Pillow paints a polygon's border too; a pixel's middle is four of its own away from it
        same(read, item, "YOLO")
    return f"Pillow: {lines} polygons"


def voc(out):
    objects = 0
    for item in ITEMS:
        root = ElementTree.parse(out / f"Annotations/{item}.xml").getroot()
        assert Image.open(out / "JPEGImages" / root.findtext("filename")).size[::-1] == FIRST[item].shape
        around = [[int(one.findtext(f"bndbox/{side}")) for side in ("xmin", "ymin", "xmax", "ymax")] for one in root.iter("object")]
        objects += len(around)
        if around:
            rows, columns = np.nonzero(FIRST[item])
            assert np.min(around, 0)[:2].tolist() == [columns.min() + 1, rows.min() + 1]
            assert np.max(around, 0)[2:].tolist() == [columns.max() + 1, rows.max() + 1]
        if (out / f"SegmentationClass/{item}.png").exists():
            same(np.array(Image.open(out / f"SegmentationClass/{item}.png")), item, "VOC")
    return f"ElementTree, Pillow: {objects} objects"


def png(out):
    for item in ITEMS:
        picture = Image.open(out / f"masks/{item}.png")
        assert picture.mode == "P"
        same(np.array(picture), item, "PNG")
    return f"Pillow: {len(ITEMS)} masks"


def labels(out):
    said = {one["item"]: one for one in json.loads((out / "labels.json").read_text())["items"]}
    assert said.keys() == set(ITEMS)
    return f"csv, json: {len(said)} items"


def nnunet(out):
    about = json.loads((out / "dataset.json").read_text())
    ending = about["file_ending"]
    assert about["numTraining"] == len(list((out / "labelsTr").iterdir())) == len(ITEMS)
    for item in ITEMS:
        label = out / f"labelsTr/{item}{ending}"
        read = np.array(Image.open(label)) if ending == ".png" else np.asarray(nibabel.load(label).dataobj)[:, :, 0].T
        parts = [(number, read == about["labels"][key]) for number, key in KEYS.items()]
        same(numbered(parts, item), item, "nnU-Net")
        assert (out / f"imagesTr/{item}_0000{ending}").exists()
    return f"nnU-Net's layout: {about['numTraining']} cases, {ending}"


def npz(out):
    with np.load(out / "dataset.npz") as arrays:
        images, masks, told = (arrays[f"train_{kind}"] for kind in ("images", "masks", "labels"))
    assert images.shape[0] == masks.shape[0] == told.shape[0] == len(ITEMS) and images.dtype == np.uint8
    return f"numpy: images {images.shape}, masks {masks.shape}"


def manifest(out):
    about = json.loads((out / "manifest.json").read_text())
    for one in about["files"]:
        data = (out / one["path"]).read_bytes()
        assert len(data) == one["bytes"] and hashlib.sha256(data).hexdigest() == one["sha256"], one["path"]
    return about


READERS = {"nifti": nifti, "dicom-seg": dicom_seg, "coco": coco, "yolo": yolo, "voc": voc, "png": png, "labels": labels, "nnunet": nnunet, "npz": npz}
opened = {name: reader(FOLDER / "first" / name) for name, reader in READERS.items()}
abouts = {name: manifest(FOLDER / "first" / name) for name in READERS}
# the last line of standard output is what is read; pycocotools says more
print(json.dumps({"items": len(ITEMS), "fields": fields(), "segments": segments(), "opened": opened, "modelHelp": abouts["nifti"]["modelHelp"]}))
