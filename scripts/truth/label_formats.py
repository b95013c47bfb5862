"""Reads what the program exports with the tools that the formats are meant for, compares every mask, box and label with what was said
(labels.json, decoded here), and writes src-main/exchange/read-elsewhere.fixture.json: digests of the contents that were found right.

Run: python scripts/truth/label_formats.py   (numpy, nibabel 5.4.2, pydicom 3.0.2, pillow 12, scikit-image 0.26, pycocotools 2.0,
     dcmtk's dcmdump and dicom3tools' dciodvfy on the path; Node 24 as node_modules/.bin/node)
"""

import csv
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import nibabel
import numpy as np
import pydicom
from PIL import Image
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from skimage.draw import polygon as skimage_polygon

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "src-main/exchange/read-elsewhere.fixture.json"
PART = {"train": "train", "validation": "val", "test": "test", None: "train"}
digests = {}


def blessed(name, content):
    """What was found right; bytes, or an array's values."""
    data = content if isinstance(content, bytes) else np.ascontiguousarray(content).tobytes()
    digests[name] = hashlib.sha256(data).hexdigest()


def same(a, b, what):
    a, b = np.asarray(a), np.asarray(b)
    assert a.shape == b.shape, f"{what}: {a.shape} is not {b.shape}"
    assert np.array_equal(a, b), f"{what}: {np.count_nonzero(a != b)} differ"


def dense(item, filled=True):
    """Segment → slices × rows × columns of bools, as labels.json says; polygons filled by scikit-image."""
    shape = (item["slices"], item["rows"], item["columns"])
    found = {}
    for mask in item["masks"]:
        values = found.setdefault(mask["segment"], np.zeros(shape, bool))
        for one in mask["slices"]:
            flat = np.concatenate([np.full(run, i % 2, bool) for i, run in enumerate(one["runs"])])
            values[one["slice"]] = flat.reshape(shape[1:])
    for drawn in item["shapes"] if filled else []:
        if drawn["kind"] == "polygon":
            x, y = np.array(drawn["points"]).T
            rows, columns = skimage_polygon(y - 0.5, x - 0.5, shape[1:])
            found.setdefault(drawn["segment"], np.zeros(shape, bool))[drawn["slice"], rows, columns] = True
    return found


def numbered(masks, numbers, shape):
    values = np.zeros(shape, np.uint8)
    for key, mask in masks.items():
        values[mask] = numbers[key]
    return values


def overlapping(masks):
    return len(masks) > 1 and (sum(mask.astype(int) for mask in masks.values()) > 1).any()


def picture_name(item, at):
    return item["item"] if item["slices"] == 1 else f"{item['item']}-{at:04d}"


def nifti(out, items, numbers, affines):
    for item in items:
        masks = dense(item)
        shape = (item["slices"], item["rows"], item["columns"])
        files = (
            {f"{item['item']}.{key}": {key: mask} for key, mask in masks.items()}
            if overlapping(masks)
            else {item["item"]: masks}
        )
        for name, own in files.items():
            image = nibabel.load(out / f"masks/{name}.nii.gz")
            assert image.get_data_dtype() == np.uint8
            same(np.asarray(image.dataobj).T, numbered(own, numbers, shape), f"nifti {name}")
            blessed(f"nifti/{name}", gzip.decompress((out / f"masks/{name}.nii.gz").read_bytes()))
            affine = affines[item["item"]]
            if affine is None:
                assert int(image.header["sform_code"]) == 0 and int(image.header["qform_code"]) == 0
                assert np.allclose(image.header.get_zooms(), (0.5, 0.7, 1)), image.header.get_zooms()
            else:
                lps = np.diag([-1, -1, 1, 1]) @ image.affine
                assert np.allclose(lps, affine, atol=1e-5), f"nifti {name}: {lps}"
    odd = nibabel.load(out / "images/x5oblique.nii.gz")
    assert odd.get_data_dtype() == np.int16 and (odd.dataobj.slope, odd.dataobj.inter) == (2, -1024)


def dicom_seg(out, items, affines, codes):
    for item in items:
        masks, file = dense(item), out / f"{item['item']}.dcm"
        if item["item"] == "s1sheared":
            assert not file.exists()
            continue
        found = pydicom.dcmread(file)
        assert found.SOPClassUID == "1.2.840.10008.5.1.4.1.1.66.4" and found.SegmentationType == "BINARY"
        pixels = np.atleast_3d(found.pixel_array) if found.NumberOfFrames == 1 else found.pixel_array
        if found.NumberOfFrames == 1:
            pixels = found.pixel_array.reshape(1, item["rows"], item["columns"])
        names = {s.SegmentNumber: s.SegmentedPropertyTypeCodeSequence[0] for s in found.SegmentSequence}
        assert list(names) == list(range(1, len(names) + 1))
        read = {}
        for frame, groups in zip(pixels, found.PerFrameFunctionalGroupsSequence):
            number = groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber
            key = next(key for key, code in codes.items() if code == (names[number].CodingSchemeDesignator, names[number].CodeValue))
            if "PlanePositionSequence" in groups:
                position = np.array(groups.PlanePositionSequence[0].ImagePositionPatient, float)
                affine = np.array(affines[item["item"]])
                step = np.linalg.solve(affine, [*position, 1])
                assert np.allclose(step[:2], 0, atol=1e-6) and abs(step[2] - round(step[2])) < 1e-6
                at = round(step[2])
            else:
                at = 0
            values = read.setdefault(key, np.zeros((item["slices"], item["rows"], item["columns"]), bool))
            values[at] = frame
            if "DerivationImageSequence" in groups:
                source = groups.DerivationImageSequence[0].SourceImageSequence[0]
                listed = [one.ReferencedSOPInstanceUID for one in found.ReferencedSeriesSequence[0].ReferencedInstanceSequence]
                assert listed.index(source.ReferencedSOPInstanceUID) == at
        for key in set(read) | set(masks):
            empty = np.zeros((item["slices"], item["rows"], item["columns"]), bool)
            same(read.get(key, empty), masks.get(key, empty), f"seg {item['item']} {key}")
        blessed(f"dicom-seg/{item['item']}", bytes(found.PixelData))
        for capture in (out / "images").glob(f"{item['item']}*.dcm"):
            picture = pydicom.dcmread(capture)
            referred = found.PerFrameFunctionalGroupsSequence[0].DerivationImageSequence[0].SourceImageSequence[0]
            assert picture.SOPInstanceUID == referred.ReferencedSOPInstanceUID
            assert picture.pixel_array.shape[:2] == (item["rows"], item["columns"])
            assert picture.StudyInstanceUID == found.StudyInstanceUID and picture.PatientID == found.PatientID == item["item"]
            checked = subprocess.run(["dciodvfy", capture], capture_output=True, text=True)
            assert "Error" not in checked.stdout + checked.stderr, checked.stderr
        subprocess.run(["dcmdump", file], check=True, capture_output=True)
        checked = subprocess.run(["dciodvfy", file], capture_output=True, text=True)
        errors = [line for line in (checked.stdout + checked.stderr).splitlines() if line.startswith("Error")]
        if affines[item["item"]] is None:
            # A film has no place in a patient, and needs none where it names its source (PS3.3 A.51.5.1); dicom3tools of 2022 insists.
            errors = [line for line in errors if not any(word in line for word in ("FrameOfReference", "PlanePosition", "PlaneOrientation"))]
        assert not errors, f"{file.name}: {errors}"


def coco(out, items):
    for item in items:
        masks = dense(item, filled=False)
        for kind in ("", "_rle"):
            truth = COCO(out / f"annotations/instances_{PART[item['part']]}{kind}.json")
            names = {one["id"]: one["name"] for one in truth.dataset["categories"]}
            pictures = [one for one in truth.dataset["images"] if one["item"] == item["item"]]
            assert {one["file_name"] for one in pictures} == {
                f"{picture_name(item, at)}.png"
                for at in range(item["slices"])
                if item["slices"] == 1 or any(mask[at].any() for mask in masks.values())
            }
            for picture in pictures:
                at = picture["slice"]
                shown = Image.open(out / f"images/{PART[item['part']]}/{picture['file_name']}")
                assert shown.size == (picture["width"], picture["height"]) == (item["columns"], item["rows"])
                read = {}
                for one in truth.loadAnns(truth.getAnnIds(imgIds=picture["id"])):
                    name = names[one["category_id"]]
                    if "keypoints" in one:
                        points = [p["points"] for p in item["shapes"] if p["segment"] == name]
                        assert one["keypoints"] == [*points[0][0], 2]
                        continue
                    if "segmentation" not in one:
                        (x0, y0), (x1, y1) = next(p["points"] for p in item["shapes"] if p["segment"] == name)
                        assert one["bbox"] == [min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)]
                        assert one["attributes"] == {"margin": "blurred"}
                        continue
                    if name not in masks:
                        continue
                    decoded = truth.annToMask(one).astype(bool)
                    assert one["area"] == decoded.sum(), f"coco{kind} {picture['file_name']}: area"
                    assert one["bbox"] == coco_mask.toBbox(coco_mask.encode(np.asfortranarray(decoded.astype(np.uint8)))).tolist()
                    empty = np.zeros((item["rows"], item["columns"]), bool)
                    assert not (read.setdefault(name, empty) & decoded).any()
                    read[name] |= decoded
                for name, mask in masks.items():
                    if mask[at].any():
                        same(read[name], mask[at], f"coco{kind} {picture['file_name']} {name}")
    for file in sorted((out / "annotations").iterdir()):
        blessed(f"coco/{file.name}", file.read_bytes())


def covered(polygon, rows, columns):
    """Pixels whose middle a polygon winds round, reckoned here by angles' signs (crossings of a ray to the left)."""
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    turns = np.zeros((rows, columns), int)
    for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0)):
        crosses = (y0 <= y) != (y1 <= y)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        turns += np.where(crosses & (at < x), 1 if y1 > y0 else -1, 0)
    return turns != 0


def yolo(out, items, segments, lines):
    data = {}
    for line in (out / "data.yaml").read_text().splitlines():
        key, _, value = line.partition(":")
        data[key.strip()] = value.strip()
    assert [data[str(i)] for i in range(int(data["nc"]))] == [f'"{key}"' for key in segments]
    for item in items:
        masks = dense(item, filled=False)
        part = PART[item["part"]]
        for at in range(item["slices"]):
            file = out / f"labels/{part}/{picture_name(item, at)}.txt"
            if not file.exists():
                assert item["slices"] > 1 and not any(mask[at].any() for mask in masks.values())
                continue
            picture = Image.open(out / f"images/{part}/{picture_name(item, at)}.png")
            size = np.array(picture.size)
            read, boxes = {}, {}
            for line in file.read_text().splitlines():
                number, *values = line.split()
                values = np.array(values, float)
                assert (values >= 0).all() and (values <= 1).all()
                key = segments[int(number)]
                if lines == "boxes":
                    assert len(values) == 4
                    boxes.setdefault(key, []).append(np.concatenate([(values[:2] - values[2:] / 2), values[:2] + values[2:] / 2]) * np.tile(size, 2))
                else:
                    own = covered(values.reshape(-1, 2) * size, item["rows"], item["columns"])
                    read[key] = read.get(key, np.zeros_like(own)) | own
            for key, mask in masks.items():
                if lines == "polygons" and mask[at].any():
                    same(read[key], mask[at], f"yolo {file.name} {key}")
                if lines == "boxes" and mask[at].any():
                    rows, columns = np.nonzero(mask[at])
                    around = np.array(boxes[key])
                    assert np.allclose(around[:, :2].min(0), (columns.min(), rows.min()), atol=1e-5)
                    assert np.allclose(around[:, 2:].max(0), (columns.max() + 1, rows.max() + 1), atol=1e-5)
            blessed(f"yolo-{lines}/{file.name}", file.read_bytes())


def voc(out, items, segments, numbers):
    listed = {part: (out / f"ImageSets/Main/{part}.txt").read_text().split() for part in ("train", "val", "test")}
    for item in items:
        masks = dense(item)
        for at in range(item["slices"]):
            name = picture_name(item, at)
            file = out / f"Annotations/{name}.xml"
            if not file.exists():
                continue
            assert name in listed[PART[item["part"]]]
            root = ElementTree.parse(file).getroot()
            picture = Image.open(out / "JPEGImages" / root.findtext("filename"))
            assert picture.size == (int(root.findtext("size/width")), int(root.findtext("size/height")))
            assert len(picture.getbands()) == int(root.findtext("size/depth"))
            for key, mask in masks.items():
                around = [
                    [int(one.findtext(f"bndbox/{side}")) for side in ("xmin", "ymin", "xmax", "ymax")]
                    for one in root.iter("object")
                    if one.findtext("name") == key
                ]
                if not mask[at].any() or key == "muscle":
                    continue
                rows, columns = np.nonzero(mask[at])
                around = np.array(around)
                assert (around[:, :2].min(0) == (columns.min() + 1, rows.min() + 1)).all()
                assert (around[:, 2:].max(0) == (columns.max() + 1, rows.max() + 1)).all()
            blessed(f"voc/{file.name}", file.read_bytes())
            map_file = out / f"SegmentationClass/{name}.png"
            if map_file.exists():
                expected = numbered({key: mask[at] for key, mask in masks.items()}, numbers, (item["rows"], item["columns"]))
                same(np.array(Image.open(map_file)), expected, f"voc {name}")


def png(out, items, numbers, colours):
    for item in items:
        masks = dense(item)
        for at in range(item["slices"]):
            here = {key: mask[at] for key, mask in masks.items()}
            files = {f"{picture_name(item, at)}.{key}": {key: mask} for key, mask in here.items()} if overlapping(here) else {picture_name(item, at): here}
            for name, own in files.items():
                picture = Image.open(out / f"masks/{name}.png")
                assert picture.mode == "P"
                same(np.array(picture), numbered(own, numbers, (item["rows"], item["columns"])), f"png {name}")
                blessed(f"png/{name}", np.array(picture))
                palette = np.array(picture.getpalette()).reshape(-1, 3)
                for key in own:
                    assert "#%02x%02x%02x" % tuple(palette[numbers[key]]) == colours[key]


def nnunet(out, items, affines):
    """The rules of nnU-Net's documentation/dataset_format.md and of its verify_dataset_integrity."""
    about = json.loads((out / "dataset.json").read_text())
    assert list(about["labels"].values()) == list(range(len(about["labels"]))) and next(iter(about["labels"])) == "background"
    assert list(about["channel_names"]) == [str(i) for i in range(len(about["channel_names"]))]
    ending = about["file_ending"]
    written = sorted(file.name for file in (out / "labelsTr").iterdir())
    assert len(written) == about["numTraining"]
    for part in ("Tr", "Ts"):
        if not (out / f"labels{part}").exists():
            continue
        for label in (out / f"labels{part}").iterdir():
            name = label.name.removesuffix(ending)
            images = sorted((out / f"images{part}").glob(f"{name}_*{ending}"))
            assert [file.name for file in images] == [f"{name}_{i:04d}{ending}" for i in range(len(about["channel_names"]))]
            item = next(one for one in items if one["item"] == name)
            expected = numbered(dense(item), about["labels"], (item["slices"], item["rows"], item["columns"]))
            if ending == ".png":
                same(np.array(Image.open(label))[None], expected, f"nnunet {name}")
                blessed(f"nnunet-png/{name}", np.array(Image.open(label)))
                continue
            mask, image = nibabel.load(label), nibabel.load(images[0])
            same(np.asarray(mask.dataobj).T, expected, f"nnunet {name}")
            assert image.shape == mask.shape and np.allclose(image.affine, mask.affine)
            blessed(f"nnunet/{name}", gzip.decompress(label.read_bytes()))
    if (out / "splits_final.json").exists():
        splits = json.loads((out / "splits_final.json").read_text())
        assert sorted(splits[0]["train"] + splits[0]["val"]) == [name.removesuffix(ending) for name in written]


def npz(out, items, numbers):
    with np.load(out / "dataset.npz") as arrays:
        assert sorted(arrays) == sorted(f"{part}_{kind}" for part in ("train", "val", "test") for kind in ("images", "labels", "masks"))
        names = json.loads((out / "labels.json").read_text())["labels"]
        for part in ("train", "val", "test"):
            own = [item for item in items if PART[item["part"]] == part and item["item"] != "m2overlap"]
            slices = [(item, at) for item in own for at in range(item["slices"]) if item["slices"] == 1 or any(mask[at].any() for mask in dense(item).values())]
            images, labels, masks = (arrays[f"{part}_{kind}"] for kind in ("images", "labels", "masks"))
            assert images.shape == (len(slices), 28, 28, 3) and images.dtype == np.uint8
            assert masks.shape == (len(slices), 28, 28) and labels.shape == (len(slices), 1)
            for i, (item, at) in enumerate(slices):
                answer = next(one["answer"] for one in item["answers"] if one["field"] == "side")
                assert names[str(labels[i][0])] == answer
                rows, columns = (np.floor((np.arange(28) + 0.5) * side / 28).astype(int) for side in (item["rows"], item["columns"]))
                here = {key: mask[at] for key, mask in dense(item).items()}
                expected = numbered(here, numbers, (item["rows"], item["columns"]))[rows][:, columns]
                same(masks[i], expected, f"npz {item['item']} {at}")
            blessed(f"npz/{part}", masks)


def tables(out, items):
    with open(out / "items.csv", newline="", encoding="utf-8") as file:
        rows = {row["item"]: row for row in csv.DictReader(file)}
    for item in items:
        for answer in item["answers"]:
            if answer["scope"] == "item":
                told = ";".join(answer["answer"]) if isinstance(answer["answer"], list) else answer["answer"]
                assert rows[item["item"]][answer["field"]] in (told, "'" + told)
    with open(out / "regions.csv", newline="", encoding="utf-8") as file:
        assert [row["margin"] for row in csv.DictReader(file)] == ["blurred", "", ""]
    with open(out / "slices.csv", newline="", encoding="utf-8") as file:
        assert [(row["slice"], row["quality"]) for row in csv.DictReader(file)] == [("0", "-2.5")]
    for name in ("items.csv", "slices.csv", "regions.csv"):
        blessed(f"labels/{name}", (out / name).read_bytes())


def manifests(out):
    for manifest in out.glob("*/manifest.json"):
        about = json.loads(manifest.read_text())
        listed = {one["path"]: one for one in about["files"]}
        found = {str(file.relative_to(manifest.parent)) for file in manifest.parent.rglob("*") if file.is_file()} - {"manifest.json"}
        assert set(listed) == found, f"{manifest}: {set(listed) ^ found}"
        for name, one in listed.items():
            data = (manifest.parent / name).read_bytes()
            assert len(data) == one["bytes"] and hashlib.sha256(data).hexdigest() == one["sha256"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        subprocess.run([ROOT / "node_modules/.bin/node", ROOT / "scripts/truth/write-labels.ts", out], check=True)
        items = json.loads((out / "labels/labels.json").read_text())["items"]
        schema = json.loads((out / "labels/schema.json").read_text())
        segments = [one["key"] for one in schema["segments"]]
        numbers = {one["key"]: one["number"] for one in schema["segments"]}
        colours = {one["key"]: one["colour"] for one in schema["segments"]}
        codes = {
            one["key"]: (one["code"]["scheme"], one["code"]["value"]) if one["code"] else ("99SKIAGRAPH", one["key"])
            for one in schema["segments"]
        }
        affines = {
            "x5oblique": [[0.48, -0.54, 0, -31.25], [0.36, 0.72, 0, 12.5], [0, 0, 2.5, 7.75], [0, 0, 0, 1]],
            "d8slanted": [[0.48, -0.54, 0.6, -31.25], [0.36, 0.72, -0.2, 12.5], [0, 0, 2.4, 7.75], [0, 0, 0, 1]],
            "s1sheared": [[0.5, 0.2, 0, 1], [0.1, 0.8, 0, 2], [0, 0, 2, 3], [0, 0, 0, 1]],
        }
        affines = {item["item"]: affines.get(item["item"]) for item in items}
        nifti(out / "nifti", items, numbers, affines)
        dicom_seg(out / "dicom-seg", items, affines, codes)
        coco(out / "coco", items)
        yolo(out / "yolo-polygons", items, segments, "polygons")
        yolo(out / "yolo-boxes", items, segments, "boxes")
        voc(out / "voc", items, segments, numbers)
        png(out / "png", items, numbers, colours)
        nnunet(out / "nnunet", items, affines)
        nnunet(out / "nnunet-png", items, affines)
        npz(out / "npz", items, numbers)
        tables(out / "labels", items)
        manifests(out)
    FIXTURE.write_text(json.dumps(dict(sorted(digests.items())), indent=2) + "\n")
    print(f"{len(digests)} files agree")


if __name__ == "__main__":
    sys.exit(main())
