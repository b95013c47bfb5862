"""One resumable training run: AdamW, warm-up and cosine schedule, an average of the weights, a checkpoint an epoch."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

MakeBatch = Callable[[torch.Tensor, torch.Generator], tuple[torch.Tensor, torch.Tensor]]
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True)
class Schedule:
    """How long and how fast. Rates are per optimiser step; `average_decay` is the weight of the past in the average."""

    epochs: int
    batch_size: int = 64
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    warm_up_epochs: float = 1.0
    average_decay: float = 0.99
    half_precision: bool = True


def learning_rate_factor(step: int, steps: int, warm_up: int) -> float:
    """Linear warm-up, then half a cosine to zero (Loshchilov and Hutter, SGDR, ICLR 2017). Returns 0..1."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


class WeightAverage:
    """Exponential moving average of weights and normalisation statistics, with a start that forgets faster."""

    def __init__(self, network: nn.Module, decay: float):
        self.decay = decay
        self.updates = 0
        self.values = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                self.values[name].lerp_(value, 1 - decay)
            else:
                self.values[name].copy_(value)


def train(
    network: nn.Module,
    cases: torch.Tensor,
    make_batch: MakeBatch,
    loss: Loss,
    schedule: Schedule,
    seed: int,
    folder: Path,
    until: int | None = None,
) -> nn.Module:
    """Train `network` on `cases` and leave the averaged weights in it.

    cases: int64 [cases], numbers that `make_batch` turns into (input, target); it may draw from the generator it is
    given, which depends on seed and epoch only, so an interrupted run goes on as if it had never stopped.
    loss: (output, target) -> scalar. folder: holds `checkpoint.pt` and `log.ndjson`. until: the epoch after which the
    schedule is left, its rate being what it then is. Returns the network, in evaluation mode. Raises ValueError if the folder's checkpoint was made with other settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint_file = folder / "checkpoint.pt"
    settings = {**asdict(schedule), "seed": seed, "cases": len(cases)}
    to_channels_last(network)
    steps_an_epoch = max(1, len(cases) // schedule.batch_size)
    steps, warm_up = steps_an_epoch * schedule.epochs, max(1, int(steps_an_epoch * schedule.warm_up_epochs))
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in network.parameters() if p.ndim > 1], "weight_decay": schedule.weight_decay},
            {"params": [p for p in network.parameters() if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=schedule.learning_rate,
    )
    average = WeightAverage(network, schedule.average_decay)
    first_epoch = 0
    if checkpoint_file.exists():
        checkpoint = torch.load(checkpoint_file, weights_only=True)
        if checkpoint["settings"] != settings:
            raise ValueError(f"{checkpoint_file} was made with other settings: {checkpoint['settings']}")
        network.load_state_dict(checkpoint["network"])
        optimiser.load_state_dict(checkpoint["optimiser"])
        average.values, average.updates = checkpoint["average"], checkpoint["updates"]
        first_epoch = checkpoint["epoch"]

    for epoch in range(first_epoch, until or schedule.epochs):
        started, total = time.monotonic(), 0.0
        generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
        torch.manual_seed(seed * 1_000_003 + epoch)
        order = cases[torch.randperm(len(cases), generator=generator)]
        network.train()
        for index in range(steps_an_epoch):
            chosen = order[index * schedule.batch_size : (index + 1) * schedule.batch_size]
            inputs, targets = make_batch(chosen, generator)
            factor = learning_rate_factor(epoch * steps_an_epoch + index, steps, warm_up)
            for group in optimiser.param_groups:
                group["lr"] = schedule.learning_rate * factor
            with torch.autocast("cpu", torch.bfloat16, enabled=schedule.half_precision):
                output = network(inputs.contiguous(memory_format=torch.channels_last))
            value = loss(output.float(), targets)
            optimiser.zero_grad(set_to_none=True)
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            average.update(network)
            total += value.item()
        save_checkpoint(
            {
                "settings": settings,
                "epoch": epoch + 1,
                "network": network.state_dict(),
                "optimiser": optimiser.state_dict(),
                "average": average.values,
                "updates": average.updates,
            },
            checkpoint_file,
        )
        line = {"epoch": epoch + 1, "loss": total / steps_an_epoch, "seconds": round(time.monotonic() - started, 1)}
        with (folder / "log.ndjson").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    network.load_state_dict(average.values)
    return network.eval()


@torch.no_grad()
def to_channels_last(network: nn.Module) -> None:
    """Lay out the kernels of pictures and of volumes with their channels last, which is quicker in half precision."""
    layouts = {4: torch.channels_last, 5: torch.channels_last_3d}
    for parameter in network.parameters():
        if parameter.ndim in layouts:
            parameter.data = parameter.data.contiguous(memory_format=layouts[parameter.ndim])


def save_checkpoint(checkpoint: dict, file: Path) -> None:
    """Write beside and rename, so that a stop in between leaves the former checkpoint."""
    partial = file.with_suffix(".partial")
    torch.save(checkpoint, partial)
    partial.replace(file)


@torch.inference_mode()
def predict(network: nn.Module, inputs: torch.Tensor, batch_size: int = 64) -> torch.Tensor:
    """Full-precision outputs for normalised inputs [cases, ...]. Returns float32 [cases, ...]."""
    return torch.cat([network(batch) for batch in inputs.split(batch_size)])
