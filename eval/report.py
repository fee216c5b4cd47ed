"""Outcomes -> figures, their bars, and a plain text report."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.evaluate import Outcome, Ranking
from eval.gold import Split
from eval.metrics import mean, ranking_measures
from indexer.errors import GoldError

EXPECTED = Path(__file__).resolve().parent / "expected.toml"
# Within this of its bar a figure that fell is called near: still a failure, but a close one.
NEAR = 0.01
SPLITS: tuple[Split, ...] = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must not fall below, and what it is meant to reach one day; both 0 to 1."""

    least: float
    goal: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, 0 to 1, over ``count`` questions, with its bar if it has one."""

    name: str
    value: float
    count: int
    bar: Bar | None

    @property
    def passed(self) -> bool:
        """Whether the value has not fallen below its bar, if it has one."""
        return self.bar is None or self.value >= self.bar.least

    @property
    def verdict(self) -> str:
        """``OK``, ``near`` or ``FAIL``; empty without a bar."""
        if self.bar is None:
            return ""
        return "OK" if self.passed else "near" if self.value >= self.bar.least - NEAR else "FAIL"


def gold_figures(outcomes: Sequence[Outcome], bars: Mapping[str, Bar]) -> list[Figure]:
    """Return the figures of a gold run by split and language, named ``split.lang.measure``.

    Figures over no question are left out; raises GoldError for a bar that stands beside none.
    """
    figures = []
    for split in SPLITS:
        for lang in ("ja", "en"):
            group = [o for o in outcomes if (o.question.split, o.question.lang) == (split, lang)]
            if group:
                figures += _group_figures(f"{split}.{lang}", group, bars)
        figures += _parity(split, outcomes, bars)
    valid = [float(outcome.valid) for outcome in outcomes]
    return _measured([*figures, _figure("citations.valid", valid, bars)], bars)


def ranking_figures(rankings: Sequence[Ranking]) -> list[Figure]:
    """Return the ranking figures of gold questions by split and language, without bars."""
    figures = []
    for split in SPLITS:
        for lang in ("ja", "en"):
            group = [r for r in rankings if (r.question.split, r.question.lang) == (split, lang)]
            figures += _ranking_figures(f"{split}.{lang}", group, {}) if group else []
    return figures


def set_figures(
    relevant: Mapping[str, set[str]],
    rankings: Mapping[str, Sequence[str]],
    bars: Mapping[str, Bar],
) -> list[Figure]:
    """Return the ranking figures of an external set; raises GoldError for a bar beside none."""
    measured = ranking_measures(relevant, rankings)
    figures = [_figure(name, list(by_id.values()), bars) for name, by_id in measured.items()]
    return _measured(figures, bars)


def read_bars(section: str) -> dict[str, Bar]:
    """Return the bars of one section of expected.toml; none when it has no such section."""
    try:
        table = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))
        bars = table.get(section, {}).get("bars", {})
        return {name: Bar(float(bar["least"]), float(bar["goal"])) for name, bar in bars.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoldError(f"{EXPECTED}: cannot be read ({error})") from error


def as_text(figures: Sequence[Figure]) -> str:
    """Return a table of the figures, one a line."""
    width = max(len(figure.name) for figure in figures)
    return "\n".join(
        f"{figure.name:{width}}  {figure.value:.4f}  n={figure.count:<5}{_beside_bar(figure)}"
        for figure in figures
    )


def _beside_bar(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    goal = "reached" if figure.value >= figure.bar.goal else "open"
    return f" bar {figure.bar.least:.3f} {figure.verdict}, goal {figure.bar.goal:.3f} {goal}"


def _group_figures(prefix: str, group: Sequence[Outcome], bars: Mapping[str, Bar]) -> list[Figure]:
    answerable = [outcome for outcome in group if outcome.question.answerable]
    unanswerable = [outcome for outcome in group if not outcome.question.answerable]
    shares: list[tuple[str, Sequence[Outcome], Callable[[Outcome], bool]]] = [
        ("support cited", answerable, lambda outcome: outcome.supported),
        ("answer accepted", answerable, lambda outcome: outcome.right),
        ("answerable answered", answerable, lambda outcome: not _refused(outcome)),
        ("unanswerable refused", unanswerable, _refused),
    ]
    named = [(name, [float(test(o)) for o in some]) for name, some, test in shares]
    figures = [_figure(f"{prefix}.{name}", values, bars) for name, values in named]
    return _ranking_figures(prefix, answerable, bars) + figures


def _ranking_figures(
    prefix: str, group: Sequence[Outcome] | Sequence[Ranking], bars: Mapping[str, Bar]
) -> list[Figure]:
    measured = ranking_measures(
        {item.question.id: set(item.relevant) for item in group},
        {item.question.id: item.ranking for item in group},
    )
    return [
        _figure(f"{prefix}.{name}", list(by_id.values()), bars) for name, by_id in measured.items()
    ]


def _parity(split: Split, outcomes: Sequence[Outcome], bars: Mapping[str, Bar]) -> list[Figure]:
    """Return 1 less what English loses against Japanese, in Success@5, on the same questions."""
    found: dict[str, dict[str, bool]] = {}
    for outcome in outcomes:
        question = outcome.question
        if question.split == split and question.pair and question.answerable:
            hit = any(item in outcome.relevant for item in outcome.ranking[:5])
            found.setdefault(question.pair, {})[question.lang] = hit
    both = [pair for pair in found.values() if len(pair) == 2]
    if not both:
        return []
    lost = mean([float(pair["ja"]) - float(pair["en"]) for pair in both])
    name = f"{split}.parity"
    return [Figure(name, 1 - max(lost, 0.0), len(both), bars.get(name))]


def _measured(figures: Sequence[Figure], bars: Mapping[str, Bar]) -> list[Figure]:
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


def _refused(outcome: Outcome) -> bool:
    return outcome.reply.status == "not_in_corpus"


def _figure(name: str, values: Sequence[float], bars: Mapping[str, Bar]) -> Figure:
    return Figure(name, mean(values), len(values), bars.get(name))
