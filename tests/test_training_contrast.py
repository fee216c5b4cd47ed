from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.bags import Bags
from training.contrast import PairBags, Table, info_nce, same_texts
from training.data import Pair
from training.schedule import plan
from training.sources import Source


def bags(*texts: list[int]) -> Bags:
    lengths = np.array([0, *map(len, texts)], dtype=np.int64)
    return Bags(np.array(sum(texts, []), dtype=np.int32), np.cumsum(lengths))


def oracle(queries: np.ndarray, targets: np.ndarray, same: np.ndarray, scale: float) -> float:
    left = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    right = targets / np.linalg.norm(targets, axis=1, keepdims=True)
    logits = left @ right.T * scale
    total = 0.0
    for scores, skip in ((logits, same), (logits.T, same.T)):
        for i, row in enumerate(scores):
            rest = [np.exp(value) for j, value in enumerate(row) if not skip[i, j]]
            total -= row[i] - np.log(sum(rest))
    return total / (2 * len(queries))


def test_info_nce_equals_the_oracle() -> None:
    generator = np.random.default_rng(3)
    queries, targets = generator.normal(size=(2, 6, 5))
    same = np.zeros((6, 6), dtype=bool)
    same[1, 4] = same[4, 1] = True
    loss = info_nce(
        torch.from_numpy(queries), torch.from_numpy(targets), torch.from_numpy(same), 7.0
    )
    assert loss.item() == pytest.approx(oracle(queries, targets, same, 7.0), abs=1e-9)


def test_equal_texts_are_no_negatives() -> None:
    same = same_texts(np.array([5, 6, 5]), np.array([1, 1, 2]))
    assert same.tolist() == [[False, True, True], [True, False, False], [True, False, False]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=5), min_size=1, max_size=6))
def test_bags_give_back_their_texts(texts: list[list[int]]) -> None:
    index = np.arange(len(texts))[::-1].copy()
    ids, offsets = bags(*texts).take(index)
    ends = [*offsets[1:], len(ids)]
    found = [ids[a:b].tolist() for a, b in zip(offsets, ends, strict=True)]
    assert found == texts[::-1]


def test_a_step_touches_only_rows_in_use_and_lowers_the_loss() -> None:
    weights = np.random.default_rng(0).normal(size=(8, 4)).astype(np.float32)
    keys = np.arange(3)
    pairs = PairBags(bags([0], [1, 1], [2]), bags([3], [4], [5, 0]), keys, keys)
    table = Table(weights)
    losses = [table.step(pairs, keys, rate=0.05, scale=10.0) for _ in range(30)]
    changed = np.abs(table.weights.numpy() - weights).max(axis=1) > 0
    assert changed.tolist() == [True] * 6 + [False] * 2
    assert losses[-1] < losses[0] / 4


def test_comparing_tokens_moves_other_rows_than_the_mean_alone() -> None:
    weights = np.random.default_rng(2).normal(size=(8, 4)).astype(np.float32)
    keys = np.arange(3)
    pairs = PairBags(bags([0, 1], [1, 1], [2]), bags([3], [4, 6], [5, 0]), keys, keys)
    tables = [Table(weights), Table(weights)]
    losses = [
        table.step(pairs, keys, rate=0.01, scale=10.0, tokens=tokens)
        for table, tokens in zip(tables, (False, True), strict=True)
    ]
    assert losses[1] > losses[0]
    assert (tables[0].weights - tables[1].weights).abs().max() > 1e-3


def test_a_grouped_plan_fills_batches_with_few_groups() -> None:
    pairs = tuple(Pair(str(i), str(i), "s", f"g{i % 4}") for i in range(16))
    batches = plan([Source("s", pairs, 3.0, batch=4, grouped=True)], seed=1)
    groups = [{pairs[i].group for i in batch.index} for batch in batches]
    assert len(groups) == 12 and all(len(found) == 1 for found in groups)
    seen = np.concatenate([batch.index for batch in batches])
    assert np.bincount(seen, minlength=16).tolist() == [3] * 16


def test_the_first_step_is_adams() -> None:
    weights = np.random.default_rng(1).normal(size=(6, 4)).astype(np.float32)
    keys = np.arange(3)
    pairs = PairBags(bags([0], [1], [2]), bags([3], [4], [5]), keys, keys)
    table = Table(weights)
    table.step(pairs, keys, rate=0.01, scale=5.0)
    reference = torch.from_numpy(weights.copy()).requires_grad_()
    adam = torch.optim.Adam([reference], lr=0.01)
    same = torch.zeros(3, 3, dtype=torch.bool)
    info_nce(reference[:3], reference[3:], same, 5.0).backward()
    adam.step()
    np.testing.assert_allclose(table.weights, reference.detach(), atol=1e-6)


def test_vectors_are_unit_means_and_zero_rows_stay_zero() -> None:
    table = Table(np.array([[0, 0], [3, 0], [0, 4]], dtype=np.float32))
    found = table.vectors(bags([1, 2], [0]))
    np.testing.assert_allclose(found, [[0.6, 0.8], [0, 0]], atol=1e-6)


def test_a_plan_shows_each_pair_as_often_as_its_source_says() -> None:
    pairs = tuple(Pair(str(i), str(i), "s") for i in range(8))
    sources = [Source("a", pairs, 2.0, batch=4), Source("b", pairs[:3], 3.0, batch=4)]
    batches = plan(sources, seed=1)
    for name, count, passes in (("a", 8, 2), ("b", 3, 3)):
        seen = np.concatenate([batch.index for batch in batches if batch.source == name])
        assert np.bincount(seen, minlength=count).tolist() == [passes] * count
    again = plan(sources, seed=1)
    assert [b.index.tolist() for b in batches] == [b.index.tolist() for b in again]
