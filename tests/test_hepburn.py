"""Kana in Latin letters, and the names of Chinese people."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.tokens import Tokenizer
from service.hepburn import chinese_names, hepburn


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("毛沢東", ["Mao Zedong"]),
        ("李強と任正非", ["Li Qiang", "Ren Zhengfei"]),
        ("周恩来首相", ["Zhou Enlai"]),
        ("林芳正", []),
        ("高市早苗", []),
        ("岸田文雄", []),
        ("高度な技術", []),
        ("高知県", []),
        ("張氏", []),
    ],
)
def test_chinese_names(text: str, expected: list[str]) -> None:
    names = list(chinese_names(text, Tokenizer().tokens(text)))
    assert [name.latin for name in names] == expected
    assert all(name.span.of(text) in text for name in names)


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("タカイチ", "takaichi"),
        ("トウキョウ", "tokyo"),
        ("オオサカ", "osaka"),
        ("ホッカイドウ", "hokkaido"),
        ("マッチャ", "matcha"),
        ("しんじゅく", "shinjuku"),
        ("ジョー", "jo"),
        ("ティファニー", "tifani"),
        ("イノウエ", "inoue"),
        ("ヴェスパ", "vesupa"),
        ("漢字", ""),
    ],
)
def test_hepburn(kana: str, expected: str) -> None:
    assert hepburn(kana) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0x30A1, max_codepoint=0x30FC), max_size=12))
@settings(max_examples=100, deadline=None)
def test_hepburn_is_lower_case_latin(kana: str) -> None:
    assert re.fullmatch("[a-z]*", hepburn(kana))
