"""Inflected English forms and their base forms; the only importer of simplemma."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from simplemma import lemmatize
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from indexer.english_words import split_words

SHORT = 3
SHORT_FORMS = frozenset("ads ate dug fed got had has ids led lit men met ova ran sat saw".split())
"""The forms of up to SHORT letters that are inflected; others are mostly acronyms (``ai``)."""

BRITISH = (
    ("isation", "ization"),
    ("ogue", "og"),
    ("our", "or"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("tre", "ter"),
    ("ence", "ense"),
    ("amme", "am"),
    ("grey", "gray"),
    ("plough", "plow"),
    ("sulphur", "sulfur"),
    ("mould", "mold"),
    ("aluminium", "aluminum"),
)
"""Endings, British and American; a word is respelled where the dictionaries have the latter."""

SHORTEST_RESPELLED = 5


def known_forms() -> list[str]:
    """Return the forms that simplemma's English dictionary has and `split_words` can yield."""
    forms = DefaultDictionaryFactory().get_dictionary("en")
    return sorted(form for form in forms if form.isascii() and form.isalpha() and form.islower())


def base_forms(forms: Iterable[str], headwords: Collection[str]) -> dict[str, str]:
    """Return the base of every form that is not its own, in American spelling.

    A regular form that a dictionary has as a word of its own stays: ``earnings`` is not
    ``earning``; an irregular one does not (``found`` is ``find``).
    """
    bases = {}
    for form in forms:
        base = american(_singular(form, headwords), headwords)
        if base != form:
            bases[form] = base
    return bases


def american(word: str, headwords: Collection[str]) -> str:
    """Return the American spelling of a British one (``colour``) that the dictionaries have."""
    for ending, other in BRITISH:
        respelled = word.removesuffix(ending) + other
        if len(word) >= SHORTEST_RESPELLED and word.endswith(ending) and respelled in headwords:
            return respelled
    return word


def _singular(form: str, headwords: Collection[str]) -> str:
    if len(form) <= SHORT and form not in SHORT_FORMS:
        return form
    base = lemmatize(form, lang="en")
    own = form in headwords and form[: len(base) - 1] == base[:-1]
    return form if own or not _is_word(base) else base


def own_words(forms: Iterable[str], headwords: Collection[str]) -> dict[str, str]:
    """Return the forms that stay, each with the word it comes from: ``building``, ``build``."""
    bases = base_forms(forms, ())
    kept = base_forms(forms, headwords)
    return {form: base for form, base in bases.items() if form not in kept}


def _is_word(base: str) -> bool:
    words = split_words(base)
    return len(words) == 1 and words[0].form == base
