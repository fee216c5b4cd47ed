from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ModelError
from service.evidence import Evidence, Features
from service.judgement import FEATURES, SIGNS, TOPIC, load_judges, signs, topic
from service.odds import log_odds
from service.records import RISK
from tests.tiny_judge import evidence_of, features_of, judge_of

RISKS = ((0.01, 0.9), (0.05, 0.7), (0.2, 0.4))
JUDGE = judge_of(
    {"coverage": 6.0, "read": 1.0, "bias": -1.0},
    {"coverage": 4.0, "lead": 0.5, "unknown": -3.0, "bias": -2.0},
    least=0.1,
    risks=RISKS,
)


def test_what_is_weighed_is_named_in_order() -> None:
    assert FEATURES == tuple(field.name for field in fields(Features))
    assert SIGNS == (*FEATURES, "lead", "exact", "share", "unknown", "first")


def test_a_score_and_its_chance_by_hand() -> None:
    """6 x 0.5 - 1 x 0.5 - 1 = 1.5, and its logistic."""
    (found,) = JUDGE.ranked([evidence_of("税", coverage=0.5, read=-0.5)])
    assert found.score == 1.5
    assert found.chance == pytest.approx(1 / (1 + math.exp(-1.5)))


def test_evidence_is_ranked_by_score_then_by_its_place() -> None:
    given_ = [
        evidence_of("税", coverage=0.1),
        evidence_of("税", coverage=0.9, doc_id="b"),
        evidence_of("税", coverage=0.9, start=7),
        evidence_of("税率", coverage=0.9, start=3),
        evidence_of("税", coverage=0.9, start=3),
    ]
    ranked = JUDGE.ranked(given_)
    places = [(one.item.hit.passage.doc_id, one.item.span.start, one.item.text) for one in ranked]
    assert places == [
        ("a", 3, "税"),
        ("a", 3, "税率"),
        ("a", 7, "税"),
        ("b", 0, "税"),
        ("a", 0, "税"),
    ]
    assert JUDGE.ranked(given_[::-1]) == ranked


def test_what_states_nothing_answers_nothing() -> None:
    stub, said = evidence_of("税", coverage=0.9, statement=0.0), evidence_of("税率", coverage=0.1)
    assert [one.item for one in JUDGE.ranked([stub, said])] == [said]
    assert JUDGE.ranked([stub]) == JUDGE.ranked([]) == ()


@given(st.lists(st.floats(-2, 2, width=32), min_size=1, max_size=6), st.integers(0, 5))
def test_what_else_was_found_does_not_change_a_score(values: list[float], place: int) -> None:
    rows = [evidence_of("税", start=n, coverage=value) for n, value in enumerate(values)]
    one: Evidence = rows[place % len(rows)]
    (alone,) = JUDGE.ranked([one])
    assert alone in JUDGE.ranked(rows)
    chances = [judged.chance for judged in JUDGE.ranked(rows)]
    assert chances == sorted(chances, reverse=True)


@pytest.mark.parametrize(
    ("changed", "logit"),
    [
        ({}, -2.0),
        ({"coverage": 0.5}, 0.0),
        ({"coverage": 1.0, "lead": 2.0, "unknown": 0.5}, 1.5),
        ({"read": 9.0, "share": 9.0}, -2.0),
        ({"coverage": 1000.0}, 30.0),
        ({"coverage": -1000.0}, -30.0),
    ],
)
def test_the_confidence_is_the_logistic_of_the_weighted_signs(
    changed: Mapping[str, float], logit: float
) -> None:
    told = [changed.get(name, 0.0) for name in SIGNS]
    assert JUDGE.confidence(told) == pytest.approx(1 / (1 + math.exp(-logit)), rel=1e-12)


def test_whether_there_is_an_answer_is_weighed_apart() -> None:
    apart = replace(JUDGE, question=judge_of({}, {"first": 2.0, "bias": -1.0}).answer)
    told = [1.0 if name in ("first", "unknown") else 0.0 for name in SIGNS]
    assert apart.answerable(told) == pytest.approx(1 / (1 + math.exp(-1.0)))
    assert apart.confidence(told) == pytest.approx(1 / (1 + math.exp(5.0)))


def test_signs_that_are_too_few_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        JUDGE.confidence([0.0] * (len(SIGNS) - 1))


# What is unknown, and what is read first.
REST = (0.25, 0.5)


@pytest.mark.parametrize(
    ("lead", "share", "expected"),
    [
        (1.5, 0.8, (1.5, 1.0, math.log(4), *REST)),
        (99.0, 1.0, (10.0, 1.0, math.log(9999), *REST)),
        (-1.0, 0.5, (-1.0, 1.0, 0.0, *REST)),
        (0.0, None, (0.0, 0.0, 0.0, *REST)),
    ],
)
def test_signs_by_hand(lead: float, share: float | None, expected: tuple[float, ...]) -> None:
    features = features_of(coverage=0.5, agreed=0.75)
    found = signs(features, lead, share, 0.25, 0.5)
    assert found[: len(FEATURES)] == astuple(features)
    assert found[len(FEATURES) :] == pytest.approx(expected)
    assert len(found) == len(SIGNS)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, 1.0), (0.8, 4.0), (0.2, 0.25), (0.0, 1 / 9999), (-1.0, 1 / 9999), (1.0, 9999.0)],
)
def test_the_log_odds_of_a_share_stay_finite(share: float, expected: float) -> None:
    assert log_odds(share) == pytest.approx(math.log(expected))


@pytest.mark.parametrize(
    ("risk", "expected"),
    [(0.0, 1.0), (0.009, 1.0), (0.01, 0.9), (0.04, 0.9), (0.05, 0.7), (0.19, 0.7), (0.2, 0.4),
     (1.0, 0.4)],
)  # fmt: skip
def test_a_share_of_wrong_answers_is_kept_by_the_threshold_of_the_next_lesser_one(
    risk: float, expected: float
) -> None:
    assert JUDGE.surely(risk) == expected


def test_without_a_measured_share_nothing_is_sure() -> None:
    assert replace(JUDGE, risks=()).surely(1.0) == 1.0


@pytest.mark.parametrize(("unknown", "expected"), [(0.25, False), (0.26, True), (1.0, True)])
def test_what_is_little_like_the_corpus_is_off_its_topic(unknown: float, expected: bool) -> None:
    """By the best of any sentence: 1 + 2 x .5 + 4 x .5 - 8 x unknown + 3 x .2."""
    judge = replace(JUDGE, topic=(1.0, 2.0, 4.0, -8.0, 3.0, -2.6), least_topic=0.5)
    bare = {name: 0.0 for name in FEATURES}
    found = [
        Features(**{**bare, "passage": 1.0, "coverage": 0.25, "read": -1.0}),
        Features(**{**bare, "passage": -1.0, "similarity": 0.5, "translated": 0.5, "read": 0.2}),
    ]
    assert topic(found, unknown) == (1.0, 0.5, 0.5, unknown, 0.2)
    assert judge.off_topic(found, unknown) is expected
    assert not JUDGE.off_topic(found, unknown)


def told(**changed: object) -> dict[str, object]:
    """What a file tells of one judge."""
    kept: dict[str, object] = {"sentence": JUDGE.sentence, "answer": JUDGE.answer}
    kept |= {"question": JUDGE.question, "least": [0.1]}
    kept |= {"topic": JUDGE.topic, "least_topic": [JUDGE.least_topic]}
    return {**kept, "risks": [value for pair in RISKS for value in pair], **changed}


def written(folder: Path, **changed: object) -> Path:
    """Write a file of both judges; ``changed`` stand in for its parts, None leaves one out."""
    names = {"features": FEATURES, "signs": SIGNS, "topics": TOPIC}
    whole = {**names, "ja": told(), "en": told(), **changed}
    path = folder / "judges.json"
    kept = {name: part for name, part in whole.items() if part is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return path


def test_judges_are_loaded_as_they_were_written(tmp_path: Path) -> None:
    found = load_judges(written(tmp_path, en=told(least=[0], risks=[])))
    assert found == {"ja": JUDGE, "en": replace(JUDGE, least=0.0, risks=())}
    assert isinstance(found["en"].least, float)
    found = load_judges(written(tmp_path, en=told(topic=[1, 2, 3, 4, 5, 6], least_topic=[0.4])))
    assert (found["en"].topic, found["en"].least_topic) == ((1, 2, 3, 4, 5, 6), 0.4)


@pytest.mark.parametrize(
    ("english", "why"),
    [
        (None, "'en'"),
        ([], "list indices"),
        (told(sentence=[0.5]), f"1, {len(SIGNS) + 1}, {len(SIGNS) + 1}, "),
        (told(answer=[0.5, 1]), f"{len(FEATURES) + 1}, 2, {len(SIGNS) + 1}, "),
        (told(answer=["a"] * 19), "could not convert"),
        (told(question=[0.5]), f"{len(SIGNS) + 1}, 1, {len(TOPIC) + 1} weights"),
        (told(topic=[0.5]), f"{len(SIGNS) + 1}, 1 weights"),
        (told(least_topic=[]), "unpack"),
        (told(sentence=None), "NoneType"),
        (told(least=[]), "unpack"),
        (told(least=[0.1, 0.2]), "unpack"),
        (told(least=0.1), "unpack"),
        (told(least=["x"]), "could not convert"),
        (told(risks=[0.1, 0.2, 0.3]), "zip"),
        (told(risks=["x", 1]), "could not convert"),
    ],
)
def test_what_no_judge_can_be_made_of_is_told(tmp_path: Path, english: object, why: str) -> None:
    path = written(tmp_path, en=english)
    with pytest.raises(ModelError, match=f"judges.json: .*cannot be read.*{why}.*install Konkyo"):
        load_judges(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"1", b"\xff", b'{"features": 1}'])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "judges.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"judges\.json: the judges cannot be read"):
        load_judges(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.json: the judges cannot be read.*install Konkyo"):
        load_judges(tmp_path / "none.json")


@pytest.mark.parametrize(
    "changed",
    [
        {"features": FEATURES[::-1]},
        {"features": [*FEATURES, "more"]},
        {"signs": SIGNS[:-1]},
        {"signs": "signs"},
    ],
)
def test_judges_of_other_features_are_told_with_the_command(
    tmp_path: Path, changed: Mapping[str, object]
) -> None:
    path = written(tmp_path, **changed)
    with pytest.raises(ModelError, match=r"other features.*python -m training\.judgement"):
        load_judges(path)


def test_the_bundled_judges_are_sane() -> None:
    """What the reader finds in a likely passage is likelier, whatever else was learnt."""
    for judge in load_judges().values():
        assert all(math.isfinite(x) for x in (*judge.sentence, *judge.answer, *judge.question))
        assert 0 < judge.least < 1 and 0 < judge.surely(RISK) < 1
        shares, thresholds = zip(*judge.risks, strict=True)
        assert list(shares) == sorted(shares)
        assert list(thresholds) == sorted(thresholds, reverse=True)
        nothing = evidence_of("税", read=-1.8, answered=-1.8, passage=-1.8)
        everything = evidence_of("税", read=1.0, answered=1.0, passage=1.0, start=9)
        best, worst = judge.ranked([nothing, everything])
        assert best.item == everything and best.chance > worst.chance + 0.2
        much, little = (
            signs(one.item.features, lead, 0.7, 0.0, one.item.features.answered)
            for one, lead in ((best, 3.0), (worst, 0.0))
        )
        assert judge.confidence(much) > judge.confidence(little) + 0.2
        assert judge.answerable(much) > judge.least > judge.answerable(little)
