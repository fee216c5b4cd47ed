"""Passages to judge: what several ways to search find, and no support string tells right yet.

Pooling as in TREC (Spärck Jones & van Rijsbergen 1975): what no way to search finds is taken to be
not relevant, so that the ways differ and the best hits of each are judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from eval.gold.questions import ANYWHERE, NOWHERE, Question, grounds
from eval.legs import ranked
from eval.sets.fields import Raw, as_object, parse, read_lines, string
from indexer.errors import GoldError
from indexer.records import Passage
from service.search import Searcher

WAYS = ("all", "lexical", "translation", "dense")
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Pooled:
    """A passage found for the gold question of id ``question``, to be judged.

    ``found_by`` are the ways to search that found it, ``rank`` its best place, from 1. A person
    sets ``relevant``, and when it is, puts into ``support`` the part of ``text`` that grounds the
    answer.
    """

    question: str
    q: str
    doc: str
    start: int
    end: int
    text: str
    found_by: tuple[str, ...]
    rank: int
    relevant: bool | None = None
    support: str = ""


def pool(
    searcher: Searcher, questions: Iterable[Question], depth: int = DEPTH
) -> tuple[Pooled, ...]:
    """Return the unjudged passages among the best ``depth`` of each way, each once a question.

    In the order of the questions, best rank first, ties by place.
    """
    return tuple(item for question in questions for item in _pool(searcher, question, depth))


def _pool(searcher: Searcher, question: Question, depth: int) -> list[Pooled]:
    found: dict[int, list[tuple[int, str]]] = {}
    for way in WAYS:
        for rank, row in enumerate(ranked(searcher, question.q, way, depth), start=1):
            found.setdefault(row, []).append((rank, way))
    passages = searcher.generation.passages(list(found))
    pooled = [
        _unjudged(question, passage, places)
        for passage, places in zip(passages, found.values(), strict=True)
        if not any(support in passage.text for support in question.support)
    ]
    return sorted(pooled, key=lambda item: (item.rank, item.doc, item.start))


def _unjudged(question: Question, passage: Passage, places: list[tuple[int, str]]) -> Pooled:
    return Pooled(
        question=question.id,
        q=question.q,
        doc=passage.doc_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        found_by=tuple(way for _, way in places),
        rank=min(rank for rank, _ in places),
    )


def to_line(item: Pooled) -> str:
    """Return a pooled passage as one line of JSON."""
    return json.dumps(asdict(item), ensure_ascii=False)


def merged(questions: Iterable[Question], judged: Path) -> tuple[tuple[Question, ...], int]:
    """Return the questions with the supports that a person found, and how many wait for judgement.

    A question with a support in another document than its own gets ``*`` for its document. Raises
    GoldError, with its place, for a judgement that is malformed, or of no question.
    """
    known = {question.id: question for question in questions}
    waiting = 0
    for place, item in _read(judged):
        if item.question not in known:
            raise GoldError(f"{place}: the gold file has no question {item.question!r}")
        waiting += item.relevant is None
        if item.relevant:
            known[item.question] = _with_support(known[item.question], item, place)
    return tuple(known.values()), waiting


def _with_support(question: Question, item: Pooled, place: str) -> Question:
    if not question.answerable:
        raise GoldError(
            f"{place}: {question.id} is unanswerable, and yet this passage is relevant; give the "
            "question a kind, a document, support and accepted answers in the gold file"
        )
    if grounds(question, item.doc, item.support):
        return question
    elsewhere = question.doc not in (ANYWHERE, NOWHERE, item.doc)
    support = tuple(dict.fromkeys((*question.support, item.support)))
    return replace(question, support=support, doc=ANYWHERE if elsewhere else question.doc)


def _read(path: Path) -> Iterator[tuple[str, Pooled]]:
    for place, line in read_lines(path):
        raw = as_object(parse(line, place), place)
        _check_form(raw, place)
        item = Pooled(**raw)  # type: ignore[arg-type]
        if item.relevant and not (item.support.strip() and item.support in item.text):
            raise GoldError(
                f"{place}: support must hold the part of text that grounds the answer, word for "
                "word"
            )
        yield place, item


def _check_form(raw: Raw, place: str) -> None:
    names = [field.name for field in fields(Pooled)]
    if sorted(raw) != sorted(names):
        raise GoldError(f"{place}: a pooled line has the fields {', '.join(names)}")
    for name in ("question", "doc", "text", "support"):
        string(raw, name, place)
    if raw["relevant"] is not None and not isinstance(raw["relevant"], bool):
        raise GoldError(f"{place}: relevant must be true, false, or null while nobody has judged")
