"""How questions become examples of denials, and what thresholds would tell."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from eval.gold.questions import SEEDS_GOLD, read_gold
from indexer.records import Document, Span
from service.denials import Features
from service.odds import log_odds, logistic
from tests.tiny import tiny_engine
from tests.tiny_judge import JUDGES, HandReader
from training.denials import (
    FALSE_ALARMS,
    GOLD_WEIGHT,
    STEP,
    Example,
    Question,
    example,
    fit,
    gold_questions,
    held_out,
    questions,
    thresholds,
)
from training.documents import Answered, Denied, Wording, Written

ZERO = Features(*np.zeros(len(fields(Features))))
TEXT = "政府は売上の15%を税として徴収する。"
WRITTEN = Written(
    Document("a", "", TEXT),
    "talk",
    (Answered(Wording("税は何%?", "What share?"), "share", Span(6, 9)),),
    (Wording("いつ?", "When?"),),
    (Denied(Wording("なぜ20%?", "Why 20%?"), Span(6, 9)),),
    "",
    (),
)


def test_denied_questions_come_first_then_a_part_of_the_others() -> None:
    assert questions([WRITTEN]) == [
        Question("なぜ20%?", "ja", "a", True, 1.0),
        Question("Why 20%?", "en", "a", True, 1.0),
        Question("税は何%?", "ja", "a", False, STEP),
        Question("When?", "en", "a", False, STEP),
    ]


def test_the_gold_questions_of_the_dev_split_are_asked_too() -> None:
    found = gold_questions()
    gold = {one.q: one for one in read_gold(SEEDS_GOLD) if one.split == "dev"}
    assert [one.text for one in found] == list(gold)
    assert all(one.denied == (gold[one.text].kind == "false-premise") for one in found)
    assert {one.weight for one in found} == {GOLD_WEIGHT}


def test_a_question_is_seen_as_it_would_be_answered(tmp_path: Path) -> None:
    reader = HandReader({"15%": (0.8, 0.9)}, denied=0.75)
    engine = tiny_engine(tmp_path / "index", [WRITTEN.document], reader=reader)
    told = example(engine, JUDGES["ja"], Question("なぜ税は売上の20%?", "ja", "a", True, 2.0))
    assert told is not None
    assert (told.denied, told.about, told.weight) == (True, "a", 2.0)
    assert told.features.read == told.features.anywhere == pytest.approx(log_odds(0.75) / 5)
    assert (told.features.clash, told.features.english) == (1.0, 0.0)
    plain = example(engine, JUDGES["ja"], Question("税は売上の何%?", "ja", "a", False, 1.0))
    assert plain is not None
    assert (plain.denied, plain.features.clash) == (False, 0.0)
    for text in ("犬", "税は売上の20%ですか"):
        assert example(engine, JUDGES["ja"], Question(text, "ja", "a", False, 1.0)) is None
    engine.close()


def examples(number: int) -> list[Example]:
    """So many documents with a denied question each, and one that is not."""
    return [
        Example(replace(ZERO, read=0.9 if denied else 0.1), f"{n}", denied, 1.0)
        for n in range(number)
        for denied in (True, False)
    ]


def test_what_parts_denials_is_weighed() -> None:
    weights = fit(examples(20))
    read = [field.name for field in fields(Features)].index("read")
    assert weights[read] > 0
    assert [weight for n, weight in enumerate(weights[:-1]) if n != read] == [0.0] * 7


def test_thresholds_are_measured_on_questions_that_a_model_has_not_seen() -> None:
    asked = examples(20)
    told = list(zip(held_out(asked), (one.denied for one in asked), strict=True))
    least = max(chance for chance, denied in told if not denied)
    assert min(chance for chance, denied in told if denied) > least > logistic(-9.0)
    assert list(thresholds(told)) == [(share, least, 1.0) for share in FALSE_ALARMS]


def test_no_model_has_seen_another_question_about_a_document() -> None:
    """One document's questions say the opposite of all others': its model cannot know."""
    odd = [Example(replace(ZERO, read=0.1), "odd", True, 1.0)] * 20
    assert max(held_out([*odd, *examples(20)])[:20]) < 0.5
