from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from indexer.errors import ModelError
from service.layout import Floats
from service.rerank import (
    COLUMNS,
    FILE_NAME,
    INTERACTION,
    LANGUAGES,
    Scorer,
    explained,
    load_scorers,
)

WIDTH = len(COLUMNS)
NAMES = [field.name for field in fields(Scorer)]


def scorer_of(seed: int, hidden: int = 3) -> Scorer:
    """A scorer of random weights; its slope is above 0."""
    draw = np.random.default_rng(seed).standard_normal
    return Scorer(
        mean=draw(WIDTH, dtype=np.float32),
        scale=np.abs(draw(WIDTH, dtype=np.float32)) + np.float32(0.5),
        linear=draw(WIDTH, dtype=np.float32),
        hidden=draw((hidden, WIDTH), dtype=np.float32),
        bias=draw(hidden, dtype=np.float32),
        output=draw(hidden, dtype=np.float32),
        calibration=np.array([0.5, -1.0], dtype=np.float32),
    )


def features_of(seed: int, rows: int) -> Floats:
    return np.random.default_rng(seed).standard_normal((rows, WIDTH), dtype=np.float32)


def slow_score(scorer: Scorer, row: Floats) -> float:
    """The formula of `Scorer`, term by term."""
    known = [(x - m) / s for x, m, s in zip(row, scorer.mean, scorer.scale, strict=True)]
    straight = sum(w * x for w, x in zip(scorer.linear, known, strict=True))
    bent = sum(
        out * math.tanh(bias + sum(w * x for w, x in zip(weights, known, strict=True)))
        for weights, bias, out in zip(scorer.hidden, scorer.bias, scorer.output, strict=True)
    )
    return float(straight + bent)


def test_a_score_by_hand() -> None:
    """Column 0: (3 - 1) / 2 = 1, times 5; the hidden unit sees 1 + tanh's bias -1, so tanh(0)."""
    one = np.zeros(WIDTH, dtype=np.float32)
    one[0] = 1
    plain = Scorer(
        mean=one,
        scale=np.ones(WIDTH, dtype=np.float32) + one,
        linear=one * 5,
        hidden=one[None, :],
        bias=np.array([-1], dtype=np.float32),
        output=np.array([7], dtype=np.float32),
        calibration=np.array([1, -5], dtype=np.float32),
    )
    assert plain.scores(one[None, :] * 3).tolist() == [5.0]
    assert plain.probability(5.0) == 0.5
    bent = replace(plain, bias=np.array([0], dtype=np.float32))
    assert bent.scores(one[None, :] * 3).tolist() == pytest.approx([5 + 7 * math.tanh(1)])


@given(st.integers(0, 10**6), st.integers(0, 5))
def test_scores_are_those_of_the_formula(seed: int, rows: int) -> None:
    scorer, features = scorer_of(seed), features_of(seed + 1, rows)
    expected = [slow_score(scorer, row) for row in features]
    assert scorer.scores(features).tolist() == pytest.approx(expected, abs=1e-3)


@given(st.integers(0, 10**6), st.integers(0, 5))
def test_the_parts_of_a_score_add_up_to_it(seed: int, rows: int) -> None:
    scorer, features = scorer_of(seed), features_of(seed + 1, rows)
    parts = scorer.parts(features)
    sums = [sum(row.values()) for row in parts]
    assert sums == pytest.approx(scorer.scores(features).tolist(), abs=1e-3)
    for row in parts:
        assert list(row) == [*COLUMNS, INTERACTION]


def test_a_column_adds_what_its_weight_says() -> None:
    scorer, features = scorer_of(1), features_of(2, 1)
    moved = features.copy()
    moved[0, 4] += scorer.scale[4]
    before, after = scorer.parts(features)[0], scorer.parts(moved)[0]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {COLUMNS[4], INTERACTION}
    assert after[COLUMNS[4]] - before[COLUMNS[4]] == pytest.approx(
        float(scorer.linear[4]), abs=1e-5
    )


def test_an_explanation_holds_values_and_parts_by_name() -> None:
    scorer, features = scorer_of(3), features_of(4, 2)
    scores = scorer.scores(features)
    for place, item in enumerate(explained(scorer, features, scores)):
        assert item.score == float(scores[place])
        assert [part.name for part in item.parts] == [*COLUMNS, INTERACTION]
        assert [part.value for part in item.parts] == [*map(float, features[place]), None]
        assert [part.adds for part in item.parts] == [*scorer.parts(features)[place].values()]


def test_the_probability_is_the_calibrated_logistic() -> None:
    scorer = scorer_of(5)
    assert scorer.probability(2.0) == 0.5
    assert scorer.probability(4.0) == pytest.approx(1 / (1 + math.exp(-1)))


@given(st.lists(st.floats(allow_nan=False), min_size=2, max_size=8))
def test_probabilities_rise_with_the_score_and_stay_between_0_and_1(scores: list[float]) -> None:
    found = [scorer_of(6).probability(score) for score in sorted(scores)]
    assert found == sorted(found)
    assert all(0 <= chance <= 1 for chance in found)


def written(folder: Path, columns: object = COLUMNS, **changed: Floats | None) -> Path:
    """Write scorers of both languages; ``changed`` stand in for those of English, or leave out."""
    tensors = {
        f"{item}.{name}": getattr(scorer_of(7), name) for item in LANGUAGES for name in NAMES
    }
    tensors |= {f"en.{name}": array for name, array in changed.items() if array is not None}
    for name in (name for name, array in changed.items() if array is None):
        del tensors[f"en.{name}"]
    save_file(tensors, folder / FILE_NAME, metadata={"columns": json.dumps(columns)})
    return folder


def test_what_is_written_is_loaded(tmp_path: Path) -> None:
    scorers = load_scorers(written(tmp_path))
    assert set(scorers) == {"ja", "en"}
    for scorer in scorers.values():
        for name in NAMES:
            assert np.array_equal(getattr(scorer, name), getattr(scorer_of(7), name))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{FILE_NAME}.*cannot be read.*install Konkyo again"):
        load_scorers(tmp_path)


@pytest.mark.parametrize("damage", ["empty", "cut", "garbled", "flipped length"])
def test_a_damaged_file_is_told(tmp_path: Path, damage: str) -> None:
    path = written(tmp_path) / FILE_NAME
    data = path.read_bytes()
    path.write_bytes(
        {
            "empty": b"",
            "cut": data[: len(data) // 2],
            "garbled": bytes(byte ^ 0xFF for byte in data),
            "flipped length": b"\xff" * 8 + data[8:],
        }[damage]
    )
    with pytest.raises(ModelError, match="cannot be read.*install Konkyo again"):
        load_scorers(tmp_path)


@pytest.mark.parametrize(
    "columns", [COLUMNS[:-1], COLUMNS[::-1], [*COLUMNS, "more"], None, {"columns": 1}]
)
def test_a_reranker_of_other_features_is_refused(tmp_path: Path, columns: object) -> None:
    with pytest.raises(ModelError, match="other features.*python -m training.reranker"):
        load_scorers(written(tmp_path, columns))


def test_a_file_that_does_not_tell_its_features_is_refused(tmp_path: Path) -> None:
    save_file({"ja.mean": np.zeros(1, dtype=np.float32)}, tmp_path / FILE_NAME)
    with pytest.raises(ModelError, match="other features"):
        load_scorers(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_a_language_with_a_part_missing_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError, match=rf"en\.{name}"):
        load_scorers(written(tmp_path, **{name: None}))


@pytest.mark.parametrize(
    ("name", "shape"),
    [("mean", (WIDTH - 1,)), ("scale", ()), ("hidden", (3,)), ("output", (4,)), ("bias", (2,))],
)
def test_arrays_of_another_shape_are_refused(
    tmp_path: Path, name: str, shape: tuple[int, ...]
) -> None:
    with pytest.raises(ModelError, match="en.*cannot be read|cannot be read.*en"):
        load_scorers(written(tmp_path, **{name: np.zeros(shape, dtype=np.float32)}))


def test_the_bundled_reranker_is_sane() -> None:
    """What all legs and the match speak for more is better, whatever else was learnt."""
    for scorer in load_scorers().values():
        assert all(np.isfinite(getattr(scorer, name)).all() for name in NAMES)
        assert (scorer.scale > 0).all()
        assert scorer.calibration[0] > 0
        rows = np.vstack([scorer.mean, scorer.mean])
        for name in ("translation", "dense", "fused", "coverage", "similar"):
            rows[1, COLUMNS.index(name)] += scorer.scale[COLUMNS.index(name)]
        worse, better = scorer.scores(rows)
        assert worse < better
