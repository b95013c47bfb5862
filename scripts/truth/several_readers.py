"""Writes src-shared/metrics/several-readers.fixture.json: kappa and alpha by statsmodels, scikit-learn, NLTK and numpy, STAPLE by numpy.

usage: python several_readers.py
"""

import json
import pathlib

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance
from scipy import ndimage as ndi
from statsmodels.stats.inter_rater import fleiss_kappa

OUT = pathlib.Path(__file__).parents[2] / "src-shared/metrics/several-readers.fixture.json"
rng = np.random.default_rng(1971)


def fleiss():
    for cases, readers, categories in [(20, 3, 4), (35, 6, 2), (12, 2, 5)]:
        truth = rng.integers(0, categories, cases)
        noise = rng.integers(0, categories, (cases, readers))
        said = np.where(rng.random((cases, readers)) < 0.6, truth[:, None], noise)
        counts = np.stack([(said == c).sum(1) for c in range(categories)], 1)
        yield {"counts": counts.tolist(), "kappa": float(fleiss_kappa(counts))}


def ordinal_alpha(cases):
    """Krippendorff 2011, through the matrix of coincidences, with numpy alone."""
    pairs = [(a, b, 1 / (len(c) - 1)) for c in cases if len(c) > 1 for i, a in enumerate(c) for j, b in enumerate(c) if i != j]
    values = sorted({a for a, _, _ in pairs})
    o = np.zeros((len(values),) * 2)
    for a, b, weight in pairs:
        o[values.index(a), values.index(b)] += weight
    n = o.sum(0)
    metric = np.zeros_like(o)
    for c in range(len(values)):
        for k in range(c, len(values)):
            metric[c, k] = metric[k, c] = (n[c : k + 1].sum() - (n[c] + n[k]) / 2) ** 2
    return 1 - (n.sum() - 1) * (o * metric).sum() / (np.outer(n, n) * metric).sum()


def alpha():
    for readers, missing in [(3, 0), (4, 0.3), (2, 0.1)]:
        truth = rng.integers(0, 5, 30)
        said = np.clip(truth[:, None] + rng.integers(-1, 2, (30, readers)), 0, 4)
        kept = rng.random(said.shape) >= missing
        cases = [row[keep].tolist() for row, keep in zip(said, kept)]
        triples = [(r, i, int(v)) for i, row in enumerate(said) for r, v in enumerate(row) if kept[i, r] and kept[i].sum() > 1]
        yield {
            "cases": cases,
            "nominal": AnnotationTask(triples).alpha(),
            "interval": AnnotationTask(triples, distance=interval_distance).alpha(),
            "ordinal": ordinal_alpha(cases),
        }


def staple():
    """Expectation and maximisation voxel by voxel."""
    for shape, readers in [((20, 24), 3), ((4, 12, 13), 5), ((16, 16), 2)]:
        smooth = ndi.gaussian_filter(rng.normal(size=shape), 2)
        truth = smooth > np.quantile(smooth, 0.7)
        masks = []
        for reader in range(readers):
            wrong = ndi.gaussian_filter(rng.normal(size=shape), 1.0)
            masks.append(truth ^ (wrong > np.quantile(wrong, 1 - 0.04 * (reader + 1))))
        d = np.stack([m.ravel() for m in masks]).astype(float)
        prior = d.mean()
        p, q = np.full(readers, 0.99999), np.full(readers, 0.99999)
        for _ in range(10000):
            a = prior * np.prod(np.where(d == 1, p[:, None], 1 - p[:, None]), 0)
            b = (1 - prior) * np.prod(np.where(d == 0, q[:, None], 1 - q[:, None]), 0)
            w = a / (a + b)
            p, q = (d * w).sum(1) / w.sum(), ((1 - d) * (1 - w)).sum(1) / (1 - w).sum()
        yield {
            "masks": ["".join(str(int(v)) for v in m.ravel()) for m in masks],
            "majority": "".join(str(int(v)) for v in (d.sum(0) * 2 > readers)),
            "likely": w.round(7).tolist(),
            "sensitivity": p.tolist(),
            "specificity": q.tolist(),
        }


made = {"fleiss": list(fleiss()), "alpha": list(alpha()), "staple": list(staple())}
OUT.write_text(json.dumps(made, separators=(",", ":")) + "\n")
