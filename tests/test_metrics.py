from __future__ import annotations

import math

import pytest

from eval.metrics import accepted, comparable, mean, ranking_measures

# Five documents a to e; hand-computed. q1: right ones b and d, found at ranks 2 and 4.
# q2: right one a, found first. q3: right one e, nothing found at all.
RELEVANT = {"q1": {"b": 1, "d": 1}, "q2": {"a": 1}, "q3": {"e": 1}}
RANKINGS = {"q1": ["a", "b", "c", "d"], "q2": ["a", "e"]}
IDEAL = 1 + 1 / math.log2(3)
EXPECTED = {
    "Success@1": {"q1": 0.0, "q2": 1.0, "q3": 0.0},
    "Success@5": {"q1": 1.0, "q2": 1.0, "q3": 0.0},
    "R@10": {"q1": 1.0, "q2": 1.0, "q3": 0.0},
    "RR@10": {"q1": 0.5, "q2": 1.0, "q3": 0.0},
    "nDCG@10": {"q1": (1 / math.log2(3) + 1 / math.log2(5)) / IDEAL, "q2": 1.0, "q3": 0.0},
}


def test_ranking_measures_equal_hand_computed_values() -> None:
    measured = ranking_measures(RELEVANT, RANKINGS)
    assert measured.keys() == EXPECTED.keys()
    for name, by_question in EXPECTED.items():
        assert measured[name] == pytest.approx(by_question), name


def test_a_run_without_any_result_scores_zero() -> None:
    measured = ranking_measures({"q": {"a": 1}}, {})
    assert all(by_question == {"q": 0.0} for by_question in measured.values())


def test_grades_weigh_in_the_gain() -> None:
    """Grades 1 and 2, found in the wrong order: (1 + 2 / log2 3) of (2 + 1 / log2 3)."""
    measured = ranking_measures({"q": {"a": 1, "b": 2}}, {"q": ["a", "b"]})
    expected = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert measured["nDCG@10"]["q"] == pytest.approx(expected)
    assert measured["R@10"]["q"] == 1.0


def test_what_lies_below_the_tenth_rank_does_not_count() -> None:
    measured = ranking_measures({"q": {"z": 1}}, {"q": [*"abcdefghij", "z"]})
    assert measured["RR@10"]["q"] == measured["nDCG@10"]["q"] == measured["R@10"]["q"] == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("チップ売上の 15％", "チップ売上の15%"),
        ("２０２３年１０月。", "2023年10月"),
        ("「H20」・ｱﾝﾄﾛﾋﾟｯｸ", "h20アントロピック"),
        ("1,066秒間", "1066秒間"),
        ("a_b", "ab"),
        ("", ""),
    ],
)
def test_comparable(text: str, expected: str) -> None:
    assert comparable(text) == expected


@pytest.mark.parametrize(
    ("answer", "accept", "expected"),
    [
        ("チップ売上の15%を徴収", ("チップ売上",), True),
        ("約２２％です", ("22%",), True),
        ("2022年です", ("22%",), False),
        ("チップ", ("チップ売上", "売上"), False),
        ("なんでも", (), False),
    ],
)
def test_accepted(answer: str, accept: tuple[str, ...], expected: bool) -> None:
    assert accepted(answer, accept) is expected


def test_mean() -> None:
    assert mean([]) == 0.0
    assert mean([1.0, 0.0, 0.5]) == 0.5
