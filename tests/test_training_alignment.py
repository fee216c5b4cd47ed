"""Words aligned over pairs of sentences, and what the pairs say of a translation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.alignment import align, link_scores
from training.bitext import Bags, bags, unit_counts
from training.data import Pair
from training.worth import PRIOR_PAIRS, PRIOR_SHARE, with_worth


def ids(*rows: tuple[int, ...]) -> list[np.ndarray]:
    return [np.array(row, dtype=np.int64) for row in rows]


def test_one_round_of_model_1_is_as_by_hand() -> None:
    # One pair of one word each, and NULL on each side: each word gives half its link to the other.
    links = align(ids((1,)), ids((1,)), [1.0], rounds=1)
    assert (links.english.tolist(), links.japanese.tolist()) == ([1], [1])
    assert links.counts.tolist() == pytest.approx([0.5])


def test_rounds_of_model_1_explain_words_away() -> None:
    # "a b" is "x y" and "a" is "x": so b is y, though it stands beside x as often.
    links = align(ids((1, 2), (1,), (3,)), ids((1, 2), (1,), (3,)), [1.0, 1.0, 1.0], rounds=8)
    counts = dict(zip(zip(links.english, links.japanese, strict=True), links.counts, strict=True))
    assert counts[1, 1] > 3 * counts[1, 2]
    assert counts[2, 2] > 3 * counts[2, 1]


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(1, 4), min_size=1, max_size=4),
            st.lists(st.integers(1, 4), min_size=1, max_size=4),
            st.sampled_from([0.1, 1.0, 3.0]),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None)
def test_links_never_exceed_occurrences(
    rows: list[tuple[list[int], list[int], float]],
) -> None:
    english, japanese, weights = zip(*rows, strict=True)
    links = align(ids(*map(tuple, english)), ids(*map(tuple, japanese)), weights)
    assert np.isfinite(links.counts).all()
    codes = list(zip(links.english.tolist(), links.japanese.tolist(), strict=True))
    assert len(set(codes)) == len(codes)
    assert 0 not in links.english
    assert 0 not in links.japanese
    total = sum(w * math.sqrt((len(e) + 1) * (len(j) + 1)) for e, j, w in rows)
    assert links.counts.sum() <= total + 1e-6


def test_link_scores_drop_units_seen_once() -> None:
    rows = Bags(
        [["tax", "new"], ["tax"], ["tax"]],
        [[("税",), ("新",)], [("税",)], [("税",)]],
        [1.0, 1.0, 1.0],
    )
    scores = link_scores(rows)
    assert set(scores) == {"tax"}
    assert set(scores["tax"]) == {("税",)}
    assert 1.0 < scores["tax"][("税",)] <= 3.0


def test_bags_leave_out_empty_and_endless_pairs() -> None:
    pairs = [Pair("a b", "山川", "tanaka"), Pair("", "山", "tanaka"), Pair("a " * 90, "山", "x")]
    found = bags(pairs, str.split, lambda text: [(char,) for char in text])
    assert found == Bags([["a", "b"]], [[("山",), ("川",)]], [1.0])
    assert unit_counts(found.japanese) == {("山",): 1, ("川",): 1}


def test_worth_is_how_often_the_other_side_says_it() -> None:
    found = {"tax": {("税",): 1.0, ("金",): 0.5}, "new": {("新",): 1.0}}
    rows = Bags(
        [["tax"], ["tax", "tax"], ["tax"], ["old"]],
        [[("税",)], [("金",), ("国",)], [("国",)], [("新",)]],
        [1.0, 2.0, 1.0, 1.0],
    )
    scaled = with_worth(found, rows)
    tax = math.sqrt((1.0 + 2.0 * 0.5 + PRIOR_PAIRS * PRIOR_SHARE) / (4.0 + PRIOR_PAIRS))
    assert scaled["tax"] == {("税",): pytest.approx(tax), ("金",): pytest.approx(tax / 2)}
    assert scaled["new"] == {("新",): pytest.approx(math.sqrt(PRIOR_SHARE))}
