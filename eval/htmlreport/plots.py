"""The plots of the report, as inline SVG, each with its numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.calibration import COVERAGES, RiskPoint, at_coverage
from eval.htmlreport.curves import Bin, Bucket, Parity
from eval.htmlreport.svg import Frame, box, dot, element, label, line, path, picture, steps
from eval.trust import TOLERATED_RISK

WIDTH, HEIGHT = 400.0, 290.0
FRAME = Frame(left=46, top=40, width=336, height=200)
TENTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with what it says in words, and its numbers: ``rows`` under ``columns``."""

    id: str
    title: str
    caption: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def risk_plot(curves: Mapping[str, Sequence[RiskPoint]]) -> Plot:
    """Draw the share of wrong answers against the share of questions answered, a line a name."""
    risks = [point.risk for points in curves.values() for point in points]
    ticks = steps(max([TOLERATED_RISK, *risks]), 5)
    frame = Frame(FRAME.left, FRAME.top, FRAME.width, FRAME.height, most_y=ticks[-1])
    level = frame.y(TOLERATED_RISK)
    drawn = [
        frame.axes("coverage: share of questions answered", "risk", TENTHS, ticks),
        line(frame.left, level, frame.left + frame.width, level, "limit"),
        label(frame.left + frame.width, level - 4, f"{TOLERATED_RISK:.0%} risk", "tick", "end"),
        legend(tuple(curves)),
    ]
    for number, points in enumerate(curves.values()):
        at = [(frame.x(point.coverage), frame.y(point.risk)) for point in points]
        drawn += [path(at, f"line s{number}")]
    return Plot(
        "risk",
        "Risk and coverage",
        "What answering more questions, the surest first, costs in wrong answers. Lower is better.",
        picture(WIDTH, HEIGHT, "Risk against coverage", *drawn, class_="plot"),
        ("answering", *curves),
        tuple(_risk_row(coverage, curves) for coverage in COVERAGES),
    )


def reliability_plot(bins: Sequence[Bin]) -> Plot:
    """Draw the share of right answers against the confidence they were given with."""
    drawn = [
        FRAME.axes("confidence", "right", TENTHS, TENTHS),
        path([(FRAME.x(0), FRAME.y(0)), (FRAME.x(1), FRAME.y(1))], "limit"),
    ]
    for each in bins:
        x = FRAME.x(each.confidence)
        drawn += [line(x, FRAME.y(each.low), x, FRAME.y(each.high), "spread")]
    drawn += [path([(FRAME.x(b.confidence), FRAME.y(b.accuracy)) for b in bins], "line s0")]
    drawn += [dot(FRAME.x(b.confidence), FRAME.y(b.accuracy), 4, "dot s0") for b in bins]
    return Plot(
        "reliability",
        "Reliability",
        "Is a confidence to be trusted? On the dotted line it is; below it the engine is too sure. "
        "Bars are 95 % intervals.",
        picture(WIDTH, HEIGHT, "Share right against confidence", *drawn, class_="plot"),
        ("confidence", "right", "95 %", "answers"),
        tuple(
            (f"{b.confidence:.2f}", f"{b.accuracy:.2f}", f"{b.low:.2f}–{b.high:.2f}", str(b.count))
            for b in bins
        ),
    )


def parity_plot(found: Sequence[Parity]) -> Plot:
    """Draw how each language fares on the same questions, a line a measure."""
    frame = Frame(left=16, top=40, width=368, height=200)
    drawn = [legend(("ja", "en"), circles=True), frame.axes("mean over pairs", "", TENTHS, ())]
    gap = frame.height / max(1, len(found))
    for number, each in enumerate(found):
        y = frame.top + gap * (number + 0.6)
        ja, en = frame.x(each.japanese), frame.x(each.english)
        drawn += [
            label(frame.left, y - 14, f"{each.measure} ({each.count} pairs)", "name"),
            line(frame.left, y, frame.left + frame.width, y, "grid"),
            line(min(ja, en), y, max(ja, en), y, "gap"),
            dot(ja, y, 7, "ring"),
            box(en - 4, y - 4, 8, 8, "dot s1"),
        ]
    return Plot(
        "parity",
        "Language parity",
        "The same questions asked in Japanese and in English: the shorter the bar, the better.",
        picture(WIDTH, HEIGHT, "Japanese and English on the same questions", *drawn, class_="plot"),
        ("measure", "ja", "en", "pairs"),
        tuple((p.measure, f"{p.japanese:.3f}", f"{p.english:.3f}", str(p.count)) for p in found),
    )


def latency_plot(found: Sequence[Bucket], marks: Mapping[str, float]) -> Plot:
    """Draw how many questions took how long; ``marks`` are milliseconds by name."""
    most = found[-1].end if found else 1.0
    ticks_x = tuple(tick for tick in steps(most, 5) if tick <= most * 1.0001)
    ticks_y = steps(max((each.count for each in found), default=0), 4)
    frame = Frame(FRAME.left, FRAME.top, FRAME.width, FRAME.height, most, ticks_y[-1])
    bottom = frame.top + frame.height
    drawn = [frame.axes("milliseconds", "questions", ticks_x, ticks_y)]
    for each in found:
        left, top = frame.x(each.start), frame.y(each.count)
        drawn += [box(left + 0.5, top, frame.x(each.end) - left - 1, bottom - top, "bucket")]
    for number, (name, value) in enumerate(marks.items()):
        x, y = frame.x(value), frame.top - 6 - 14 * (number % 2)
        anchor, aside = ("end", -4) if value > most / 2 else ("start", 4)
        drawn += [
            line(x, y, x, bottom, "limit"),
            label(x + aside, y + 2, f"{name} {value:,.0f} ms", "name", anchor),
        ]
    return Plot(
        "latency",
        "Latency",
        "How long an answer took on the machine of this run.",
        picture(WIDTH, HEIGHT, "Questions by milliseconds", *drawn, class_="plot"),
        ("milliseconds", "questions"),
        tuple((f"{b.start:,.0f}–{b.end:,.0f}", str(b.count)) for b in found if b.count),
    )


def legend(names: Sequence[str], *, circles: bool = False) -> Markup:
    """Return a sample of each series with its name: lines, or a ring and a square."""
    parts: list[str] = []
    for number, name in enumerate(names):
        x = WIDTH - 20 - 74 * (len(names) - number)
        if not circles:
            parts.append(line(x, 12, x + 24, 12, f"line s{number}"))
        elif number:
            parts.append(box(x + 8, 8, 8, 8, f"dot s{number}"))
        else:
            parts.append(dot(x + 12, 12, 7, "ring"))
        parts.append(label(x + 30, 16, name, "name"))
    return element("g", *parts)


def _risk_row(coverage: float, curves: Mapping[str, Sequence[RiskPoint]]) -> tuple[str, ...]:
    cells = []
    for points in curves.values():
        point = at_coverage(points, coverage)
        cells.append(f"{point.risk:.2f} (≥ {point.threshold:.2f})" if point else NOTHING)
    return (f"{coverage:.0%}", *cells)
