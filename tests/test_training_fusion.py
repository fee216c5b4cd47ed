from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from indexer.terms import VIEWS
from service.answer import Answerer
from tests.tiny import tiny_engine
from training.fusion import Pools, collect, learn, reciprocal_rank

LEMMA_ONLY = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
DENSE_ONLY = [1.0, 0.0, 0.0, 0.0, 0.0, 3.0]


def pools() -> Pools:
    """Two questions, three candidates (the second has two): lemma ranks the right one second."""
    views = np.zeros((2, 3, len(VIEWS)))
    views[:, :, 0] = [[2.0, 1.0, 0.0], [1.0, 0.5, 0.0]]
    bounds = np.zeros((2, len(VIEWS)))
    bounds[:, 0] = [4.0, 2.0]
    return Pools(
        views=views,
        bounds=bounds,
        translated=np.zeros((2, 3)),
        cosines=np.array([[0.1, 0.9, 0.2], [0.0, 0.8, -np.inf]]),
        right=np.array([[False, True, False], [False, True, False]]),
    )


def test_reciprocal_rank_equals_hand_computed_values() -> None:
    assert reciprocal_rank(pools(), LEMMA_ONLY) == 0.5
    assert reciprocal_rank(pools(), DENSE_ONLY) == 1.0


def test_an_absent_candidate_never_outranks_a_present_one() -> None:
    given = pools()
    given.cosines[1] = [-0.5, -0.4, -np.inf]
    assert reciprocal_rank(given, [0.0, 0.0, 0.0, 1.0, 0.0, 3.0]) == 1.0


def test_a_question_without_a_right_candidate_scores_zero() -> None:
    given = pools()
    given.right[1] = False
    assert reciprocal_rank(given, DENSE_ONLY) == 0.5


def test_learning_finds_the_leg_that_ranks_right() -> None:
    weights, quality = learn([pools()])
    assert quality == 1.0
    assert weights[-1] > 0


def test_candidates_are_collected_with_what_each_leg_says(engine: Answerer) -> None:
    found = collect(
        engine.searcher,
        [
            ("税とは", lambda passage: passage.doc_id == "tax.txt"),
            ("the weather", lambda passage: False),
        ],
    )
    assert found.right.sum(axis=1).tolist() == [1, 0]
    assert found.views[0][found.right[0]].sum() > 0
    assert found.cosines[0][found.right[0]] == pytest.approx([2 / 5**0.5])
    assert found.translated[1].max() > 0


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()
