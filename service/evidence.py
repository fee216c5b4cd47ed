"""Question + passages -> the sentences that answer it best, with what speaks for each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from indexer.lexicon import Translation
from indexer.records import Hit, Passage, Span
from indexer.terms import VIEWS, Terms
from indexer.wording import NUMERIC, Word
from service.query import Query
from service.records import Language
from service.search import Searcher
from service.sought import sought
from service.statements import states

# A sentence of fewer content words is a label or a leftover of the page it came from.
FEWEST_WORDS = 2
# Probabilities nearer to 0 or 1 tell no more.
LEAST_CHANCE = 1e-4
# Views that tell how much of a question a sentence repeats, by the question's language.
_COVERAGE_VIEWS: dict[Language, tuple[str, ...]] = {
    "ja": ("lemma", "bigram", "chars", "latin"),
    "en": ("latin",),
}


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence: higher is better, about 0 to 1 where nothing else is said.

    ``coverage``: the share of the question's term weight (inverse document frequency) that the
    sentence repeats; ``translated``: the same share of its English words by their renderings;
    ``similarity``: cosine of question and sentence; ``passage``: a fifth of the log odds that the
    passage it stands in is relevant, about -2 to 1; ``statement``: 1 unless it is a heading, a
    stub, or itself asks;
    ``sought``: 1 when the sentence has a new word of the kind that is asked for, or none is; half
    when an amount, a date or a span of time is asked for and it has another new number; else 0.
    """

    coverage: float
    translated: float
    similarity: float
    passage: float
    statement: float
    sought: float


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
            for lemma in sorted(set(query.asked.terms.lemma))
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
    kinds, told = sought(query.folded), {word.lemma for word in query.words}
    found = []
    for ((_, span), hit), text, similarity in zip(places.items(), texts, similarities, strict=True):
        said = searcher.tools.analyser.content(text)
        features = Features(
            coverage=_coverage(wanted, said.terms),
            translated=_translated(wanted, said.terms),
            similarity=similarity,
            passage=_log_odds(hit.score) / 5,
            statement=_statement(hit.passage, text, said.terms),
            sought=_sought(kinds, [word for word in said.words if word.lemma not in told]),
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
        for term in sorted(set(getattr(query.asked.terms, view)))
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


def _log_odds(chance: float) -> float:
    kept = min(max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE)
    return math.log(kept / (1 - kept))


def _sought(kinds: Set[int], new: Sequence[Word]) -> float:
    if not kinds or any(word.kind in kinds for word in new):
        return 1.0
    number = kinds <= NUMERIC and any(word.kind in NUMERIC for word in new)
    return 0.5 if number else 0.0


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _statement(passage: Passage, text: str, terms: Terms) -> float:
    stub = len(terms.lemma) < FEWEST_WORDS
    return 0.0 if stub or text == passage.section or not states(text) else 1.0
