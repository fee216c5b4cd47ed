"""Questions -> outcomes: asks an engine in process and keeps what it said."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.citing import cites_truly
from eval.gold.questions import Question, grounds
from eval.legs import ranked
from eval.metrics import accepted
from eval.sets import QuestionSet
from eval.spans import exact_span, overlap_f1, support_places
from indexer.generation import Generation
from indexer.records import Passage
from service.answer import Answerer
from service.records import Reply, SearchResult
from service.search import Searcher

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one gold question.

    ``found`` are the passages found, best first, and ``relevant`` the ids of those that hold a
    support string. ``valid`` is what
    `cites_truly` tells, ``supported`` whether a support string stands inside a citation, ``right``
    whether an accepted answer stands inside the answer's text; ``exact_span`` and ``span_f1`` say
    how well the citations point at the support (`eval.spans`). ``seconds`` is the time that the
    answer took.
    """

    question: Question
    found: SearchResult
    relevant: frozenset[str]
    reply: Reply
    valid: bool
    supported: bool
    right: bool
    exact_span: float
    span_f1: float
    seconds: float

    @property
    def ranking(self) -> tuple[str, ...]:
        """The ids of the passages found, best first."""
        return tuple(place_id(hit.passage) for hit in self.found.hits)

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


def ask_gold(
    engine: Answerer, questions: Iterable[Question], explain: bool = False
) -> tuple[Outcome, ...]:
    """Search and ask every question, in order; ``explain`` has the scores of hits explained."""
    passages = _all_passages(engine.searcher.generation)
    texts = {document.id: document.text for document in engine.documents()}
    return tuple(_outcome(engine, question, passages, texts, explain) for question in questions)


def place_id(passage: Passage) -> str:
    """Return what a passage is called in rankings: ``doc:start-end``."""
    return f"{passage.doc_id}:{passage.start}-{passage.end}"


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
            tuple(place_id(passages[row]) for row in ranked(searcher, question.q, legs, DEPTH)),
            _relevant(question, passages),
        )
        for question in questions
        if question.answerable
    )


def _all_passages(generation: Generation) -> tuple[Passage, ...]:
    return generation.passages(range(generation.manifest.passages))


def _outcome(
    engine: Answerer,
    question: Question,
    passages: Sequence[Passage],
    texts: Mapping[str, str],
    explain: bool,
) -> Outcome:
    found = engine.search(question.q, DEPTH, explain)
    begun = time.perf_counter()
    reply = engine.ask(question.q, 5)
    seconds = time.perf_counter() - begun
    cited = [(citation.doc_id, citation.span) for citation in reply.citations]
    quotes = [citation.quote for citation in reply.citations]
    places = support_places(question, texts)
    return Outcome(
        question=question,
        found=found,
        relevant=_relevant(question, passages),
        reply=reply,
        valid=cites_truly(reply, texts),
        supported=any(text in quote for text in question.support for quote in quotes),
        right=reply.answer is not None and accepted(reply.answer.text, question.accept),
        exact_span=exact_span(cited, places, texts),
        span_f1=overlap_f1(cited, places),
        seconds=seconds,
    )


def _relevant(question: Question, passages: Sequence[Passage]) -> frozenset[str]:
    return frozenset(place_id(p) for p in passages if grounds(question, p.doc_id, p.text))
