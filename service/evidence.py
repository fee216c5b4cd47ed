"""Question + passages -> the sentences that answer it best, with what speaks for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.lexicon import Translation
from indexer.records import Hit, Passage, Span
from indexer.terms import VIEWS, Terms
from service.asked import asks_figure, new_figures, states
from service.records import Language
from service.search import Query, Searcher

# A sentence of fewer content words is a label or a leftover of the page it came from.
FEWEST_WORDS = 2
# Views that tell how much of a question a sentence repeats, by the question's language.
_COVERAGE_VIEWS: dict[Language, tuple[str, ...]] = {
    "ja": ("lemma", "bigram", "chars", "latin"),
    "en": ("latin",),
}


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence: each about 0 to 1, higher is better.

    ``coverage``: the share of the question's term weight (inverse document frequency) that the
    sentence repeats; ``translated``: the same share of its English words by their renderings;
    ``similarity``: cosine of question and sentence; ``passage``: the score of
    the passage it stands in; ``statement``: 1 unless it is a heading, a stub, or itself asks;
    ``figure``: 0 when a number or date is asked for and the sentence has no new one, else 1.
    """

    coverage: float
    translated: float
    similarity: float
    passage: float
    statement: float
    figure: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one hit, with its features."""

    hit: Hit
    span: Span
    text: str
    features: Features


def unknown_share(query: Query, searcher: Searcher) -> float:
    """Return the share, 0 to 1, of what a question is about that the corpus never mentions.

    By inverse document frequency: of the lemmas of a Japanese question, of the translated words
    of an English one. 0 for a question of neither.
    """
    lexical = searcher.generation.lexical
    if query.language == "ja":
        weighed = [
            (lexical.idf("lemma", lemma), lexical.has("lemma", lemma))
            for lemma in sorted(set(query.terms.lemma))
        ]
    else:
        weighed = [(worth, _said(item, searcher)) for item, worth in _set_weights(query, searcher)]
    return _share(sum(w for w, known in weighed if not known), sum(w for w, _ in weighed))


def _said(translation: Translation, searcher: Searcher) -> bool:
    has = searcher.generation.lexical.has
    return any(all(has("lemma", lemma) for lemma in r.lemmas) for r in translation.renderings)


def gather(query: Query, hits: Sequence[Hit], searcher: Searcher) -> tuple[Evidence, ...]:
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
    wanted = _Wanted(_term_weights(query, searcher), _set_weights(query, searcher))
    figure_asked = asks_figure(query.text)
    found = []
    for ((_, span), hit), text, similarity in zip(places.items(), texts, similarities, strict=True):
        terms = searcher.tools.analyser.terms(text)
        features = Features(
            coverage=_coverage(wanted, terms),
            translated=_translated(wanted, terms),
            similarity=similarity,
            passage=hit.score,
            statement=_statement(hit.passage, text, terms),
            figure=float(not figure_asked or new_figures(query.text, text)),
        )
        found.append(Evidence(hit, span, text, features))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a question asks for: its terms and its translated words, with what each is worth."""

    terms: Mapping[tuple[str, str], float]
    sets: Sequence[tuple[Translation, float]]


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _term_weights(query: Query, searcher: Searcher) -> dict[tuple[str, str], float]:
    lexical = searcher.generation.lexical
    return {
        (view, term): lexical.idf(view, term)
        for view in _COVERAGE_VIEWS[query.language]
        for term in sorted(set(getattr(query.terms, view)))
    }


def _set_weights(query: Query, searcher: Searcher) -> list[tuple[Translation, float]]:
    lexical = searcher.generation.lexical
    return [(item, lexical.bound_translations([item])) for item in query.translations]


def _coverage(wanted: _Wanted, terms: Terms) -> float:
    found = {view: set(getattr(terms, view)) for view in VIEWS}
    hit = sum(weight for (view, term), weight in wanted.terms.items() if term in found[view])
    return _share(hit, sum(wanted.terms.values()))


def _translated(wanted: _Wanted, terms: Terms) -> float:
    lemmas = set(terms.lemma)
    hit = sum(
        weight * max((r.weight for r in item.renderings if lemmas.issuperset(r.lemmas)), default=0)
        for item, weight in wanted.sets
    )
    return _share(hit, sum(weight for _, weight in wanted.sets))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _statement(passage: Passage, text: str, terms: Terms) -> float:
    stub = len(terms.lemma) < FEWEST_WORDS
    return 0.0 if stub or text == passage.section or not states(text) else 1.0
