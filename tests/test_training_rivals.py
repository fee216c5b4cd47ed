"""How disputes become pairs that are weighed, and what thresholds would find."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from indexer.records import Document, Span
from service.odds import logistic
from service.rivals import Features
from tests.tiny import tiny_engine
from tests.tiny_judge import JUDGES, HandReader
from training.documents import Answered, Disputed, Wording, Written
from training.rivals import (
    FALSE_ALARMS,
    Example,
    Question,
    example,
    fit,
    held_out,
    questions,
    thresholds,
)

ZERO = Features(*np.zeros(len(fields(Features))))
FIRST, SECOND = "政府は売上の15%を税として徴収する。", "政府は売上の20%を税として徴収する。"


def written(key: str, text: str, sister: str = "") -> Written:
    start = text.index("%") - 2
    return Written(
        Document(key, "", text),
        "talk",
        (Answered(Wording("誰が?", "Who?"), "who", Span(0, 2)),),
        (),
        (),
        sister,
        (Disputed(Wording("税は売上の何%?", "What share?"), text[start : start + 3], "15%"),)
        if sister
        else (),
    )


PAIR = [written("a", FIRST), written("b", SECOND, "a")]


def test_disputed_questions_come_first_then_a_part_of_the_others() -> None:
    found = questions(PAIR * 2)
    assert [(one.text, one.language) for one in found] == [
        *[("税は売上の何%?", "ja"), ("What share?", "en")] * 2, ("誰が?", "ja"), ("Who?", "en"),
    ]  # fmt: skip
    assert [one.dispute is not None for one in found] == [True] * 4 + [False] * 2


def test_the_sentences_of_both_sides_are_a_dispute(tmp_path: Path) -> None:
    reader = HandReader({"15%": (0.8, 0.9), "20%": (0.7, 0.9)})
    documents = [one.document for one in PAIR]
    engine = tiny_engine(tmp_path / "index", documents, reader=reader)
    told, plain = (Question("税は売上の何%?", "ja", PAIR[1], dispute) for dispute in (
        PAIR[1].disputed[0], None))  # fmt: skip
    for question, right in ((told, True), (plain, False)):
        found = example(engine, JUDGES["ja"], question)
        assert found is not None
        assert (found.about, found.disputed, found.right) == ("a", right, (right,))
        assert found.features[0].first == 1.0
    assert example(engine, JUDGES["ja"], replace(told, text="犬")) is None
    engine.close()


def examples(number: int) -> list[Example]:
    right = Example("", True, (replace(ZERO, words=0.9), ZERO), (True, False))
    plain = Example("", False, (replace(ZERO, words=0.1),), (False,))
    return [replace(one, about=f"{n}") for n in range(number) for one in (right, plain)]


def test_what_parts_disputes_is_weighed() -> None:
    weights = fit(examples(20))
    words = [field.name for field in fields(Features)].index("words")
    assert weights[words] > 0
    assert [weight for n, weight in enumerate(weights[:-1]) if n != words] == [0.0] * (
        len(weights) - 2
    )


def test_what_tells_of_one_event_is_judged_by_a_model_that_has_not_seen_it() -> None:
    """Its disputes are marked by what marks no other: only who has seen one knows."""
    odd = Example("x", True, (ZERO, replace(ZERO, inside=1.0)), (False, True))
    found = held_out([odd] * 20 + examples(20))
    assert not any(right for _, right, _ in found[:20])
    assert all(right == disputed for _, right, disputed in found[20:])


def test_thresholds_are_measured_on_questions_that_a_model_has_not_seen() -> None:
    told = held_out(examples(20))
    assert len(told) == 40
    assert all(right == disputed for _, right, disputed in told)
    least = max(chance for chance, _, disputed in told if not disputed)
    assert min(chance for chance, _, disputed in told if disputed) > least > logistic(-9.0)
    assert list(thresholds(told, 20)) == [(share, least, 20) for share in FALSE_ALARMS]
