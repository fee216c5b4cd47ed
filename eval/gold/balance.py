"""How gold questions are spread over languages, kinds and documents, by split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import get_args

from eval.gold.findings import Finding
from eval.gold.questions import ANYWHERE, NOWHERE, Kind, Question, Split

FEW = 5
"""Fewer questions of a kind than this tell nothing about it."""

_NAMES = {ANYWHERE: "* (several)", NOWHERE: "- (none)"}
_BY: tuple[tuple[str, Callable[[Question], str]], ...] = (
    ("language", lambda question: question.lang),
    ("kind", lambda question: question.kind),
    ("document", lambda question: _NAMES.get(question.doc, question.doc)),
)


def balance_table(questions: Sequence[Question], documents: Iterable[str]) -> str:
    """Return a line for each language, kind and document of ``documents``: how many by split."""
    splits = get_args(Split)
    lines = [_row("", [*splits, "all"])]
    for title, key in _BY:
        counts = Counter((key(question), question.split) for question in questions)
        names = {name for name, _ in counts} | (set(documents) if title == "document" else set())
        for name in sorted(names):
            row = [counts[name, split] for split in splits]
            lines.append(_row(f"{title} {name}", [*row, sum(row)]))
    total = Counter(question.split for question in questions)
    return "\n".join([*lines, _row("all", [*(total[s] for s in splits), len(questions)])])


def imbalance(questions: Sequence[Question], documents: Iterable[str]) -> Iterator[Finding]:
    """Yield what is too thin to measure: languages, kinds, and documents nobody asks about."""
    for split in get_args(Split):
        group = [question for question in questions if question.split == split]
        languages = {question.lang for question in group}
        if len(languages) == 1:
            yield Finding("look", (split,), f"all questions are in one language, {languages.pop()}")
        kinds = Counter(question.kind for question in group)
        for kind in get_args(Kind):
            if group and kinds[kind] < FEW:
                yield Finding("look", (split,), f"{kinds[kind]} {kind} questions: write some more")
    asked = {question.doc for question in questions}
    for doc_id in documents:
        if doc_id not in asked:
            yield Finding("look", (doc_id,), "no question is about this document")


def _row(name: str, cells: Sequence[object]) -> str:
    return f"{name:44}" + "".join(f"{cell!s:>7}" for cell in cells)
