from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.romaji import as_spelled, letter_names, romaji

ROMAJI = [
    ("torampu", "トランプ"),
    ("toranpu", "トランプ"),
    ("kanzei", "カンゼイ"),
    ("shinbun", "シンブン"),
    ("sinbun", "シンブン"),
    ("tsuchi", "ツチ"),
    ("tuti", "ツチ"),
    ("kekka", "ケッカ"),
    ("matcha", "マッチャ"),
    ("kyouto", "キョウト"),
    ("kon'yaku", "コンヤク"),
    ("konyaku", "コニャク"),
    ("paasento", "パアセント"),
    ("satoh", "サトー"),
    ("chip", ""),
    ("the", ""),
    ("", ""),
]

SPELLED = [
    ("metternich", "メテルニチ"),
    ("gellert", "ゲレルト"),
    ("altman", "アルトマン"),
    ("merkel", "メルケル"),
    ("trump", "トルンプ"),
    ("philip", "フィリプ"),
    ("tokyo", "トキョ"),
    ("x\u00e9", ""),
]


@pytest.mark.parametrize(("word", "kana"), ROMAJI)
def test_romaji(word: str, kana: str) -> None:
    assert romaji(word) == kana


@pytest.mark.parametrize(("word", "kana"), SPELLED)
def test_foreign_names_as_spelled(word: str, kana: str) -> None:
    assert as_spelled(word) == kana


def test_letter_names() -> None:
    assert letter_names("gpu") == "ジーピーユー"
    assert letter_names("") == ""


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'-", max_size=12))
def test_no_letters_raise_and_only_katakana_comes_out(word: str) -> None:
    for kana in (romaji(word), as_spelled(word)):
        assert all("ァ" <= char <= "ー" for char in kana)
