from __future__ import annotations

import numpy as np
import pytest

from training.logistic import choice, choice_odds, logistic


def test_the_feature_that_marks_the_right_row_is_chosen_by() -> None:
    right = [np.array([True, False]), np.array([False, True, False])]
    features = [
        np.array([[1, 5, 2], [0, 5, 3]], dtype=np.float32),
        np.array([[0, 9, 3], [1, 9, 2], [0, 9, 2]], dtype=np.float32),
    ]
    marks, constant_inside, misleads = choice(features, right, [1.0, 1.0])
    assert marks > 1
    # What is the same for all rows of a question chooses none of them.
    assert constant_inside == pytest.approx(0, abs=1e-6)
    assert misleads < 0


def test_a_question_that_counts_more_pulls_more() -> None:
    """Two questions that disagree about the only feature: odds of 3 to 1 by their weights."""
    features = [np.array([[1], [0]], dtype=np.float32)] * 2
    right = [np.array([True, False]), np.array([False, True])]
    (even,) = choice(features, right, [1.0, 1.0])
    (pulled,) = choice(features, right, [3.0, 1.0])
    assert even == pytest.approx(0, abs=1e-6)
    assert pulled == pytest.approx(np.log(3), abs=0.05)


def test_without_a_telling_feature_the_bias_is_the_log_odds() -> None:
    right = np.array([True] * 30 + [False] * 10)
    weight, bias = logistic(np.full((40, 1), 7.0), right, np.ones(40))
    assert weight == pytest.approx(0, abs=0.05)
    assert 7 * weight + bias == pytest.approx(np.log(3), abs=0.05)


def test_the_weights_are_in_units_of_the_columns() -> None:
    rows = np.linspace(-1, 1, 200)[:, None]
    right = rows[:, 0] > 0
    (weight, _), (tenth, _) = (logistic(scale * rows, right, np.ones(200)) for scale in (1, 10))
    assert weight == pytest.approx(10 * tenth, rel=0.01)


def test_the_odds_of_rows_keep_the_order_of_choice_and_know_questions_without_a_right_one() -> None:
    features = [np.array([[3, 0], [1, 1]], dtype=np.float32)] * 2
    right = [np.array([True, False]), np.array([False, False])]
    weights, bias = choice_odds(features, right, [1.0, 1.0])
    alone = choice(features[:1], right[:1], [1.0])
    assert weights == pytest.approx(alone * (weights[0] / alone[0])) and weights[0] > 0
    chances = 1 / (1 + np.exp(-(np.concatenate(features) @ weights + bias)))
    # One row in four is right: a bias is not held back.
    assert chances.mean() == pytest.approx(0.25, abs=0.01)
    assert chances[0] == chances[2] > chances[1]
