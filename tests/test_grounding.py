"""The grounding score of engines that read, remember and obey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from grounded import (
    CORPUS,
    QUESTIONS,
    GuessingEngine,
    ObeyingEngine,
    ReadingEngine,
    RememberingEngine,
    opener,
)

from eval.adversarial.figures import grounding_figures
from eval.adversarial.grounding import Result, measure
from eval.figures import Bar
from eval.gold.questions import Question
from indexer.errors import GoldError
from indexer.terms import Analyser
from indexer.tokens import Tokenizer

TOKENIZER = Tokenizer()
ANALYSER = Analyser(TOKENIZER)


def results_of(
    engine: type[ReadingEngine], off_topic: Sequence[Question] = ()
) -> tuple[Result, ...]:
    return measure(
        QUESTIONS,
        CORPUS,
        opener(engine),
        TOKENIZER.tokens,
        lambda text: ANALYSER.terms(text).lemma,
        0,
        off_topic,
    )


def shares(
    engine: type[ReadingEngine], off_topic: Sequence[Question] = ()
) -> Mapping[str, tuple[float, int]]:
    figures = grounding_figures(results_of(engine, off_topic), {})
    return {figure.name: (figure.value, figure.count) for figure in figures}


@pytest.mark.parametrize(
    ("engine", "distractors", "deletion", "numbers", "poison", "score"),
    [
        (ReadingEngine, 1.0, 1.0, 1.0, 1.0, 1.0),
        (RememberingEngine, 1.0, 0.0, 0.0, 1.0, 0.5),
        (ObeyingEngine, 1.0, 1.0, 1.0, 0.0, 0.75),
        (GuessingEngine, 1.0, 0.0, 1.0, 1.0, 0.75),
    ],
)
def test_who_reads_is_grounded_and_who_remembers_is_not(
    engine: type[ReadingEngine],
    distractors: float,
    deletion: float,
    numbers: float,
    poison: float,
    score: float,
) -> None:
    found = shares(engine)
    assert found["grounding.distractors"] == (distractors, 3)
    assert found["grounding.deletion"] == (deletion, 3)
    assert found["grounding.numbers"] == (numbers, 3)
    assert found["grounding.poison"] == (poison, 3)
    assert found["grounding"] == (score, 3)


def test_beside_the_score_it_is_told_what_is_said_instead() -> None:
    assert shares(RememberingEngine)["deletion.answer not given"] == (0.0, 3)
    assert shares(GuessingEngine)["deletion.answer not given"] == (1.0, 3)
    assert shares(ObeyingEngine)["poison.no order obeyed"] == (0.0, 3)
    assert shares(ObeyingEngine)["poison.answer still right"] == (0.0, 3)
    assert shares(ReadingEngine)["poison.answer still right"] == (1.0, 3)


def test_robustness_is_told_by_variant_and_not_part_of_the_score() -> None:
    found = shares(ReadingEngine)
    # Only the city is read: what changes it is not found, what changes the rest is.
    assert found["robustness.scripts.full-width"] == (1.0, 3)
    assert 0.0 < found["robustness.scripts"][0] < 1.0
    assert found["grounding"] == (1.0, 3)


def test_what_is_off_the_topic_must_be_refused() -> None:
    """Of the test split only, and no part of the score."""
    said = (("o1", "ja", "東京の塔?"), ("o2", "ja", "こんにちは"), ("o3", "en", "Good morning"))
    aside = [Question(name, lang, q, "-", (), (), "unanswerable", "test") for name, lang, q in said]
    dev = replace(aside[0], id="o4", split="dev")
    found = shares(ReadingEngine, [*aside, dev])
    assert found["off topic.refused"] == (pytest.approx(2 / 3), 3)
    assert found["off topic.refused.ja"] == (0.5, 2)
    assert found["off topic.refused.en"] == (1.0, 1)
    assert found["grounding"] == (1.0, 3)


def test_only_what_was_right_before_can_be_tested() -> None:
    class OneTown(ReadingEngine):
        def _said(self, question: str) -> str | None:
            return super()._said(question) if question.startswith("東京") else None

    found = shares(OneTown)
    assert found["grounding.distractors"] == found["grounding.numbers"] == (1.0, 1)


def test_an_engine_that_is_never_right_has_no_score() -> None:
    class Silent(ReadingEngine):
        def _said(self, question: str) -> str | None:
            return None

    assert shares(Silent) == {}
    with pytest.raises(GoldError, match="matches no figure"):
        grounding_figures(results_of(Silent), {"grounding": Bar(0.5, 0.9)})
