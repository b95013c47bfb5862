"""A small U-Net (Ronneberger et al., MICCAI 2015) with residual blocks and additive skips."""

import torch
from torch import nn
from torch.nn import functional

from .networks import ConvolutionNorm, ResidualBlock


class UNet(nn.Module):
    """Encoder of residual blocks, decoder that adds the encoder's features of the same size instead of joining them.

    With `stem_stride` 2 everything runs at half the resolution and the logits are enlarged bilinearly at the end:
    four times quicker, and good enough for organs with smooth borders.
    """

    def __init__(self, channels: int, widths: tuple[int, ...], labels: int, stem_stride: int, dropout: float = 0.0):
        """widths: channels of each level, from the finest to the coarsest; each level halves the resolution."""
        super().__init__()
        self.stem_stride = stem_stride
        self.stem = ConvolutionNorm(channels, widths[0], 5 if stem_stride > 1 else 3, stem_stride)
        self.down = nn.ModuleList(
            ResidualBlock(before, width, 1 if level == 0 else 2)
            for level, (before, width) in enumerate(zip((widths[0], *widths[:-1]), widths, strict=True))
        )
        pairs = list(zip(widths[1:], widths[:-1], strict=True))[::-1]
        self.narrow = nn.ModuleList(ConvolutionNorm(coarse, fine, 1) for coarse, fine in pairs)
        self.up = nn.ModuleList(ResidualBlock(fine, fine, 1) for _, fine in pairs)
        self.dropout = nn.Dropout2d(dropout)
        self.head = nn.Conv2d(widths[0], labels, 1)

    def encode(self, x: torch.Tensor) -> list[torch.Tensor]:
        """x: normalised pictures [batch, channels, rows, columns], sides divisible by the total stride. Returns the
        features of each level, finest first."""
        x = functional.relu(self.stem(x))
        levels = []
        for block in self.down:
            x = block(x)
            levels.append(x)
        return levels

    def decode(self, levels: list[torch.Tensor]) -> torch.Tensor:
        """Returns logits [batch, labels, rows, columns] in the size of the input."""
        x = self.dropout(levels[-1])
        for narrow, block, skip in zip(self.narrow, self.up, levels[-2::-1], strict=True):
            enlarged = functional.interpolate(narrow(x), scale_factor=2.0, mode="bilinear", align_corners=False)
            x = block(enlarged + skip)
        logits = self.head(x)
        if self.stem_stride == 1:
            return logits
        return functional.interpolate(
            logits, scale_factor=float(self.stem_stride), mode="bilinear", align_corners=False
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.decode(self.encode(x))

    def outputs(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns logits [batch, labels, rows, columns] and embeddings [batch, widths[-1]] (mean of the coarsest)."""
        levels = self.encode(x)
        return self.decode(levels), levels[-1].mean(dim=(2, 3))


def overlap_loss(logits: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Cross entropy plus soft Dice loss of each picture (Milletari et al., V-Net, 3DV 2016), halves of each.

    logits, target, weight: [batch, 1, rows, columns]; target 0..1, may lie between; weight 0 where a pixel is to be
    ignored. Returns a scalar.
    """
    entropy = functional.binary_cross_entropy_with_logits(logits, target, weight=weight, reduction="sum")
    probability = torch.sigmoid(logits) * weight
    wanted = target * weight
    both = (probability * wanted).sum(dim=(1, 2, 3))
    each = (probability * probability).sum(dim=(1, 2, 3)) + (wanted * wanted).sum(dim=(1, 2, 3))
    dice = (2 * both + 1) / (each + 1)
    return entropy / weight.sum().clamp(min=1) + (1 - dice).mean()
