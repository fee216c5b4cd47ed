from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.evidence import Evidence
from service.judgement import FEATURES, SIGNS, TOPIC, load_judges, signs
from tests.tiny_judge import evidence_of, judge_of
from training import judgement
from training.judgement import RISKS, Best, Example, fit
from training.judges_file import write_judges

RIGHT, WRONG = "税は15%である。", "価格は20%である。"
QUESTION = "税は何%?"


def made_up(
    coverage: float, right: bool, answerable: bool = True, weight: float = 1.0, unknown: float = 0.0
) -> Example:
    """Three sentences: the first may be right, the second never is, the third says little."""
    evidence = (
        evidence_of(RIGHT, "15%", 0.9, coverage=coverage),
        evidence_of(WRONG, "20%", 0.9, coverage=coverage / 4, start=20),
        evidence_of("税の話である。", coverage=0.0, start=40),
    )
    told = np.array([right, False, False])
    features = np.array([[getattr(e.features, name) for name in FEATURES] for e in evidence])
    return Example(
        *(QUESTION, "ja", evidence, features.astype(np.float32)),
        *(told, told, 0.0, unknown, answerable, weight),
    )


def answer_signs(coverage: float, lead: float) -> tuple[float, ...]:
    item = evidence_of(RIGHT, "15%", 0.9, coverage=coverage)
    return signs(item.features, lead, 0.9, 0.0, 0.0)


def test_what_was_right_is_judged_likely_and_what_was_wrong_is_not() -> None:
    examples = [made_up(0.8 + n / 100, True) for n in range(20)]
    examples += [made_up(0.2 + n / 100, False, answerable=False) for n in range(20)]
    judge = fit(examples)
    weights = dict(zip((*FEATURES, "bias"), judge.sentence, strict=True))
    assert weights["coverage"] > 1
    # What never differs tells nothing.
    assert max(abs(weights[name]) for name in ("similarity", "read", "statement", "way")) < 0.01
    likely, little, less = judge.ranked(made_up(0.9, True).evidence)
    assert [one.item.text for one in (likely, little)] == [RIGHT, WRONG]
    assert likely.chance > 0.6 > 0.2 > little.chance > less.chance
    gap = weights["coverage"] * 0.9 * 3 / 4
    assert judge.confidence(answer_signs(0.9, gap)) > 0.7
    assert judge.confidence(answer_signs(0.2, gap * 2 / 9)) < 0.3


def test_the_confidence_is_how_often_the_answer_shown_was_right() -> None:
    """Three of four, whatever the features are."""
    judge = fit([made_up(0.5, n % 4 != n // 4 % 4) for n in range(160)])
    best, other, _ = judge.ranked(made_up(0.5, True).evidence)
    found = judge.confidence(answer_signs(0.5, best.score - other.score))
    assert found == pytest.approx(0.75, abs=0.05)


def test_a_question_counts_as_its_weight_says() -> None:
    """As many right as wrong, the right ones counting nine times."""
    places = [n // 4 % 2 == n % 2 for n in range(160)]
    judge = fit([made_up(0.5, right, weight=9.0 if right else 1.0) for right in places])
    best, other, _ = judge.ranked(made_up(0.5, True).evidence)
    found = judge.confidence(answer_signs(0.5, best.score - other.score))
    assert found == pytest.approx(0.9, abs=0.08)
    assert (
        best.chance > fit([made_up(0.5, right) for right in places]).ranked([best.item])[0].chance
    )


def test_fitting_twice_gives_equal_judges() -> None:
    examples = [made_up(0.3 + n / 100, n > 20, unknown=n / 100) for n in range(60)]
    assert fit(examples) == fit(examples)


def test_what_is_aside_teaches_the_topic_alone() -> None:
    """Of the questions that are answered one in a hundred may be taken for off the topic."""
    examples = [made_up(0.4 + n / 200, n > 20, unknown=n / 400) for n in range(100)]
    aside = [
        replace(made_up(0.1, False, False, unknown=0.6 + n / 100), aside=True) for n in range(20)
    ]
    plain, taught = fit(examples), fit([*examples, *aside])
    assert (plain.topic, plain.least_topic) == ((0.0,) * (len(TOPIC) + 1), 0.0)
    assert replace(taught, topic=plain.topic, least_topic=plain.least_topic) == plain
    refused = [
        [taught.off_topic([one.features for one in item.evidence], item.unknown) for item in part]
        for part in (examples, aside)
    ]
    assert sum(refused[0]) <= 1
    assert all(refused[1])


def test_the_limits_are_measured_on_what_the_judge_says() -> None:
    examples = [made_up(0.2 + n / 80, n > 8, n != 50) for n in range(60)]
    judge = fit(examples)
    assert 0 < judge.least < 1
    assert 0 < judge.surely(0.5) <= judge.surely(0.01) <= 1
    assert [risk for risk, _ in judge.risks] == [
        risk for risk in RISKS if risk >= judge.risks[0][0]
    ]
    thresholds = [threshold for _, threshold in judge.risks]
    assert thresholds == sorted(thresholds, reverse=True)


def test_a_question_that_has_an_answer_is_not_one_whose_answer_is_right() -> None:
    """A wrong answer out of likely evidence: there is one, if not this."""
    examples = [made_up(0.6 + n / 100, n % 2 == 0) for n in range(40)]
    examples += [made_up(0.1 + n / 100, False, answerable=False) for n in range(20)]
    judge = fit(examples)
    likely, other, _ = judge.ranked(made_up(0.8, True).evidence)
    found = answer_signs(0.8, likely.score - other.score)
    assert judge.answerable(found) > 0.85 > 0.7 > judge.confidence(found)
    assert judge.answerable(answer_signs(0.1, 0.1)) < 0.4


def test_where_every_question_has_an_answer_none_is_doubted() -> None:
    judge = fit([made_up(0.3 + n / 100, n > 20) for n in range(60)])
    assert judge.answerable(answer_signs(0.0, 0.0)) == judge.answerable(answer_signs(0.9, 2.0))
    assert judge.answerable(answer_signs(0.0, 0.0)) > judge.least > 0.9


def test_the_threshold_is_the_lesser_of_that_of_all_and_of_the_gold_questions() -> None:
    examples = [made_up(0.2 + n / 80, True) for n in range(50)]
    examples += [made_up(0.1 + n / 80, False, answerable=False) for n in range(20)]
    hard = [replace(made_up(0.15, True), gold=True)]
    assert fit([*examples, *hard]).least < fit(examples).least


def test_an_answer_is_judged_by_a_model_that_has_not_seen_its_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sentence models are numbered by the bias; each is asked only of what it has not seen."""
    examples = [made_up(0.2 + n / 20, n > 5) for n in range(14)]
    taught: list[list[Example]] = []
    asked: list[tuple[int, Example]] = []
    top = judgement._top

    def sentence(given: Sequence[Example]) -> tuple[float, ...]:
        taught.append(list(given))
        return judge_of({"coverage": 1.0, "bias": len(taught)}, {}).sentence

    def topped(model: tuple[float, ...], item: Example) -> Best:
        asked.append((int(model[-1]), item))
        return top(model, item)

    monkeypatch.setattr(judgement, "_sentence", sentence)
    monkeypatch.setattr(judgement, "_top", topped)
    fit(examples)
    assert sorted(map(id, (item for _, item in asked))) == sorted(map(id, examples))
    for number, item in asked:
        assert item not in taught[number - 1]
        assert len(taught[number - 1]) in (10, 12)
    assert taught[-1] == examples


def test_the_best_sentence_of_a_question_by_hand() -> None:
    """Scores .8 and .2 with the weight 1: a lead of .6; the answer is of what ranks first."""
    model = judge_of({"coverage": 1.0}, {}).sentence
    given_ = made_up(0.8, True, weight=2.5, unknown=0.25)
    found = judgement._top(model, replace(given_, first=0.5, gold=True))
    assert dict(zip(SIGNS, found.signs, strict=True)) == pytest.approx(
        {**dict.fromkeys(SIGNS, 0.0), "coverage": 0.8, "statement": 1.0, "lead": 0.6, "exact": 1.0,
         "share": math.log(9), "unknown": 0.25, "first": 0.5}
    )  # fmt: skip
    assert (found.accepted, found.answerable, found.weight, found.gold) == (True, True, 2.5, True)
    upside_down = judge_of({"coverage": -1.0}, {}).sentence
    assert not judgement._top(upside_down, made_up(0.8, True)).accepted


def best(accepted: bool = True, answerable: bool = True, weight: float = 1.0) -> Best:
    return Best((), accepted, answerable, weight)


@pytest.mark.parametrize(
    ("scored", "expected"),
    [
        ([(0.3, best())], 0.3),
        ([(0.4321, best()), (0.1, best(answerable=False))], 0.432),
        ([(n / 100, best()) for n in range(20, 40)], 0.209),  # .95 of the first step
        ([(n / 100, best()) for n in range(20, 39)], 0.209),  # .9 of it
        ([(0.2, best(weight=0.5)), (0.7, best(weight=0.5))], 0.225),
        ([(0.2, best(weight=0.25)), (0.4, best()), (0.7, best(weight=9.0))], 0.25),
        ([(0.5, best(answerable=False))], 0.0),
        ([], 0.0),
    ],
)
def test_the_threshold_refuses_about_as_many_as_allowed(
    scored: list[tuple[float, Best]], expected: float
) -> None:
    assert judgement._least(scored) == expected


@pytest.mark.parametrize(
    ("scored", "expected"),
    [
        ([(0.9, best())], dict.fromkeys(RISKS, 0.9)),
        ([(0.9, best(accepted=False))], {}),
        # 0 of 1, 1 of 2, 1 of 3, 1 of 4: a quarter at last.
        (
            [(0.9876, best()), (0.8, best(False)), (0.7, best()), (0.6, best())],
            {**dict.fromkeys(RISKS, 0.987), 0.25: 0.6, 0.3: 0.6, 0.4: 0.6, 0.5: 0.6},
        ),
        # Equal confidences pass together: one of two is wrong, whichever comes first.
        ([(0.6, best()), (0.6, best(False))], {0.5: 0.6}),
        ([(0.6009, best()), (0.6001, best(False))], {0.5: 0.6}),
        # What counts less errs less.
        ([(0.6, best(weight=4.0)), (0.6, best(False))], {0.2: 0.6, 0.25: 0.6, 0.3: 0.6,
                                                           0.4: 0.6, 0.5: 0.6}),
    ],
)  # fmt: skip
def test_the_least_confidence_that_keeps_a_share_of_wrong_answers(
    scored: list[tuple[float, Best]], expected: dict[float, float]
) -> None:
    assert dict(judgement._risks(scored)) == pytest.approx(expected)
    assert dict(judgement._risks(scored[::-1])) == pytest.approx(expected)


# Confidences in the middle of a thousandth, so that none is at a threshold by rounding.
SCORED = st.lists(
    st.tuples(
        st.integers(0, 40).map(lambda n: n / 40 * 0.999 + 0.0005),
        st.builds(best, st.booleans(), st.booleans(), st.sampled_from([0.25, 1.0, 4.0])),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40)
@given(SCORED)
def test_the_confidences_are_those_found_by_trying_every_thousandth(
    scored: list[tuple[float, Best]],
) -> None:
    grid = [n / 1000 for n in range(1001)]
    found = dict(judgement._risks(scored))
    for risk in RISKS:
        kept = [cut for cut in grid if wrong_share(scored, cut) <= risk]
        if risk in found:
            assert wrong_share(scored, found[risk]) <= risk
            # Nothing stands between the least threshold that keeps the risk and the one found.
            assert not [c for c, _ in scored if min(kept) <= c < found[risk]]
        assert (risk in found) == bool(kept)


def wrong_share(scored: list[tuple[float, Best]], cut: float) -> float:
    """The share of wrong answers at least so sure, more than any where there are none."""
    passed = [top for confidence, top in scored if confidence >= cut]
    wrong = sum(top.weight for top in passed if not top.accepted)
    return wrong / sum(top.weight for top in passed) if passed else math.inf


def test_what_is_written_is_loaded(tmp_path: Path) -> None:
    japanese = judge_of({"coverage": 1.5}, {"lead": 0.25, "bias": -1.0}, 0.2, ((0.05, 0.7),))
    english = judge_of({"read": 0.5, "bias": 2.0}, {"unknown": -1.0}, 0.1, ())
    path = tmp_path / "new" / "folder" / "judges.json"
    write_judges(path, {"ja": japanese, "en": english})
    assert load_judges(path) == {"ja": japanese, "en": english}
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert list(json.loads(text)) == ["features", "signs", "topics", "ja", "en"]


def test_a_fitted_judge_is_loaded_as_it_was(tmp_path: Path) -> None:
    judge = fit([made_up(0.3 + n / 100, n > 20) for n in range(60)])
    write_judges(tmp_path / "judges.json", {"ja": judge, "en": judge})
    found = load_judges(tmp_path / "judges.json")
    assert found == {"ja": judge, "en": judge}
    evidence: tuple[Evidence, ...] = made_up(0.6, True).evidence
    assert found["en"].ranked(evidence) == judge.ranked(evidence)
