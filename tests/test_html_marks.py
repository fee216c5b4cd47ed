from __future__ import annotations

from xml.etree import ElementTree

import pytest

from eval.figures import Bar, Ceiling, Figure
from eval.htmlreport.marks import MARGIN, SPARK_WIDTH, WIDTH, interval_drawing, sparkline, spoken

LENGTH = WIDTH - 2 * MARGIN


def place(drawing: str, tag: str, class_: str, name: str) -> float:
    root = ElementTree.fromstring(drawing)
    (found,) = [item for item in root.iter(tag) if item.get("class") == class_]
    return float(found.attrib[name])


@pytest.mark.parametrize("bar", [Bar(0.5, 0.75), Ceiling(0.5, 0.25)])
def test_value_interval_and_bar_stand_where_they_are_from_0_to_1(bar: Bar | Ceiling) -> None:
    drawing = interval_drawing(Figure("f", 0.25, 8, bar, 0.125, 0.375))
    assert place(drawing, "circle", "value", "cx") == MARGIN + LENGTH * 0.25
    assert place(drawing, "rect", "interval", "x") == MARGIN + LENGTH * 0.125
    assert place(drawing, "rect", "interval", "width") == LENGTH * 0.25
    assert place(drawing, "line", "post", "x1") == MARGIN + LENGTH * 0.5
    goal = MARGIN + LENGTH * bar.goal
    assert f'points="{goal:.1f},' in drawing


def test_a_bare_figure_has_neither_band_nor_post() -> None:
    drawing = interval_drawing(Figure("f", 0.5, 8, None))
    assert all(f'class="{name}"' not in drawing for name in ("interval", "post", "goal"))


def test_a_drawing_says_in_words_what_it_shows() -> None:
    figure = Figure("f", 0.8, 10, Bar(0.75, 0.98), 0.6, 0.95)
    assert spoken(figure) == "0.800, 95 % interval 0.600 to 0.950, bar 0.750, goal 0.980"
    assert ElementTree.fromstring(interval_drawing(figure))[0].text == spoken(figure)


def test_a_sparkline_runs_from_the_oldest_to_the_newest() -> None:
    root = ElementTree.fromstring(sparkline([0.5, 0.7, 0.6]))
    (line,) = root.iter("polyline")
    points = [tuple(map(float, each.split(","))) for each in line.attrib["points"].split()]
    assert [x for x, _ in points] == [MARGIN, SPARK_WIDTH / 2, SPARK_WIDTH - MARGIN]
    # Up is more: the page's y grows downwards.
    assert points[0][1] > points[2][1] > points[1][1]
    assert root[0].text == "3 runs, from 0.500 to 0.600"


def test_small_changes_look_small() -> None:
    root = ElementTree.fromstring(sparkline([0.5, 0.501]))
    (line,) = root.iter("polyline")
    (_, before), (_, after) = (
        tuple(map(float, each.split(","))) for each in line.attrib["points"].split()
    )
    assert 0 < before - after < 1


def test_one_run_has_no_line() -> None:
    assert sparkline([0.5]) == sparkline([]) == ""
