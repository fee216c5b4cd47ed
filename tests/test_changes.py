"""What became of each question from one run to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.changes import changes, is_right, moved, only_in, shared
from eval.record import Row
from tests.made_runs import RIGHT_ROW, made_row, with_measures

WRONG = made_row(1, right=False)
RIGHT = made_row(1)
UNCHECKED = replace(RIGHT, measures={})


@pytest.mark.parametrize(
    ("measures", "right"),
    [
        ({"replied rightly": 1.0, "answer accepted": 0.0}, True),
        ({"replied rightly": 0.0, "answer accepted": 1.0}, False),
        ({"answer accepted": 1.0, "EM": 0.0}, True),
        ({"EM": 1.0}, True),
        ({"Success@5": 1.0, "RR@10": 0.25}, True),
        ({"Success@5": 0.0}, False),
        ({"replied rightly": 1.0, "valid": 0.0}, False),
        ({}, False),
    ],
)
def test_a_reply_is_right_by_the_first_measure_that_tells(
    measures: dict[str, float], right: bool
) -> None:
    assert is_right(replace(RIGHT_ROW, measures=measures)) is right


@pytest.mark.parametrize(
    ("before", "after", "kind", "measures"),
    [
        (RIGHT, WRONG, "broken", ("answer accepted", "replied rightly")),
        (WRONG, RIGHT, "fixed", ("answer accepted", "replied rightly")),
        (RIGHT, with_measures(RIGHT, {"valid": 0.0}), "broken", ("valid",)),
        (WRONG, with_measures(WRONG, {"valid": 0.0}), "broken", ("valid",)),
        (RIGHT, with_measures(RIGHT, {"Success@1": 0.0}), "changed", ("Success@1",)),
        (WRONG, replace(WRONG, answer="3774メートル"), "changed", ()),
        (RIGHT, replace(RIGHT, status="partial"), "changed", ()),
        (RIGHT, replace(RIGHT, cited=("fuji.txt:4-19",)), "changed", ()),
    ],
)
def test_a_question_is_fixed_broken_or_changed(
    before: Row, after: Row, kind: str, measures: tuple[str, ...]
) -> None:
    (change,) = changes([(before, after)])
    assert (change.kind, change.measures) == (kind, measures)
    assert (change.before, change.after) == (before, after)


@pytest.mark.parametrize(
    "after",
    [
        RIGHT,
        replace(RIGHT, milliseconds=99.0),
        replace(RIGHT, confidence=0.5),
        replace(RIGHT, ranking=tuple(reversed(RIGHT.ranking))),
        with_measures(RIGHT, {"Success@1": 1.0 - 1e-9}),
        with_measures(RIGHT, {"a measure of a later version": 0.0}),
    ],
)
def test_what_says_the_same_is_no_change(after: Row) -> None:
    assert changes([(RIGHT, after)]) == ()


def test_broken_questions_come_first_and_keep_their_order() -> None:
    pairs = [
        (made_row(1), replace(made_row(1), status="partial")),
        (made_row(2, right=False), made_row(2)),
        (made_row(4), made_row(4, right=False)),
        (made_row(3), made_row(3, right=False)),
    ]
    found = [(change.after.id, change.kind) for change in changes(pairs)]
    assert found == [("q04", "broken"), ("q03", "broken"), ("q02", "fixed"), ("q01", "changed")]


def test_a_reworded_question_is_another_one() -> None:
    before = [made_row(1), made_row(2), made_row(3)]
    after = [made_row(2), replace(made_row(1), q="富士山は何メートル?"), made_row(4)]
    assert [(old.id, new.id) for old, new in shared(before, after)] == [("q02", "q02")]
    assert only_in(before, after) == ("q01", "q03")
    assert only_in(after, before) == ("q01", "q04")


ROWS = st.builds(
    lambda number, right, cited: made_row(number, right=right, support_cited=cited),
    st.just(1),
    st.booleans(),
    st.sampled_from([0.0, 0.5, 1.0]),
)


@given(ROWS, ROWS)
def test_the_way_back_undoes_a_change(before: Row, after: Row) -> None:
    there, back = changes([(before, after)]), changes([(after, before)])
    other = {"fixed": "broken", "broken": "fixed", "changed": "changed"}
    assert [other[change.kind] for change in there] == [change.kind for change in back]
    assert moved(before, after) == moved(after, before)
    assert bool(there) == (before != after)
