"""A network that reads slices in order: a CNN that looks at each plane and its neighbours, a recurrent network over the
planes (CNN-RNN)."""

import torch
from torch import nn
from torch.nn import functional

from .networks import ConvolutionNorm, ResidualBlock

THROUGH_AND_WITHIN, WITHIN = (2, 2, 2), (1, 2, 2)


class SliceReader(nn.Module):
    """Halves the resolution in all three directions, takes 2 x 2 pixels side by side as channels, looks at planes with
    residual blocks of three-dimensional convolutions, reads the planes' features with a GRU in both directions (Cho et
    al., EMNLP 2014) and decides on the states that it attends to (Ilse et al., Attention-based Deep Multiple Instance
    Learning, ICML 2018) and on their maximum.

    Any number of slices from two: nothing in it knows how many there are.
    """

    def __init__(self, widths: tuple[int, ...], hidden: int, labels: int, dropout: float):
        """widths: channels after the stem and after each residual block; each of these halves the plane, and the first
        halves the number of planes, too."""
        super().__init__()
        self.stem = ConvolutionNorm(4, widths[0], 3, 1, 3)
        self.blocks = nn.Sequential(
            *(
                ResidualBlock(before, width, WITHIN if number else THROUGH_AND_WITHIN, 3)
                for number, (before, width) in enumerate(zip(widths, widths[1:], strict=False))
            )
        )
        self.features = nn.Linear(2 * widths[-1], hidden)
        self.memory = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.attention = nn.Sequential(nn.Linear(2 * hidden, hidden // 2), nn.Tanh(), nn.Linear(hidden // 2, 1))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(4 * hidden, labels)

    def states(self, halved: torch.Tensor) -> torch.Tensor:
        """halved: [batch, steps, rows, columns]. Returns the memory's states [batch, half the steps, 2 * hidden]."""
        batch, steps, rows, columns = halved.shape
        finer = functional.pixel_unshuffle(halved.reshape(-1, 1, rows, columns), 2)
        finer = finer.reshape(batch, steps, 4, rows // 2, columns // 2).transpose(1, 2)
        maps = self.blocks(functional.relu(self.stem(finer)))
        pooled = torch.cat([maps.mean(dim=(3, 4)), maps.amax(dim=(3, 4))], dim=1).transpose(1, 2)
        with torch.autocast("cpu", enabled=False):
            return self.memory(functional.relu(self.features(pooled.float())))[0]

    def decide(self, states: torch.Tensor) -> torch.Tensor:
        """states: [batch, planes, 2 * hidden]. Returns logits [batch, labels]."""
        with torch.autocast("cpu", enabled=False):
            weights = torch.softmax(self.attention(states), dim=1)
            read = torch.cat([(weights * states).sum(dim=1), states.amax(dim=1)], dim=1)
            return self.head(self.dropout(read))

    def forward(self, halved: torch.Tensor) -> torch.Tensor:
        """halved: [batch, steps, rows, columns], see `halve`. Returns logits [batch, labels]."""
        return self.decide(self.states(halved))

    def outputs(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """slices: [batch, steps, 1, rows, columns] at full resolution. Returns logits [batch, labels] and the mean state
        of the memory [batch, 2 * hidden]."""
        states = self.states(halve(slices[:, :, 0]))
        return self.decide(states), states.mean(dim=1)


def halve(volumes: torch.Tensor) -> torch.Tensor:
    """Mean of every 2 x 2 x 2 voxels; a last odd slice stands alone. volumes: [batch, slices, rows, columns]"""
    return functional.avg_pool3d(volumes[:, None], 2, ceil_mode=True, count_include_pad=False)[:, 0]
