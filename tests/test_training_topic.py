from __future__ import annotations

import numpy as np
import pytest

from training.topic import learn_topic

FOLDS = np.arange(40) % 4


def test_what_is_like_the_corpus_is_told_from_what_is_not() -> None:
    """The second number says nothing."""
    answerable = np.arange(40) < 30
    noise = np.random.default_rng(0).normal(size=40)
    rows = np.stack([np.where(answerable, 1.0, -1.0) + noise / 10, noise], axis=1)
    (one, other, bias), least = learn_topic(rows, answerable, np.ones(40), answerable, FOLDS)
    chances = 1 / (1 + np.exp(-(rows @ np.array([one, other]) + bias)))
    assert one > 5 * abs(other)
    assert ((chances >= least) == answerable).all()


def test_the_limit_keeps_those_about_the_seeds_too() -> None:
    """One in sixty of all may be lost, but not the only one about the seeds."""
    answerable = np.arange(120) < 100
    rows = np.where(answerable, 1.0, -1.0)[:, None]
    rows[99] = -0.5
    gold, folds = np.arange(120) == 99, np.arange(120) % 4
    (_, _), least = learn_topic(rows, answerable, np.ones(120), answerable & ~gold, folds)
    (weight, bias), lower = learn_topic(rows, answerable, np.ones(120), gold, folds)
    assert lower < least
    assert 1 / (1 + np.exp(0.5 * weight - bias)) >= lower - 0.05


@pytest.mark.parametrize("same", [True, False])
def test_of_one_kind_nothing_is_learnt_and_none_refused(same: bool) -> None:
    told = np.full(40, same)
    assert learn_topic(np.ones((40, 4)), told, np.ones(40), told, FOLDS) == ((0.0,) * 5, 0.0)
