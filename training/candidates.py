"""Dictionary translations, keyed as the lexicon is: English key -> Japanese lemmas -> score."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from indexer.english_words import is_function_word, is_number, phrase_key, split_words
from indexer.lexicon import MAX_WORDS
from training.bitext import Lemmas, content
from training.dictionaries import Translation

Scores = dict[str, dict[Lemmas, float]]

MAX_LEMMAS = 4
LEADING = ("to", "a", "an", "the", "be")
SAFE = re.compile(r"[^\s:;|]+")


def english_key(text: str, bases: Mapping[str, str]) -> str | None:
    """Return the key of a headword or gloss, or None when it can be none.

    Leading articles, ``to`` and ``be`` are no part of it; it has one to four words, not all of
    them function words, and nothing but blanks or hyphens between.
    """
    words = split_words(text)
    while len(words) > 1 and words[0].form in LEADING:
        words = words[1:]
    if not 0 < len(words) <= MAX_WORDS or not all(word.joined for word in words[1:]):
        return None
    if text[words[-1].end :].strip("!?. ") or all(_is_empty(word.form) for word in words):
        return None
    return phrase_key([bases.get(word.form, word.form) for word in words])


def dictionary_scores(
    translations: Iterable[Translation],
    bases: Mapping[str, str],
    lemmas_of: Callable[[str], Lemmas],
) -> Scores:
    """Return the summed weights of the translations of each key."""
    scores: Scores = {}
    for item in translations:
        key = english_key(item.english, bases)
        lemmas = usable(lemmas_of(item.japanese)) if key else ()
        if key and lemmas:
            row = scores.setdefault(key, {})
            row[lemmas] = row.get(lemmas, 0.0) + item.weight
    return scores


def usable(lemmas: Lemmas) -> Lemmas:
    """Return the content lemmas of a Japanese head, or none when it is too long or odd."""
    kept = content(lemmas)
    fits = len(kept) <= MAX_LEMMAS and all(SAFE.fullmatch(lemma) for lemma in kept)
    return kept if fits else ()


def _is_empty(form: str) -> bool:
    return is_function_word(form) or is_number(form)
