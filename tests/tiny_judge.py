"""Judges, readers and glosses one can compute by hand, and evidence made up in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from indexer.lexical import LexicalIndex
from indexer.records import Hit, Passage, Span
from service.evidence import Evidence, Features
from service.judgement import FEATURES, SIGNS, Judge, Judged
from service.query import Query
from service.reader.reader import Found, Reading
from service.records import Language
from service.rerank import LANGUAGES

# What speaks neither for a sentence nor against it, but that it states something.
PLAIN = {field.name: 0.0 for field in fields(Features)} | {"statement": 1.0}
Prepared = tuple[str, tuple[Span, ...]]


def features_of(**values: float) -> Features:
    """Features of a statement, zero but for ``values``."""
    return Features(**{**PLAIN, **values})


def judge_of(
    sentence: Mapping[str, float],
    answer: Mapping[str, float],
    least: float = 0.0,
    risks: tuple[tuple[float, float], ...] = ((0.0, 0.0),),
) -> Judge:
    """A judge of the named weights of FEATURES and of SIGNS, and ``bias``; it takes all answers.

    A question is as likely to have an answer as the answer is right.
    """
    told = tuple(answer.get(name, 0.0) for name in (*SIGNS, "bias"))
    return Judge(
        tuple(sentence.get(name, 0.0) for name in (*FEATURES, "bias")),
        told,
        told,
        least,
        risks,
    )


# It is sure of an answer unless the corpus never mentions most of what the question is about.
PLAIN_JUDGE = judge_of(
    {"coverage": 5.0, "translated": 5.0, "similarity": 0.5, "bias": -2.0},
    {"unknown": -10.0, "bias": 7.0},
    least=0.2,
    risks=((0.05, 0.5),),
)
JUDGES: Mapping[Language, Judge] = dict.fromkeys(LANGUAGES, PLAIN_JUDGE)


class HandReader:
    """Finds the answers it is given wherever they stand, with their mass and share.

    A passage that has none of them says nothing with the probability 1. Of several answers in one
    sentence the first counts.
    """

    def __init__(self, answers: Mapping[str, tuple[float, float]] | None = None) -> None:
        self.answers = answers or {}
        self.prepared: list[str] = []

    def asking(self, query: Query, index: LexicalIndex) -> str:
        return query.folded

    def passage(self, text: str, sentences: Sequence[Span]) -> Prepared:
        self.prepared.append(text)
        return text, tuple(sentences)

    def read(self, asking: str, passages: Sequence[Prepared]) -> tuple[Reading, ...]:
        return tuple(self._reading(*passage) for passage in passages)

    def _reading(self, text: str, sentences: Sequence[Span]) -> Reading:
        found: dict[int, Found] = {}
        for answer, (mass, share) in self.answers.items():
            for number, span in enumerate(sentences):
                start = text.find(answer, span.start, span.end)
                if start >= 0:
                    span = Span(start, start + len(answer))
                    found.setdefault(number, Found(span, mass, share, mass))
        return Reading(found, 1.0 - sum(one.mass for one in found.values()))


class HandGlosser:
    """Puts an answer between brackets, before the question."""

    def gloss(self, text: str, question: str) -> str:
        return f"[{text}] {question}"


def evidence_of(
    text: str,
    answer: str = "",
    share: float = 0.0,
    doc_id: str = "a",
    start: int = 0,
    **values: float,
) -> Evidence:
    """One sentence that is a passage of its own; ``answer`` stands in it, or is all of it."""
    span = Span(start, start + len(text))
    passage = Passage(doc_id, span.start, span.end, text, "", (span,))
    place = start + text.index(answer)
    found = Span(place, place + len(answer)) if answer else span
    return Evidence(Hit(0, passage, 0.5), span, text, features_of(**values), found, share, ())


def judged(item: Evidence, score: float = 0.0, chance: float = 0.5) -> Judged:
    """A sentence with a score and a probability made up."""
    return Judged(item, score, chance)
