"""Hits -> a typed answer whose citations are checked against the source before it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.errors import IndexCorrupt
from indexer.generation import Generation
from indexer.records import Document, Hit, Span
from indexer.sentences import sentence_spans
from service.chores import is_chore
from service.denials import contradiction
from service.disputes import clash, rival
from service.evidence import Evidence
from service.finding import CONSIDERED, READ, Finder
from service.forms import form
from service.gloss import Glosser
from service.judgement import Judge, Judged, signs
from service.phrases import clauses_around
from service.query import Query, Tools
from service.reader.reader import Reader
from service.records import RISK, Answer, Citation, Language, Reply, SearchResult, Status
from service.search import Searcher
from service.shown import Shown, lead, shown
from service.smalltalk import is_small_talk
from service.stages import stage
from service.strangers import strangers
from service.telling import may_answer
from service.units import units
from service.unknown import unknown_share

# So deep is looked for them where some of the first cannot answer.
DEEP = 50
MOST_CITATIONS = 4
# A further sentence is cited when it is at least this times as likely as the best one.
NEARLY = 0.25


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question, before it is decided what to say.

    ``ranked`` is the evidence, best first, at least one; ``answer`` what the first would be shown
    as, right with the probability ``confidence``; ``answerable`` how likely the evidence holds an
    answer at all, 0 to 1; ``off_topic``: whether the question is about something else.
    """

    query: Query
    ranked: tuple[Judged, ...]
    answer: Shown
    confidence: float
    answerable: float
    off_topic: bool


class Answerer:
    """Answers questions from one generation (an `Engine`); safe to call from many threads."""

    def __init__(
        self,
        generation: Generation,
        tools: Tools,
        reader: Reader,
        judges: Mapping[Language, Judge],
        glosser: Glosser,
        risk: float = RISK,
    ) -> None:
        """Keep what answers; ``risk`` is the share of wrong answers, 0 to 1, that may be sure."""
        self._generation = generation
        self._reader = reader
        self._judges = judges
        self._glosser = glosser
        self._risk = risk
        self.searcher = Searcher(generation, tools)
        self.finder = Finder(generation, reader, self.searcher)

    @property
    def generation(self) -> str:
        """The name of the generation that every call reads."""
        return self._generation.manifest.generation

    def close(self) -> None:
        """Release the generation and the threads; the engine cannot be asked any more."""
        self.finder.close()
        self._generation.close()

    def documents(self) -> tuple[Document, ...]:
        """Return every document, ordered by id."""
        return self._generation.documents()

    def document(self, doc_id: str) -> Document:
        """Return one document as stored; raises DocumentNotFound."""
        return self._generation.document(doc_id)

    def get_ready(self) -> bool:
        """Make one more passage ready to be read; False where no more would be kept."""
        return self.finder.get_ready()

    def read(self, question: str, doc_id: str) -> str:
        """Return what the reader finds in a whole document, "" only where that has no words.

        Raises QueryError for what is no question and DocumentNotFound.
        """
        text = self.document(doc_id).text
        asking = self.finder.asking(self.searcher.prepare(question))
        passage = self._reader.passage(text, sentence_spans(text))
        (reading,) = self._reader.read(asking, self._reader.score(asking, [passage]))
        return reading.best.span.of(text) if reading.best else ""

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        """Return up to ``k`` hits, best first; raises QueryError for what is no question."""
        with stage("prepare"):
            prepared = self.searcher.prepare(query)
        with stage("search"):
            return self.searcher.search(prepared, k, explain=explain)

    def hits(self, query: Query, k: int) -> tuple[Hit, ...]:
        """Return the first ``k`` hits that may answer: no place is for what only asks or orders."""
        first = self.searcher.search(query, k).hits
        kept = [hit for hit in first if may_answer(hit.passage, query.folded)]
        if len(kept) < len(first):
            deeper = self.searcher.search(query, DEEP).hits
            kept = [hit for hit in deeper if may_answer(hit.passage, query.folded)]
        return tuple(kept[:k])

    def evidence(self, query: Query, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """Return the sentences of the best of ``hits`` with what speaks for each as an answer."""
        return self.finder.evidence(query, self.finder.asking(query), hits)

    def ask(self, question: str, k: int) -> Reply:
        """Answer from the best of ``k`` passages, or say why not.

        Raises QueryError for what is no question.
        """
        with stage("prepare"):
            query = self.searcher.prepare(question)
        with stage("search"):
            asking = self.finder.soon(query)
            hits = self.hits(query, CONSIDERED)
        with stage("read"):
            evidence = self.finder.evidence(query, asking.result(), hits, min(k, READ))
        with stage("decide"):
            return self._judged(query, evidence)

    def _judged(self, query: Query, evidence: Sequence[Evidence]) -> Reply:
        judge = self._judges[query.language]
        ranked = judge.ranked(evidence)
        if not ranked:
            return self._reply(query, "not_in_corpus", None, 0.0, ())
        unknown = unknown_share(query, self.searcher)
        answer = shown(query.folded, query.language, ranked[0].item)
        gap = lead(ranked, answer.text)
        item, first = ranked[0].item, evidence[0].features.answered
        told = signs(item.features, gap, answer.share, unknown, first)
        sure, answerable = judge.confidence(told), judge.answerable(told)
        aside = judge.off_topic([one.item.features for one in ranked], unknown)
        found = Found(query, ranked, answer, sure, answerable, aside)
        return self._decided(found, judge)

    def _decided(self, found: Found, judge: Judge) -> Reply:
        """Return the reply of the first kind that fits."""
        query, ranked = found.query, found.ranked
        unasked = (
            found.off_topic
            or is_chore(query.folded)
            or is_small_talk(query.folded)
            or bool(strangers(query, self.searcher, self._english))
        )
        denied = None if unasked else self._denied(found)
        if denied is not None:
            return denied
        near = _near(ranked)
        if unasked or found.answerable < judge.least:
            cited = self._citations(near)
            return self._reply(query, "not_in_corpus", None, found.confidence, cited)
        other = rival(query, ranked, found.answer, self.searcher)
        if other is not None:
            return self._answered(found, "conflicting", [ranked[0], ranked[other], *near])
        sure = found.confidence >= judge.surely(self._risk)
        return self._answered(found, "answered" if sure else "partial", near)

    def _english(self, word: str) -> str | None:
        return self._glosser.gloss(word, "")

    def _denied(self, found: Found) -> Reply | None:
        """Return the reply to a question whose premise the evidence denies, None for others."""
        query, ranked = found.query, found.ranked
        if form(query.folded) == "whether":
            return None  # "Is it heavy?" asserts neither
        about = units(query, self._generation.lexical)
        clashing = clash(query, about, ranked, self.searcher.tools.analyser)
        told = contradiction(clashing, ranked, english=query.language == "en")
        if not told.sure:
            return None
        item = ranked[told.place].item
        answer = self._answer(query, clauses_around(item.text, told.span).of(item.text), item)
        cited = self._citations([ranked[told.place], *_near(ranked)])
        return self._reply(query, "premise_contradicted", answer, told.chance, cited)

    def _answered(self, found: Found, status: Status, cited: Sequence[Judged]) -> Reply:
        answer = self._answer(found.query, found.answer.text, found.ranked[0].item)
        return self._reply(found.query, status, answer, found.confidence, self._citations(cited))

    def _answer(self, query: Query, text: str, item: Evidence) -> Answer:
        gloss = self._glosser.gloss(text, query.folded) if query.language == "en" else None
        return Answer(text=text, sentence=item.text, gloss=gloss)

    def _reply(
        self,
        query: Query,
        status: Status,
        answer: Answer | None,
        confidence: float,
        citations: tuple[Citation, ...],
    ) -> Reply:
        return Reply(
            query.text, query.language, status, answer, confidence, citations, self.generation
        )

    def _citations(self, cited: Sequence[Judged]) -> tuple[Citation, ...]:
        """Return the first of ``cited`` as citations, in order, each sentence once."""
        different: dict[tuple[str, Span], Judged] = {}
        for one in cited:
            different.setdefault((one.item.hit.passage.doc_id, one.item.span), one)
        kept = list(different.values())[:MOST_CITATIONS]
        titles = self._generation.titles(one.item.hit.passage.doc_id for one in kept)
        for one in kept:
            self._verify(one.item)
        return tuple(
            Citation(
                n=n,
                doc_id=one.item.hit.passage.doc_id,
                title=title,
                span=one.item.span,
                quote=one.item.text,
                passage=one.item.hit.passage,
                score=one.chance,
            )
            for n, (one, title) in enumerate(zip(kept, titles, strict=True), start=1)
        )

    def _verify(self, item: Evidence) -> None:
        doc_id = item.hit.passage.doc_id
        if self._generation.quote(doc_id, item.span) != item.text:
            raise IndexCorrupt(
                f"{doc_id}: the source at {item.span.start}-{item.span.end} is not what the index "
                "quotes; build again"
            )


def _near(ranked: Sequence[Judged]) -> list[Judged]:
    """Return the best sentence and those that are nearly as likely."""
    return [one for one in ranked if one.chance >= ranked[0].chance * NEARLY]
