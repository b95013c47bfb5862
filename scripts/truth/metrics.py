"""Writes src-shared/metrics/metrics.fixture.json: what scikit-learn and SciPy say of small seeded cases.

usage: python metrics.py > ../../src-shared/metrics/metrics.fixture.json
"""

import json

import numpy as np
from scipy import ndimage
from scipy.spatial.distance import directed_hausdorff
from scipy.stats import norm
from sklearn import metrics

random = np.random.default_rng(20)


def delong(positive: np.ndarray, scores: np.ndarray) -> list[float]:
    """AUC, and its variance by DeLong's components (DeLong et al. 1988), without any ranking trick."""
    above, below = scores[positive], scores[~positive]
    kernel = (above[:, None] > below[None, :]) + 0.5 * (above[:, None] == below[None, :])
    variance = kernel.mean(1).var(ddof=1) / len(above) + kernel.mean(0).var(ddof=1) / len(below)
    auc = kernel.mean()
    logit = np.log(auc / (1 - auc))
    spread = norm.ppf(0.975) * np.sqrt(variance) / (auc * (1 - auc))
    return [float(auc), float(1 / (1 + np.exp(-(logit - spread)))), float(1 / (1 + np.exp(-(logit + spread))))]


def scored() -> list[dict]:
    cases = []
    for size, digits in [(40, 1), (200, 2), (75, 6)]:
        positive = random.random(size) < 0.35
        scores = np.round(np.clip(random.normal(0.4 + 0.25 * positive, 0.2), 0, 1), digits)
        fall_out, sensitivity, thresholds = metrics.roc_curve(positive, scores, drop_intermediate=False)
        called = scores >= 0.5
        truth_bins, mean_bins = [], []
        for b in range(10):
            inside = np.minimum((scores * 10).astype(int), 9) == b
            if inside.any():
                truth_bins.append((inside.sum(), abs(scores[inside].mean() - positive[inside].mean())))
        cases.append(
            {
                "scores": scores.tolist(),
                "positive": positive.tolist(),
                "auc": float(metrics.roc_auc_score(positive, scores)),
                "delong": delong(positive, scores),
                "roc": [fall_out[1:].tolist(), sensitivity[1:].tolist(), thresholds[1:].tolist()],
                "averagePrecision": float(metrics.average_precision_score(positive, scores)),
                "brier": float(metrics.brier_score_loss(positive, scores)),
                "ece": float(sum(n * d for n, d in truth_bins) / size),
                "at": {
                    "sensitivity": float(metrics.recall_score(positive, called)),
                    "specificity": float(metrics.recall_score(~positive, ~called)),
                    "positivePredictive": float(metrics.precision_score(positive, called)),
                    "negativePredictive": float(metrics.precision_score(~positive, ~called)),
                    "accuracy": float(metrics.accuracy_score(positive, called)),
                    "f1": float(metrics.f1_score(positive, called)),
                },
            }
        )
    return cases


def readers() -> dict:
    first = random.integers(0, 4, 60)
    second = np.where(random.random(60) < 0.6, first, random.integers(0, 4, 60))
    names = np.array(["none", "mild", "moderate", "severe"])
    return {
        "first": names[first].tolist(),
        "second": names[second].tolist(),
        "order": names.tolist(),
        "kappa": {
            weights or "none": float(metrics.cohen_kappa_score(first, second, weights=weights))
            for weights in (None, "linear", "quadratic")
        },
        "accuracy": float(metrics.accuracy_score(first, second)),
        "macroF1": float(metrics.f1_score(first, second, average="macro")),
        "confusion": metrics.confusion_matrix(first, second).tolist(),
    }


def border(mask: np.ndarray) -> np.ndarray:
    return mask & ~ndimage.binary_erosion(mask, border_value=0)


def masks() -> list[dict]:
    cases = []
    for shape, spacing in [((9, 12), (1.0, 1.0)), ((7, 8, 10), (2.5, 0.7, 0.9)), ((1, 6, 6), (3.0, 1.0, 1.0))]:
        pair = []
        for _ in range(2):
            smooth = ndimage.gaussian_filter(random.random(shape), 1.3)
            pair.append(smooth > np.quantile(smooth, 0.6))
        first, second = pair
        points = [np.argwhere(border(mask)) * spacing for mask in pair]
        there = ndimage.distance_transform_edt(~border(second), sampling=spacing)[border(first)]
        back = ndimage.distance_transform_edt(~border(first), sampling=spacing)[border(second)]
        cases.append(
            {
                "shape": list(shape),
                "spacing": list(spacing),
                "first": first.astype(int).ravel().tolist(),
                "second": second.astype(int).ravel().tolist(),
                "dice": float(metrics.f1_score(first.ravel(), second.ravel())),
                "iou": float(metrics.jaccard_score(first.ravel(), second.ravel())),
                "hausdorff": float(
                    max(directed_hausdorff(*points)[0], directed_hausdorff(*points[::-1])[0])
                ),
                "hausdorff95": float(max(np.percentile(there, 95), np.percentile(back, 95))),
                "average": float(np.concatenate([there, back]).mean()),
            }
        )
    return cases


print(json.dumps({"scored": scored(), "readers": readers(), "masks": masks()}))
