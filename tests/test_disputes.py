from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from indexer.analysis import Asked, Content
from indexer.normalize import search_key
from indexer.records import Document, Token
from service import rivals
from service.answer import Answerer
from service.disputes import HELD, clash, rival
from service.evidence import Evidence
from service.judgement import Judged
from service.premise import Denial
from service.query import Query, TextAnalyser
from service.search import Searcher
from service.shown import Shown, shown
from service.units import units
from tests.tiny import tiny_engine
from tests.tiny_judge import judged

CHEAP = "新しい装置の価格は200万円である。"
DEAR = "新しい装置の価格は300万円である。"
WIDE = "新しい装置の価格は２００万円とされる。"
CHANGED = "新しい装置の価格は200万円だ。"
BEFORE = "以前の価格は500万円だった。"
LIGHT = "装置は軽い。"
TEXTS = (CHEAP, DEAR, WIDE, CHANGED + BEFORE, LIGHT)
PRICE = "新しい装置の価格はいくら?"
ASSERTED = "新しい装置の価格が500万円なのはなぜ?"


@pytest.fixture(autouse=True)
def by_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learned finds nothing here, unless a test lets it."""
    monkeypatch.setattr(rivals, "THRESHOLD", 1.1)


Found = Callable[[str], tuple[Query, dict[str, Evidence]]]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    documents = [Document(f"{n}.txt", "題", text) for n, text in enumerate(TEXTS)]
    opened = tiny_engine(tmp_path_factory.mktemp("index"), documents)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(engine: Answerer) -> Found:
    """The question, and every sentence that speaks of the machine, by its text."""

    def find(question: str) -> tuple[Query, dict[str, Evidence]]:
        query = engine.searcher.prepare(question)
        evidence = engine.evidence(query, engine.searcher.search(query, 5).hits)
        return query, {item.text: item for item in evidence}

    return find


def ranked(items: dict[str, Evidence], *texts: str, chance: float = 0.5) -> list[Judged]:
    return [judged(items[text], chance=chance) for text in texts]


def rival_of(
    engine: Answerer, query: Query, given: Sequence[Judged], answer: str = ""
) -> int | None:
    first = given[0].item
    best = Shown(first.span, answer, None) if answer else shown(query.folded, query.language, first)
    return rival(query, given, best, engine.searcher)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((CHEAP, DEAR), 1),
        ((DEAR, CHEAP), 1),
        ((CHEAP, WIDE, DEAR), 2),
        ((CHEAP, LIGHT, WIDE, DEAR, DEAR), 3),
        ((CHEAP, WIDE), None),
        ((CHEAP, LIGHT), None),
        ((CHEAP,), None),
    ],
)
def test_the_first_sentence_with_another_figure_is_the_rival(
    engine: Answerer, found: Found, texts: tuple[str, ...], expected: int | None
) -> None:
    query, items = found(PRICE)
    assert rival_of(engine, query, ranked(items, *texts)) == expected


def test_a_rival_may_be_unlikely_and_stand_far_down(engine: Answerer, found: Found) -> None:
    query, items = found(PRICE)
    given = [*ranked(items, CHEAP, *[WIDE, LIGHT] * 10), *ranked(items, DEAR, chance=1e-6)]
    assert rival_of(engine, query, given) == 21


def test_it_is_the_answer_shown_that_is_gainsaid(engine: Answerer, found: Found) -> None:
    query, items = found(PRICE)
    given = ranked(items, CHEAP, DEAR)
    assert rival_of(engine, query, given, "200万円") == 1
    assert rival_of(engine, query, given, "新しい装置") is None


def test_what_the_rules_do_not_know_may_be_learned(
    engine: Answerer, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, items = found(PRICE)
    given = ranked(items, CHEAP, LIGHT, DEAR)
    seen: list[tuple[rivals.Asked, int]] = []

    def disputed(asked: rivals.Asked, ranked: Sequence[Judged]) -> int | None:
        seen.append((asked, len(ranked)))
        return 2

    monkeypatch.setattr(rivals, "disputed", disputed)
    assert rival_of(engine, query, given, "新しい装置") == 2
    ((asked, count),) = seen
    assert (asked.text, asked.english, count) == (query.folded, False, 3)
    assert asked.idf("装置") == engine.searcher.generation.lexical.idf("lemma", "装置") > 0
    assert asked.vectors(["装置"]).shape[0] == 1


class CountingAnalyser:
    """Lists the texts that an analyser is asked for."""

    def __init__(self, analyser: TextAnalyser) -> None:
        self._analyser = analyser
        self.contents: list[str] = []
        self.keys: list[str] = []

    def content(self, text: str) -> Content:
        self.contents.append(text)
        return self._analyser.content(text)

    def ask(self, question: str) -> Asked:
        return self._analyser.ask(question)

    def tokens(self, key: str) -> tuple[Token, ...]:
        self.keys.append(key)
        return self._analyser.tokens(key)


def test_a_passage_is_analysed_once_for_all_its_sentences(engine: Answerer, found: Found) -> None:
    query, items = found(ASSERTED)
    given, passage = ranked(items, CHANGED, BEFORE, LIGHT), CHANGED + BEFORE
    analyser = CountingAnalyser(engine.searcher.tools.analyser)
    tools = replace(engine.searcher.tools, analyser=analyser)
    searcher = Searcher(engine.searcher.generation, tools)
    rival(query, given, shown(query.folded, query.language, given[0].item), searcher)
    assert analyser.contents == [passage, LIGHT]
    clash(query, units(query, engine.searcher.generation.lexical), given, analyser)
    texts = (ASSERTED, passage, CHANGED, BEFORE, LIGHT, LIGHT)
    assert analyser.keys == [search_key(text).text for text in texts]


def denial_of(engine: Answerer, query: Query, given: Sequence[Judged]) -> tuple[int, Denial] | None:
    about = units(query, engine.searcher.generation.lexical)
    return clash(query, about, given, engine.searcher.tools.analyser)


@pytest.mark.parametrize(
    ("texts", "place", "said"),
    [
        ((CHEAP,), 0, "200万円"),
        ((WIDE,), 0, "２００万円"),
        ((LIGHT, CHEAP), 1, "200万円"),
        ((CHEAP, DEAR), 0, "200万円"),
        ((DEAR, CHEAP), 0, "300万円"),
    ],
)
def test_another_figure_than_the_asserted_denies_it(
    engine: Answerer, found: Found, texts: tuple[str, ...], place: int, said: str
) -> None:
    query, items = found(ASSERTED)
    told = denial_of(engine, query, ranked(items, *texts))
    assert told is not None
    assert (told[0], told[1].kind) == (place, "value")
    assert told[1].span.of(texts[place]) == said
    assert 0.5 < told[1].score < 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (ASSERTED, LIGHT),
        (ASSERTED, CHANGED),  # what stands beside it says the asserted
        (PRICE, CHEAP),
        ("新しい装置の価格が200万円なのはなぜ?", WIDE),
    ],
)
def test_what_is_not_asserted_otherwise_is_not_denied(
    engine: Answerer, found: Found, question: str, text: str
) -> None:
    query, items = found(question)
    assert denial_of(engine, query, ranked(items, text)) is None


def test_without_evidence_nothing_is_denied(engine: Answerer, found: Found) -> None:
    assert denial_of(engine, found(ASSERTED)[0], []) is None


def test_a_denial_is_surer_by_a_likelier_and_by_the_best_sentence(
    engine: Answerer, found: Found
) -> None:
    query, items = found(ASSERTED)
    scores = []
    for given in (
        [*ranked(items, LIGHT), *ranked(items, CHEAP, chance=0.1)],
        [*ranked(items, LIGHT), *ranked(items, CHEAP, chance=0.4)],
        ranked(items, CHEAP, LIGHT, chance=0.4),
    ):
        told = denial_of(engine, query, given)
        assert told is not None
        scores.append(told[1].score)
    assert scores == sorted(set(scores))


def test_a_sentence_far_down_neither_denies_nor_agrees(engine: Answerer, found: Found) -> None:
    query, items = found(ASSERTED)
    others = [LIGHT] * (HELD - 1)
    alone = denial_of(engine, query, ranked(items, CHEAP, *others))
    held = denial_of(engine, query, ranked(items, CHEAP, *others[1:], BEFORE))
    beyond = denial_of(engine, query, ranked(items, CHEAP, *others, BEFORE))
    assert alone is not None and held is not None
    assert held[1].score < alone[1].score
    assert beyond == alone
    assert denial_of(engine, query, ranked(items, LIGHT, *others, CHEAP)) is None
