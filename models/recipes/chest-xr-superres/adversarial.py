"""The second half of the training: the enlarger against a judge of patches."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from skiagraph_recipes.enhancement_networks import Enlarger, PatchJudge
from skiagraph_recipes.training import MakeBatch, WeightAverage, learning_rate_factor, save_checkpoint
from torch.nn import functional


@dataclass(frozen=True)
class Contest:
    """How long, how fast, and what counts how much: content is weighted 1."""

    epochs: int
    batch_size: int = 16
    learning_rate: float = 2e-4
    gradient_weight: float = 1.0
    adversarial_weight: float = 0.004
    average_decay: float = 0.99


def gradients(pictures: torch.Tensor) -> torch.Tensor:
    """Differences to the right and lower neighbour. Returns [batch, 2, rows - 1, columns - 1]."""
    corner = pictures[:, :, :-1, :-1]
    return torch.cat([pictures[:, :, :-1, 1:] - corner, pictures[:, :, 1:, :-1] - corner], dim=1)


def contest(
    enlarger: Enlarger, cases: torch.Tensor, make_batch: MakeBatch, settings: Contest, seed: int, folder: Path
) -> Enlarger:
    """Go on training `enlarger` against a judge (least squares; Mao et al., LSGAN, ICCV 2017; with the content losses of
    Ledig et al., SRGAN, CVPR 2017, without a foreign network). Leaves the averaged weights in it and returns it.

    Arguments as `skiagraph_recipes.training.train`; a checkpoint an epoch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "checkpoint.pt"
    torch.manual_seed(seed)
    judge = PatchJudge().to(memory_format=torch.channels_last).train()
    enlarger.train()
    steps_an_epoch = max(1, len(cases) // settings.batch_size)
    optimiser = torch.optim.Adam(enlarger.parameters(), settings.learning_rate, betas=(0.5, 0.99))
    opponent = torch.optim.Adam(judge.parameters(), settings.learning_rate, betas=(0.5, 0.99))
    average = WeightAverage(enlarger, settings.average_decay)
    first_epoch = 0
    if file.exists():
        kept = torch.load(file, weights_only=True)
        if kept["settings"] != asdict(settings):
            raise ValueError(f"{file} was made with other settings")
        enlarger.load_state_dict(kept["enlarger"])
        judge.load_state_dict(kept["judge"])
        optimiser.load_state_dict(kept["optimiser"])
        opponent.load_state_dict(kept["opponent"])
        average.values, average.updates, first_epoch = kept["average"], kept["updates"], kept["epoch"]

    for epoch in range(first_epoch, settings.epochs):
        started, sums = time.monotonic(), torch.zeros(3)
        generator = torch.Generator().manual_seed(seed * 1_000_003 + 500_000 + epoch)
        order = cases[torch.randperm(len(cases), generator=generator)]
        for index in range(steps_an_epoch):
            chosen = order[index * settings.batch_size : (index + 1) * settings.batch_size]
            small, real = make_batch(chosen, generator)
            step = epoch * steps_an_epoch + index
            factor = learning_rate_factor(step, steps_an_epoch * settings.epochs, 100)
            for group in (*optimiser.param_groups, *opponent.param_groups):
                group["lr"] = settings.learning_rate * factor
            with torch.autocast("cpu", torch.bfloat16):
                made = enlarger(small.contiguous(memory_format=torch.channels_last))
                verdict = judge(made)
            content = functional.l1_loss(made.float(), real)
            edges = functional.l1_loss(gradients(made.float()), gradients(real))
            deceit = (verdict.float() - 1).square().mean()
            loss = content + settings.gradient_weight * edges + settings.adversarial_weight * deceit
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            average.update(enlarger)
            with torch.autocast("cpu", torch.bfloat16):
                on_real, on_made = judge(real), judge(made.detach())
            judged = ((on_real.float() - 1).square().mean() + on_made.float().square().mean()) / 2
            opponent.zero_grad(set_to_none=True)
            judged.backward()
            opponent.step()
            sums += torch.tensor([content.item(), deceit.item(), judged.item()])
        save_checkpoint(
            {
                "settings": asdict(settings),
                "epoch": epoch + 1,
                "enlarger": enlarger.state_dict(),
                "judge": judge.state_dict(),
                "optimiser": optimiser.state_dict(),
                "opponent": opponent.state_dict(),
                "average": average.values,
                "updates": average.updates,
            },
            file,
        )
        content, deceit, judged = (sums / steps_an_epoch).tolist()
        line = {"epoch": epoch + 1, "content": content, "deceit": deceit, "judge": judged,
                "seconds": round(time.monotonic() - started, 1)}  # fmt: skip
        with (folder / "log.ndjson").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
    enlarger.load_state_dict(average.values)
    return enlarger.eval()
