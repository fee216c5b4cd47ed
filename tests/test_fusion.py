from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fusion import WEIGHTS, reciprocal_ranks, weighted_sum

SCORES = st.dictionaries(st.integers(0, 30), st.floats(-1, 1), max_size=20)


def test_the_sum_is_weighted_and_absent_rows_count_zero() -> None:
    lexical, dense = {1: 0.5, 2: 0.25}, {2: 0.5, 3: 1.0}
    assert weighted_sum([(2.0, lexical), (1.0, dense)], 10) == [(1, 1.0), (2, 1.0), (3, 1.0)]
    assert weighted_sum([(1.0, lexical), (0.5, dense)], 2) == [(1, 0.5), (2, 0.5)]


def test_no_legs_no_hits() -> None:
    assert weighted_sum([], 5) == []
    assert weighted_sum([(1.0, {})], 5) == []


@given(SCORES, SCORES, st.integers(1, 10))
def test_order_is_by_score_then_row_and_never_longer_than_k(
    first: dict[int, float], second: dict[int, float], k: int
) -> None:
    fused = weighted_sum([(1.0, first), (0.5, second)], k)
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))
    sums = [first.get(row, 0) + 0.5 * second.get(row, 0) for row in first.keys() | second.keys()]
    assert len(fused) == min(k, sum(total > 0 for total in sums))
    shuffled = weighted_sum(
        [(1.0, dict(reversed(first.items()))), (0.5, dict(reversed(second.items())))], k
    )
    assert shuffled == fused


def test_reciprocal_ranks_equal_the_formula() -> None:
    found = dict(reciprocal_ranks([{7: 3.0, 8: 2.0}, {8: 0.9, 9: 0.1}], 10))
    assert found == pytest.approx({7: 1 / 61, 8: 1 / 62 + 1 / 61, 9: 1 / 62})


def test_equal_reciprocal_ranks_are_ordered_by_row() -> None:
    assert [row for row, _ in reciprocal_ranks([{5: 1.0}, {4: 1.0}], 10)] == [4, 5]


def test_both_languages_have_weights_that_are_not_negative() -> None:
    assert set(WEIGHTS) == {"ja", "en"}
    for weights in WEIGHTS.values():
        assert weights.of("lexical") == 1.0
        assert weights.of("dense") == weights.dense >= 0
        assert weights.of("translation") == weights.translation >= 0
        assert all(weight >= 0 for _, weight in weights.views)
