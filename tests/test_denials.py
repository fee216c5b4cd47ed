"""What tells a false premise, by hand."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from indexer.records import Span
from service import denials
from service.denials import RULED, SECONDED, SURE, contradiction, features
from service.odds import log_odds, logistic
from service.premise import Denial
from tests.tiny_judge import evidence_of, judged

FIRST = replace(evidence_of("税は15%である。", "15%", start=50, reason=1.0), denied=0.6)
SECOND = replace(evidence_of("税は20%である。", "20%"), denied=0.9)
RANKED = [judged(FIRST, chance=0.7), judged(SECOND, chance=0.2)]
THERE = Span(2, 5)


@pytest.mark.parametrize(("place", "first"), [(0, 1.0), (1, 0.0)])
def test_rules_and_reader_both_speak(place: int, first: float) -> None:
    found = features((place, Denial("value", 0.8, THERE)), RANKED, english=True)
    expected = [log_odds(each) / 5 for each in (0.8, 0.6, 0.9)]
    assert astuple(found) == pytest.approx((*expected, 1.0, first, log_odds(0.7) / 5, 1.0, 1.0))


def test_no_clash_counts_like_the_faintest_one() -> None:
    found = features(None, RANKED, english=False)
    faint = features((1, Denial("value", 0.001, THERE)), RANKED, english=False)
    assert (found.clash, found.first, found.english) == (0.0, 0.0, 0.0)
    assert found.ruled == faint.ruled == pytest.approx(log_odds(0.005) / 5)


def test_a_chance_is_logistic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(denials, "WEIGHTS", (0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, -1.0, 0.25))
    told = contradiction((1, Denial("value", 0.7, THERE)), RANKED, english=True)
    assert told.chance == pytest.approx(logistic(1.25))


@pytest.mark.parametrize(("score", "clashes"), [(SURE, True), (SURE - 0.01, False)])
def test_what_denies_is_the_rules_clash_or_else_what_was_read(score: float, clashes: bool) -> None:
    """The second passage is the surer denial."""
    found = contradiction((0, Denial("value", score, Span(0, 1))), RANKED, english=False)
    assert (found.place, found.span) == ((0, Span(0, 1)) if clashes else (1, THERE))
    assert contradiction(None, RANKED[:1], english=False).span == THERE


def test_of_equal_passages_the_first_denies() -> None:
    alike = [RANKED[0], judged(replace(SECOND, denied=0.6))]
    assert contradiction(None, alike, english=False).place == 0


@pytest.mark.parametrize(
    ("reason", "threshold"), [(0.0, denials.THRESHOLD), (1.0, denials.REASON_THRESHOLD)]
)
def test_a_question_for_a_reason_is_contradicted_less_easily(
    monkeypatch: pytest.MonkeyPatch, reason: float, threshold: float
) -> None:
    """The chance is put a little above and below by the bias alone."""
    item = replace(FIRST, features=replace(FIRST.features, reason=reason))
    for more, sure in ((0.01, True), (-0.01, False)):
        bias = log_odds(threshold) + more
        monkeypatch.setattr(denials, "WEIGHTS", (*(0.0,) * 8, bias))
        assert contradiction(None, [judged(item)], english=False).sure is sure


@pytest.mark.parametrize(
    ("place", "score", "best", "seconded", "sure"),
    [
        (0, RULED, 0.99, True, True),
        (0, RULED - 0.01, 0.99, True, False),
        (1, 0.9, 0.89, True, True),
        (1, 0.9, 0.91, True, False),
        (0, 0.99, 0.99, False, False),
    ],
)
def test_rules_that_are_sure_need_only_be_seconded(
    monkeypatch: pytest.MonkeyPatch,
    place: int,
    score: float,
    best: float,
    seconded: bool,
    sure: bool,
) -> None:
    bias = log_odds(SECONDED) + (0.01 if seconded else -0.01)
    monkeypatch.setattr(denials, "WEIGHTS", (*(0.0,) * 8, bias))
    ranked = [judged(FIRST, chance=best), judged(SECOND)]
    found = contradiction((place, Denial("value", score, THERE)), ranked, english=False)
    assert (found.sure, found.place) == (sure, place)
    assert found.chance == pytest.approx(score if sure else logistic(bias))
