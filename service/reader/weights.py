"""Weights as they were written -> a module that has them all, or a clear refusal; torch."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


def fill(module: nn.Module, weights: Mapping[str, Tensor], prefix: str = "") -> None:
    """Let ``module`` have these ``weights`` as its own, without a copy.

    Raises ValueError where one is missing, too many or of another shape; ``prefix`` is what stands
    before its name in the file.
    """
    here = {(name, tensor.shape) for name, tensor in module.state_dict().items()}
    given = {(name, tensor.shape) for name, tensor in weights.items()}
    if wrong := here ^ given:
        raise ValueError(f"{prefix}{min(name for name, _ in wrong)} is not of the shape told")
    module.load_state_dict(dict(weights), assign=True)


def in_halves() -> bool:
    """Tell whether this processor multiplies bfloat16 by itself: twice as fast as float32."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))
