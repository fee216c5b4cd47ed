"""Gold questions asked and ranked, and their figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from eval.evaluate import Outcome, ask_gold, rank_documents, rank_gold
from eval.figures import Bar, Figure
from eval.gold.questions import Question
from eval.legs import LEGS
from eval.report import (
    gold_figures,
    ranking_figures,
)
from eval.scores import gold_rows, ranking_rows
from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import GoldError
from service.answer import Answerer
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
