"""What speaks for a denial, by hand, and how it is weighed."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from indexer.wording import NAME
from service.assertion import Clash, Kind, Reading, read
from service.premise import (
    WEIGHTS,
    Features,
    Weights,
    clashes,
    features,
)
from tests.asserted import ask, say


def reading_of(question: str, sentence: str, around: str = "") -> tuple[Reading, Clash]:
    asked = ask(question)
    reading = read(asked, say(asked, sentence, around))
    (clash,) = clashes(reading)
    return reading, clash


def test_features_by_hand() -> None:
    """会社, 東京 and 設立 are left; the sentence says 会社, its neighbour 東京."""
    reading, clash = reading_of(
        "会社が東京で2015年に設立された", "会社は2023年に大きくなった。", "東京に移った。"
    )
    found = features(reading, clash, ())
    assert [topic.lemma for topic in reading.asking.topics] == [
        "会社", "トウキョウ", "2015", "設立",
    ]  # fmt: skip
    expected = [1 / 3, 1 / 3, 2 / 3, 1.0, 0.0, 1.0, 0.5, 1.0, 0.0, 0.0]
    assert list(astuple(found)) == pytest.approx(expected)


def test_agreed_is_what_the_other_sentence_says_of_the_rest() -> None:
    reading, clash = reading_of("会社が2015年に設立された", "会社は2023年に設立された。")
    other = read(reading.asking, say(reading.asking, "会社は2015年に大きくなった。"))
    silent = read(reading.asking, say(reading.asking, "会社は設立された。"))
    assert features(reading, clash, [other, silent]).agreed == pytest.approx(1 / 2)
    assert features(reading, clash, [silent]).agreed == 0


def test_a_name_that_is_missing_counts_among_names() -> None:
    reading, clash = reading_of("東京で2015年に設立された", "2023年に設立された。")
    assert [topic.kind == NAME for topic in reading.asking.topics] == [True, False, False]
    assert features(reading, clash, ()).names == 0


def test_weights_are_a_logistic_model() -> None:
    zero = Features(*[0.0] * 10)
    ones = Features(*[1.0] * 10)
    model = Weights(Features(*[0.1] * 10), -1.0)
    assert model.probability(ones) == pytest.approx(0.5)
    assert model.probability(zero) == pytest.approx(0.2689414)


@pytest.mark.parametrize("kind", sorted(WEIGHTS))
def test_agreement_never_speaks_for_a_denial(kind: Kind) -> None:
    assert WEIGHTS[kind].features.agreed <= 0
