"""Quantities and answers compared by value, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import HOSTILE

from service.values import Value, compatible, disagree, equal_answers, same, values


def one(text: str) -> Value:
    (value,) = values(text)
    return value


SAME = (
    ("25%", "2割5分", "4分の1", "a quarter of it", "25 percent", "1/4", "四分の一", "4人に1人"),
    ("50%", "半分", "5割", "half", "1/2"),
    ("2億5000万ドル", "$250 million", "2億5千万ドル", "250 million dollars", "US$250m"),
    ("1.4兆元", "1.4 trillion yuan", "1兆4000億元", "RMB 1.4 trillion"),
    ("2023年10月", "October 2023", "令和5年10月", "2023/10"),
    ("10倍", "十倍", "10x", "tenfold", "ten times"),
    ("5人", "five people", "５名", "五人"),
    ("3km", "3000メートル", "3キロ"),
    ("3万5千人", "35,000 people", "35000人", "三万五千人"),
    ("90分", "1時間半", "1.5 hours", "ninety minutes"),
    ("130万個", "1.3 million", "130万枚"),
    ("1990年代", "the 1990s"),
    ("3回", "3 times", "three times", "3度"),
)
PAIRS = [(a, b) for group in SAME for a in group for b in group]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_what_is_said_differently_is_the_same(a: str, b: str) -> None:
    assert same(one(a), one(b))
    assert compatible(one(a), one(b))
    assert not disagree(one(a), one(b))


DIFFERENT = [
    ("25%", "15%"),
    ("約10倍", "約10分の1"),
    ("20年間", "約30年"),
    ("2028年", "2030年"),
    ("2023年10月", "2023年11月"),
    ("10月7日", "10月8日"),
    ("2億5000万ドル", "2億ドル"),
    ("100人以上", "80人"),
    ("more than 100 people", "fewer than 50 people"),
    ("3nm", "5nm"),
    ("1990年代", "2005年"),
    ("17世紀", "18世紀"),
    ("2023年以降", "2019年"),
    ("約30%", "50%"),
    ("3か月", "2年"),
]


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_values_that_disagree(a: str, b: str) -> None:
    assert disagree(one(a), one(b))
    assert disagree(one(b), one(a))
    assert not same(one(a), one(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("約10倍", "9倍"),
        ("more than 100 people", "150人"),
        ("up to 3%", "2%"),
        ("2023年10月", "2023年"),
        ("10月", "2023年"),
        ("1.4兆円", "1.39兆円"),
        ("34%", "33.7%"),
        ("33%", "3分の1"),
        ("数百人", "300人"),
        ("1995年", "1990年代"),
        ("2025年頃", "2026年"),
        ("1875年", "19世紀"),
    ],
)
def test_values_that_are_compatible_but_not_the_same(a: str, b: str) -> None:
    assert compatible(one(a), one(b))
    assert not disagree(one(a), one(b))
    assert not same(one(a), one(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5人", "5社"),
        ("15%", "15倍"),
        ("100ドル", "100円"),
        ("2023年", "20年間"),
        ("5", "6人"),
        ("5", "6"),
        ("3台", "5枚"),
        ("30%", "3倍"),
        ("3km", "5kg"),
    ],
)
def test_values_of_different_dimensions_neither_agree_nor_disagree(a: str, b: str) -> None:
    assert not same(one(a), one(b))
    assert not disagree(one(a), one(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("トランプ大統領", "トランプ"),
        ("「深セン」", "深セン。"),
        ("2億5000万ドル", "$250 million"),
        ("40万ドルから70万ドル", "40万~70万ドル"),
        ("2025年初頭", "2025年"),
        ("5人の技術者", "5人"),
        ("中国の商務省", "中国商務省"),
        ("東京都", "東京"),
        ("ＡＳＭＬ", "asml"),
        ("the H800", "H800です"),
        ("半分", "50%"),
    ],
)
def test_equal_answers(a: str, b: str) -> None:
    assert equal_answers(a, b)
    assert equal_answers(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("25%", "15%"),
        ("30%増", "30%減"),
        ("東京都", "京都"),
        ("半導体ではない", "半導体"),
        ("日本以外", "日本"),
        ("反トランプ", "トランプ"),
        ("南アメリカ", "アメリカ"),
        ("not Nvidia", "Nvidia"),
        ("2023年", "2023年10月"),
        ("深セン", "上海"),
        ("100人以上", "100人未満"),
        ("", "上海"),
        ("の", "は"),
    ],
)
def test_unequal_answers(a: str, b: str) -> None:
    assert not equal_answers(a, b)
    assert not equal_answers(b, a)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE)
def test_comparisons_are_symmetric(first: str, second: str) -> None:
    for a in values(first):
        assert same(a, a)
        assert compatible(a, a)
        for b in values(second):
            assert same(a, b) == same(b, a)
            assert compatible(a, b) == compatible(b, a)
            assert disagree(a, b) == disagree(b, a)
            assert not (disagree(a, b) and (same(a, b) or compatible(a, b)))
    assert equal_answers(first, second) == equal_answers(second, first)


def kanji(number: int) -> str:
    """Write 1..9999 in kanji, an oracle of four lines."""
    parts = zip("千百十", (number // 1000, number // 100 % 10, number // 10 % 10), strict=True)
    tens = "".join(" 一二三四五六七八九"[n].replace("一", "") + place for place, n in parts if n)
    return tens + " 一二三四五六七八九"[number % 10].strip()


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9999))
def test_a_number_written_in_several_ways_is_one_value(number: int) -> None:
    plain = one(f"{number}万ドル")
    assert plain.amount == 10_000 * number
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (
        f"{number:,}万ドル",
        f"${10_000 * number:,}",
        f"{wide}万ドル",
        f"{kanji(number)}万ドル",
        f"${number // 100}.{number % 100:02} million",
        f"{10_000 * number} dollars",
    ):
        assert same(one(written), plain), written
