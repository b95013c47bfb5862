"""A network that reads slices in order: a small CNN for each slice, a recurrent network over the slices (CNN-RNN)."""

import torch
from torch import nn
from torch.nn import functional

from .networks import ConvolutionNorm, ResidualBlock


class SliceReader(nn.Module):
    """Halves the resolution in all three directions, looks at each plane with its two neighbours (2 x 2 pixels side by
    side as channels), reads the planes' features with a GRU in both directions (Cho et al., EMNLP 2014) and decides on their mean and maximum.

    Any number of slices from two: nothing in it knows how many there are.
    """

    def __init__(self, widths: tuple[int, ...], hidden: int, labels: int, dropout: float):
        """widths: channels after the stem and after each residual block; each of these halves the plane."""
        super().__init__()
        self.stem = ConvolutionNorm(3 * 4, widths[0], 3)
        self.blocks = nn.Sequential(
            *(ResidualBlock(before, width, 2) for before, width in zip(widths, widths[1:], strict=False))
        )
        self.features = nn.Linear(2 * widths[-1], hidden)
        self.memory = nn.GRU(hidden, hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(4 * hidden, labels)

    def read(self, halved: torch.Tensor) -> torch.Tensor:
        """halved: [batch, steps, rows, columns]. Returns embeddings [batch, 4 * hidden]."""
        steps, rows, columns = halved.shape[1:]
        padded = functional.pad(halved, (0, 0, 0, 0, 1, 1))
        planes = torch.stack([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], dim=2)
        finer = functional.pixel_unshuffle(planes.reshape(-1, 3, rows, columns), 2)
        maps = self.blocks(functional.relu(self.stem(finer.contiguous(memory_format=torch.channels_last))))
        pooled = torch.cat([maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))], dim=1)
        with torch.autocast("cpu", enabled=False):
            sequence = functional.relu(self.features(pooled.float())).reshape(-1, steps, self.features.out_features)
            states, _ = self.memory(sequence)
            return torch.cat([states.mean(dim=1), states.amax(dim=1)], dim=1)

    def forward(self, halved: torch.Tensor) -> torch.Tensor:
        """halved: [batch, steps, rows, columns], see `halve`. Returns logits [batch, labels]."""
        return self.head(self.dropout(self.read(halved)))

    def outputs(self, slices: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """slices: [batch, steps, 1, rows, columns] at full resolution. Returns logits [batch, labels] and the mean state
        of the memory [batch, 2 * hidden]."""
        embedding = self.read(halve(slices[:, :, 0]))
        return self.head(embedding), embedding[:, : 2 * self.memory.hidden_size]


def halve(volumes: torch.Tensor) -> torch.Tensor:
    """Mean of every 2 x 2 x 2 voxels; a last odd slice stands alone. volumes: [batch, slices, rows, columns]"""
    return functional.avg_pool3d(volumes[:, None], 2, ceil_mode=True, count_include_pad=False)[:, 0]
