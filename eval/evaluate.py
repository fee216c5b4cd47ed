"""Questions -> outcomes: asks an engine in process and keeps what it said."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.gold import Question, grounds
from eval.legs import ranked
from eval.metrics import accepted
from eval.sets import QuestionSet
from indexer.generation import Generation
from indexer.records import Passage
from service.answer import Answerer
from service.records import Citation, Reply
from service.search import Searcher

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one gold question.

    ``ranking`` are the ids of the passages found, best first; ``relevant`` those that hold a
    support string. ``valid`` is what `cites_truly` tells, ``supported`` whether a support string
    stands inside a citation, ``right`` whether an accepted answer stands inside the answer's text.
    ``seconds`` is the time that the answer took.
    """

    question: Question
    ranking: tuple[str, ...]
    relevant: frozenset[str]
    reply: Reply
    valid: bool
    supported: bool
    right: bool
    seconds: float

    @property
    def refused(self) -> bool:
        """Whether the reply gives no answer."""
        return self.reply.status == "not_in_corpus"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The passages that one question found, best first, and the ids of the relevant ones."""

    question: Question
    ranking: tuple[str, ...]
    relevant: frozenset[str]


def ask_gold(engine: Answerer, questions: Iterable[Question]) -> tuple[Outcome, ...]:
    """Search and ask every question, in order."""
    passages = _all_passages(engine.searcher.generation)
    texts = {document.id: document.text for document in engine.documents()}
    return tuple(_outcome(engine, question, passages, texts) for question in questions)


def cites_truly(reply: Reply, texts: Mapping[str, str]) -> bool:
    """Tell whether a reply's citations can be trusted; ``texts`` are the sources by document id.

    Every citation quotes its source exactly, from inside its passage; and a reply that answers has
    a citation, one of which quotes the sentence of its answer.
    """
    if not all(_quotes_truly(citation, texts) for citation in reply.citations):
        return False
    if reply.status == "not_in_corpus":
        return True
    quotes = [citation.quote for citation in reply.citations]
    return reply.answer is not None and reply.answer.sentence in quotes


def _quotes_truly(citation: Citation, texts: Mapping[str, str]) -> bool:
    span, passage = citation.span, citation.passage
    return (
        citation.doc_id == passage.doc_id
        and passage.start <= span.start < span.end <= passage.end
        and span.of(texts.get(citation.doc_id, "")) == citation.quote
    )


def rank_documents(searcher: Searcher, questions: QuestionSet, legs: str) -> dict[str, list[str]]:
    """Return, by question id, the ids of the best documents, each by its best passage."""
    rankings = {}
    for question in questions.questions:
        found = ranked(searcher, question.text, legs, 3 * DEPTH)
        ids = [passage.doc_id for passage in searcher.generation.passages(found)]
        rankings[question.id] = list(dict.fromkeys(ids))[:DEPTH]
    return rankings


def rank_gold(searcher: Searcher, questions: Iterable[Question], legs: str) -> tuple[Ranking, ...]:
    """Return what the answerable ones of gold ``questions`` find, in order."""
    passages = _all_passages(searcher.generation)
    return tuple(
        Ranking(
            question,
            tuple(_id(passages[row]) for row in ranked(searcher, question.q, legs, DEPTH)),
            _relevant(question, passages),
        )
        for question in questions
        if question.answerable
    )


def _all_passages(generation: Generation) -> tuple[Passage, ...]:
    return generation.passages(range(generation.manifest.passages))


def _outcome(
    engine: Answerer, question: Question, passages: Sequence[Passage], texts: Mapping[str, str]
) -> Outcome:
    hits = engine.search(question.q, DEPTH).hits
    begun = time.perf_counter()
    reply = engine.ask(question.q, 5)
    seconds = time.perf_counter() - begun
    quotes = [citation.quote for citation in reply.citations]
    return Outcome(
        question=question,
        ranking=tuple(_id(hit.passage) for hit in hits),
        relevant=_relevant(question, passages),
        reply=reply,
        valid=cites_truly(reply, texts),
        supported=any(text in quote for text in question.support for quote in quotes),
        right=reply.answer is not None and accepted(reply.answer.text, question.accept),
        seconds=seconds,
    )


def _relevant(question: Question, passages: Sequence[Passage]) -> frozenset[str]:
    return frozenset(_id(p) for p in passages if grounds(question, p.doc_id, p.text))


def _id(passage: Passage) -> str:
    return f"{passage.doc_id}:{passage.start}-{passage.end}"
