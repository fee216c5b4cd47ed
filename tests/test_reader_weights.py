"""Weights that are filled in, or refused by name."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from service.reader.weights import fill, in_halves

WEIGHTS = {"weight": torch.tensor([[1.0, 2.0]]), "bias": torch.tensor([3.0])}


def test_a_module_has_the_weights_it_is_given() -> None:
    module = nn.Linear(2, 1)
    fill(module, WEIGHTS)
    assert module(torch.tensor([10.0, 100.0])).item() == 213.0


@pytest.mark.parametrize(
    ("weights", "wrong"),
    [
        ({"bias": WEIGHTS["bias"]}, "weight"),
        ({**WEIGHTS, "more": WEIGHTS["bias"]}, "more"),
        ({**WEIGHTS, "bias": torch.zeros(2)}, "bias"),
    ],
    ids=["missing", "too many", "of another shape"],
)
def test_other_weights_are_refused(weights: dict[str, torch.Tensor], wrong: str) -> None:
    with pytest.raises(ValueError, match=rf"^0\.{wrong} is not of the shape told$"):
        fill(nn.Linear(2, 1), weights, "0.")


@pytest.mark.parametrize(
    ("told", "expected"),
    [({}, False), ({"avx2": True, "avx512_bf16": False}, False), ({"avx512_bf16": True}, True)],
)
def test_halves_are_multiplied_where_the_processor_has_them(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, bool], expected: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: told)
    assert in_halves() is expected
