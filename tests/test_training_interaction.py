"""Late interaction against a plain loop over tokens."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.bags import Bags
from training.interaction import MAX_TOKENS, best_cosines, grid, interaction

TABLE = np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32)
TEXTS = st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=5), min_size=1, max_size=4)


def bags(texts: list[list[int]]) -> Bags:
    lengths = np.array([0, *map(len, texts)], dtype=np.int64)
    return Bags(np.array(sum(texts, []), dtype=np.int32), np.cumsum(lengths))


def oracle(text: list[int], other: list[int]) -> float:
    lengths = np.linalg.norm(TABLE, axis=1)
    units = TABLE / lengths[:, None]
    best = [max(float(units[i] @ units[j]) for j in other) for i in text]
    return float(np.average(best, weights=lengths[text]))


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_both_directions_equal_the_loop(left: list[list[int]], right: list[list[int]]) -> None:
    expected = np.array([[oracle(a, b) for b in right] for a in left])
    reverse = np.array([[oracle(b, a) for b in right] for a in left])
    ours, theirs = bags(left), bags(right)
    np.testing.assert_allclose(best_cosines(TABLE, ours, theirs), expected, atol=1e-5)
    grids = [grid(torch.from_numpy(b.ids.astype(np.int64)), b.starts[:-1]) for b in (ours, theirs)]
    found = interaction(torch.from_numpy(TABLE), *grids)
    np.testing.assert_allclose(found[0], expected, atol=1e-5)
    np.testing.assert_allclose(found[1], reverse, atol=1e-5)


def test_the_gradient_equals_finite_differences() -> None:
    rows = torch.from_numpy(TABLE[:6].astype(np.float64)).requires_grad_()
    left = grid(torch.tensor([0, 1, 2, 2]), np.array([0, 2]))
    right = grid(torch.tensor([3, 4, 5, 0, 1]), np.array([0, 3]))
    assert torch.autograd.gradcheck(lambda r: interaction(r, left, right), (rows,))


def test_a_long_text_is_cut() -> None:
    found = grid(torch.arange(MAX_TOKENS + 5), np.array([0, 2]))
    assert found.places.shape == (2, MAX_TOKENS)
    assert found.mask.sum(dim=1).tolist() == [2, MAX_TOKENS]


def test_a_token_without_a_direction_counts_nothing() -> None:
    table = np.array([[0, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert best_cosines(table, bags([[0, 1]]), bags([[1], [2]])) == pytest.approx(
        np.array([[1, 0]]), abs=1e-6
    )
