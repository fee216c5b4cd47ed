"""Regressions planted in an engine, each a fault that an evaluation must catch and name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from indexer.records import Document, Span
from service.answer import Answerer
from service.records import Answer, Citation, Reply, SearchResult
from service.search import Searcher


@dataclass(slots=True)
class Remembering:
    """The engine, asked each question once: a fault planted in what is said costs no new answer."""

    engine: Answerer
    replies: dict[tuple[str, int], Reply] = field(default_factory=dict)
    found: dict[tuple[str, int], SearchResult] = field(default_factory=dict)

    @property
    def generation(self) -> str:
        return self.engine.generation

    @property
    def searcher(self) -> Searcher:
        return self.engine.searcher

    def get_ready(self) -> bool:
        return self.engine.get_ready()

    def documents(self) -> tuple[Document, ...]:
        return self.engine.documents()

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        if (query, k) not in self.found:
            self.found[query, k] = self.engine.search(query, k, explain)
        return self.found[query, k]

    def ask(self, question: str, k: int) -> Reply:
        if (question, k) not in self.replies:
            self.replies[question, k] = self.engine.ask(question, k)
        return self.said(self.replies[question, k])

    def said(self, reply: Reply) -> Reply:
        """What is said instead of a reply; here the reply itself."""
        return reply

    def close(self) -> None:
        """Leave the engine open: other tests ask it as well."""


class FirstSentences(Remembering):
    """Answers with the first sentence of the best passage, and cites it."""

    __slots__ = ()

    def said(self, reply: Reply) -> Reply:
        if reply.answer is None:
            return reply
        hit = self.search(reply.question, 10).hits[0]
        span = hit.passage.sentences[0]
        text = next(d for d in self.documents() if d.id == hit.passage.doc_id).text
        quote = span.of(text)
        cited = Citation(1, hit.passage.doc_id, "", span, quote, hit.passage, hit.score)
        return replace(reply, answer=Answer(quote, quote, None), citations=(cited,))


class ShiftedSpans(Remembering):
    """Cites one character further on than it quotes."""

    __slots__ = ()

    def said(self, reply: Reply) -> Reply:
        return replace(reply, citations=tuple(self.shifted(each) for each in reply.citations))

    def shifted(self, citation: Citation) -> Citation:
        return replace(citation, span=_shifted(citation.span))


class ShiftedQuotes(ShiftedSpans):
    """Cites and quotes one character further on: each quote is the source's, none the answer's."""

    __slots__ = ()

    def shifted(self, citation: Citation) -> Citation:
        text = next(d for d in self.documents() if d.id == citation.doc_id).text
        span = _shifted(citation.span)
        return replace(citation, span=span, quote=span.of(text))


def _shifted(span: Span) -> Span:
    return Span(span.start + 1, span.end + 1)
