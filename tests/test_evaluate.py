from __future__ import annotations

from collections.abc import Iterator

import pytest

from eval.evaluate import LEGS, Outcome, ask_gold, rank_documents
from eval.gold import Question
from eval.report import Bar, Figure, as_text, gold_figures, read_bars, set_figures
from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
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


def test_gold_figures_equal_hand_computed_shares(outcomes: tuple[Outcome, ...]) -> None:
    figures = {
        f.name: f for f in gold_figures(outcomes, {"test.ja.answer accepted": Bar(0.6, 0.9)})
    }
    assert figures["test.ja.Success@1"].value == 1.0
    assert figures["test.ja.support cited"].value == 1.0
    assert figures["test.ja.answer accepted"] == Figure(
        "test.ja.answer accepted", 0.5, 2, Bar(0.6, 0.9)
    )
    assert figures["test.en.rightly refused"].value == 1.0
    assert figures["test.en.Success@5"].count == 0
    assert figures["dev.en.Success@5"].value == 1.0
    assert figures["citations.valid"].value == 1.0


@pytest.mark.parametrize(
    ("value", "bar", "said", "passed"),
    [
        (0.9, None, "n=10", True),
        (0.9, Bar(0.9, 0.9), "OK, goal 0.900 reached", True),
        (0.9, Bar(0.9, 0.95), "OK, goal 0.950 open", True),
        (0.895, Bar(0.9, 0.9), "near", False),
        (0.8, Bar(0.9, 0.9), "FAIL", False),
    ],
)
def test_verdicts(value: float, bar: Bar | None, said: str, passed: bool) -> None:
    figure = Figure("x", value, 10, bar)
    assert figure.passed is passed
    assert figure.verdict == said.split(",")[0].replace("n=10", "")
    assert said in as_text([figure])


def test_bars_are_read_by_section() -> None:
    assert read_bars("seeds")["citations.valid"] == Bar(1.0, 1.0)
    assert read_bars("jsquad-valid")["RR@10"] == Bar(0.925, 0.95)
    assert read_bars("nothing") == {}


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
    (first, *_, last) = set_figures({"q": {"a"}}, {"q": ["b", "a"]}, {"RR@10": Bar(0.4, 0.4)})
    assert (first.name, first.value) == ("Success@1", 0.0)
    assert last.name == "nDCG@10"
