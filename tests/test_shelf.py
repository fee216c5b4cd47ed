from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indexer.generation import Generation
from indexer.records import Passage
from indexer.wording import Wording
from service.answer import Answerer
from service.matching import ready
from service.shelf import Shelf
from tests.tiny import tiny_engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


class Watched(Generation):
    """A generation that tells which rows were read."""

    def __init__(self, inner: Generation) -> None:
        self._inner = inner
        self.read: list[list[int]] = []

    def passages(self, rows: Sequence[int]) -> tuple[Passage, ...]:
        self.read.append(list(rows))
        return self._inner.passages(rows)

    def wordings(self, rows: Sequence[int]) -> tuple[Wording, ...]:
        return self._inner.wordings(rows)


@pytest.fixture
def watched(engine: Answerer) -> Watched:
    return Watched(engine.searcher.generation)


def test_candidates_are_the_passages_in_the_order_asked_for(watched: Watched) -> None:
    shelf = Shelf(watched)
    for rows in ([2, 0], [0, 1, 2], []):
        found = shelf.candidates(rows)
        passages, wordings = watched.passages(rows), watched.wordings(rows)
        assert tuple(item.passage for item in found) == passages
        for item, passage, wording in zip(found, passages, wordings, strict=True):
            expected = ready(passage.text, wording)
            assert item.ready.text.folded == expected.text.folded
            assert np.array_equal(item.ready.lemmas, wording.lemmas)
            assert np.array_equal(item.ready.pieces, wording.pieces)
            assert item.length == pytest.approx(math.log1p(len(passage.text)))


def test_only_what_is_not_at_hand_is_read_and_what_was_used_longest_ago_goes(
    watched: Watched,
) -> None:
    shelf = Shelf(watched, most=2)
    for rows in ([0, 1], [1, 0], [0, 2], [0], [1]):
        shelf.candidates(rows)
    assert watched.read == [[0, 1], [2], [1]]


def test_more_rows_than_are_kept_are_all_given(watched: Watched) -> None:
    shelf = Shelf(watched, most=1)
    assert len(shelf.candidates([0, 1, 2])) == 3
    shelf.candidates([2])
    assert watched.read == [[0, 1, 2]]


def test_threads_get_their_own_rows(watched: Watched) -> None:
    shelf = Shelf(watched, most=2)
    wanted = watched.passages([0, 1, 2])
    orders = [[n % 3, (n + 1) % 3] for n in range(300)]
    with ThreadPoolExecutor(4) as pool:
        for rows, found in zip(orders, pool.map(shelf.candidates, orders), strict=True):
            assert [item.passage for item in found] == [wanted[row] for row in rows]
