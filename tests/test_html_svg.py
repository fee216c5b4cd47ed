from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from eval.htmlreport.svg import Frame, element, label, picture, printable, steps, tick

HOSTILE = "<script>alert(1)</script> \" ' & ]]>"


def test_text_and_attributes_are_escaped() -> None:
    drawn = ElementTree.fromstring(label(1, 2.5, HOSTILE, HOSTILE))
    assert drawn.tag == "text"
    assert drawn.text == HOSTILE
    assert drawn.attrib == {"x": "1", "y": "2.5", "class": HOSTILE, "text-anchor": "start"}
    assert len(drawn) == 0


def test_markup_inside_stays_markup() -> None:
    assert element("g", element("title", "a & b"), "<") == "<g><title>a &amp; b</title>&lt;</g>"


def test_a_picture_has_a_name_and_a_role() -> None:
    drawn = ElementTree.fromstring(picture(100, 20.5, "risk & coverage", Markup("<g></g>")))
    assert drawn.attrib == {"viewBox": "0 0 100 20.5", "role": "img", "class": ""}
    assert [child.tag for child in drawn] == ["title", "g"]
    assert drawn[0].text == "risk & coverage"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("富士山\n\t3776", "富士山\n\t3776"),
        ("a\x00b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("\ud800あ\udfff", "\ufffdあ\ufffd"),
        ("\x7f\x85\uffff", "\ufffd\ufffd\ufffd"),
        ("😀", "😀"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(st.text())
@settings(max_examples=100)
def test_any_text_makes_well_formed_xml(text: str) -> None:
    drawn = ElementTree.fromstring(element("text", text, class_=text).encode())
    # XML reads \r as \n, and in attributes both as blanks.
    assert "".join(drawn.itertext()) == printable(text).replace("\r\n", "\n").replace("\r", "\n")


def test_frame_places_values_and_keeps_them_inside() -> None:
    frame = Frame(left=10, top=20, width=100, height=50, most_x=200, most_y=0.5)
    assert [frame.x(value) for value in (0, 50, 200, 300, -1)] == [10, 35, 110, 110, 10]
    assert [frame.y(value) for value in (0, 0.25, 0.5, 2)] == [70, 45, 20, 20]


@pytest.mark.parametrize(
    ("most", "count", "expected"),
    [
        (1, 5, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.05, 5, (0, 0.01, 0.02, 0.03, 0.04, 0.05)),
        (0.31, 5, (0, 0.1, 0.2, 0.3, 0.4)),
        (230, 5, (0, 50, 100, 150, 200, 250)),
        (3, 4, (0, 1, 2, 3)),
        (0, 4, (0, 1)),
    ],
)
def test_steps(most: float, count: int, expected: tuple[float, ...]) -> None:
    assert steps(most, count) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0"), (0.25, "0.25"), (0.2, "0.2"), (1.0, "1"), (10, "10"), (1500, "1,500")],
)
def test_tick(value: float, expected: str) -> None:
    assert tick(value) == expected
