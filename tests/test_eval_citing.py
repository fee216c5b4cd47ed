"""Spans, quotes and values of answers: what of them is right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.citing import citation_precision, citation_recall
from eval.gold.questions import Question
from eval.spans import exact_span, overlap_f1, support_places
from eval.value_match import asks_for_value, says_value
from indexer.records import Span

TEXTS = {"a.txt": "税は15%。税は15%だ。", "b.txt": "「税は15%。」"}


def asked(doc: str, *support: str, accept: tuple[str, ...] = ()) -> Question:
    return Question("q", "ja", "税は?", doc, support, accept, "fact")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked("a.txt", "税は15%"), {"a.txt": (Span(0, 5), Span(6, 11))}),
        (
            asked("*", "税は15%。", "だ"),
            {"a.txt": (Span(0, 6), Span(11, 12)), "b.txt": (Span(1, 7),)},
        ),
        (asked("-"), {}),
        (asked("none.txt", "税"), {}),
    ],
)
def test_support_stands_in_every_place_of_its_document(
    question: Question, expected: dict[str, tuple[Span, ...]]
) -> None:
    assert support_places(question, TEXTS) == expected


def test_overlapping_places_all_count() -> None:
    found = support_places(asked("c", "ああ"), {"c": "あああ"})
    assert found == {"c": (Span(0, 2), Span(1, 3))}


PLACES = {"a.txt": (Span(0, 5),)}


@pytest.mark.parametrize(
    ("cited", "exact", "f1"),
    [
        ([("a.txt", Span(0, 5))], 1.0, 1.0),
        # A full stop more: 2 * 5 / (6 + 5).
        ([("a.txt", Span(0, 6))], 1.0, 10 / 11),
        ([("a.txt", Span(2, 5))], 0.0, 6 / 8),
        ([("a.txt", Span(5, 9))], 0.0, 0.0),
        ([("b.txt", Span(0, 5))], 0.0, 0.0),
        ([("b.txt", Span(0, 5)), ("a.txt", Span(0, 4)), ("a.txt", Span(4, 12))], 0.0, 8 / 9),
        ([("gone.txt", Span(0, 5))], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_cited_spans_are_compared_by_their_place(
    cited: list[tuple[str, Span]], exact: float, f1: float
) -> None:
    assert exact_span(cited, PLACES, TEXTS) == exact
    assert overlap_f1(cited, PLACES) == pytest.approx(f1)


SPANS = st.tuples(st.integers(0, 9), st.integers(1, 5)).map(lambda p: Span(p[0], p[0] + p[1]))


@settings(max_examples=60, deadline=None)
@given(SPANS, SPANS)
def test_overlap_counts_the_characters_of_both(a: Span, b: Span) -> None:
    inside = set(range(a.start, a.end)) & set(range(b.start, b.end))
    expected = 2 * len(inside) / (a.end - a.start + b.end - b.start)
    assert overlap_f1([("d", a)], {"d": (b,)}) == pytest.approx(expected)


GROUNDED = asked("a.txt", "税は15%", "税率", accept=("15%",))


@pytest.mark.parametrize(
    ("quotes", "precision", "recall"),
    [
        (["税は15%。"], 1.0, 0.5),
        (["税は15%。", "税率は同じ。"], 1.0, 1.0),
        # An accepted answer grounds too, but it is no support that is known.
        (["約１５％。", "別の話。"], 0.5, 0.0),
        (["別の話。"], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_quotes_hold_what_grounds_the_answer(
    quotes: list[str], precision: float, recall: float
) -> None:
    assert citation_precision(GROUNDED, quotes) == precision
    assert citation_recall(GROUNDED, quotes) == recall


@pytest.mark.parametrize(
    ("answer", "accept", "expected"),
    [
        ("2億5000万ドル", ("$250 million",), True),
        ("1台約2億5000万ドル", ("$250 million",), True),
        ("457,329個", ("45万7329個",), True),
        ("二〇二五年初頭", ("2025年初頭",), True),
        ("2割5分", ("25%",), True),
        ("2026年から2027年", ("2026~2027年",), True),
        ("2026年", ("2026~2027年",), False),
        ("2億ドル", ("$250 million",), False),
        ("25", ("25%",), False),
        ("", ("25%",), False),
        ("15%", ("25%", "15%"), True),
        ("13%", ("13%に落ち込み、そのまま戻らなかった",), False),
    ],
)
def test_equal_amounts_are_equal_however_written(
    answer: str, accept: tuple[str, ...], expected: bool
) -> None:
    assert says_value(answer, accept) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (("25%",), True),
        (("中国", "2025年初頭"), True),
        (("8つのEUV特許",), False),
        (("中国",), False),
        (("H20",), False),
        ((), False),
    ],
)
def test_which_answers_are_quantities(accept: tuple[str, ...], expected: bool) -> None:
    assert asks_for_value(accept) is expected
