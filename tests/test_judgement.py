from __future__ import annotations

import math
from dataclasses import astuple, fields, replace

import pytest

from indexer.records import Hit, Passage, Span
from service.evidence import Evidence, Features
from service.judgement import JUDGES, Judge

JUDGE = Judge(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, bias=-6.0, threshold=0.5, most_unknown=0.6)


def evidence(coverage: float, doc_id: str = "a", start: int = 0) -> Evidence:
    span = Span(start, start + 1)
    passage = Passage(doc_id, start, start + 1, "あ", "", (span,))
    return Evidence(Hit(0, passage, 0.0), span, "あ", Features(coverage, 0.0, 0.0, 0.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("features", "logit"),
    [
        (Features(0, 0, 0, 0, 0, 0), -6.0),
        (Features(1, 0, 0, 0, 1, 0), 0.0),
        (Features(1, 1, 1, 1, 1, 1), 15.0),
        (Features(0.5, 0.5, 0, 0, 1, 0.5), 3.5),
    ],
)
def test_probability_is_the_logistic_of_the_weighted_features(
    features: Features, logit: float
) -> None:
    assert JUDGE.probability(features) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_every_feature_has_a_weight_of_its_name() -> None:
    names = [field.name for field in fields(Judge)]
    assert names[: len(names) - 3] == [field.name for field in fields(Features)]


def test_evidence_is_ranked_by_probability_then_place() -> None:
    given = (evidence(0.1), evidence(0.9, "b"), evidence(0.9, "a", 7), evidence(0.9, "a", 3))
    ranked = [(item.hit.passage.doc_id, item.span.start) for item, _ in JUDGE.ranked(given)]
    assert ranked == [("a", 3), ("a", 7), ("b", 0), ("a", 0)]
    assert JUDGE.ranked(given) == JUDGE.ranked(given[::-1])


def test_what_states_nothing_is_no_answer() -> None:
    question = replace(evidence(0.9), features=Features(0.9, 0.0, 0.0, 0.0, 0.0, 1.0))
    assert JUDGE.ranked((question,)) == []


def test_the_learned_judges_are_sane() -> None:
    assert set(JUDGES) == {"ja", "en"}
    for judge in JUDGES.values():
        assert all(math.isfinite(value) for value in astuple(judge))
        assert 0 < judge.threshold < 1
        assert 0 < judge.most_unknown < 1
        nothing = judge.probability(Features(0, 0, 0, 0, 0, 0))
        everything = judge.probability(Features(1, 1, 1, 1, 1, 1))
        assert nothing < judge.threshold < everything
