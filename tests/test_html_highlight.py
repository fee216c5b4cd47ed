from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.htmlreport.highlight import ELLIPSIS, Piece, excerpt, occurrences, pieces, window, within
from indexer.records import Span

TEXTS = st.text("富士山は3776mで、", max_size=30)
SPANS = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, 35), st.integers(0, 35))


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("富士山と富士川", ["富士"], [(0, 2), (4, 6)]),
        ("ああああ", ["ああ"], [(0, 2), (1, 3), (2, 4)]),
        ("約2億5000万ドル", ["2億", "5000万ドル", "2億"], [(1, 3), (3, 10)]),
        ("３７７６", ["3776"], []),
        ("😀が3776", ["3776"], [(2, 6)]),
        ("何か", ["", "か"], [(1, 2)]),
        ("", ["か"], []),
    ],
)
def test_occurrences(text: str, wanted: Sequence[str], expected: list[tuple[int, int]]) -> None:
    assert [(span.start, span.end) for span in occurrences(text, wanted)] == expected


def test_pieces_carry_all_marks_that_cover_them() -> None:
    marks = {"support": [Span(1, 5)], "answer": [Span(3, 7)]}
    assert pieces("あいうえおかきく", marks) == (
        Piece("あ", ()),
        Piece("いう", ("support",)),
        Piece("えお", ("answer", "support")),
        Piece("かき", ("answer",)),
        Piece("く", ()),
    )


def test_no_text_has_no_pieces() -> None:
    assert pieces("", {"support": [Span(0, 3)]}) == ()


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "b"]), st.lists(SPANS, max_size=4)))
@settings(max_examples=150)
def test_pieces_are_the_text_and_exactly_the_marked_is_marked(
    text: str, marks: dict[str, list[Span]]
) -> None:
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
    by_character = [piece.marks for piece in cut for _ in piece.text]
    for place, kinds in enumerate(by_character):
        covering = {
            kind for kind, spans in marks.items() if any(s.start <= place < s.end for s in spans)
        }
        assert set(kinds) == covering


@pytest.mark.parametrize(
    ("focus", "expected"),
    [
        (Span(10, 12), Span(7, 15)),
        (Span(1, 2), Span(0, 5)),
        (Span(18, 20), Span(15, 20)),
        (None, Span(0, 6)),
    ],
)
def test_window(focus: Span | None, expected: Span) -> None:
    assert window("あ" * 20, focus, 3) == expected


def test_within_counts_from_the_part_and_drops_what_is_outside() -> None:
    spans = [Span(0, 3), Span(2, 12), Span(5, 7), Span(9, 11), Span(10, 14)]
    assert within(spans, Span(4, 10)) == (Span(0, 6), Span(1, 3), Span(5, 6))


def test_excerpt_shows_where_it_is_cut() -> None:
    text = "前前前前、高さは3776mである。後後後後"
    quote = Span(text.index("高"), text.index("後"))
    cut = excerpt(text, {"quote": [quote]}, quote, 2)
    assert [piece.text for piece in cut] == [
        ELLIPSIS,
        "前、",
        "高さは3776mである。",
        "後後",
        ELLIPSIS,
    ]
    assert [piece.marks for piece in cut] == [(), (), ("quote",), (), ()]


def test_excerpt_of_all_has_no_ellipsis() -> None:
    assert excerpt("短い文", {}, None, 50) == (Piece("短い文", ()),)
