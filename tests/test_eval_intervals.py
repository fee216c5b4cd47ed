from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import intervals
from eval.intervals import interval, needed, paired, resampled
from eval.samples import Sample, means
from eval.trust import Floats, areas_under_risk_coverage


def mean_of(*values: float) -> Sample:
    """A sample of questions 0, 1, … of which the mean is taken."""
    array = np.array(values, dtype=np.float64).reshape(-1, 1)
    return Sample(tuple(map(str, range(len(values)))), array, means)


VALUES = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=30)


def test_an_interval_is_that_of_the_binomial() -> None:
    """Resampled means of 50 ones in 100 are binomial: 2.5 % and 97.5 % are .40 and .60."""
    low, high = interval(mean_of(*[0.0, 1.0] * 50))
    assert low == pytest.approx(0.40, abs=0.011)
    assert high == pytest.approx(0.60, abs=0.011)


def test_an_interval_narrows_with_the_root_of_the_questions() -> None:
    few, many = (interval(mean_of(*[0.0, 1.0] * n)) for n in (25, 400))
    assert (few[1] - few[0]) / (many[1] - many[0]) == pytest.approx(4, rel=0.1)


@settings(max_examples=30, deadline=None)
@given(VALUES)
def test_an_interval_holds_the_mean_and_stays_within_the_values(values: list[float]) -> None:
    low, high = interval(mean_of(*values))
    assert min(values) <= low <= sum(values) / len(values) + 1e-9
    assert sum(values) / len(values) - 1e-9 <= high <= max(values)
    assert (low, high) == interval(mean_of(*values))


@settings(max_examples=30, deadline=None)
@given(VALUES, st.randoms())
def test_a_paired_interval_turns_round(values: list[float], random: object) -> None:
    other = sorted(values, key=lambda _: random.random())  # type: ignore[attr-defined]
    low, high = paired(mean_of(*values), mean_of(*other))
    assert paired(mean_of(*other), mean_of(*values)) == pytest.approx((-high, -low))
    assert paired(mean_of(*values), mean_of(*values)) == (0.0, 0.0)


def test_pairs_tell_what_two_intervals_cannot() -> None:
    """Of 100 questions half are right; ten more become so: no noise of the rest is in it."""
    before = [1.0, 0.0] * 50
    after = [1.0] * 20 + before[20:]
    low, high = paired(mean_of(*before), mean_of(*after))
    assert 0 < low < 0.1 < high
    assert interval(mean_of(*after))[0] < interval(mean_of(*before))[1]


def test_samples_about_other_questions_are_no_pair() -> None:
    with pytest.raises(ValueError, match="not about the same questions"):
        paired(mean_of(1.0, 0.0), mean_of(1.0))


def test_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="no interval"):
        interval(mean_of())


def test_blocks_draw_what_one_block_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.arange(21, dtype=np.float64).reshape(7, 3) / 21
    whole = resampled(values, areas_under_risk_coverage)
    monkeypatch.setattr(intervals, "_AT_ONCE", 100)
    sizes: list[int] = []

    def counted(block: Floats) -> Floats:
        sizes.append(len(block))
        return areas_under_risk_coverage(block)

    assert resampled(values, counted).tolist() == whole.tolist()
    assert len(whole) == sum(sizes) == 2000
    assert max(sizes) == 14


@pytest.mark.parametrize(
    ("difference", "width", "count", "expected"),
    [
        # Half the width is twice the difference: four times the questions.
        (0.1, 0.4, 50, 200),
        (-0.1, 0.4, 50, 200),
        (0.2, 0.4, 50, 50),
        (0.4, 0.4, 50, 13),
        (0.1, 0.0, 50, 1),
        (0.0, 0.4, 50, None),
    ],
)
def test_how_many_questions_would_tell(
    difference: float, width: float, count: int, expected: int | None
) -> None:
    assert needed(difference, width, count) == expected
