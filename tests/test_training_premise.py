"""How clashes become examples, and examples weights."""

from __future__ import annotations

from service.assertion import read
from service.premise import Features
from tests.test_premise import ask, say
from training.near_misses import Unanswered
from training.premise import SIGNS, Asked, Example, examples, fit, questions

QUESTION = "会社が2015年に設立されたのはなぜ"
DENIES = "会社は2023年に設立された。"
OTHER = "工場は2021年に設立された。"


def example(inside: float, agreed: float, *, right: bool) -> Example:
    return Example("value", Features(inside, 0, 0, 1.0, 0, 1.0, 0.5, 1.0, 0.0, agreed), right)


def test_only_the_sentence_that_denies_a_false_premise_is_right() -> None:
    asked = ask(QUESTION)
    texts = [DENIES, OTHER]
    readings = [read(asked, say(asked, text)) for text in texts]
    denied = list(examples(Asked(QUESTION, "2023年に設立された"), texts, readings))
    assert [(one.kind, one.right) for one in denied] == [("value", True)]
    true = list(examples(Asked(QUESTION, ""), texts, readings))
    assert [(one.kind, one.right) for one in true] == [("value", False)] * 2


def test_what_parts_denials_from_others_is_weighed() -> None:
    rows = [example(0.9, 0.0, right=True), example(0.1, 0.0, right=False)] * 20
    (weights,) = fit(rows).values()
    assert weights.features.inside > 0
    assert weights.probability(rows[0].features) > 0.5 > weights.probability(rows[1].features)


def test_no_weight_has_the_wrong_sign() -> None:
    """What agrees with the question would speak for a denial here, and what repeats it against."""
    rows = [example(0.1, 0.9, right=True), example(0.9, 0.1, right=False)] * 20
    (weights,) = fit(rows).values()
    assert weights.features.inside == weights.features.agreed == 0
    assert len(SIGNS) == 10


def test_a_kind_without_denials_has_no_weights() -> None:
    assert fit([example(0.5, 0.5, right=False)] * 3) == {}


def test_questions_of_one_language() -> None:
    item = Unanswered("a", "false-premise", "なぜ", "why", "違う")
    assert questions([item], "ja") == [Asked("なぜ", "違う")]
    assert questions([item], "en") == [Asked("why", "違う")]
