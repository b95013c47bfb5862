import torch
from skiagraph_recipes.augmentation import Augmentation, affine_grid, random_affine

NOTHING = {"rotation": 0.0, "shear": 0.0, "shift": 0.0, "scale": 1.0, "stretch": 1.0}


def pictures() -> torch.Tensor:
    return torch.rand(6, 1, 32, 32, generator=torch.Generator().manual_seed(3))


def test_stays_in_range_and_shape():
    changed = Augmentation(erase_probability=1.0)(pictures(), torch.Generator().manual_seed(0))
    assert changed.shape == (6, 1, 32, 32)
    assert changed.min() >= 0 and changed.max() <= 1


def test_same_generator_same_pictures():
    augment = Augmentation()
    first = augment(pictures(), torch.Generator().manual_seed(5))
    assert torch.equal(first, augment(pictures(), torch.Generator().manual_seed(5)))
    assert not torch.equal(first, augment(pictures(), torch.Generator().manual_seed(6)))


def test_affine_without_limits_changes_nothing():
    changed = random_affine(pictures(), Augmentation(**NOTHING), torch.Generator().manual_seed(0))
    assert torch.allclose(changed, pictures(), atol=1e-5)


def test_affine_can_mirror():
    limits = Augmentation(**NOTHING, mirror_probability=1.0)
    changed = random_affine(pictures(), limits, torch.Generator().manual_seed(0))
    assert torch.allclose(changed, pictures().flip(3), atol=1e-5)


def test_bending_moves_what_is_inside_and_only_so_far():
    still = Augmentation(rotation=0, shear=0, shift=0, scale=1, stretch=1)
    bent = Augmentation(rotation=0, shear=0, shift=0, scale=1, stretch=1, bend=0.05)
    generator = torch.Generator().manual_seed(0)
    straight = affine_grid([6, 1, 48, 48], still, generator)
    moved = (affine_grid([6, 1, 48, 48], bent, generator) - straight).abs()
    assert 0.02 < moved.max() < 0.1
    assert moved.flatten(1).mean(dim=1).unique().numel() == 6


def test_without_bending_nothing_more_is_drawn():
    one, other = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    affine_grid([2, 1, 16, 16], Augmentation(), one)
    affine_grid([2, 1, 32, 32], Augmentation(), other)
    assert torch.equal(torch.rand(4, generator=one), torch.rand(4, generator=other))
