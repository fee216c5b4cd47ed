"""The small drawings inside tables: a figure between its bar and goal, and its past values."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from eval.figures import Bar, Ceiling, Figure
from eval.htmlreport.svg import box, dot, element, line, path, picture

WIDTH, HEIGHT = 180.0, 26.0
SPARK_WIDTH, SPARK_HEIGHT = 90.0, 26.0
MARGIN = 6.0


def interval_drawing(figure: Figure) -> Markup:
    """Draw a figure from 0 to 1: its interval, its value, its bar (a post) and goal (a wedge)."""
    middle = HEIGHT / 2
    drawn = [line(MARGIN, middle, WIDTH - MARGIN, middle, "track")]
    drawn += [line(_x(edge), middle - 3, _x(edge), middle + 3, "track") for edge in (0, 0.5, 1)]
    if figure.low is not None and figure.high is not None:
        width = max(2.0, _x(figure.high) - _x(figure.low))
        drawn.append(box(_x(figure.low), middle - 4, width, 8, "interval"))
    if figure.bar is not None:
        goal, bar = _x(figure.bar.goal), _x(_edge(figure.bar))
        wedge = f"{goal:.1f},{middle - 5:.1f} {goal - 4:.1f},1 {goal + 4:.1f},1"
        drawn.append(element("polygon", points=wedge, class_="goal"))
        drawn.append(line(bar, 3, bar, HEIGHT - 3, "post"))
    drawn.append(dot(_x(figure.value), middle, 4, "value"))
    return picture(WIDTH, HEIGHT, spoken(figure), *drawn, class_="range")


def sparkline(values: Sequence[float]) -> Markup:
    """Draw a figure's values, oldest first, the last one dotted; nothing for less than two."""
    if len(values) < 2:
        return Markup()
    low, high = min(values), max(values)
    # A change of a hundredth must not look like a landslide.
    spread = max(high - low, 0.05)
    step = (SPARK_WIDTH - 2 * MARGIN) / (len(values) - 1)
    middle = (low + high) / 2
    points = [
        (MARGIN + n * step, SPARK_HEIGHT / 2 - (value - middle) / spread * (SPARK_HEIGHT - 10))
        for n, value in enumerate(values)
    ]
    told = f"{len(values)} runs, from {values[0]:.3f} to {values[-1]:.3f}"
    drawn = (path(points, "line s0"), dot(*points[-1], 3, "dot s0"))
    return picture(SPARK_WIDTH, SPARK_HEIGHT, told, *drawn, class_="spark")


def spoken(figure: Figure) -> str:
    """Return what the drawing of a figure shows, in words."""
    parts = [f"{figure.value:.3f}"]
    if figure.low is not None and figure.high is not None:
        parts.append(f"95 % interval {figure.low:.3f} to {figure.high:.3f}")
    if figure.bar is not None:
        parts.append(f"bar {figure.bar}, goal {figure.bar.goal:.3f}")
    return ", ".join(parts)


def _x(value: float) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * min(1.0, max(0.0, value))


def _edge(bar: Bar | Ceiling) -> float:
    return bar.most if isinstance(bar, Ceiling) else bar.least
