"""Writes src-shared/annotation/agreement-volumes.fixture.json: two readings of some volumes, and how far they agree by scikit-learn and SciPy.

The bootstrap is drawn with the same numbers (mulberry32) and everything else written anew. usage: python agreement_volumes.py
"""

import json
import pathlib

import numpy as np
from scipy import ndimage as ndi
from sklearn.metrics import cohen_kappa_score, confusion_matrix, f1_score, jaccard_score

OUT = pathlib.Path(__file__).parents[2] / "src-shared/annotation/agreement-volumes.fixture.json"
rng = np.random.default_rng(14)
ROUNDS, SEED = 200, 5
GRADES = ["none", "mild", "severe"]
SIGNS = ["cyst", "mass", "scar"]


def mulberry32(seed):
    state = seed
    mask = 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & mask
        t = ((state ^ (state >> 15)) * (1 | state)) & mask
        t = (((t + (((t ^ (t >> 7)) * (61 | t)) & mask)) & mask) ^ t) & mask
        yield (t ^ (t >> 14)) / 4294967296


def figure(cases, of):
    """Value and 95 % interval, patients drawn with replacement."""
    if not cases:
        return None
    patients = list(dict.fromkeys(case["patient"] for case in cases))
    random = mulberry32(SEED)
    drawn = []
    for _ in range(ROUNDS):
        chosen = [patients[int(next(random) * len(patients))] for _ in patients]
        drawn.append(of([case for patient in chosen for case in cases if case["patient"] == patient]))
    drawn = [value for value in drawn if np.isfinite(value)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {"value": float(of(cases)), "low": float(low), "high": float(high)}


def kappa(cases, order, weights=None):
    first, second = [c["first"] for c in cases], [c["second"] for c in cases]
    if len(set(first) | set(second)) < 2:
        return np.nan
    places = [order.index(v) for v in first], [order.index(v) for v in second]
    return cohen_kappa_score(*places, labels=range(len(order)), weights=weights)


def border(mask):
    return mask & ~ndi.binary_erosion(mask, ndi.generate_binary_structure(3, 1), border_value=0)


def compared(first, second, spacing):
    case = {
        "first": int(first.sum()),
        "second": int(second.sum()),
        "dice": float(f1_score(first.ravel(), second.ravel(), zero_division=1)),
        "iou": float(jaccard_score(first.ravel(), second.ravel(), zero_division=1)),
    }
    if first.any() and second.any():
        there = ndi.distance_transform_edt(~border(second), sampling=spacing)[border(first)]
        back = ndi.distance_transform_edt(~border(first), sampling=spacing)[border(second)]
        case["hausdorff95"] = float(max(np.percentile(there, 95), np.percentile(back, 95)))
        case["averageDistance"] = float(np.concatenate([there, back]).mean())
    return case


items, masks = [], []
shape = (4, 19, 23)
for i in range(14):
    grade = int(rng.integers(0, 3))
    signs = [s for s in SIGNS if rng.random() < 0.5]
    readings = []
    lesion = ndi.gaussian_filter(rng.normal(size=shape), (1, 2.5, 2.5))
    pair = []
    for reader in range(2):
        moved = ndi.gaussian_filter(rng.normal(size=shape), (1, 2, 2)) * 0.4 + lesion
        mask = moved > np.quantile(moved, 0.8)
        if i == 3 or (i == 7 and reader == 1):
            mask = np.zeros(shape, bool)
        pair.append(mask)
        answers = {
            "grade": GRADES[grade if rng.random() < 0.7 else int(rng.integers(0, 3))],
            "signs": [s for s in SIGNS if (s in signs) != (rng.random() < 0.2)],
            "size": round(float(5 + i + rng.normal(0, 1)), 2),
        }
        if i == 5 and reader == 0:
            del answers["size"]
        readings.append({"answers": answers, "mask": ["".join(str(int(v)) for v in s.ravel()) for s in mask]})
    items.append(
        {
            "itemId": i + 1,
            "patient": f"patient-{i // 2 if i < 6 else i}",
            "spacing": [3.0, round(float(rng.uniform(0.5, 1)), 2), 0.8],
            "first": readings[0],
            "second": readings[1],
        }
    )
    masks.append(pair)

both = lambda field: [
    {"patient": it["patient"], "first": it["first"]["answers"][field], "second": it["second"]["answers"][field]}
    for it in items
    if field in it["first"]["answers"] and field in it["second"]["answers"]
]
ticked = lambda sign: [{**c, "first": sign in c["first"], "second": sign in c["second"]} for c in both("signs")]
cases = [
    {"itemId": it["itemId"], "patient": it["patient"], **compared(*pair, it["spacing"])} for it, pair in zip(items, masks)
]
drawn = [c for c in cases if c["first"] + c["second"]]
twice = [c for c in cases if c["first"] and c["second"]]
size = np.array([c["first"] - c["second"] for c in both("size")])
mean = lambda key: lambda some: np.mean([c[key] for c in some])
OUT.write_text(
    json.dumps(
        {
            "shape": shape,
            "rounds": ROUNDS,
            "seed": SEED,
            "items": items,
            "grade": {
                "same": figure(both("grade"), lambda some: np.mean([c["first"] == c["second"] for c in some])),
                "kappa": figure(both("grade"), lambda some: kappa(some, GRADES)),
                "linear": figure(both("grade"), lambda some: kappa(some, GRADES, "linear")),
                "quadratic": figure(both("grade"), lambda some: kappa(some, GRADES, "quadratic")),
                "confusion": confusion_matrix(*zip(*((c["first"], c["second"]) for c in both("grade"))), labels=GRADES).tolist(),
            },
            "signs": {
                "kappas": [figure(ticked(sign), lambda some: kappa(some, [False, True])) for sign in SIGNS],
            },
            "size": {
                "difference": figure(both("size"), lambda some: np.mean([c["first"] - c["second"] for c in some])),
                "limits": [float(size.mean() + sign * 1.96 * size.std(ddof=1)) for sign in (-1, 1)],
            },
            "segment": {
                "dice": figure(drawn, mean("dice")),
                "iou": figure(drawn, mean("iou")),
                "hausdorff95": figure(twice, mean("hausdorff95")),
                "averageDistance": figure(twice, mean("averageDistance")),
                "volumeDifference": figure(twice, lambda some: np.mean([(c["first"] - c["second"]) / c["second"] for c in some])),
                "cases": sorted(drawn, key=lambda c: c["dice"]),
            },
        },
        separators=(",", ":"),
    )
    + "\n"
)
