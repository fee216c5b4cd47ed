from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Span
from service.phrases import LONGEST, clauses_around

# Of 15, 11, 15 and 17 code points, cut where two of them meet.
FIRST, SECOND = "米国政府は昨年の十月に新しく、", "輸出の規制を強めたが、"
THIRD, LAST = "中国の企業は部品を買い集めて、", "装置を自分たちで作り上げたという。"
LONG = FIRST + SECOND + THIRD + LAST


def around(sentence: str, span: str, longest: int = LONGEST) -> str:
    """The characters that are shown for the first place where ``span`` stands."""
    start = sentence.index(span)
    return clauses_around(sentence, Span(start, start + len(span)), longest).of(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("税は来年から始まる。", "税は来年から始まる"),
        ("税は、来年から、始まる", "税は、来年から、始まる"),
        ("　税は来年から始まる。\n", "税は来年から始まる"),
        ("、税は来年から、", "税は来年から"),
        ("Tax starts next year, they say;", "Tax starts next year, they say"),
        ("「税は始まる。」", "「税は始まる。」"),
        ("税" * 60 + "。", "税" * 60),
    ],
)
def test_a_short_sentence_is_shown_whole_but_for_its_ends(sentence: str, expected: str) -> None:
    assert around(sentence, "税" if "税" in sentence else "Tax") == expected


@pytest.mark.parametrize(
    ("span", "longest", "expected"),
    [
        ("輸出", 12, SECOND[:-1]),
        ("輸出", 26, SECOND + THIRD[:-1]),
        ("輸出", 44, SECOND + THIRD + LAST[:-1]),
        ("輸出", 42, SECOND + THIRD + LAST[:-1]),
        ("輸出", 41, FIRST + SECOND + THIRD[:-1]),
        ("装置", 31, THIRD + LAST[:-1]),
        ("装置", 30, LAST[:-1]),
        ("米国", 25, FIRST + SECOND[:-1]),
        ("強めたが、中国", 26, SECOND + THIRD[:-1]),
        ("強めたが、中国", 60, LONG[:-1]),
    ],
)
def test_whole_clauses_are_added_behind_the_span_then_before_it(
    span: str, longest: int, expected: str
) -> None:
    assert around(LONG, span, longest) == expected


@pytest.mark.parametrize(
    ("sentence", "span", "expected"),
    [
        ("彼は「高い、遅い、古い」と言い、席を立った。", "遅い", "彼は「高い、遅い、古い」と言い"),
        ("三社(甲、乙、丙)が並び、他は去った。", "乙", "三社(甲、乙、丙)が並び"),
        ("開いた「括弧は、閉じないまま、終わった。", "閉じ", "閉じないまま"),
        ("予算は1,000億円、期間は十年である。", "000", "予算は1,000億円"),
        ("予算は１，０００億円，期間は十年である。", "０００", "予算は１，０００億円"),
        ("1,000, 2,000 and 3,000 were the sums asked.", "1,000", "1,000"),
        ("発売は十月 価格は未定 形は四角だという。", "価格", "価格は未定 形は四角だという"),
        ("性能はAscend 910B Proが勝り、値段は安い。", "910B", "性能はAscend 910B Proが勝り"),
        ("価格は H20 より高いとされ、性能は低い。", "価格", "価格は H20 より高いとされ"),
        ("甲は上がり；乙は下がり，丙は止まった。", "乙", "乙は下がり，丙は止まった"),
    ],
)
def test_what_belongs_together_is_not_cut(sentence: str, span: str, expected: str) -> None:
    assert around(sentence, span, len(expected)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 2, Span(0, 7)),  # two thirds of the room, 8, are behind it; before it is nothing
        (10, 14, Span(8, 18)),  # 6 of room: 4 behind, the rest before
        (26, 28, Span(20, 30)),  # where the sentence ends, the room is before
        (5, 17, Span(5, 17)),  # a span longer than allowed stays as it is
    ],
)
def test_of_a_clause_that_is_too_long_a_window_is_shown(
    start: int, end: int, expected: Span
) -> None:
    assert clauses_around("漢" * 30, Span(start, end), 10) == expected


TEXT = st.text(st.sampled_from("税はA1 、。，,;「」()\u3000\n高い"), min_size=1, max_size=120)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(TEXT)
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(sentences(), st.integers(1, LONGEST))
def test_the_span_is_shown_and_never_more_than_allowed(
    given_: tuple[str, Span], longest: int
) -> None:
    text, span = given_
    found = clauses_around(text, span, longest)
    assert 0 <= found.start <= found.end <= len(text)
    assert found.end - found.start <= max(longest, span.end - span.start)
    # What is left out of the span prints no word.
    before, behind = Span(span.start, found.start), Span(found.end, span.end)
    left = before.of(text) + behind.of(text)
    assert not any(character.isalnum() for character in left)


@given(sentences())
def test_a_sentence_that_fits_is_shown_whole(given_: tuple[str, Span]) -> None:
    text, span = given_
    found = clauses_around(text, span, len(text)).of(text)
    assert found == text.strip(" \t\n\u3000、，,;；。．")
