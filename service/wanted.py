"""What a question asks for, and how much of that a text says; pure but for the index's weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from indexer.lexicon import Translation
from indexer.terms import VIEWS, Terms
from indexer.wording import NUMERIC, Word
from service.forms import Form, form
from service.query import Query
from service.records import Language
from service.search import Searcher
from service.sought import sought

# Views that tell how much of a question a sentence repeats, by the question's language.
_COVERAGE_VIEWS: dict[Language, tuple[str, ...]] = {
    "ja": ("lemma", "bigram", "chars", "latin"),
    "en": ("latin",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for: its terms and its translated words, with what each is worth.

    ``kinds`` are those sought, ``form`` the form; ``told`` the lemmas of its own words;
    ``question`` is its folded text.
    """

    terms: Mapping[tuple[str, str], float]
    sets: Sequence[tuple[Translation, float]]
    kinds: frozenset[int]
    told: frozenset[str]
    form: Form
    question: str


def wanted_of(query: Query, searcher: Searcher) -> Wanted:
    """Return what a question asks for, weighed by inverse document frequency."""
    return Wanted(
        _term_weights(query, searcher),
        _set_weights(query, searcher),
        sought(query.folded),
        frozenset(word.lemma for word in query.words),
        form(query.folded),
        query.folded,
    )


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


def coverage(wanted: Wanted, terms: Terms) -> float:
    """Return the share of a question's term weight, 0 to 1, that a text repeats."""
    found = {view: set(getattr(terms, view)) for view in VIEWS}
    hit = sum(weight for (view, term), weight in wanted.terms.items() if term in found[view])
    return _share(hit, sum(wanted.terms.values()))


def translated(wanted: Wanted, terms: Terms) -> float:
    """Return the share of a question's English words, 0 to 1, that a text says by renderings."""
    lemmas = set(terms.lemma)
    hit = sum(
        weight * max((r.weight for r in item.renderings if lemmas.issuperset(r.lemmas)), default=0)
        for item, weight in wanted.sets
    )
    return _share(hit, sum(weight for _, weight in wanted.sets))


def kinds_said(kinds: Set[int], new: Sequence[Word]) -> float:
    """Return 1 where a word is of the ``kinds`` sought, or none is, half for another number."""
    if not kinds or any(word.kind in kinds for word in new):
        return 1.0
    number = kinds <= NUMERIC and any(word.kind in NUMERIC for word in new)
    return 0.5 if number else 0.0


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
