"""Values in English words."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.records import Span
from service.rendering import english
from service.values import Value, same, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2億5000万ドル", "$250 million"),
        ("1万5千ドル", "$15,000"),
        ("約600万ドル", "about $6 million"),
        ("3兆円", "¥3 trillion"),
        ("156,603,042円", "¥156,603,042"),
        ("1.4兆元", "1.4 trillion yuan"),
        ("マイナス5ユーロ", "-€5"),
        ("数百億ドル", "tens of billions of dollars"),
        ("数億円", "hundreds of millions of yen"),
        ("何百万もの", "millions"),
        ("数十人", "dozens of people"),
        ("数年", "several years"),
        ("15%", "15%"),
        ("約3割", "about 30%"),
        ("3%以下", "up to 3%"),
        ("3%未満", "less than 3%"),
        ("二割五分", "25%"),
        ("10分の1", "one tenth"),
        ("三分の二", "two thirds"),
        ("3/4", "three quarters"),
        ("半分", "half"),
        ("過半数", "more than half"),
        ("16分の3", "3/16"),
        ("10倍", "10 times"),
        ("1.68倍", "1.68 times"),
        ("5人", "5 people"),
        ("1人", "1 person"),
        ("100人以上", "at least 100 people"),
        ("100社超", "more than 100 companies"),
        ("130万個", "1.3 million"),
        ("3回", "3 times"),
        ("3ナノメートル", "3 nm"),
        ("13.5nm", "13.5 nm"),
        ("180トン", "180 tons"),
        ("50平方キロメートル", "50 km²"),
        ("25℃", "25°C"),
        ("30度", "30 degrees"),
        ("140km/h", "140 km/h"),
        ("6710億パラメータ", "671 billion parameters"),
        ("2年", "2 years"),
        ("1か月", "1 month"),
        ("1年半", "1.5 years"),
        ("30歳", "30 years old"),
        ("2位", "2nd"),
        ("第5世代", "5th generation"),
        ("11番目", "11th"),
        ("午後3時30分", "15:30"),
        ("2023年10月", "October 2023"),
        ("2022年10月7日", "October 7, 2022"),
        ("10月7日", "October 7"),
        ("令和7年", "2025"),
        ("2023年以降", "since 2023"),
        ("2030年まで", "by 2030"),
        ("1990年代", "1990s"),
        ("21世紀", "21st century"),
        ("紀元前3世紀", "3rd century BC"),
        ("紀元前210年", "210 BC"),
        ("25日", "the 25th"),
    ],
)
def test_a_value_in_english(text: str, expected: str) -> None:
    (value,) = values(text)
    assert english(value) == expected


def test_a_share_that_does_not_end_is_rounded() -> None:
    assert english(Value("percent", Fraction(1, 3), "%", "", Span(0, 1))) == "33.33%"


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 10**14),
    st.sampled_from(["ドル", "円", "元", "%", "倍", "人", "社", "nm", "年間", "トン"]),
)
def test_what_is_rendered_reads_back_as_the_same_value(hundredths: int, unit: str) -> None:
    (value,) = values(f"{hundredths // 100}.{hundredths % 100:02}{unit}")
    assert value.amount == Fraction(hundredths, 10_000 if unit == "%" else 100)
    (read,) = values(english(value))
    assert same(value, read)


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(1000, 1, 1), dt.date(2199, 12, 31)))
def test_dates_read_back(date: dt.date) -> None:
    (value,) = values(f"{date.year}年{date.month}月{date.day}日")
    assert [read.amount for read in values(english(value))] == [value.amount]
    assert value.amount == (date.year, date.month, date.day)
