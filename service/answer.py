"""Hits -> a typed answer whose citations are checked against the source before it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.errors import IndexCorrupt
from indexer.generation import Generation
from indexer.records import Document, Hit
from service.evidence import Evidence, gather, unknown_share
from service.judgement import JUDGES
from service.query import Query, Tools
from service.records import Answer, Citation, Reply, SearchResult
from service.search import Searcher

MOST_CITATIONS = 3
# A further sentence is cited when it is nearly as likely the answer as the best one.
NEARLY = 0.8


class Answerer:
    """Answers questions from one generation (an `Engine`); safe to call from many threads."""

    def __init__(self, generation: Generation, tools: Tools) -> None:
        self._generation = generation
        self.searcher = Searcher(generation, tools)

    @property
    def generation(self) -> str:
        """The name of the generation that every call reads."""
        return self._generation.manifest.generation

    def close(self) -> None:
        """Release the generation; the engine cannot be asked any more."""
        self._generation.close()

    def documents(self) -> tuple[Document, ...]:
        """Return every document, ordered by id."""
        return self._generation.documents()

    def document(self, doc_id: str) -> Document:
        """Return one document as stored; raises DocumentNotFound."""
        return self._generation.document(doc_id)

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        """Return up to ``k`` hits, best first; raises QueryError for what is no question."""
        return self.searcher.search(self.searcher.prepare(query), k, explain=explain)

    def evidence(self, query: Query, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """Return the sentences of ``hits`` with what speaks for each as an answer."""
        return gather(query, hits, self.searcher)

    def ask(self, question: str, k: int) -> Reply:
        """Answer with the best sentence among ``k`` passages, or say that none answers.

        Raises QueryError for what is no question.
        """
        query = self.searcher.prepare(question)
        found = self.searcher.search(query, k)
        judge = JUDGES[query.language]
        ranked = judge.ranked(self.evidence(query, found.hits))
        best = ranked[0][1] if ranked else 0.0
        known = unknown_share(query, self.searcher) <= judge.most_unknown
        answered = known and bool(ranked) and best >= judge.threshold
        cited = [pair for pair in ranked if pair[1] >= best * NEARLY][:MOST_CITATIONS]
        return Reply(
            question=question,
            language=query.language,
            status="answered" if answered else "not_in_corpus",
            answer=_answer(ranked[0][0]) if answered else None,
            confidence=best,
            citations=self._citations(cited),
            generation=self.generation,
        )

    def _citations(self, cited: list[tuple[Evidence, float]]) -> tuple[Citation, ...]:
        titles = self._generation.titles(item.hit.passage.doc_id for item, _ in cited)
        for item, _ in cited:
            self._verify(item)
        return tuple(
            Citation(
                n=n,
                doc_id=item.hit.passage.doc_id,
                title=title,
                span=item.span,
                quote=item.text,
                passage=item.hit.passage,
                score=score,
            )
            for n, ((item, score), title) in enumerate(zip(cited, titles, strict=True), start=1)
        )

    def _verify(self, item: Evidence) -> None:
        doc_id = item.hit.passage.doc_id
        if self._generation.quote(doc_id, item.span) != item.text:
            raise IndexCorrupt(
                f"{doc_id}: the source at {item.span.start}-{item.span.end} is not what the index "
                "quotes; build again"
            )


def _answer(item: Evidence) -> Answer:
    return Answer(text=item.text, sentence=item.text, gloss=None)
