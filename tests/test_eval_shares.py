from __future__ import annotations

import pytest

from eval.gold.questions import Kind
from eval.samples import given, right
from eval.shares import SHARES, is_short, replied_rightly
from service.records import Status
from tests.outcomes import outcome, rows_of


@pytest.mark.parametrize(
    ("kind", "status", "right", "expected"),
    [
        ("fact", "answered", True, True),
        ("fact", "answered", False, False),
        ("fact", "partial", True, True),
        ("fact", "not_in_corpus", False, False),
        ("list", "conflicting", True, True),
        ("conflict", "conflicting", False, True),
        ("conflict", "answered", True, True),
        ("conflict", "answered", False, False),
        ("conflict", "premise_contradicted", False, False),
        ("conflict", "not_in_corpus", False, False),
        ("false-premise", "premise_contradicted", False, True),
        ("false-premise", "answered", True, False),
        ("false-premise", "not_in_corpus", False, False),
        ("unanswerable", "not_in_corpus", False, True),
        ("unanswerable", "answered", True, False),
        ("unanswerable", "premise_contradicted", False, False),
    ],
)
def test_what_a_kind_of_question_asks_for(
    kind: Kind, status: Status, right: bool, expected: bool
) -> None:
    assert replied_rightly(outcome(kind, status, right=right)) is expected


@pytest.mark.parametrize(
    ("text", "right", "expected"),
    [("𠮷" * 60, True, True), ("あ" * 61, True, False), ("あ", False, False)],
)
def test_an_accepted_answer_of_sixty_code_points_is_short(
    text: str, right: bool, expected: bool
) -> None:
    assert is_short(outcome(text=text, right=right)) is expected


@pytest.mark.parametrize(
    ("kind", "status", "is_right", "expected"),
    [
        ("fact", "answered", True, (True, True)),
        ("conflict", "conflicting", False, (True, False)),
        ("false-premise", "premise_contradicted", True, (True, True)),
        ("false-premise", "premise_contradicted", False, (True, False)),
        ("unanswerable", "answered", True, (True, False)),
        ("unanswerable", "not_in_corpus", False, (False, False)),
    ],
)
def test_an_answer_is_right_when_its_text_is_accepted(
    kind: Kind, status: Status, is_right: bool, expected: tuple[bool, bool]
) -> None:
    (row,) = rows_of(outcome(kind, status, right=is_right))
    assert (given(row), right(row)) == expected


# Two facts, a conflict, a false premise and an unanswerable question; hand-counted below.
OUTCOMES = (
    outcome("fact", "answered", right=True),
    outcome("fact", "not_in_corpus"),
    outcome("conflict", "premise_contradicted"),
    outcome("false-premise", "premise_contradicted", right=True),
    outcome("unanswerable", "conflicting"),
)


def test_every_share_counts_the_outcomes_that_it_is_about() -> None:
    assert {share.name: [share.of(each) for each in OUTCOMES] for share in SHARES} == {
        "support cited": [0, 0, 0, 0, None],
        "answer accepted": [1, 0, 0, 1, None],
        "accepted within 60 characters": [1, 0, 0, 1, None],
        "answerable answered": [1, 0, 1, 1, None],
        "answerable wrongly refused": [0, 1, 0, 0, None],
        "unanswerable refused": [None, None, None, None, 0],
        "replied rightly": [1, 0, 0, 1, 0],
        "status right": [1, 0, 0, 1, 0],
        "conflict told": [None, None, 0, None, None],
        "conflict told by mistake": [0, 0, None, 0, 1],
        "false premise told": [None, None, None, 1, None],
        "false premise told by mistake": [0, 0, 1, None, 0],
        "valid": [1, 1, 1, 1, 1],
    }
