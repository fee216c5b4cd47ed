"""Sums and maxima by sentence and by passage, against plain loops over lists."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.layout import Floats, Layout, Stretch

# The sentence numbers of each passage's tokens; numbers may be left out, passages empty.
PASSAGES = st.lists(st.lists(st.integers(0, 4), max_size=6).map(sorted), max_size=5)
WITH_TOKENS = PASSAGES.filter(any)


def layout_of(passages: list[list[int]]) -> Layout:
    return Layout.of([Stretch.of(np.array(numbers, dtype=np.uint16)) for numbers in passages])


def sentences_of(passages: list[list[int]]) -> list[tuple[int, list[int]]]:
    """Return, for each sentence that has tokens, its passage and the places of its tokens."""
    tokens = [(owner, number) for owner, numbers in enumerate(passages) for number in numbers]
    groups = groupby(enumerate(tokens), key=lambda item: item[1])
    return [(owner, [place for place, _ in group]) for (owner, _), group in groups]


def values_of(passages: list[list[int]], rows: int) -> Floats:
    size = sum(map(len, passages))
    return np.random.default_rng(7).random((rows, size), dtype=np.float32) - np.float32(0.5)


def test_an_example() -> None:
    layout = layout_of([[0, 0, 2], [], [2]])
    assert (layout.size, layout.count) == (4, 3)
    assert layout.starts.tolist() == [0, 2, 3]
    assert layout.owners.tolist() == [0, 0, 2]
    assert layout.numbers.tolist() == [0, 2, 2]
    assert layout.present.tolist() == [0, 2]
    assert layout.first.tolist() == [0, 2]
    by_sentence = layout.sentence_sum(np.array([1, 2, 4, 8], dtype=np.float32))
    assert by_sentence.tolist() == [3, 4, 8]
    assert layout.with_next(by_sentence).tolist() == [4, 4, 8]
    assert layout.best(by_sentence).tolist() == [4, 0, 8]
    assert layout.total(by_sentence).tolist() == [7, 0, 8]


@given(PASSAGES)
def test_sentences_begin_where_the_number_or_the_passage_changes(passages: list[list[int]]) -> None:
    layout, expected = layout_of(passages), sentences_of(passages)
    assert (layout.size, layout.count) == (sum(map(len, passages)), len(passages))
    assert layout.starts.tolist() == [places[0] for _, places in expected]
    assert layout.owners.tolist() == [owner for owner, _ in expected]
    assert layout.present.tolist() == [owner for owner, numbers in enumerate(passages) if numbers]


@given(WITH_TOKENS, st.integers(1, 3))
def test_sums_and_maxima_are_those_of_plain_loops(passages: list[list[int]], rows: int) -> None:
    layout, values, sentences = (
        layout_of(passages),
        values_of(passages, rows),
        sentences_of(passages),
    )
    best, total = layout.sentence_best(values), layout.sentence_sum(values)
    for row in range(rows):
        expected = [[float(values[row, place]) for place in places] for _, places in sentences]
        assert best[row].tolist() == [max(items) for items in expected]
        assert total[row].tolist() == pytest.approx([sum(items) for items in expected], abs=1e-6)
        for passage in range(len(passages)):
            own = [n for n, (owner, _) in enumerate(sentences) if owner == passage]
            highest = max((float(best[row, n]) for n in own), default=0.0)
            assert layout.best(best)[row, passage] == highest
            summed = sum(float(total[row, n]) for n in own)
            assert layout.total(total)[row, passage] == pytest.approx(summed, abs=1e-6)


@given(WITH_TOKENS, st.data())
def test_the_best_and_any_of_some_tokens_are_those_of_all_with_nothing_for_the_others(
    passages: list[list[int]], data: st.DataObject
) -> None:
    layout, values = layout_of(passages), np.abs(values_of(passages, 2))
    some = sorted(data.draw(st.sets(st.integers(0, layout.size - 1))))
    chosen = np.zeros(layout.size, dtype=bool)
    chosen[some] = True
    found = layout.sentences_of(np.array(some, dtype=np.intp), values[:, some])
    assert np.array_equal(found, layout.sentence_best(np.where(chosen, values, 0)))
    assert np.array_equal(layout.sentence_any(chosen), (found > 0).any(axis=0))


@given(WITH_TOKENS)
def test_the_next_sentence_is_one_of_the_same_passage(passages: list[list[int]]) -> None:
    layout, sentences = layout_of(passages), sentences_of(passages)
    values = values_of([[0] * len(sentences)], 2)
    before = values.copy()
    found = layout.with_next(values)
    assert np.array_equal(values, before)
    for n, (owner, _) in enumerate(sentences):
        both = n + 1 < len(sentences) and sentences[n + 1][0] == owner
        expected = values[:, n : n + 2].max(axis=1) if both else values[:, n]
        assert np.array_equal(found[:, n], expected)


def test_passages_without_tokens_have_nothing_even_where_all_else_is_below_0() -> None:
    layout = layout_of([[], [0]])
    below = np.array([-1.0], dtype=np.float32)
    assert layout.best(below).tolist() == [0.0, -1.0]
    assert layout.total(below).tolist() == [0.0, -1.0]


@given(PASSAGES, PASSAGES)
def test_places_are_equal_for_the_same_sentence_and_for_no_other(
    one: list[list[int]], other: list[list[int]]
) -> None:
    """Two layouts of the same passages, by other tokens, have to meet at their sentences."""

    def placed(passages: list[list[int]]) -> dict[int, tuple[int, int]]:
        names = [
            (owner, number)
            for owner, numbers in enumerate(passages)
            for number in sorted({*numbers})
        ]
        return dict(zip(layout_of(passages).places().tolist(), names, strict=True))

    first, second = placed(one), placed(other)
    assert all(first[place] == second[place] for place in first.keys() & second.keys())
    assert len(first.keys() & second.keys()) == len(set(first.values()) & set(second.values()))


def test_places_hold_the_largest_sentence_number() -> None:
    last, first = layout_of([[0xFFFF], [0]]).places()
    assert last < first
