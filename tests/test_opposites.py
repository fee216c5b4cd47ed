"""Words that a text denies, and words that are each other's opposites."""

from __future__ import annotations

import pytest

from indexer.normalize import search_key
from indexer.wording import word_key
from service.opposites import differ_in_an_opposite, poles, poles_by_key
from service.polarity import denied_words, refused_words
from tests.asserted import tokens_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("チップはまだ生産されていません。", ["生産"]),
        ("出場できなかった", ["出場"]),
        ("参加せずに帰った", ["参加"]),
        ("証拠はない", ["証拠"]),
        ("失敗を意味しない", ["失敗", "意味"]),
        ("未発表の資料", ["発表"]),
        ("申請を却下した", ["申請"]),
        ("生産したかもしれない", []),
        ("生産しなければならない", []),
        ("生産に過ぎない", []),
        ("生産だけでなく販売もした", []),
        ("Why was the list not published?", ["published"]),
        ("Why didn't pilgrims take the route?", ["pilgrims", "take", "route"]),
        ("who failed to generate light", ["generate"]),
        ("不", []),
        ("", []),
    ],
)
def test_denied_words(text: str, expected: list[str]) -> None:
    key = search_key(text).text
    found = denied_words(key, tokens_of(key))
    assert [tokens_of(key)[place].surface for place in sorted(found)] == expected


def test_refused_words_are_denied_too() -> None:
    key = "出場を断念し、参加しなかった"
    tokens = tokens_of(key)
    assert [tokens[place].surface for place in refused_words(tokens)] == ["出場"]
    assert refused_words(tokens) < denied_words(key, tokens)


@pytest.mark.parametrize(
    ("word", "opposite"),
    [("増加", "減少"), ("rising", "falls"), ("banned", "allowed"), ("賛成", "oppose")],
)
def test_opposites_stand_on_two_sides_of_one_axis(word: str, opposite: str) -> None:
    if word == "rising":
        word = "rise"
    turned = {pole.turned(True) for pole in poles(word)}
    assert turned & set(poles(opposite))
    assert not set(poles(word)) & set(poles(opposite))


def test_poles_by_key_are_those_of_the_lemma() -> None:
    assert poles_by_key(word_key("増加")) == poles("増加")
    assert poles("犬") == poles_by_key(word_key("犬")) == ()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("可決", "否決", True),
        ("上流", "下流", True),
        ("可決", "可決", False),
        ("可決", "解決", False),
        ("上", "下", False),
        ("上流", "下等", False),
        ("最上流", "上流", False),
    ],
)
def test_differ_in_an_opposite(first: str, second: str, expected: bool) -> None:
    assert differ_in_an_opposite(first, second) is expected
    assert differ_in_an_opposite(second, first) is expected
