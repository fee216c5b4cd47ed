"""The line that a gloss is: what is joined, left out and made plural."""

from __future__ import annotations

import pytest

from service.gloss_line import Line, Piece, plural


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("chip", "chips"),
        ("policy", "policies"),
        ("day", "days"),
        ("box", "boxes"),
        ("AI model", "AI models"),
        ("person", "people"),
        ("Chinese scientist", "Chinese scientists"),
        ("information", "information"),
        ("ability", "ability"),
        ("sales", "sales"),
    ],
)
def test_plural(noun: str, expected: str) -> None:
    assert plural(noun) == expected


def test_a_line_leaves_out_joints_with_nothing_to_join() -> None:
    line = Line()
    for piece in [Piece("and", "joint"), Piece("chip", "noun"), Piece(",", "mark")]:
        line.add(piece)
    assert line.english() == "chip"


def test_a_line_that_is_only_spelled_says_nothing() -> None:
    line = Line()
    line.add(Piece("Kanburikon", "name", known=False))
    assert line.english() is None
    line.add(Piece("chip", "noun"))
    assert line.english() == "Kanburikon chip"


def test_a_suffix_goes_to_the_word_before_it_even_after_a_pause() -> None:
    line = Line()
    line.add(Piece("China", "name"))
    line.pause()
    line.add(Piece("-made", "noun"))
    assert line.english() == "China-made"
