"""One step of gradient descent, and how long it is: what the reader and the selector share."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def pace(step: int, total: int, warm_up: int) -> float:
    """Return what part of the highest rate, 0 to 1, is learnt by at a step.

    It rises for ``warm_up`` steps, and falls along a cosine.
    """
    warm = min(1.0, (step + 1) / warm_up)
    return warm * (0.02 + 0.49 * (1 + math.cos(math.pi * step / total)))


def descend(
    module: nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor, rate: float, clip: float
) -> None:
    """Change a module's weights by one step of ``rate`` that lessens the ``loss``.

    A gradient longer than ``clip`` is cut to that.
    """
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(module.parameters(), clip)
    optimizer.step()
