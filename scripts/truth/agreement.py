"""Writes src-shared/annotation/agreement.fixture.json: two readers of 40 made-up items, and what scikit-learn and SciPy say.

usage: python agreement.py > ../../src-shared/annotation/agreement.fixture.json
"""

import json

import numpy as np
from scipy import ndimage
from sklearn.metrics import cohen_kappa_score

random = np.random.default_rng(11)
ROWS, COLUMNS = 24, 30
SPACING = (0.4, 0.7)
OPTIONS = ["none", "benign", "malignant"]
GRADES = ["1", "2", "3", "4"]
SIGNS = ["a", "b"]


def blob(row: float, column: float, radius: float) -> np.ndarray:
    y, x = np.mgrid[:ROWS, :COLUMNS]
    return (y - row) ** 2 + (x - column) ** 2 <= radius**2


def runs(mask: np.ndarray) -> list[int]:
    flat = np.concatenate([[0], mask.ravel().astype(int)])
    edges = np.flatnonzero(np.diff(flat)) - 0
    lengths = np.diff(np.concatenate([[0], edges, [mask.size]]))
    return [int(length) for length in lengths]


def border(mask: np.ndarray) -> np.ndarray:
    return mask & ~ndimage.binary_erosion(mask, ndimage.generate_binary_structure(2, 1))


def hausdorff95(a: np.ndarray, b: np.ndarray, spacing: tuple[float, float]) -> float | None:
    if not a.any() or not b.any():
        return None
    there = ndimage.distance_transform_edt(~border(b), sampling=spacing)[border(a)]
    back = ndimage.distance_transform_edt(~border(a), sampling=spacing)[border(b)]
    return float(max(np.percentile(there, 95), np.percentile(back, 95)))


items = []
for number in range(40):
    truth = random.integers(3)
    noisy = lambda options, share: options[truth if random.random() < share else random.integers(3)]
    grade = random.integers(4)
    answers = []
    for _ in range(2):
        answers.append(
            {
                "finding": noisy(OPTIONS, 0.7),
                "grade": GRADES[int(np.clip(grade + random.integers(-1, 2), 0, 3))],
                "signs": [sign for sign in SIGNS if random.random() < (0.8 if truth == 2 else 0.3)],
            }
        )
    masks = []
    row, column, radius = random.uniform(7, 17), random.uniform(8, 22), random.uniform(2, 6)
    for reader in range(2):
        shifted = blob(row + random.normal(0, 1), column + random.normal(0, 1), radius + random.normal(0, 0.5))
        masks.append(shifted if truth > 0 and not (number == 5 and reader == 1) else np.zeros((ROWS, COLUMNS), bool))
    items.append({"patient": f"p{number // 2}", "answers": answers, "masks": masks})


def mean_of(pick) -> float:
    values = [pick(*item["masks"]) for item in items if item["masks"][0].any() or item["masks"][1].any()]
    return float(np.mean([value for value in values if value is not None and np.isfinite(value)]))


def dice(a, b):
    return 2 * (a & b).sum() / (a.sum() + b.sum())


def iou(a, b):
    return (a & b).sum() / (a | b).sum()


def difference(a, b):
    return (a.sum() - b.sum()) / b.sum() if b.any() else None


def interval(figure) -> list[float]:
    """Percentile bootstrap over patients, with another generator than the program's."""
    patients = sorted({item["patient"] for item in items})
    draws = []
    for _ in range(4000):
        drawn = random.choice(patients, len(patients))
        draws.append(figure([item for name in drawn for item in items if item["patient"] == name]))
    return [float(value) for value in np.percentile(draws, [2.5, 97.5])]


def kappa(chosen, field, labels, weights=None):
    return float(
        cohen_kappa_score(
            [item["answers"][0][field] for item in chosen],
            [item["answers"][1][field] for item in chosen],
            labels=labels,
            weights=weights,
        )
    )


def mean_dice(chosen):
    return np.mean([dice(*i["masks"]) for i in chosen if i["masks"][0].any() or i["masks"][1].any()])


sign = [[("a" in item["answers"][reader]["signs"]) for item in items] for reader in range(2)]
print(
    json.dumps(
        {
            "rows": ROWS,
            "columns": COLUMNS,
            "spacing": SPACING,
            "items": [
                {
                    "patient": item["patient"],
                    "answers": item["answers"],
                    "masks": [runs(mask) if mask.any() else None for mask in item["masks"]],
                }
                for item in items
            ],
            "expected": {
                "finding": kappa(items, "finding", OPTIONS),
                "findingInterval": interval(lambda chosen: kappa(chosen, "finding", OPTIONS)),
                "gradeLinear": kappa(items, "grade", GRADES, "linear"),
                "gradeQuadratic": kappa(items, "grade", GRADES, "quadratic"),
                "signA": float(cohen_kappa_score(*sign)),
                "dice": mean_of(dice),
                "diceInterval": interval(mean_dice),
                "iou": mean_of(iou),
                "hausdorff95Mm": mean_of(lambda a, b: hausdorff95(a, b, SPACING)),
                "hausdorff95Px": mean_of(lambda a, b: hausdorff95(a, b, (1.0, 1.0))),
                "volumeDifference": mean_of(difference),
            },
        }
    )
)
