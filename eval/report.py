"""Outcomes -> figures: what is measured of which questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.calibration import (
    Forecast,
    area_under_risk_coverage,
    coverage_at_risk,
    expected_calibration_error,
    risk_coverage,
)
from eval.evaluate import Outcome, Ranking
from eval.figures import Bars, Figure, averaged, checked
from eval.gold import Split
from eval.metrics import mean, ranking_measures
from eval.reading import SetReply, reading_measures
from eval.sets import SetQuestion
from eval.shares import ANSWERS, REPLIES, Share, forecast

SPLITS: tuple[Split, ...] = ("dev", "test")
LANGUAGES = ("ja", "en")
END_TO_END = "end to end"


def grouped(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of each ``split.lang`` and each ``split``; a group has at least one."""
    groups: dict[str, list[Outcome]] = {}
    for split in SPLITS:
        whole = [outcome for outcome in outcomes if outcome.question.split == split]
        for lang in LANGUAGES:
            groups[f"{split}.{lang}"] = [o for o in whole if o.question.lang == lang]
        groups[split] = whole
    return {name: group for name, group in groups.items() if group}


def gold_figures(outcomes: Sequence[Outcome], bars: Bars) -> list[Figure]:
    """Return the figures of a gold run, named ``split.lang.measure``.

    Of the replies' kinds and confidences there are also figures ``split.measure`` over both
    languages. Figures over no question are left out; raises GoldError for a bar that stands
    beside none.
    """
    figures = []
    for name, group in grouped(outcomes).items():
        if name not in SPLITS:
            answerable = [outcome for outcome in group if outcome.question.answerable]
            figures += _ranking_figures(name, answerable, bars)
            figures += _share_figures(name, ANSWERS, group, bars)
        figures += _share_figures(name, REPLIES, group, bars)
        figures += _trust_figures(name, group, bars)
    for split in SPLITS:
        figures += _parity(split, outcomes, bars)
    valid = [float(outcome.valid) for outcome in outcomes]
    return checked([*figures, averaged("citations.valid", valid, bars)], bars)


def ranking_figures(rankings: Sequence[Ranking]) -> list[Figure]:
    """Return the ranking figures of gold questions by split and language, without bars."""
    figures = []
    for split in SPLITS:
        for lang in LANGUAGES:
            group = [r for r in rankings if (r.question.split, r.question.lang) == (split, lang)]
            figures += _ranking_figures(f"{split}.{lang}", group, {}) if group else []
    return figures


def set_figures(
    relevant: Mapping[str, set[str]],
    rankings: Mapping[str, Sequence[str]],
    bars: Bars,
) -> list[Figure]:
    """Return the ranking figures of an external set; raises GoldError for a bar beside none."""
    measured = ranking_measures(relevant, rankings)
    figures = [averaged(name, list(by_id.values()), bars) for name, by_id in measured.items()]
    return checked(figures, bars)


def reading_figures(
    prefix: str,
    questions: Sequence[SetQuestion],
    answers: Mapping[str, str],
    bars: Bars,
) -> list[Figure]:
    """Return ``prefix.EM`` and ``prefix.F1`` of answers by question id."""
    measured = reading_measures(questions, answers)
    return [
        averaged(f"{prefix}.{name}", list(by_id.values()), bars) for name, by_id in measured.items()
    ]


def end_to_end_figures(replies: Sequence[SetReply], bars: Bars) -> list[Figure]:
    """Return the figures of what was said to an external set's questions, a refusal being ``""``.

    Raises GoldError for a bar that stands beside none.
    """
    questions = [reply.question for reply in replies]
    answers = {reply.question.id: reply.answer for reply in replies}
    shares = {
        "answered": [float(not reply.refused) for reply in replies],
        "answer accepted": [float(reply.right) for reply in replies],
    }
    given = [Forecast(r.confidence, r.right) for r in replies if not r.refused]
    figures = [
        *reading_figures(END_TO_END, questions, answers, bars),
        *[averaged(f"{END_TO_END}.{name}", values, bars) for name, values in shares.items()],
        *_selection_figures(END_TO_END, given, len(replies) - len(given), bars),
    ]
    return checked(figures, bars)


def _share_figures(
    prefix: str, shares: Sequence[Share], group: Sequence[Outcome], bars: Bars
) -> list[Figure]:
    return [averaged(f"{prefix}.{share.name}", share.values(group), bars) for share in shares]


def _trust_figures(prefix: str, group: Sequence[Outcome], bars: Bars) -> list[Figure]:
    """Return how far the confidences can be trusted.

    ``ECE`` is over the answers given: of a refusal nobody can tell whether what was held back was
    right, and to count only those surely wrong would blame a calibrated engine. ``ECE with
    refusals`` counts every refusal as not right, which is what its reader has of it.
    """
    given = [forecast(outcome) for outcome in group if not outcome.refused]
    name = f"{prefix}.ECE with refusals"
    every = expected_calibration_error([forecast(outcome) for outcome in group])
    return [
        *_selection_figures(prefix, given, len(group) - len(given), bars),
        Figure(name, every, len(group), bars.get(name)),
    ]


def _selection_figures(
    prefix: str, given: Sequence[Forecast], refused: int, bars: Bars
) -> list[Figure]:
    asked = len(given) + refused
    measured = {
        "ECE": (expected_calibration_error(given), len(given)),
        "AURC": (area_under_risk_coverage(given, refused), asked),
        "coverage at 5% risk": (coverage_at_risk(risk_coverage(given, refused)), asked),
    }
    return [
        Figure(f"{prefix}.{name}", value, count, bars.get(f"{prefix}.{name}"))
        for name, (value, count) in measured.items()
    ]


def _ranking_figures(
    prefix: str, group: Sequence[Outcome] | Sequence[Ranking], bars: Bars
) -> list[Figure]:
    measured = ranking_measures(
        {item.question.id: set(item.relevant) for item in group},
        {item.question.id: item.ranking for item in group},
    )
    return [
        averaged(f"{prefix}.{name}", list(by_id.values()), bars) for name, by_id in measured.items()
    ]


def _parity(split: Split, outcomes: Sequence[Outcome], bars: Bars) -> list[Figure]:
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
