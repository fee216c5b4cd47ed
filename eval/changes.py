"""Two runs' rows -> the questions whose replies changed, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.record import Row

ChangeKind = Literal["fixed", "broken", "changed"]
VALID = "valid"
# What tells whether a reply is right: the first of these that a row has. External sets have no
# expected status, and sets that are only ranked have no reply.
RIGHT = ("replied rightly", "answer accepted", "EM", "Success@5")
# Measures that differ by less are equal: they have been through JSON.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Change:
    """One question that is answered, ranked or cited otherwise than before.

    ``fixed``: right now and not before; ``broken``: the reverse, or a citation is no longer valid;
    ``changed``: as right or wrong as before. ``measures`` are the names, in order, of the measures
    that rose or fell.
    """

    before: Row
    after: Row
    kind: ChangeKind
    measures: tuple[str, ...]


def is_right(row: Row) -> bool:
    """Tell whether the reply is what the question asks for, in the sense of the first of `RIGHT`.

    A reply with a citation that is not valid is never right.
    """
    judged = next((row.measures[name] for name in RIGHT if name in row.measures), 0.0)
    return judged >= 1.0 - SAME and all_valid(row)


def all_valid(row: Row) -> bool:
    """Tell whether every citation of the reply is valid; also where no citation is judged."""
    return row.measures.get(VALID, 1.0) >= 1.0 - SAME


def shared(before: Sequence[Row], after: Sequence[Row]) -> tuple[tuple[Row, Row], ...]:
    """Return the rows of the questions in both runs, in the order of ``after``.

    A question is the same when its id and its text are.
    """
    known = {_key(row): row for row in before}
    return tuple((known[_key(row)], row) for row in after if _key(row) in known)


def only_in(rows: Sequence[Row], others: Sequence[Row]) -> tuple[str, ...]:
    """Return the ids, sorted, of the questions of ``rows`` that ``others`` do not have."""
    known = {_key(row) for row in others}
    return tuple(sorted(row.id for row in rows if _key(row) not in known))


def changes(pairs: Sequence[tuple[Row, Row]]) -> tuple[Change, ...]:
    """Return what changed of the questions in both runs: broken first, then fixed, then changed.

    A question changed when its status, its answer, a citation or a measure did; another order of
    passages that moves no measure, or another confidence, is no change. Of a kind they stand in
    the order of ``pairs``.
    """
    order: tuple[ChangeKind, ...] = ("broken", "fixed", "changed")
    found = [_change(before, after) for before, after in pairs]
    real = [change for change in found if change.measures or _replied(change)]
    return tuple(sorted(real, key=lambda change: order.index(change.kind)))


def moved(before: Row, after: Row) -> tuple[str, ...]:
    """Return the names, sorted, of the measures of both rows that differ."""
    both = before.measures.keys() & after.measures.keys()
    return tuple(
        name for name in sorted(both) if abs(before.measures[name] - after.measures[name]) > SAME
    )


def _change(before: Row, after: Row) -> Change:
    was, now = is_right(before), is_right(after)
    lost = all_valid(before) and not all_valid(after)
    kind: ChangeKind = "broken" if lost or was > now else "fixed" if now > was else "changed"
    return Change(before, after, kind, moved(before, after))


def _replied(change: Change) -> bool:
    before, after = change.before, change.after
    return (before.status, before.answer, before.cited) != (after.status, after.answer, after.cited)


def _key(row: Row) -> tuple[str, str]:
    return row.id, row.q
