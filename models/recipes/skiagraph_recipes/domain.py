"""Knowing when a case is unlike the training data: a distance in the network's own feature space."""

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.covariance import ledoit_wolf
from torch import nn

QUANTILE = 0.995


@dataclass(frozen=True)
class FeatureSpace:
    """mean: [features]; whitening: [rows, features], the distance is the length of whitening @ (x - mean)"""

    mean: np.ndarray
    whitening: np.ndarray

    def distance(self, embeddings: np.ndarray) -> np.ndarray:
        """embeddings: [cases, features]. Returns [cases], 0 or more."""
        return np.linalg.norm((embeddings.astype(np.float64) - self.mean) @ self.whitening.T, axis=1)


def fit_feature_space(embeddings: np.ndarray) -> FeatureSpace:
    """Mean and covariance of the training cases, that of the standardised features shrunk (Ledoit and Wolf, J Multivariate
    Anal 2004).

    The distance is then Mahalanobis' (Lee et al., A Simple Unified Framework for Detecting Out-of-Distribution Samples,
    NeurIPS 2018, with one class). embeddings: [cases, features].
    """
    embeddings = embeddings.astype(np.float64)
    mean, deviation = embeddings.mean(axis=0), embeddings.std(axis=0)
    scale = 1 / np.maximum(deviation, 1e-6 * deviation.max())
    covariance, _ = ledoit_wolf((embeddings - mean) * scale, assume_centered=True)
    values, vectors = np.linalg.eigh(covariance)
    return FeatureSpace(mean, (vectors / np.sqrt(values)).T * scale)


def domain_threshold(held_out_distances: np.ndarray) -> float:
    """The distance that 99.5 % of held-out cases of the training's own kind keep below."""
    return float(np.quantile(held_out_distances, QUANTILE))


def domain_entry(space: FeatureSpace, threshold: float, output: str = "embedding") -> dict:
    """The manifest's `domain`."""
    return {
        "method": "feature-distance",
        "output": output,
        "means": [[_short(value) for value in space.mean]],
        "whitening": {"rows": len(space.whitening), "values": [_short(value) for value in space.whitening.ravel()]},
        "threshold": _short(threshold),
    }


def _short(value: float) -> float:
    return float(f"{value:.6g}")


@torch.inference_mode()
def embed(network: nn.Module, inputs: torch.Tensor, batch_size: int = 64) -> np.ndarray:
    """The last of the network's `outputs`. inputs: [cases, ...]. Returns float32 [cases, features]."""
    return torch.cat([network.outputs(batch)[-1] for batch in inputs.split(batch_size)]).numpy()


@dataclass(frozen=True)
class Gate:
    """The shipped network's feature space and threshold; refused_own: part of cases of the training's own kind that a threshold
    refuses in which they had no say, 0..1."""

    space: FeatureSpace
    threshold: float
    refused_own: float

    def refused(self, embeddings: np.ndarray) -> float:
        """Part of cases that are refused, 0..1."""
        return float((self.space.distance(embeddings) > self.threshold).mean())

    @property
    def entry(self) -> dict:
        return domain_entry(self.space, self.threshold)


def refused_by_others(distances: np.ndarray, parts: np.ndarray) -> float:
    """The part of held-out cases that lie beyond the threshold that the other parts would have given.

    distances, parts: of each held-out case [cases]. Returns 0..1.
    """
    refused = [distances[parts == part] > domain_threshold(distances[parts != part]) for part in set(parts.tolist())]
    return float(np.concatenate(refused).mean())


def fit_gate(fold_embeddings: list[np.ndarray], fold: np.ndarray, shipped_embeddings: np.ndarray) -> Gate:
    """Threshold from the fold networks' distances of the cases that they have not seen; space of the shipped network.

    fold_embeddings: of all cases, by each fold's network; fold: of each case (a fold without network is never asked).
    """
    distances = []
    for number, embeddings in enumerate(fold_embeddings):
        space = fit_feature_space(embeddings[fold != number])
        distances.append(space.distance(embeddings[fold == number]))
    together, parts = np.concatenate(distances), np.repeat(np.arange(len(distances)), [len(own) for own in distances])
    return Gate(
        fit_feature_space(shipped_embeddings), domain_threshold(together), refused_by_others(together, parts)
    )


def fit_committee_gate(fold_embeddings: list[np.ndarray], fold: np.ndarray) -> Gate:
    """For folds' networks that are shipped together, the first one's embedding speaking for all: its space from what it was
    trained on, the threshold from all folds' networks and the cases that they have not seen, or, where that would refuse more of
    them, from the first network and its own fold alone.

    fold_embeddings: of all cases, by each fold's network; fold: of each case.
    """
    gate = fit_gate(fold_embeddings, fold, fold_embeddings[0][fold != 0])
    own = domain_threshold(gate.space.distance(fold_embeddings[0][fold == 0]))
    return Gate(gate.space, max(gate.threshold, own), gate.refused_own)


def fit_own_gate(embeddings: np.ndarray, held_out: np.ndarray, parts: np.ndarray) -> Gate:
    """For a network that is shipped as it was judged: its space from what it was trained on, the threshold from the rest.

    embeddings: of all cases; held_out: bool [cases]; parts: the part of each held-out case, for `refused_own`.
    """
    space = fit_feature_space(embeddings[~held_out])
    distances = space.distance(embeddings[held_out])
    return Gate(space, domain_threshold(distances), refused_by_others(distances, parts))
