from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.numerals import decimal_of, scaled

DIGITS = "〇一二三四五六七八九"

VALUES = [
    ("十", "10"),
    ("千", "1000"),
    ("一千", "1000"),
    ("千百十一", "1111"),
    ("3千", "3000"),
    ("5百万", "5000000"),
    ("二五〇万", "2500000"),
    ("0.5億", "50000000"),
    ("1億2.5万", "100025000"),
    ("1,234万", "12340000"),
    ("100000万", "1000000000"),
    ("9京9999兆", "99999000000000000"),
    ("1.25", "1.25"),
]

MALFORMED = [
    "",
    "万",
    "万一",
    "億万",
    "京六",
    "1万2万",
    "1万2億",
    "1億20000万",
    "1,23",
    "12,345,6",
    "1.2.3",
    "十百",
    "三三百",
    "二三十",
    "一,二",
    "九" * 41,
]


def in_kanji(number: int) -> str:
    """Write a positive number as a newspaper of old would: 10305 -> 一万三百五."""
    myriads = []
    for name in ("", "万", "億", "兆"):
        number, part = divmod(number, 10_000)
        if part:
            myriads.append(under_myriad(part) + name)
    return "".join(reversed(myriads))


def under_myriad(number: int) -> str:
    text = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += (DIGITS[digit] if digit > 1 or size == 1 else "") + name
    return text


@pytest.mark.parametrize(("numeral", "expected"), VALUES)
def test_value(numeral: str, expected: str) -> None:
    assert decimal_of(numeral) == expected


@pytest.mark.parametrize("numeral", MALFORMED)
def test_malformed_numeral_has_no_value(numeral: str) -> None:
    assert decimal_of(numeral) is None


@given(st.integers(1, 10**16 - 1))
def test_every_way_to_write_a_number_has_its_value(number: int) -> None:
    high, low = divmod(number, 10_000)
    digits = "".join(DIGITS[int(digit)] for digit in str(number))
    ways = [in_kanji(number), digits, f"{number:,}", str(number)]
    if 0 < high < 10_000:
        ways.append(f"{high}万{low or ''}")
    assert {decimal_of(way) for way in ways} == {str(number)}


@given(st.text(alphabet="0123456789.,〇零一二三九十百千万億兆京", max_size=12))
def test_value_is_a_plain_decimal(numeral: str) -> None:
    value = decimal_of(numeral)
    assert value is None or float(value) >= 0
    assert value is None or value.replace(".", "", 1).isdigit()


@pytest.mark.parametrize(
    ("number", "exponent", "expected"),
    [("1.3", 6, "1300000"), ("250", 9, "250000000000"), ("1.2345", 3, "1234.5"), ("2", 0, "2")],
)
def test_scaled(number: str, exponent: int, expected: str) -> None:
    assert scaled(number, exponent) == expected
