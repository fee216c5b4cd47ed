"""Spans that cut a figure or a pair of quotes, made whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Span
from service.whole import whole

CASES = [
    ("中国より1~2年リードしている", "2年", "1~2年"),
    ("数百億ドル規模の資金", "億ドル", "数百億ドル"),
    ("ナノメートルの何分の一かの精度", "一", "何分の一"),
    ("売上高は1兆2,000億円", "000億円", "1兆2,000億円"),
    ("３分の２が賛成した", "２", "３分の２"),
    ("7~10カ月前", "7", "7~10"),
    ("2026年から2027年に", "2026年", "2026年から2027年"),
    ("2028年から2030年までに", "2030年", "2028年から2030年"),
    ("8億から10億円かかる", "10億円", "8億から10億円"),
    ("高校生の60人に1人が", "60人", "60人に1人"),
    ("漁船の3隻に2隻は", "2隻", "3隻に2隻"),
    ("4月に5年ぶり", "5年", "5年"),
    ("3人から5%に", "3人", "3人"),
    ("2年前から10人", "10人", "10人"),
    ("約30%が", "30%", "30%"),
    ("三菱と三井", "三菱", "三菱"),
    ("xAIの“コロッサス”クラスター", "“コロッサス", "コロッサス"),
    ('例えば、"コロッサス「クラスター', '"コロッサス', "コロッサス"),
    ("映画「海」と「山」", "「海」", "「海」"),
    ("映画「海」と「山」", "海」", "海"),
    ("(旧日本)銀行", "(旧日本)銀行", "(旧日本)銀行"),
    # As many that open as that close, but not each other's halves.
    ("映画「海」と「山」", "「海」と「", "「海」と"),
    ("映画「海」と「山」", "」と「山」", "と「山」"),
    ("海)と(山", ")と(", "と"),
    ("「海(」と山)", "「海(」", "「海(」"),
    ("［注］を〔補〕と〈題〉", "注］を〔補〕と〈題", "［注］を〔補〕と〈題〉"),
    ("［注］を〔補〕と〈題〉", "［注］を〔", "［注］を"),
    ("前に「あと何年も必要」と", "前に「あと何年", "前に「あと何年も必要」"),
    ("(甲『乙』丙)の丁", "乙』丙)の", "(甲『乙』丙)の"),
    ("開いた「括弧を閉じない", "開いた「括弧", "開いた「括弧"),
    ("〈題〉", "題〉", "題"),
    ("[1]", "[1", "1"),
    ("「」", "「", "「」"),
    ("深セン", "深セン", "深セン"),
]


@pytest.mark.parametrize(("text", "read", "expected"), CASES)
def test_figures_and_quotes_are_not_cut(text: str, read: str, expected: str) -> None:
    start = text.index(read)
    assert whole(text, Span(start, start + len(read))).of(text) == expected


MARKS = '「」()［"'


@given(st.text(f"0一1年億~{MARKS}あドル.,", min_size=1, max_size=20), st.data())
def test_a_whole_span_stays_so_and_keeps_what_is_no_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    found = whole(text, span)
    assert 0 <= found.start < found.end <= len(text)
    assert found.of(text).strip(MARKS).find(span.of(text).strip(MARKS)) >= 0
    assert whole(text, found) == found
