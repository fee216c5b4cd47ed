from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from fakes import open_files

import service.open as opening
from indexer.build import fingerprints
from indexer.errors import IndexMismatch, IndexMissing, ModelError
from service.answer import Answerer
from service.judgement import load_judges
from service.open import Opener, open_engine
from service.reader.reader import Reader
from service.rerank import COLUMNS, INTERACTION, LANGUAGES, load_scorers
from tests.tiny import FUSED
from tests.tiny_judge import judge_of

LEVY = "トランプの政策では、何の15%を米国政府が徴収する?"


@pytest.fixture(scope="module")
def given(seeds_index: Path) -> Iterator[Answerer]:
    """The seeds, opened with a reranker, judges and a risk that are not the bundled ones."""
    judge = judge_of({"coverage": 1.0}, {"bias": 0.0}, least=0.1, risks=((0.2, 0.5),))
    judges = dict.fromkeys(LANGUAGES, judge)
    with closing(open_engine(seeds_index, FUSED, judges, risk=0.2)) as engine:
        yield engine


def test_the_seeds_open_and_answer(seeds_index: Path, given: Answerer) -> None:
    assert given.generation == (seeds_index / "CURRENT").read_text().strip()
    assert len(given.documents()) == 5
    assert "チップ売上の15%" in given.ask(LEVY, 5).citations[0].quote


def test_the_judges_and_the_risk_that_are_given_decide(seeds_index: Path, given: Answerer) -> None:
    reply = given.ask(LEVY, 5)
    assert (reply.status, reply.confidence) == ("answered", 0.5)
    judges = given._judges
    with closing(open_engine(seeds_index, FUSED, judges, risk=0.1)) as careful:
        reply = careful.ask(LEVY, 5)
    assert (reply.status, reply.confidence) == ("partial", 0.5)


def test_no_index_is_told_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m indexer build"):
        open_engine(tmp_path)


@pytest.fixture(scope="module")
def opener(seeds_index: Path) -> Opener:
    """Loads what all openings share once; what differs is found in each."""
    return Opener(seeds_index)


@pytest.mark.parametrize("part", ["chunker", "analysis", "dictionary", "model"])
def test_an_index_made_by_other_means_is_refused(
    part: str, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        opening, "fingerprints", lambda *args: replace(fingerprints(*args), **{part: "other"})
    )
    with pytest.raises(IndexMismatch, match=f"another {part}.*python -m indexer build"):
        opener.open()


def test_the_bundled_reranker_is_used_unless_another_is_given(
    seeds_engine: Answerer, given: Answerer
) -> None:
    bundled, scorers = load_scorers(), seeds_engine.searcher.tools.scorers
    assert {name: scorer.linear.tobytes() for name, scorer in scorers.items()} == {
        name: scorer.linear.tobytes() for name, scorer in bundled.items()
    }
    assert given.searcher.tools.scorers is FUSED


@pytest.mark.parametrize(
    ("model", "name", "load"),
    [
        ("reranker", "load_scorers", load_scorers),
        ("reader", "Reader.open", Reader.open),
        ("judges", "load_judges", load_judges),
    ],
)
def test_a_model_that_cannot_be_read_is_told_and_nothing_stays_open(
    model: str,
    name: str,
    load: Callable[..., object],
    seeds_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is read from a path, its last argument; there is nothing of a model at this one."""
    monkeypatch.setattr(f"service.open.{name}", lambda *given: load(*given, tmp_path))
    before = open_files(seeds_index)
    with pytest.raises(ModelError, match=f"{model} cannot be read.*install Konkyo again"):
        open_engine(seeds_index)
    assert open_files(seeds_index) == before


@pytest.mark.parametrize(
    "question", ["トランプの政策では、何の15%を徴収する?", "Who leads DeepSeek?"]
)
def test_the_bundled_reranker_ranks_and_explains_the_seeds(
    seeds_engine: Answerer, question: str
) -> None:
    found = seeds_engine.search(question, 10, explain=True)
    assert len(found.hits) == len(found.explanations) == 10
    assert seeds_engine.search(question, 10, explain=True) == found
    assert all(0 < hit.score < 1 for hit in found.hits)
    for hit, after in pairwise(found.hits):
        assert (-hit.score, hit.id) < (-after.score, after.id)
    for explanation in found.explanations:
        assert [part.name for part in explanation.parts] == [*COLUMNS, INTERACTION]
        total = sum(part.adds for part in explanation.parts)
        assert explanation.score == pytest.approx(total, abs=1e-4)
