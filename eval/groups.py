"""Groups of questions: by split and language, by kind, by document, by what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from eval.record import Row
from indexer.wording import DATE, DURATION, LATIN, MONEY, NAME, PERCENT
from service.forms import form
from service.sought import sought

SPLITS = ("dev", "test")
LANGUAGES = ("ja", "en")
# What is measured of these is measured of all questions.
WHOLE = ("citations", "end to end")


# Every figure of a type asks for the types of all questions.
@lru_cache(maxsize=4096)
def question_type(question: str) -> str:
    """Return what a question asks for: a reason, a list, …, or which kind of short answer."""
    asked = form(question)
    return asked if asked != "word" else _WORDS.get(sought(question), "amount")


_WORDS: Mapping[frozenset[int], str] = {
    frozenset(): "other",
    frozenset({DATE}): "when",
    frozenset({DURATION}): "how long",
    frozenset({MONEY}): "money",
    frozenset({PERCENT}): "percent",
    frozenset({NAME, LATIN}): "name",
}
_KEYS: Mapping[str, Callable[[Row], str]] = {
    "kind": lambda row: row.kind,
    "type": lambda row: question_type(row.q),
    "document": lambda row: row.doc,
}
BREAKDOWNS = tuple(_KEYS)


def in_group(rows: Sequence[Row], group: str) -> list[Row]:
    """Return the rows of a group by its name: ``test.ja``, ``test``, ``kind.fact``, ``citations``.

    None for a name that is no group's.
    """
    if group in WHOLE:
        return list(rows)
    key, _, value = group.partition(".")
    if key in _KEYS:
        return [row for row in rows if _KEYS[key](row) == value]
    return [row for row in rows if row.split == key and value in ("", row.lang)]


def grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of each ``split.lang`` and each ``split``; a group has at least one."""
    names = [f"{split}{lang}" for split in SPLITS for lang in (*(f".{x}" for x in LANGUAGES), "")]
    groups = {name: in_group(rows, name) for name in names}
    return {name: group for name, group in groups.items() if group}


def broken_down(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    """Return the rows of each group of one of BREAKDOWNS, ordered by name: ``kind.fact``, ….

    Both splits are in it, for groups of one are small.
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(f"{key}.{_KEYS[key](row)}", []).append(row)
    return dict(sorted(groups.items()))
