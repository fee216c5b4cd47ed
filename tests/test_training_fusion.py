from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.terms import VIEWS
from service.answer import Answerer
from service.records import Language
from tests.tiny import tiny_engine
from training import fusion
from training.devsets import DevSet
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


def test_the_command_learns_each_language_on_its_own_dev_sets(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"ja": ("税とは", "tax.txt"), "en": ("the weather", "weather.txt")}
    read: list[Language] = []

    def dev_sets(language: Language, data: Path, index: Path) -> Iterator[DevSet]:
        assert (data, index) == (Path("data"), Path("index"))
        read.append(language)
        text, doc_id = asked[language]
        yield DevSet("one", engine.searcher, [(text, lambda passage: passage.doc_id == doc_id)])
        yield DevSet("none", engine.searcher, [(text, lambda passage: False)])

    monkeypatch.setattr(fusion, "dev_sets", dev_sets)
    fusion.main(Path("data"), Path("index"))
    assert read == ["ja", "en"]
    said = capsys.readouterr().out.splitlines()
    names = ", ".join(f"'{name}': [0-9.]+" for name in (*VIEWS, "translation", "dense"))
    for language, line in zip(asked, said, strict=True):
        # The second set has no right passage: the mean over both is a half.
        assert re.fullmatch(rf"{language}: {{{names}}} MRR@10 0\.5000", line)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()
