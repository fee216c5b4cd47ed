"""Quantities read out of Japanese and English."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import HOSTILE

from indexer.records import Span
from service.values import values

# Text, and each value as (kind, amount, unit, hedge, what it is said with).
Said = tuple[str, str, str, str, str]
READ: tuple[tuple[str, tuple[Said, ...]], ...] = (
    (
        "1台約2億5000万ドル、重量180トン",
        (
            ("count", "1", "台", "", "1台"),
            ("money", "250000000", "USD", "about", "約2億5000万ドル"),
            ("count", "180", "t", "", "180トン"),
        ),
    ),
    ("1.4兆元", (("money", "1400000000000", "CNY", "", "1.4兆元"),)),
    ("1億5,660万3,042円", (("money", "156603042", "JPY", "", "1億5,660万3,042円"),)),
    ("¥3 trillion", (("money", "3000000000000", "JPY", "", "¥3 trillion"),)),
    ("NT$5 billion", (("money", "5000000000", "TWD", "", "NT$5 billion"),)),
    ("RMB 1.4 trillion", (("money", "1400000000000", "CNY", "", "RMB 1.4 trillion"),)),
    ("50 cents", (("money", "1/2", "USD", "", "50 cents"),)),
    ("over 200 euros", (("money", "200", "EUR", "more", "over 200 euros"),)),
    ("数百億ドル", (("money", "10000000000", "USD", "several", "数百億ドル"),)),
    ("tens of billions of dollars", (("money", "10000000000", "USD", "several", "*"),)),
    ("何百万ものチップ", (("count", "1000000", "", "several", "何百万"),)),
    ("今後数年で", (("duration", "1", "year", "several", "数年"),)),
    ("１５％", (("percent", "3/20", "%", "", "１５％"),)),
    ("fifteen percent", (("percent", "3/20", "%", "", "fifteen percent"),)),
    ("世界の7割", (("percent", "7/10", "%", "", "7割"),)),
    ("二割五分", (("percent", "1/4", "%", "", "二割五分"),)),
    ("GDPの3%以下", (("percent", "3/100", "%", "upto", "3%以下"),)),
    ("under 3%", (("percent", "3/100", "%", "less", "under 3%"),)),
    ("マイナス5%", (("percent", "-1/20", "%", "", "マイナス5%"),)),
    ("三分の二", (("percent", "2/3", "", "", "三分の二"),)),
    ("two-thirds of it", (("percent", "2/3", "", "", "two-thirds"),)),
    ("a third of them", (("percent", "1/3", "", "", "a third"),)),
    ("one in five", (("percent", "1/5", "", "", "one in five"),)),
    ("5人に1人", (("percent", "1/5", "", "", "5人に1人"),)),
    ("約10分の1", (("percent", "1/10", "", "about", "約10分の1"),)),
    ("1/10", (("percent", "1/10", "", "", "1/10"),)),
    ("半減した", (("percent", "1/2", "", "", "半減"),)),
    ("過半数", (("percent", "1/2", "", "more", "過半数"),)),
    ("2ポイント", (("count", "2", "ポイント", "", "2ポイント"),)),
    ("5 percentage points", (("count", "5", "ポイント", "", "5 percentage points"),)),
    ("十倍", (("multiple", "10", "", "", "十倍"),)),
    ("2倍半になった", (("multiple", "5/2", "", "", "2倍半"),)),
    ("倍増した", (("multiple", "2", "", "", "倍"),)),
    ("about ten times", (("multiple", "10", "", "about", "about ten times"),)),
    ("a tenfold rise", (("multiple", "10", "", "", "tenfold"),)),
    ("It doubled.", (("multiple", "2", "", "", "doubled"),)),
    ("twice a year", (("count", "2", "回", "", "twice"),)),
    ("5人の技術者", (("count", "5", "人", "", "5人"),)),
    ("二人", (("count", "2", "人", "", "二人"),)),
    ("五つ", (("count", "5", "つ", "", "五つ"),)),
    ("約100人以上", (("count", "100", "人", "least", "約100人以上"),)),
    ("more than 100 companies", (("count", "100", "社", "more", "*"),)),
    ("two hundred and five people", (("count", "205", "人", "", "*"),)),
    ("3ナノメートル", (("count", "3", "nm", "", "3ナノメートル"),)),
    ("13.5nm", (("count", "27/2", "nm", "", "13.5nm"),)),
    ("5g", (("count", "5", "g", "", "5g"),)),
    ("100メガワット", (("count", "100", "MW", "", "100メガワット"),)),
    ("140km/h", (("count", "140", "km/h", "", "140km/h"),)),
    ("25℃", (("count", "25", "°C", "", "25℃"),)),
    ("3度優勝", (("count", "3", "回", "", "3度"),)),
    ("6710億パラメータ", (("count", "671000000000", "パラメータ", "", "6710億パラメータ"),)),
    ("671B parameters", (("count", "671000000000", "パラメータ", "", "671B"),)),
    ("第5世代", (("count", "5", "世代目", "", "第5世代"),)),
    ("2位", (("count", "2", "番目", "", "2位"),)),
    ("30 years old", (("count", "30", "歳", "", "30 years old"),)),
    ("午後3時半", (("count", "31/2", "clock", "", "午後3時半"),)),
    ("3:30 p.m.", (("count", "31/2", "clock", "", "3:30 p.m."),)),
    ("3時間30分かかった", (("duration", "7/2", "hour", "", "3時間30分"),)),
    ("1年3か月", (("duration", "15", "month", "", "1年3か月"),)),
    ("1年半", (("duration", "3/2", "year", "", "1年半"),)),
    ("半年", (("duration", "6", "month", "", "半年"),)),
    ("two decades", (("duration", "20", "year", "", "two decades"),)),
    ("2000年前", (("duration", "2000", "year", "", "2000年"),)),
    (
        "1日10時間",
        (("duration", "1", "day", "", "1日"), ("duration", "10", "hour", "", "10時間")),
    ),
    # Ranges.
    (
        "40万ドルから70万ドル",
        (
            ("money", "400000", "USD", "from", "40万ドル"),
            ("money", "700000", "USD", "to", "70万ドル"),
        ),
    ),
    (
        "40〜70万ドル",
        (("money", "400000", "USD", "from", "40"), ("money", "700000", "USD", "to", "70万ドル")),
    ),
    (
        "$40-70 million",
        (
            ("money", "40000000", "USD", "from", "$40"),
            ("money", "70000000", "USD", "to", "70 million"),
        ),
    ),
    (
        "between 5 and 10%",
        (("percent", "1/20", "%", "from", "5"), ("percent", "1/10", "%", "to", "10%")),
    ),
    ("2、3割", (("percent", "1/5", "%", "", "2"), ("percent", "3/10", "%", "", "3割"))),
    (
        "7~10カ月",
        (("duration", "7", "month", "from", "7"), ("duration", "10", "month", "to", "10カ月")),
    ),
)


def described(text: str) -> tuple[Said, ...]:
    return tuple(
        (v.kind, str(v.amount), v.unit, v.hedge, v.span.of(text).replace(text, "*") or "*")
        for v in values(text)
    )


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_amounts_are_read(text: str, expected: tuple[Said, ...]) -> None:
    starred = tuple((*said[:4], said[4].replace(text, "*")) for said in expected)
    assert described(text) == starred


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("2023年10月", (2023, 10, None), ""),
        ("2025年の4月", (2025, 4, None), ""),
        ("October 2023", (2023, 10, None), ""),
        ("October 7, 2022", (2022, 10, 7), ""),
        ("二〇二二年十月七日", (2022, 10, 7), ""),
        ("2022-10-07", (2022, 10, 7), ""),
        ("2001年(平成13年)4月", (2001, 4, None), ""),
        ("令和7年", (2025, None, None), ""),
        ("嘉永4年", (1851, None, None), ""),
        ("710年に遷都", (710, None, None), ""),
        ("10月7日", (None, 10, 7), ""),
        ("in October", (None, 10, None), ""),
        ("2030", (2030, None, None), ""),
        ("in 2023, prices rose", (2023, None, None), ""),
        ("the 2008 financial crisis", (2008, None, None), ""),
        ("2000年前半", (2000, None, None), ""),
        ("1990年代", (1990, None, None), "decade"),
        ("'90年代", (1990, None, None), "decade"),
        ("the 1990s", (1990, None, None), "decade"),
        ("17世紀", (1601, None, None), "century"),
        ("the 21st century", (2001, None, None), "century"),
        ("紀元前3世紀", (-300, None, None), "century"),
        ("210 BC", (-210, None, None), ""),
    ],
)
def test_dates_are_read(text: str, amount: tuple[int | None, ...], unit: str) -> None:
    (value,) = values(text)
    assert (value.kind, value.amount, value.unit) == ("date", amount, unit)


@pytest.mark.parametrize(
    ("text", "hedge"),
    [("2023年以降", "least"), ("since 2010", "least"), ("by 2030", "upto"), ("2025年頃", "about")],
)
def test_dates_are_hedged(text: str, hedge: str) -> None:
    assert [value.hedge for value in values(text)] == [hedge]


@pytest.mark.parametrize(
    ("text", "years"),
    [("2026年から2027年", [2026, 2027]), ("2026-2027", [2026, 2027]), ("2010~15年", [])],
)
def test_ranges_of_years(text: str, years: list[int]) -> None:
    said = [value.amount for value in values(text) if value.hedge in ("from", "to")]
    assert said == [(year, None, None) for year in years]


@pytest.mark.parametrize(
    "text",
    [
        "一般に一方で三菱と四川は二人三脚で第一だ",
        "GPT-4とClaude 3.5とA310",
        "5Gと4Kと3Dプリンター",
        "昨年の今頃",
        "何人ですか",
        "エドワード3世",
        "第2次世界大戦",
        "version 1.2.3",
        "the third party",
        "no one knows",
        "the Three Gorges Dam",
        "千葉と八百屋",
        "車輪の回転数",
        "",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert values(text) == ()


@settings(max_examples=100, deadline=None)
@given(st.one_of(HOSTILE, st.text(max_size=30)))
def test_spans_are_ordered_and_nothing_raises(text: str) -> None:
    end = 0
    for value in values(text):
        assert end <= value.span.start < value.span.end <= len(text)
        end = value.span.end
        assert isinstance(value.amount, Fraction) == (value.kind != "date")


def test_a_span_covers_sign_hedge_and_unit() -> None:
    (value,) = values("価格は およそ２億５０００万 ドルだ")
    assert value.span == Span(4, 17)
