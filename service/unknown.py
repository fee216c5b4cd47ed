"""How much of a question the corpus never mentions: Toyota, asked about chips in China."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.english_words import Word, is_function_word, is_number, split_words
from indexer.lexicon import Translation
from service.query import Query
from service.search import Searcher

_Weighed = tuple[float, bool]
"""What a word is worth, and whether the corpus mentions it."""


def unknown_share(query: Query, searcher: Searcher) -> float:
    """Return the share, 0 to 1, of what a question is about that the corpus never mentions.

    By inverse document frequency: of the lemmas of a Japanese question; of an English one, of the
    words that the lexicon or the corpus's sounds have, and of those that nothing has. 0 for a
    question of neither.
    """
    words = _japanese if query.language == "ja" else _english
    weighed = list(words(query, searcher))
    whole = sum(worth for worth, _ in weighed)
    return sum(worth for worth, known in weighed if not known) / whole if whole else 0.0


def has_capital(word: Word, query: Query) -> bool:
    """Tell whether a word begins with a capital inside the question, where it means a name."""
    return word.start > 0 and query.folded[word.start].isupper()


def _japanese(query: Query, searcher: Searcher) -> Iterator[_Weighed]:
    lexical = searcher.generation.lexical
    for lemma in sorted(set(query.asked.terms.lemma)):
        yield lexical.idf("lemma", lemma), lexical.has("lemma", lemma)


def _english(query: Query, searcher: Searcher) -> Iterator[_Weighed]:
    lexical = searcher.generation.lexical
    for item in query.translations:
        yield lexical.set_idf(item), _is_said(item, searcher)
    for form in _unheard(query, searcher):
        yield lexical.idf("lemma", form), False


def _is_said(translation: Translation, searcher: Searcher) -> bool:
    has = searcher.generation.lexical.has
    return any(all(has("lemma", lemma) for lemma in r.lemmas) for r in translation.renderings)


def _unheard(query: Query, searcher: Searcher) -> list[str]:
    """Return the words of an English question, in lower case, that nothing has."""
    known = {word.form.lower() for item in query.translations for word in split_words(item.source)}
    words = (word for word in split_words(query.folded) if word.form.lower() not in known)
    return list(
        dict.fromkeys(word.form.lower() for word in words if _is_unheard(word, query, searcher))
    )


def _is_unheard(word: Word, query: Query, searcher: Searcher) -> bool:
    """Tell whether the corpus lacks a word that is a name, by its capital, or no common word.

    A plain word without a rendering (let, per) tells nothing of what a question is about.
    """
    form, has = word.form.lower(), searcher.generation.lexical.has
    if is_function_word(form) or is_number(form) or has("lemma", form) or has("latin", form):
        return False
    return has_capital(word, query) or len(searcher.tools.vectors.pieces([form])[0]) > 1
