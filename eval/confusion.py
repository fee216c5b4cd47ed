"""Which status was given where which was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import get_args

from eval.record import Row
from service.records import Status

STATUSES: tuple[Status, ...] = get_args(Status)
_EXPECTED: Mapping[str, Status] = {
    "unanswerable": "not_in_corpus",
    "false-premise": "premise_contradicted",
    "conflict": "conflicting",
}


def expected_status(kind: str) -> Status:
    """Return the status that a question of a kind asks for."""
    return _EXPECTED.get(kind, "answered")


def fits(expected: str, status: str) -> bool:
    """Tell whether a status is the one expected; ``partial`` is an answer too."""
    return status == expected or (expected == "answered" and status == "partial")


def confusion(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Return, by expected and by given status, how many questions there are; no empty rows."""
    counts = Counter((expected_status(row.kind), row.status) for row in rows)
    expected = {wanted for wanted, _ in counts}
    return {
        wanted: {status: counts[wanted, status] for status in STATUSES}
        for wanted in STATUSES
        if wanted in expected
    }
