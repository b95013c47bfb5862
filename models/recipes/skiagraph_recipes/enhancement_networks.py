"""Networks that give a picture for a picture: fully convolutional, without normalisation layers, so that grey values
keep their meaning."""

import torch
from torch import nn
from torch.nn import functional


class PlainResidualBlock(nn.Module):
    """Two 3x3 convolutions added to their input, without normalisation (Lim et al., EDSR, CVPR workshops 2017)."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, 1, 1)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.second(functional.relu(self.first(x)))


class DenoisingAutoencoder(nn.Module):
    """Convolutional autoencoder that predicts the noise: down to an eighth of the resolution and up again, the
    features of each size added on the way up; the answer is taken from the input (Zhang et al., DnCNN, IEEE TIP 2017).
    The first layer always sees full precision: half of it has coarser steps than the grey values.
    """

    def __init__(self, widths: tuple[int, ...] = (32, 64, 96)):
        """widths: channels at a half, a quarter and an eighth of the resolution"""
        super().__init__()
        self.stem = nn.Conv2d(1, widths[0], 4, 2, 1)
        pairs = list(zip(widths, widths[1:], strict=False))
        self.before = nn.ModuleList(_two_blocks(width) for width in widths[:-1])
        self.down = nn.ModuleList(nn.Conv2d(fine, coarse, 2, 2) for fine, coarse in pairs)
        self.middle = _two_blocks(widths[-1])
        self.up = nn.ModuleList(nn.ConvTranspose2d(coarse, fine, 2, 2) for fine, coarse in reversed(pairs))
        self.after = nn.ModuleList(_two_blocks(width) for width in widths[-2::-1])
        self.head = nn.Conv2d(widths[0], 4, 3, 1, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x: [batch, 1, rows, columns] in 0..1, sides divisible by 8. Returns the same shape, noise removed."""
        with torch.autocast("cpu", enabled=False):
            features = self.stem(x.float())
        skips = []
        for blocks, down in zip(self.before, self.down, strict=True):
            features = blocks(features)
            skips.append(features)
            features = down(features)
        features = self.middle(features)
        for up, blocks, skip in zip(self.up, self.after, reversed(skips), strict=True):
            features = blocks(up(features) + skip)
        return x - functional.pixel_shuffle(self.head(features), 2)


def picture_error(restored: torch.Tensor, clean: torch.Tensor) -> torch.Tensor:
    """Mean over pictures of the logarithm of their mean square error, which is their PSNR but for scale and sign: a
    little noise left in a good film counts as much as a lot in a bad one (Chen et al., HINet, CVPR workshops 2021).

    Both [batch, 1, rows, columns] in 0..1. Returns a scalar.
    """
    return torch.log((restored - clean).square().mean(dim=(1, 2, 3)) + 1e-6).mean()


def _two_blocks(width: int) -> nn.Sequential:
    return nn.Sequential(PlainResidualBlock(width), PlainResidualBlock(width))


class Enlarger(nn.Module):
    """Twice the resolution: residual blocks at the small size, pixels shuffled out at the end (Shi et al., ESPCN, CVPR
    2016), added to a bilinear enlargement."""

    def __init__(self, width: int, blocks: int):
        super().__init__()
        self.stem = nn.Conv2d(1, width, 3, 1, 1)
        self.blocks = nn.Sequential(*(PlainResidualBlock(width) for _ in range(blocks)))
        self.head = nn.Conv2d(width, 4, 3, 1, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x: [batch, 1, rows, columns] in 0..1. Returns [batch, 1, 2 rows, 2 columns]."""
        features = self.stem(x)
        detail = functional.pixel_shuffle(self.head(self.blocks(features) + features), 2)
        return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False) + detail


class PatchJudge(nn.Module):
    """Discriminator that judges overlapping patches (Isola et al., pix2pix, CVPR 2017): one logit a patch."""

    def __init__(self, width: int = 32):
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(1, width, 3, 1, 1), nn.LeakyReLU(0.2)]
        for before, after in ((width, 2 * width), (2 * width, 3 * width)):
            layers += [nn.Conv2d(before, after, 4, 2, 1), nn.BatchNorm2d(after), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(3 * width, 1, 3, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x: [batch, 1, rows, columns]. Returns [batch, 1, rows / 4, columns / 4]."""
        return self.layers(x)
