"""Questions -> outcomes: asks an engine in process and keeps what it said."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.gold import Question, grounds
from eval.metrics import accepted
from eval.sets import QuestionSet
from indexer.generation import Generation
from indexer.records import Passage
from service.answer import Answerer
from service.fusion import WEIGHTS, Weights, reciprocal_ranks
from service.records import Citation, Reply
from service.search import Query, Searcher

DEPTH = 10
EVERY_LEG = "all"
LEGS = (EVERY_LEG, "lexical", "translation", "dense", "rrf")


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
        found = _rows(searcher, searcher.prepare(question.text), legs)
        ids = [passage.doc_id for passage in searcher.generation.passages(found)]
        rankings[question.id] = list(dict.fromkeys(ids))[:DEPTH]
    return rankings


def _rows(searcher: Searcher, query: Query, legs: str) -> list[int]:
    chosen = WEIGHTS[query.language]
    if legs == "rrf":
        scores = searcher.leg_scores(query, chosen).values()
        return [row for row, _ in reciprocal_ranks([each for each in scores if each], 3 * DEPTH)]
    only = {
        EVERY_LEG: chosen,
        "lexical": replace(chosen, translation=0.0, dense=0.0),
        "translation": Weights(views=(), translation=1.0, dense=0.0),
        "dense": Weights(views=(), translation=0.0, dense=1.0),
    }
    return [hit.id for hit in searcher.search(query, 3 * DEPTH, only[legs]).hits]


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
        relevant=frozenset(
            _id(passage) for passage in passages if grounds(question, passage.doc_id, passage.text)
        ),
        reply=reply,
        valid=cites_truly(reply, texts),
        supported=any(text in quote for text in question.support for quote in quotes),
        right=reply.answer is not None and accepted(reply.answer.text, question.accept),
        seconds=seconds,
    )


def _id(passage: Passage) -> str:
    return f"{passage.doc_id}:{passage.start}-{passage.end}"
