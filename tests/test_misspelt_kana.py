"""Katakana words that neither dictionary nor corpus has, over a corpus of three passages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.normalize import search_key
from indexer.sounds import SoundIndex
from service.misspelt_kana import mended_kana
from tests.misspelling import CORPUS, analyser, sounds_of


@pytest.fixture(scope="module")
def sounds() -> SoundIndex:
    return sounds_of([*CORPUS, "チップメーカーのフェリー。", "バスガイドのパス、ガイド。"])


def mend(question: str, sounds: SoundIndex) -> str:
    return mended_kana(question, analyser().tokens(search_key(question).text), sounds)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("チプッの価格は?", "チップの価格は?"),
        ("チッフの価格は?", "チップの価格は?"),
        ("ユーラアシの鉄道は?", "ユーラシアの鉄道は?"),
        ("アルマトン氏はどこを訪れた?", "アルトマン氏はどこを訪れた?"),
        # MeCab takes it for two words: none of the corpus, and together one a slip away.
        ("モスワクに至る鉄道は?", "モスクワに至る鉄道は?"),
        # One word of a longer one.
        ("中国のフェーリは?", "中国のフェリーは?"),
        ("チップとチプッとチプッ", "チップとチップとチップ"),
    ],
)
def test_a_slip_in_katakana_is_mended(sounds: SoundIndex, question: str, meant: str) -> None:
    assert mend(question, sounds) == meant


@pytest.mark.parametrize(
    "question",
    [
        "チップの価格は?",
        "パスガイドは?",  # both are words of the corpus
        "モテルの価格は?",  # a word of the dictionary
        "チプ",  # too short
        "チプッ" * 9,  # too long
        "ザンギバラの価格は?",  # nothing is near
        "価格は何ですか",
        "",
    ],
)
def test_what_is_known_or_near_to_nothing_stays(sounds: SoundIndex, question: str) -> None:
    assert mend(question, sounds) == question


@given(st.text("チップメーカーフェリのアルトマン・は", max_size=12))
@settings(max_examples=50, deadline=None)
def test_all_but_katakana_stays(text: str) -> None:
    told = mend(text, sounds_of(CORPUS))
    others = [[char for char in line if char in "のは・"] for line in (text, told)]
    assert others[0] == others[1]
