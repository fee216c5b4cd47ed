from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.records import Document, Hit, Section, Span
from service.answer import Answerer
from service.choosing import Chosen, Weights
from service.evidence import COMPARED, Evidence, Features, gather
from service.reader.reader import Found, Reading
from service.rerank import LANGUAGES
from tests.tiny import tiny_engine
from tests.tiny_judge import found_of

LEVY = "政府は売上の15%を税として徴収する。"
TEXT = f"税の話\n税はいつ始まるのか?{LEVY}気温は25度だ。"
# What tells nothing of a probability: 1 in 10,000.
LIMIT = math.log(9999)
NEVER = -LIMIT / 5


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    whole = Span(0, len(TEXT))
    document = Document("a.txt", "題", TEXT, (Section(Span(0, 3), whole),))
    opened = tiny_engine(tmp_path_factory.mktemp("index"), [document])
    yield opened
    opened.close()


def features(engine: Answerer, question: str) -> dict[str, Features]:
    query = engine.searcher.prepare(question)
    hits = engine.searcher.search(query, 5).hits
    return {item.text: item.features for item in engine.evidence(query, hits)}


def test_every_sentence_of_the_hits_is_evidence_once(engine: Answerer) -> None:
    assert list(features(engine, "税")) == [
        "税の話",
        "税はいつ始まるのか?",
        LEVY,
        "気温は25度だ。",
    ]


def test_headings_and_questions_are_no_statements(engine: Answerer) -> None:
    statements = {text: found.statement for text, found in features(engine, "税").items()}
    assert list(statements.values()) == [0.0, 0.0, 1.0, 1.0]


def test_a_word_is_missed_only_where_its_kind_is_asked_for(engine: Answerer) -> None:
    asked = {text: found.sought for text, found in features(engine, "税は何%?").items()}
    assert asked[LEVY] == 1.0
    assert asked["税の話"] == 0.0
    assert {found.sought for found in features(engine, "税とは").values()} == {1.0}


def test_coverage_is_the_share_of_what_was_asked(engine: Answerer) -> None:
    asked = LEVY
    found = features(engine, asked)
    assert found[asked].coverage == pytest.approx(1.0)
    assert 0 < found["税の話"].coverage < 0.2
    assert found["気温は25度だ。"].coverage == 0.0


def test_similarity_is_the_cosine_with_the_sentence(engine: Answerer) -> None:
    found = features(engine, "levy")
    assert found["税の話"].similarity == pytest.approx(1.0)
    # 売上 and 税, one each, against 税 alone.
    assert found[LEVY].similarity == pytest.approx(0.5**0.5)


def test_translated_is_the_weight_of_the_rendering_that_stands_there(engine: Answerer) -> None:
    found = features(engine, "the weather 15%")
    assert found["気温は25度だ。"].translated == pytest.approx(0.5)
    assert found["税の話"].translated == 0.0


@pytest.mark.parametrize(
    ("chance", "odds"), [(0.5, 1), (0.8, 4), (0.2, 0.25), (0.0, 1 / 9999), (1.0, 9999)]
)
def test_the_odds_of_the_passage_come_with_it(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch, chance: float, odds: float
) -> None:
    more = dict.fromkeys(LANGUAGES, Weights(1.0, 1.0, 1.0))
    monkeypatch.setattr("service.finding.WEIGHTS", more)
    query = engine.searcher.prepare("税")
    hits = [replace(hit, score=chance) for hit in engine.searcher.search(query, 5).hits]
    told = {
        (item.features.passage, item.features.relevance) for item in engine.evidence(query, hits)
    }
    ((passage, relevance),) = told
    assert passage == pytest.approx(math.log(odds) / 5)
    # By search and selector together it is one more in log odds here.
    assert relevance == pytest.approx(min(math.log(odds) + 1, LIMIT) / 5)


def gathered(
    engine: Answerer, question: str, found: Mapping[str, Found], none: float = 0.5
) -> list[Evidence]:
    """The evidence for a question, the reader having found so much by the sentence's text."""
    query = engine.searcher.prepare(question)
    hits = engine.searcher.search(query, 10).hits
    readings = []
    for hit in hits:
        sentences = (
            span.of(engine.document(hit.passage.doc_id).text) for span in hit.passage.sentences
        )
        numbered = {n: found[text] for n, text in enumerate(sentences) if text in found}
        readings.append(Reading(numbered, none, 0.25))
    return list(gather(query, evenly(hits), readings, engine.searcher))


def evenly(hits: Sequence[Hit]) -> list[Chosen]:
    return [Chosen(hit, 0.5) for hit in hits]


def of(evidence: list[Evidence], text: str) -> Evidence:
    (item,) = [item for item in evidence if item.text == text]
    return item


def test_what_the_reader_finds_comes_with_its_sentence(engine: Answerer) -> None:
    start = TEXT.index("15%")
    found = gathered(
        engine, "税は何%?", {LEVY: found_of(Span(start, start + 3), 0.8, 0.7, 0.5)}, none=0.2
    )
    item, other = of(found, LEVY), of(found, "気温は25度だ。")
    assert (item.answer, item.answer_text, item.share) == (Span(start, start + 3), "15%", 0.7)
    assert item.features.read == pytest.approx(math.log(4) / 5)
    assert item.features.doubtful == 0.0
    assert (other.answer, other.answer_text, other.share) == (other.span, other.text, 0.0)
    assert other.features.read == other.features.doubtful == pytest.approx(NEVER)
    for each in found:
        assert each.features.answered == pytest.approx(math.log(4) / 5)
        assert each.denied == 0.25
    assert item.spread is not None
    assert item.spread.shortest(1.0) == item.answer
    assert other.spread is None


@pytest.mark.parametrize(
    ("before", "behind", "text", "share"),
    [(4, 0, LEVY, 0.7), (0, 3, LEVY, 0.7), (-3, -11, "売上の15", 0.7), (-99, 99, LEVY, 0.0)],
)
def test_an_answer_stays_in_its_sentence(
    engine: Answerer, before: int, behind: int, text: str, share: float
) -> None:
    start, end = TEXT.index(LEVY), TEXT.index(LEVY) + len(LEVY)
    span = Span(start - before, end + behind)
    item = of(gathered(engine, "税は何%?", {LEVY: found_of(span, 0.8, 0.7, 0.5)}), LEVY)
    assert (item.answer_text, item.share) == (text, share)


def test_a_sentence_of_two_passages_counts_with_the_better_one(engine: Answerer) -> None:
    query = engine.searcher.prepare("税")
    (hit,) = engine.searcher.search(query, 5).hits
    hits = [replace(hit, score=0.8), replace(hit, score=0.2)]
    found = gather(
        query, evenly(hits), [Reading({}, 0.2, 0.0), Reading({}, 0.8, 0.0)], engine.searcher
    )
    assert [item.hit for item in found] == [hits[0]] * 4
    assert [item.features.answered for item in found] == pytest.approx([math.log(4) / 5] * 4)
    assert gather(query, [], [], engine.searcher) == ()
    with pytest.raises(ValueError, match="zip"):
        gather(query, evenly(hits), [Reading({}, 1.0, 0.0)], engine.searcher)


def test_what_neighbours_say_of_the_question_is_around(engine: Answerer) -> None:
    found = gathered(engine, "政府は売上の15%を税として徴収する", {})
    said = [item.features.coverage for item in found]
    assert [item.features.around for item in found] == [
        said[1], max(said[0], said[2]), max(said[1], said[3]), said[2],
    ]  # fmt: skip
    assert said[2] == pytest.approx(1.0)
    weather = gathered(engine, "the weather", {})
    assert [item.features.around for item in weather] == [0.0, 0.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("question", "reason", "way", "fitting"),
    [
        ("税とは", 0.0, 0.0, [1.0, 1.0, 1.0, 1.0]),
        ("なぜ税がある?", 1.0, 0.0, [0.0, 0.0, 0.0, 0.0]),
        ("税の仕組みはどのように?", 0.0, 1.0, [0.0, 0.0, 0.0, 0.0]),
        ("税を二つ挙げよ", 0.0, 1.0, [0.0, 0.0, 0.0, 0.0]),
        ("Is it the levy?", 0.0, 0.0, [1.0, 1.0, 1.0, 1.0]),
    ],
)
def test_the_form_that_is_asked_for_is_told(
    engine: Answerer, question: str, reason: float, way: float, fitting: list[float]
) -> None:
    found = gathered(engine, question, {})
    assert {(item.features.reason, item.features.way) for item in found} == {(reason, way)}
    assert [item.features.form for item in found] == fitting


@pytest.mark.parametrize(
    ("question", "answer", "typed"),
    [
        ("税は何%?", "15%", 1.0),
        ("税は何%?", "売上", 0.0),
        ("税はいつ?", "15%", 0.5),
        ("税とは", "売上", 1.0),
    ],
)
def test_the_answer_is_of_the_kind_sought_or_not(
    engine: Answerer, question: str, answer: str, typed: float
) -> None:
    start = TEXT.index(answer)
    found = {LEVY: found_of(Span(start, start + len(answer)), 0.8, 0.7, 0.5)}
    assert of(gathered(engine, question, found), LEVY).features.typed == typed


AGREED = {"a": "税は15%である。", "b": "その税は15パーセントだ。", "c": "税は20%である。"}


@pytest.mark.parametrize(
    ("masses", "expected"),
    [
        ({"a": 0.6, "b": 0.7, "c": 0.9}, {"a": 0.7, "b": 0.6, "c": 0.0}),
        # The answer of a sentence in which the reader finds none is all of it.
        ({"a": 0.6, "c": 0.9}, {"a": 0.0001, "b": 0.6, "c": 0.0}),
    ],
)
def test_equal_answers_elsewhere_agree(
    tmp_path: Path, masses: Mapping[str, float], expected: Mapping[str, float]
) -> None:
    documents = [Document(name, "題", text) for name, text in AGREED.items()]
    answers = {"a": Span(2, 5), "b": Span(4, 11), "c": Span(2, 5)}
    found = {
        AGREED[name]: found_of(answers[name], mass, 1.0, mass) for name, mass in masses.items()
    }
    with closing(tiny_engine(tmp_path, documents)) as engine:
        evidence = gathered(engine, "税は?", found)
    agreed = {item.hit.passage.doc_id: item.features.agreed for item in evidence}
    assert agreed == pytest.approx(expected)


def test_agreement_is_at_most_1_and_asked_of_the_likeliest_only(tmp_path: Path) -> None:
    names = [f"{n:02d}" for n in range(COMPARED + 2)]
    documents = [Document(name, "題", f"第{name}回、税は15%だ。") for name in names]
    start = documents[0].text.index("15%")
    found = {
        document.text: found_of(Span(start, start + 3), 0.9 - 0.05 * n, 1.0, 0.5)
        for n, document in enumerate(documents)
    }
    with closing(tiny_engine(tmp_path, documents)) as engine:
        evidence = gathered(engine, "税は?", found)
    agreed = {item.hit.passage.doc_id: item.features.agreed for item in evidence}
    assert agreed == {name: float(n < COMPARED) for n, name in enumerate(names)}
