"""Do citations ground the answer: are they true, do they hold what supports it, and all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.gold.questions import Question
from eval.metrics import accepted, mean
from service.records import Citation, Reply


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


def citation_precision(question: Question, quotes: Sequence[str]) -> float:
    """Return the share of ``quotes`` that hold a support string or an accepted answer."""
    return mean([float(_supports(question, quote)) for quote in quotes])


def citation_recall(question: Question, quotes: Sequence[str]) -> float:
    """Return the share of the question's support strings that stand inside a quote."""
    return mean([float(any(text in quote for quote in quotes)) for text in question.support])


def _supports(question: Question, quote: str) -> bool:
    return any(text in quote for text in question.support) or accepted(quote, question.accept)


def _quotes_truly(citation: Citation, texts: Mapping[str, str]) -> bool:
    span, passage = citation.span, citation.passage
    return (
        citation.doc_id == passage.doc_id
        and passage.start <= span.start < span.end <= passage.end
        and span.of(texts.get(citation.doc_id, "")) == citation.quote
    )
