"""Figures: measured values beside the bars that they are held to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import GoldError

EXPECTED = Path(__file__).resolve().parent / "expected.toml"
# Within this of its bar a figure that fell is called near: still a failure, but a close one.
NEAR = 0.01
LESS_IS_BETTER = frozenset(
    {
        "ECE",
        "ECE with refusals",
        "AURC",
        "answerable wrongly refused",
        "conflict told by mistake",
        "false premise told by mistake",
    }
)
"""The measures, last parts of figures' names, that count what goes wrong."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must not fall below, and what it is meant to reach one day; both 0 to 1."""

    least: float
    goal: float

    def missed_by(self, value: float) -> float:
        """Return how far ``value`` misses the bar; not above 0 when it keeps to it."""
        return self.least - value

    def reached(self, value: float) -> bool:
        """Tell whether ``value`` is at its goal or better."""
        return value >= self.goal

    def __str__(self) -> str:
        return f"{self.least:.3f}"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The bar of a figure of which less is better: what it must not rise above, and its goal."""

    most: float
    goal: float

    def missed_by(self, value: float) -> float:
        """Return how far ``value`` misses the bar; not above 0 when it keeps to it."""
        return value - self.most

    def reached(self, value: float) -> bool:
        """Tell whether ``value`` is at its goal or better."""
        return value <= self.goal

    def __str__(self) -> str:
        return f"at most {self.most:.3f}"


Bars = Mapping[str, Bar | Ceiling]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, 0 to 1, over ``count`` questions, with its bar if it has one.

    ``low`` and ``high`` are the ends of its 95 % interval (`eval.intervals`), or None.
    """

    name: str
    value: float
    count: int
    bar: Bar | Ceiling | None
    low: float | None = None
    high: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the value keeps to its bar, if it has one."""
        return self.bar is None or self.bar.missed_by(self.value) <= 0

    @property
    def verdict(self) -> str:
        """``OK``, ``near`` or ``FAIL``; empty without a bar."""
        if self.bar is None:
            return ""
        return "OK" if self.passed else "near" if self.bar.missed_by(self.value) <= NEAR else "FAIL"


def less_is_better(figure: Figure) -> bool:
    """Tell whether a figure is better the smaller it is: by its bar, else by its name."""
    if figure.bar is not None:
        return isinstance(figure.bar, Ceiling)
    return figure.name.rpartition(".")[2] in LESS_IS_BETTER


def checked(figures: Sequence[Figure], bars: Bars) -> list[Figure]:
    """Return the figures over some question; raises GoldError for a bar that stands beside none."""
    counts = {figure.name: figure.count for figure in figures}
    for name in bars:
        if name not in counts:
            raise GoldError(f"the bar {name!r} of {EXPECTED.name} matches no figure; mend its name")
        if not counts[name]:
            raise GoldError(
                f"the bar {name!r} of {EXPECTED.name} stands beside a figure over no question; "
                "add questions or take the bar away"
            )
    return [figure for figure in figures if figure.count]


def read_bars(section: str) -> dict[str, Bar | Ceiling]:
    """Return the bars of one section of expected.toml; none when it has no such section."""
    try:
        table = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
        bars = table.get(section, {}).get("bars", {})
        return {name: _bar(bar) for name, bar in bars.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{EXPECTED}: cannot be read ({error})") from error


def _bar(bar: Mapping[str, float]) -> Bar | Ceiling:
    if "most" in bar:
        return Ceiling(float(bar["most"]), float(bar["goal"]))
    return Bar(float(bar["least"]), float(bar["goal"]))
