"""SVG written by hand: escaped elements, and a frame with axes to draw in."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Attribute = str | float | int

# What XML cannot hold, what is no text, and what turns the reading direction of all that follows.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SHOWN = "\ufffd"


def printable(text: str) -> str:
    """Return ``text`` with U+FFFD for each control character and lone surrogate."""
    return _UNPRINTABLE.sub(_SHOWN, text)


def element(name: str, *children: str, **attributes: Attribute) -> Markup:
    """Return one element; children that are no Markup are escaped, as attributes always are.

    An underscore in an attribute's name stands for a hyphen, one at its end for nothing.
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
    )
    inside = Markup("").join(escape(_safe(child)) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inside)


def picture(width: float, height: float, name: str, *children: str, class_: str = "") -> Markup:
    """Return an SVG picture that a screen reader calls by ``name``."""
    return element(
        "svg",
        element("title", name),
        *children,
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        role="img",
        class_=class_,
    )


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def label(x: float, y: float, text: str, class_: str = "", anchor: str = "start") -> Markup:
    """Return a line of text; ``anchor`` is start, middle or end."""
    return element("text", text, x=x, y=y, class_=class_, text_anchor=anchor)


def path(points: Sequence[tuple[float, float]], class_: str) -> Markup:
    """Return straight lines through ``points``."""
    drawn = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    return element("polyline", points=drawn, class_=class_)


def dot(x: float, y: float, radius: float, class_: str) -> Markup:
    """Return a circle."""
    return element("circle", cx=x, cy=y, r=radius, class_=class_)


def box(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """Return a rectangle; a negative size is none."""
    return element("rect", x=x, y=y, width=max(0.0, width), height=max(0.0, height), class_=class_)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a plot is drawn inside its picture, in the picture's units.

    ``most_x`` and ``most_y`` are the values at the right and upper edge, above 0; the values at
    the left and lower edge are 0.
    """

    left: float
    top: float
    width: float
    height: float
    most_x: float = 1.0
    most_y: float = 1.0

    def x(self, value: float) -> float:
        """Return the place of a value, from the left; beyond the frame it is the edge's."""
        return self.left + self.width * min(1.0, max(0.0, value / self.most_x))

    def y(self, value: float) -> float:
        """Return the place of a value, from the top; beyond the frame it is the edge's."""
        return self.top + self.height * (1 - min(1.0, max(0.0, value / self.most_y)))

    def axes(
        self, name_x: str, name_y: str, ticks_x: Sequence[float], ticks_y: Sequence[float]
    ) -> Markup:
        """Return the grid, its numbers and the names of both axes."""
        bottom, right = self.top + self.height, self.left + self.width
        parts = [line(self.left, self.y(y), right, self.y(y), "grid") for y in ticks_y]
        parts += [line(self.left, bottom, right, bottom, "axis")]
        parts += [label(self.left - 6, self.y(y) + 4, tick(y), "tick", "end") for y in ticks_y]
        parts += [label(self.x(x), bottom + 16, tick(x), "tick", "middle") for x in ticks_x]
        parts += [label(self.left + self.width / 2, bottom + 33, name_x, "name", "middle")]
        parts += [label(4, self.top - 10, name_y, "name")]
        return Markup("").join(parts)


def tick(value: float) -> str:
    """Return a number as an axis shows it."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


def steps(most: float, count: int) -> tuple[float, ...]:
    """Return round numbers from 0 to at least ``most``, about ``count`` of them; 0 and 1 for 0."""
    if most <= 0:
        return (0.0, 1.0)
    rough = most / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * (1 - 1e-9))
    return tuple(round(step * n, 10) for n in range(math.ceil(most / step - 1e-9) + 1))


def _value(value: Attribute) -> str:
    return _safe(value) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    return text if isinstance(text, Markup) else printable(text)
