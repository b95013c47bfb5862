"""Networks that more than one recipe may use."""

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import fuse_conv_bn_eval


class ConvolutionNorm(nn.Module):
    """Convolution without bias, then batch normalisation; `fold` makes one convolution of both.

    dimensions: 2 for pictures, 3 for volumes; a stride can differ from axis to axis.
    """

    def __init__(
        self, channels_in: int, channels_out: int, kernel: int, stride: int | tuple[int, ...] = 1, dimensions: int = 2
    ):
        super().__init__()
        convolution, norm = {2: (nn.Conv2d, nn.BatchNorm2d), 3: (nn.Conv3d, nn.BatchNorm3d)}[dimensions]
        self.convolution = convolution(channels_in, channels_out, kernel, stride, kernel // 2, bias=False)
        self.norm: nn.Module = norm(channels_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.convolution(x))

    def fold(self) -> None:
        """Put the normalisation's running statistics into the weights. The module must be in evaluation mode."""
        self.convolution = fuse_conv_bn_eval(self.convolution, self.norm)
        self.norm = nn.Identity()


class ResidualBlock(nn.Module):
    """Two convolutions 3 wide beside a shortcut (He et al., Deep Residual Learning, CVPR 2016)."""

    def __init__(self, channels_in: int, channels_out: int, stride: int | tuple[int, ...], dimensions: int = 2):
        super().__init__()
        self.first = ConvolutionNorm(channels_in, channels_out, 3, stride, dimensions)
        self.second = ConvolutionNorm(channels_out, channels_out, 3, 1, dimensions)
        same = channels_in == channels_out and stride == 1
        self.shortcut: nn.Module = (
            nn.Identity() if same else ConvolutionNorm(channels_in, channels_out, 1, stride, dimensions)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(self.second(functional.relu(self.first(x))) + self.shortcut(x))


class ResidualClassifier(nn.Module):
    """Residual network, global average pooling, one linear logit a label.

    The last layer is a 1x1 convolution before the average, which is the same as a linear layer after it, so that
    the class-activation map (Zhou et al., Learning Deep Features for Discriminative Localization, CVPR 2016) is a
    by-product: its spatial mean is the logit.
    """

    def __init__(
        self, channels: int, stem: int, stages: tuple[tuple[int, int], ...], labels: int, dropout: float = 0.0
    ):
        """stages: (channels, stride) of each residual block after the stem, which has stride 2."""
        super().__init__()
        self.stem = ConvolutionNorm(channels, stem, 5, 2)
        widths = [stem, *(width for width, _ in stages)]
        self.blocks = nn.Sequential(
            *(ResidualBlock(before, width, stride) for before, (width, stride) in zip(widths, stages, strict=False))
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Conv2d(widths[-1], labels, 1)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """x: normalised pictures [batch, channels, rows, columns]. Returns [batch, widths, h, w], not negative."""
        return self.blocks(functional.relu(self.stem(x)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Returns logits [batch, labels]; in training whole feature channels are dropped."""
        pooled = self.dropout(self.features(x).mean(dim=(2, 3)))
        return functional.linear(pooled, self.head.weight[:, :, 0, 0], self.head.bias)

    def outputs(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Returns logits [batch, labels], activation maps [batch, labels, h, w] and embeddings [batch, widths]."""
        features = self.features(x)
        maps = self.head(features)
        return maps.mean(dim=(2, 3)), maps, features.mean(dim=(2, 3))


def fold_norms(network: nn.Module) -> None:
    """Fold every batch normalisation of a network in evaluation mode into its convolution."""
    for module in network.modules():
        if isinstance(module, ConvolutionNorm):
            module.fold()
