from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.citing import cites_truly
from eval.evaluate import Outcome, ask_gold, rank_documents, rank_gold
from eval.figures import Bar, Ceiling, Figure, read_bars
from eval.gold.questions import Question
from eval.legs import LEGS
from eval.reading import SetReply, read_paragraphs
from eval.record import Row
from eval.report import (
    end_to_end_figures,
    gold_figures,
    ranking_figures,
    reading_figures,
    set_figures,
)
from eval.scores import gold_rows, ranking_rows, set_rows
from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import GoldError
from indexer.records import Span
from service.answer import Answerer
from service.records import Answer, Reply
from tests.fake_engine import FUJI, citation_of
from tests.tiny import DOCUMENTS, tiny_engine

TAX = "政府は売上の15%を税として徴収する。"
QUESTIONS = (
    Question("a", "ja", f"{TAX[:-1]}か", "tax.txt", ("15%を税",), ("15%",), "fact"),
    Question("b", "ja", "猫が好むものは?", "animals.txt", ("魚を好む",), ("鳥",), "fact"),
    Question("c", "en", "Quux?", "-", (), (), "unanswerable"),
    Question("d", "en", "What is the dog?", "*", ("犬は忠実",), ("忠実",), "fact", "dev"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def outcomes(engine: Answerer) -> tuple[Outcome, ...]:
    return ask_gold(engine, QUESTIONS)


def test_outcomes_say_what_came_of_each_question(outcomes: tuple[Outcome, ...]) -> None:
    tax, cat, quux, dog = outcomes
    assert tax.ranking[0] == "tax.txt:0-29" == next(iter(tax.relevant))
    assert (tax.valid, tax.supported, tax.right) == (True, True, True)
    assert (cat.supported, cat.right) == (True, False)
    assert (quux.ranking, quux.relevant, quux.reply.status) == ((), frozenset(), "not_in_corpus")
    assert dog.relevant == {"animals.txt:0-27"}
    assert all(outcome.seconds > 0 for outcome in outcomes)
    assert not tax.found.explanations


def test_hits_are_explained_where_it_is_asked_for(engine: Answerer) -> None:
    (tax,) = ask_gold(engine, QUESTIONS[:1], explain=True)
    assert len(tax.found.explanations) == len(tax.found.hits) > 0


def test_gold_figures_equal_hand_computed_shares(outcomes: tuple[Outcome, ...]) -> None:
    figures = {
        f.name: f
        for f in gold_figures(gold_rows(outcomes), {"test.ja.answer accepted": Bar(0.6, 0.9)})
    }
    assert figures["test.ja.Success@1"].value == 1.0
    assert figures["test.ja.support cited"].value == 1.0
    assert figures["test.ja.answer accepted"] == Figure(
        "test.ja.answer accepted", 0.5, 2, Bar(0.6, 0.9), 0.0, 1.0
    )
    assert figures["test.ja.answerable answered"].value == 1.0
    assert figures["test.en.unanswerable refused"].value == 1.0
    # The one English test question has no answer: nothing is said of ranking or answering.
    assert {name for name in figures if name.startswith("test.en")} == {
        f"test.en.{name}"
        for name in (
            "unanswerable refused",
            "replied rightly",
            "status right",
            "conflict told by mistake",
            "false premise told by mistake",
            "AURC",
            "coverage at 5% risk",
            "ECE with refusals",
        )
    }
    assert all(figure.count for figure in figures.values())
    assert figures["dev.en.Success@5"].value == 1.0
    assert figures["citations.valid"].value == 1.0


def test_refusing_what_has_an_answer_lowers_the_figure(outcomes: tuple[Outcome, ...]) -> None:
    tax, cat, *_ = outcomes
    refused = replace(cat, reply=replace(cat.reply, status="not_in_corpus", answer=None))
    figures = {f.name: f.value for f in gold_figures(gold_rows([tax, refused]), {})}
    assert figures["test.ja.answerable answered"] == 0.5
    assert "test.ja.unanswerable refused" not in figures


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("test.ja.wrongly refused", "'test.ja.wrongly refused' .* matches no figure"),
        ("test.en.Success@5", "'test.en.Success@5' .* over no question"),
        ("dev.ja.Success@5", "'dev.ja.Success@5' .* matches no figure"),
    ],
)
def test_a_bar_beside_no_figure_is_refused(
    outcomes: tuple[Outcome, ...], name: str, said: str
) -> None:
    with pytest.raises(GoldError, match=said):
        gold_figures(gold_rows(outcomes), {name: Bar(0.0, 0.0)})


def test_a_ranking_only_run_has_ranking_figures_by_split_and_language(engine: Answerer) -> None:
    rows = ranking_rows(rank_gold(engine.searcher, QUESTIONS, "lexical"))
    assert [row.id for row in rows] == ["a", "b", "d"]
    assert {row.status for row in rows} == {""}
    figures = {figure.name: figure for figure in ranking_figures(rows)}
    assert (figures["test.ja.Success@1"].value, figures["test.ja.Success@1"].count) == (1.0, 2)
    assert figures["dev.en.document RR@10"].count == 1
    assert {name.rpartition(".")[0] for name in figures} == {"test.ja", "dev.en"}


def searched(answers: tuple[str, ...] = (), **found: list[str]) -> tuple[Row, ...]:
    """Rows of questions about document a, by what they found."""
    questions = [SetQuestion(name, f"{name}?", "a", answers) for name in found]
    return set_rows(questions, found, (), {})


@pytest.mark.parametrize(
    ("rows", "name"), [(searched(q=["a"]), "Success@3"), ((), "RR@10")], ids=["name", "no question"]
)
def test_a_bar_beside_no_figure_of_a_set_is_refused(rows: tuple[Row, ...], name: str) -> None:
    with pytest.raises(GoldError, match=name):
        set_figures(rows, {name: Bar(0.0, 0.0)})


# Sentences of FUJI at 0-7 and 7-27, the second one cited inside the passage 7-27.
CITED = citation_of(FUJI, Span(7, 27), Span(7, 27))
ANSWERED = Reply("高さは?", "ja", "answered", Answer("x", CITED.quote, None), 0.9, (CITED,), "g")
REFUSED = replace(ANSWERED, status="not_in_corpus", answer=None)
FALSE_CITATIONS = {
    "another quote": replace(CITED, quote=CITED.quote[:-1] + "!"),
    "outside its passage": citation_of(FUJI, Span(6, 27), Span(7, 27)),
    "past its passage": citation_of(FUJI, Span(7, 27), Span(7, 26)),
    "nothing": citation_of(FUJI, Span(9, 9), Span(7, 27)),
    "another document": replace(CITED, doc_id="other.txt"),
    "no document": replace(CITED, doc_id="-", passage=replace(CITED.passage, doc_id="-")),
}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ANSWERED, True),
        (REFUSED, True),
        (replace(REFUSED, citations=()), True),
        (replace(ANSWERED, citations=()), False),
        (replace(ANSWERED, answer=None), False),
        (replace(ANSWERED, answer=Answer("x", CITED.quote[1:], None)), False),
        *[
            (replace(reply, citations=(CITED, false)), False)
            for reply in (ANSWERED, REFUSED)
            for false in FALSE_CITATIONS.values()
        ],
    ],
)
def test_citations_are_true_or_the_reply_is_not_valid(reply: Reply, expected: bool) -> None:
    texts = {FUJI.id: FUJI.text, "other.txt": "別の話。"}
    assert cites_truly(reply, texts) is expected


def test_bars_are_read_by_section() -> None:
    assert read_bars("seeds")["citations.valid"] == Bar(1.0, 1.0)
    assert read_bars("jsquad-valid")["RR@10"] == Bar(0.94, 0.95)
    assert read_bars("nothing") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x.bars]\nECE = { most = 0.1, goal = 0.05 }", {"ECE": Ceiling(0.1, 0.05)}),
        ("[x.bars]\nEM = { least = 1, goal = 1 }", {"EM": Bar(1.0, 1.0)}),
        ("[x]", {}),
    ],
)
def test_a_bar_may_be_a_ceiling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: dict[str, Bar | Ceiling]
) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("eval.figures.EXPECTED", path)
    assert read_bars("x") == expected


@pytest.mark.parametrize("text", ["[x.bars]\nEM = { goal = 1 }", "[x.bars]\nEM = 1", "["])
def test_bars_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("eval.figures.EXPECTED", path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_bars("x")


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ("lexical", ["tax.txt"]),
        ("dense", ["tax.txt"]),
        ("all", ["tax.txt"]),
        ("rrf", ["tax.txt", "animals.txt", "weather.txt"]),
        ("translation", []),
    ],
)
def test_documents_are_ranked_by_their_best_passage(
    engine: Answerer, legs: str, expected: list[str]
) -> None:
    assert legs in LEGS
    questions = QuestionSet(Corpus(DOCUMENTS, ()), (SetQuestion("q", "税と売上", "tax.txt", ()),))
    assert rank_documents(engine.searcher, questions, legs) == {"q": expected}


def test_set_figures() -> None:
    """Found second of two, found first, and nothing found: RR (1/2 + 1 + 0) / 3."""
    rows = searched(p=["b", "a"], q=["a"], r=[])
    first, *_, reciprocal, last = set_figures(rows, {"RR@10": Bar(0.4, 0.4)})
    assert (first.name, first.count) == ("Success@1", 3)
    assert first.value == pytest.approx(1 / 3)
    assert (reciprocal.name, reciprocal.bar) == ("RR@10", Bar(0.4, 0.4))
    assert reciprocal.value == pytest.approx(0.5)
    assert last.name == "nDCG@10"


def test_a_question_without_a_relevant_document_is_not_ranked() -> None:
    graded = SetQuestion("g", "g?", "a", (), (("a", 2), ("b", 1)))
    impossible = SetQuestion("i", "i?", "a", (), answerable=False)
    rows = set_rows([graded, impossible], {"g": ["b", "a"], "i": ["a"]}, (), {})
    assert rows[0].relevant == ("a", "b")
    assert rows[0].measures["R@10"] == 1.0
    assert 0.8 < rows[0].measures["nDCG@10"] < 0.9
    assert (rows[1].relevant, dict(rows[1].measures)) == ((), {})


ASKED = [SetQuestion(name, f"{name}?", "d", ("答え",)) for name in "abcd"]


def test_what_no_document_answers_is_right_only_when_refused() -> None:
    """It is not among the questions that have an answer to accept, or a document to read."""
    nothing = [SetQuestion(n, f"{n}?", "d", (), answerable=False) for n in "xy"]
    replies = [
        SetReply(nothing[0], "not_in_corpus", "", 0.1, False, 0.0),
        SetReply(nothing[1], "answered", "誤", 0.5, False, 0.0),
        SetReply(ASKED[0], "answered", "答え", 0.75, True, 0.0),
    ]
    questions = QuestionSet(Corpus((), ()), (*nothing, ASKED[0]))
    read = read_paragraphs(questions, lambda question, document: "答え")
    assert read == {"a": "答え"}
    rows = set_rows(questions.questions, {}, replies, read)
    values = {f.name: (f.value, f.count) for f in end_to_end_figures(rows, {})}
    assert values["end to end.answer accepted"] == (1.0, 1)
    assert values["end to end.unanswerable refused"] == (0.5, 2)
    assert values["end to end.EM"] == (pytest.approx(2 / 3), 3)
    assert {f.name: f.count for f in reading_figures(rows, {})}["gold paragraph.EM"] == 1


def test_end_to_end_figures_by_hand() -> None:
    """An exact answer, a longer right one, a wrong one, a refusal: EM 1/4, F1 (1 + 2/3) / 4."""
    replies = [
        SetReply(ASKED[0], "answered", "答え", 0.75, True, 0.0),
        SetReply(ASKED[1], "answered", "この答え", 1.0, True, 0.0),
        SetReply(ASKED[2], "answered", "誤", 0.5, False, 0.0),
        SetReply(ASKED[3], "not_in_corpus", "", 0.75, False, 0.0),
    ]
    bars = {"end to end.ECE": Ceiling(0.2, 0.1)}
    rows = set_rows(ASKED, {}, replies, {})
    assert [row.answer for row in rows] == ["答え", "この答え", "誤", None]
    figures = end_to_end_figures(rows, bars)
    assert {figure.name: figure.value for figure in figures} == pytest.approx(
        {
            "end to end.EM": 1 / 4,
            "end to end.F1": (1 + 0.666667 + 0 + 0) / 4,
            "end to end.answered": 3 / 4,
            "end to end.answer accepted": 2 / 4,
            "end to end.ECE": abs(2.25 - 2) / 3,
            "end to end.AURC": (0 + 0 + 1 / 3 + 2 / 4) / 4,
            "end to end.coverage at 5% risk": 2 / 4,
        }
    )
    assert [figure.count for figure in figures] == [4, 4, 4, 4, 3, 4, 4]
    assert [figure.bar for figure in figures if figure.bar] == [Ceiling(0.2, 0.1)]
    with pytest.raises(GoldError, match="end to end.BLEU"):
        end_to_end_figures(rows, {"end to end.BLEU": Bar(0.0, 0.0)})


def test_reading_figures_are_named_by_what_was_read() -> None:
    bars = {"gold paragraph.EM": Bar(0.5, 1.0)}
    rows = set_rows(ASKED[:3], {}, (), {"a": "答え", "b": ""})
    assert reading_figures(rows, bars) == [
        Figure("gold paragraph.EM", 0.5, 2, Bar(0.5, 1.0), 0.0, 1.0),
        Figure("gold paragraph.F1", 0.5, 2, None, 0.0, 1.0),
    ]
