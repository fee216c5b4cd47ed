"""Question + passages -> the sentences that answer it best, with what speaks for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.records import Hit, Passage, Span
from indexer.terms import Terms
from service.records import Language
from service.search import Query, Searcher, TextAnalyser

# Views that tell how much of a question a sentence repeats, by the question's language.
_COVERAGE_VIEWS: dict[Language, tuple[str, ...]] = {
    "ja": ("lemma", "bigram", "chars", "latin"),
    "en": ("latin",),
}


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence: each about 0 to 1, higher is better.

    ``coverage``: the share of the question's term weight (inverse document frequency) that the
    sentence repeats; ``similarity``: cosine of question and sentence; ``passage``: the score of
    the passage it stands in; ``statement``: 1 unless it is a heading or itself a question.
    """

    coverage: float
    similarity: float
    passage: float
    statement: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one hit, with its features."""

    hit: Hit
    span: Span
    text: str
    features: Features


def gather(
    query: Query, hits: Sequence[Hit], searcher: Searcher, analyser: TextAnalyser
) -> tuple[Evidence, ...]:
    """Return every distinct sentence of ``hits`` with its features, in hit order.

    A sentence in the overlap of two passages is counted with the better one.
    """
    places: dict[tuple[str, Span], Hit] = {}
    for hit in hits:
        for span in hit.passage.sentences:
            places.setdefault((hit.passage.doc_id, span), hit)
    texts = [_text(hit.passage, span) for (_, span), hit in places.items()]
    if not texts:
        return ()
    similarities = searcher.similarities(query, texts)
    weights = _term_weights(query, searcher)
    return tuple(
        Evidence(
            hit,
            span,
            text,
            Features(
                coverage=_coverage(weights, analyser.terms(text)),
                similarity=similarity,
                passage=hit.score,
                statement=_statement(hit.passage, span, text),
            ),
        )
        for ((_, span), hit), text, similarity in zip(
            places.items(), texts, similarities, strict=True
        )
    )


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _term_weights(query: Query, searcher: Searcher) -> dict[tuple[str, str], float]:
    lexical = searcher.generation.lexical
    return {
        (view, term): lexical.idf(view, term)
        for view in _COVERAGE_VIEWS[query.language]
        for term in sorted(set(getattr(query.terms, view)))
    }


def _coverage(weights: dict[tuple[str, str], float], terms: Terms) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    found = {view: set(getattr(terms, view)) for view, _ in weights}
    return sum(weight for (view, term), weight in weights.items() if term in found[view]) / total


def _statement(passage: Passage, span: Span, text: str) -> float:
    heading = text == passage.section
    return 0.0 if heading or text.rstrip("」』)）").endswith(("?", "？")) else 1.0
