"""Judges, readers and glosses one can compute by hand, and evidence made up in a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from indexer.lexical import LexicalIndex
from indexer.records import Hit, Passage, Span
from service.choosing import Weights
from service.evidence import Evidence, Features
from service.judgement import FEATURES, SIGNS, Judge, Judged
from service.query import Query
from service.reader.network import LONGEST
from service.reader.reader import Found, Reading
from service.reader.spread import Spread
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


# The odds of the search, and what a passage's best sentence matches added to them.
PLAIN_WEIGHTS: Mapping[Language, Weights] = dict.fromkeys(LANGUAGES, Weights(1.0, 1.0, 0.0))
# It is sure of an answer unless the corpus never mentions most of what the question is about.
PLAIN_JUDGE = judge_of(
    {"coverage": 5.0, "translated": 5.0, "similarity": 0.5, "bias": -2.0},
    {"unknown": -10.0, "bias": 7.0},
    least=0.2,
    risks=((0.05, 0.5),),
)
JUDGES: Mapping[Language, Judge] = dict.fromkeys(LANGUAGES, PLAIN_JUDGE)


def spread_of(*spans: Span, chances: Sequence[float] = (1.0,)) -> Spread:
    """Spans that do not overlap, in order, a token each, and the chance of each of them."""
    table = np.zeros((len(spans), LONGEST), dtype=np.float32)
    table[:, 0] = chances
    return Spread(table, np.array([(span.start, span.end) for span in spans], dtype=np.int64))


def found_of(
    span: Span,
    mass: float,
    share: float,
    least: float = 0.5,
    rival: Span | None = None,
    matched: float = 0.0,
) -> Found:
    """An answer; what is left of ``share`` falls on the ``rival``, which does not overlap it."""
    chances = {span: share} | ({rival: 1 - share} if rival else {})
    spans = sorted(chances, key=lambda one: one.start)
    spread = spread_of(*spans, chances=[chances[one] for one in spans])
    return Found(span, mass, share, least, matched, spread)


@dataclass(frozen=True, slots=True)
class HandScored:
    """A passage beside how well it matches."""

    ready: Prepared
    matched: float


class HandReader:
    """Finds the answers it is given wherever they stand, with their mass and share.

    A passage that has none of them says nothing with the probability 1. Of several answers in one
    sentence the first counts; what is left of its share falls on the sentence's last letter but
    one. It denies a question with the probability ``denied``, and a whole passage ``matched`` as it
    is told to, or not at all.
    """

    def __init__(
        self,
        answers: Mapping[str, tuple[float, float]] | None = None,
        denied: float = 0.0,
        matched: Mapping[str, float] | None = None,
    ) -> None:
        self.answers = answers or {}
        self.matched = matched or {}
        self.denied = denied
        self.prepared: list[str] = []
        self.done: list[str] = []
        self.asked: list[str] = []

    def asking(self, query: Query, index: LexicalIndex) -> str:
        self.asked.append(query.folded)
        return query.folded

    def passage(self, text: str, sentences: Sequence[Span]) -> Prepared:
        self.prepared.append(text)
        return text, tuple(sentences)

    def score(self, asking: str, passages: Sequence[Prepared]) -> tuple[HandScored, ...]:
        return tuple(HandScored(one, self.matched.get(one[0], 0.0)) for one in passages)

    def read(self, asking: str, passages: Sequence[HandScored]) -> tuple[Reading, ...]:
        self.done += [one.ready[0] for one in passages]
        return tuple(self._reading(*one.ready) for one in passages)

    def _reading(self, text: str, sentences: Sequence[Span]) -> Reading:
        found: dict[int, Found] = {}
        for answer, (mass, share) in self.answers.items():
            for number, span in enumerate(sentences):
                start = text.find(answer, span.start, span.end)
                if start >= 0:
                    here, end = Span(start, start + len(answer)), Span(span.end - 2, span.end - 1)
                    rival = end if end.start >= here.end else None
                    found.setdefault(number, found_of(here, mass, share, mass, rival))
        return Reading(found, 1.0 - sum(one.mass for one in found.values()), self.denied)


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
    rival: str = "",
    **values: float,
) -> Evidence:
    """One sentence that is a passage of its own; ``answer`` stands in it, or is all of it.

    What is left of ``share`` falls on the ``rival``, if there is one.
    """
    span = Span(start, start + len(text))
    passage = Passage(doc_id, span.start, span.end, text, "", (span,))
    hit, features = Hit(0, passage, 0.5), features_of(**values)
    if not answer:
        return Evidence(hit, span, text, features, span, share, None, 0.0, ())
    chances = {_placed(text, answer, start): share}
    if rival:
        chances[_placed(text, rival, start)] = 1 - share
    spans = sorted(chances, key=lambda one: one.start)
    spread = spread_of(*spans, chances=[chances[one] for one in spans])
    return Evidence(hit, span, text, features, _placed(text, answer, start), share, spread, 0.0, ())


def _placed(text: str, part: str, start: int) -> Span:
    place = start + text.index(part)
    return Span(place, place + len(part))


def judged(item: Evidence, score: float = 0.0, chance: float = 0.5) -> Judged:
    """A sentence with a score and a probability made up."""
    return Judged(item, score, chance)
