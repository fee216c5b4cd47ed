"""The questions that nobody asks of the seeds: in both languages, and those of a split unlike."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from eval.gold.questions import OFF_TOPIC, SEEDS_GOLD, Question, read_gold
from training.leakage import key

QUESTIONS = read_gold(OFF_TOPIC)


def of(split: str) -> list[Question]:
    return [question for question in QUESTIONS if question.split == split]


def test_each_is_unanswerable_and_asked_in_both_languages() -> None:
    assert not any(question.answerable for question in QUESTIONS)
    assert {question.doc for question in QUESTIONS} == {"-"}
    pairs = Counter((question.pair, question.lang) for question in QUESTIONS)
    assert set(pairs.values()) == {1}
    pairs_told = {question.pair for question in QUESTIONS}
    assert set(pairs) == set(product(pairs_told, ("ja", "en")))
    assert (len(of("dev")), len(of("test"))) == (130, 100)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_none_is_asked_twice_and_none_is_asked_of_the_seeds(lang: str) -> None:
    asked = [key(question.q) for question in QUESTIONS if question.lang == lang]
    assert len(asked) == len(set(asked))
    assert not set(asked) & {key(question.q) for question in read_gold(SEEDS_GOLD)}


def test_no_pair_is_of_both_splits() -> None:
    assert not {one.pair for one in of("dev")} & {one.pair for one in of("test")}
