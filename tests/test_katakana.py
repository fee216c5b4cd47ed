from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.katakana import ends_long, katakana, large, spelling

SAME = [
    ("サーバー", "サーバ"),
    ("ヴェスパ", "ベスパ"),
    ("ディープ・シーク", "ディープシーク"),
    ("とらんぷ", "トランプ"),
    ("メイン", "メーン"),
    ("コウベ", "コーベ"),
    ("ハナヂ", "ハナジ"),
    ("パアセント", "パーセント"),
]
DIFFERENT = [("ビル", "ビール"), ("マク", "マック"), ("ティー", "チー"), ("コート", "コード")]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_one_spelling(left: str, right: str) -> None:
    assert spelling(left) == spelling(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_what_is_heard_apart_stays_apart(left: str, right: str) -> None:
    assert spelling(left) != spelling(right)


def test_a_small_vowel_keeps_its_u() -> None:
    assert spelling("ウォー") == "ウォ"
    assert spelling("コールドウォー") == "コールドウォ"


@pytest.mark.parametrize(
    ("kana", "long"), [("セントウ", True), ("サーバー", True), ("サバ", False)]
)
def test_ends_long(kana: str, *, long: bool) -> None:
    assert ends_long(kana) is long


def test_katakana_and_large() -> None:
    assert katakana("ぁゖABC漢ー") == "ァヶABC漢ー"
    assert large("ファシャッ") == "フアシヤッ"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x3041, max_codepoint=0x30FF), max_size=12))
def test_a_spelling_is_its_own_in_either_script(kana: str) -> None:
    assert spelling(katakana(kana)) == spelling(kana)
    assert not set(spelling(kana)) & set("ヴヂヅヲヰヱヮ・")
