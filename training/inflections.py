"""Inflected English forms and their base forms; the only importer of simplemma."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from simplemma import lemmatize
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from indexer.english_words import split_words


def known_forms() -> list[str]:
    """Return the forms that simplemma's English dictionary has and `split_words` can yield."""
    forms = DefaultDictionaryFactory().get_dictionary("en")
    return sorted(form for form in forms if form.isascii() and form.isalpha() and form.islower())


def base_forms(forms: Iterable[str], headwords: Collection[str]) -> dict[str, str]:
    """Return the base of every form that is not its own.

    A regular form that a dictionary has as a word of its own stays: ``earnings`` is not
    ``earning``; an irregular one does not (``found`` is ``find``).
    """
    bases = {}
    for form in forms:
        base = lemmatize(form, lang="en")
        own = form in headwords and form[: len(base) - 1] == base[:-1]
        if base != form and not own and _is_word(base):
            bases[form] = base
    return bases


def own_words(forms: Iterable[str], headwords: Collection[str]) -> dict[str, str]:
    """Return the forms that stay, each with the word it comes from: ``building``, ``build``."""
    bases = base_forms(forms, ())
    kept = base_forms(forms, headwords)
    return {form: base for form, base in bases.items() if form not in kept}


def _is_word(base: str) -> bool:
    words = split_words(base)
    return len(words) == 1 and words[0].form == base
