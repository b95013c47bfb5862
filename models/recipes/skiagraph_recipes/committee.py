"""Several networks of one kind shipped as one: the mean of their answers."""

import torch
from torch import nn


class Committee(nn.Module):
    """The folds' networks together: each has seen other cases, and what they say by chance cancels out in the mean
    (Hansen and Salamon, Neural Network Ensembles, IEEE TPAMI 1990).

    Members have `outputs(x)`, a tuple whose last part is the embedding. The mean is that of logits and maps; the embedding is the
    first member's, because only in one network's own space does a distance mean something.
    """

    def __init__(self, members: list[nn.Module]):
        super().__init__()
        self.members = nn.ModuleList(members)

    def outputs(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """x: as the members take it. Returns what each member returns, in the same shapes."""
        answers = [member.outputs(x) for member in self.members]
        means = [torch.stack(parts).mean(dim=0) for parts in zip(*(answer[:-1] for answer in answers), strict=True)]
        return *means, answers[0][-1]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The first of `outputs`: logits."""
        return self.outputs(x)[0]
