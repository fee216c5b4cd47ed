"""One step of descent by hand, and its length over all steps."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.descent import descend, pace


@pytest.mark.parametrize(
    ("step", "total", "part"),
    [(0, 1000, 0.1), (9, 10**6, 1.0), (500, 1000, 0.51), (1000, 1000, 0.02)],
)
def test_the_rate_rises_and_falls_along_a_cosine(step: int, total: int, part: float) -> None:
    assert pace(step, total, 10) == pytest.approx(part, abs=1e-4)


@pytest.mark.parametrize(("clip", "length"), [(10.0, 5.0), (1.0, 1.0)])
def test_a_step_goes_down_the_gradient_no_further_than_the_clip(clip: float, length: float) -> None:
    """The gradient is (3, 4), five long; one of an earlier step is forgotten."""
    module = nn.Linear(2, 1, bias=False)
    optimizer = torch.optim.SGD(module.parameters(), lr=1.0)
    before = module.weight.detach().clone()
    module.weight.grad = torch.tensor([[100.0, 100.0]])
    loss = (module.weight * torch.tensor([[3.0, 4.0]])).sum()
    descend(module, optimizer, loss, 0.5, clip)
    moved = (before - module.weight.detach())[0].tolist()
    assert moved == pytest.approx([0.5 * length * 0.6, 0.5 * length * 0.8], abs=1e-5)
