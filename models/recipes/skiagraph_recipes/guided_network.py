"""A classifier that learns from outlines where to look, and needs none when it is asked."""

import torch
from torch import nn
from torch.nn import functional

from .networks import ConvolutionNorm, ResidualClassifier

CELL = 8
"""Pixels a side of a cell of the outline that is learned."""
FAINT = 0.5
"""Cells of outline below which attention fades out."""


class GuidedClassifier(ResidualClassifier):
    """A residual classifier with four blocks and a second, coarse answer: what part of each 8 x 8 pixels is lesion, from the
    features of two resolutions. The label's logits are linear in the mean of the features over the whole picture and in
    their mean weighted by that answer (attention as in Schlemper et al., Attention gated networks, Med Image Anal 2019).

    Weights of a plain `ResidualClassifier` with the same blocks fit, but for the last layer.
    """

    def __init__(
        self, channels: int, stem: int, stages: tuple[tuple[int, int], ...], labels: int, dropout: float = 0.0
    ):
        """stages: four, with the strides 2, 2, 2, 1"""
        super().__init__(channels, stem, stages, labels, dropout)
        if [stride for _, stride in stages] != [2, 2, 2, 1]:
            raise ValueError("the outline's cells are of 8 x 8 pixels only with the strides 2, 2, 2, 1")
        fine, coarse = stages[1][0], stages[-1][0]
        self.fine = ConvolutionNorm(fine, fine, 1)
        self.coarse = ConvolutionNorm(coarse, fine, 1)
        self.both = ConvolutionNorm(fine, fine, 3)
        self.outline = nn.Conv2d(fine, 1, 1)
        self.attended = nn.Conv2d(coarse, labels, 1)

    def looked(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """x: normalised pictures. Returns features [batch, widths, h, w] and logits of the outline [batch, 1, 2 h, 2 w]."""
        fine = self.blocks[:2](functional.relu(self.stem(x)))
        features = self.blocks[2:](fine)
        enlarged = functional.interpolate(self.coarse(features), scale_factor=2.0, mode="bilinear", align_corners=False)
        return features, self.outline(functional.relu(self.both(functional.relu(enlarged + self.fine(fine)))))

    def weights(self, outline: torch.Tensor) -> torch.Tensor:
        """Where to look: [batch, 1, h, w], sums up to nearly 1 where there is something to look at."""
        lesion = functional.avg_pool2d(torch.sigmoid(outline.float()), 2)
        return lesion / (lesion.sum(dim=(2, 3), keepdim=True) + FAINT)

    def both_answers(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns logits [batch, labels] and logits of the outline's cells [batch, rows / 8 * columns / 8]."""
        features, outline = self.looked(x)
        features = features.float()
        attended = (features * self.weights(outline)).sum(dim=(2, 3))
        logits = functional.linear(self.dropout(features.mean(dim=(2, 3))), self.head.weight[:, :, 0, 0], self.head.bias)
        logits = logits + functional.linear(
            self.dropout(attended), self.attended.weight[:, :, 0, 0], self.attended.bias
        )
        return logits, outline.float().flatten(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns logits [batch, labels]; in training the outline's cells behind them."""
        logits, outline = self.both_answers(x)
        return torch.cat([logits, outline], dim=1) if self.training else logits

    def outputs(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Returns logits [batch, labels], activation maps [batch, labels, h, w], whose mean is the logit, and embeddings
        [batch, widths]."""
        features, outline = self.looked(x)
        weights = self.weights(outline)
        places = weights.shape[2] * weights.shape[3]
        seen = functional.conv2d(features * weights, self.attended.weight) * places
        maps = self.head(features) + seen + self.attended.bias[:, None, None]
        return maps.mean(dim=(2, 3)), maps, features.mean(dim=(2, 3))


def guided_loss(answer: torch.Tensor, target: torch.Tensor, labels: int, smoothing: float) -> torch.Tensor:
    """Cross entropy of the labels, and where the outline is known cross entropy and soft Dice loss of its cells.

    answer: what a `GuidedClassifier` in training returns; target: [batch, labels + 1 + cells]: probabilities of the labels,
    1 where the outline is known, parts of the cells 0..1. Returns a scalar.
    """
    named = functional.cross_entropy(answer[:, :labels], target[:, :labels], label_smoothing=smoothing)
    cells, known, wanted = answer[:, labels:], target[:, labels], target[:, labels + 1 :]
    entropy = functional.binary_cross_entropy_with_logits(cells, wanted, reduction="none").mean(dim=1)
    lesion = torch.sigmoid(cells)
    both, each = (lesion * wanted).sum(dim=1), (lesion * lesion).sum(dim=1) + (wanted * wanted).sum(dim=1)
    dice = 1 - (2 * both + 1) / (each + 1)
    return named + ((0.5 * entropy + 0.3 * dice) * known).sum() / known.sum().clamp(min=1)
