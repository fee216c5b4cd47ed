"""Dictionary translations, keyed as the lexicon is: English key -> Japanese lemmas -> score."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from indexer.english_words import is_function_word, is_number, phrase_key, split_words
from indexer.lexicon import MAX_WORDS
from training.bitext import Lemmas, content
from training.data import open_lines
from training.dictionaries import (
    KATAKANA,
    Translation,
    edict_entry,
    ejdict_entry,
    read_names,
    synonym_groups,
)

Scores = dict[str, dict[Lemmas, float]]

QUESTION_WORDS = ("how", "what", "when", "where", "which", "who", "whom", "whose", "why")
MAX_LEMMAS = 4
LEADING = ("to", "a", "an", "the", "be")
SAFE = re.compile(r"[^\s:;]+")
GRAMMAR = re.compile("《[^》]*》")
SHORT_KANA = re.compile("[\u3041-\u3096]{1,2}")
LEAST_NAME_FREQUENCY = 3
STEM_SHARE = 0.5


def read_dictionaries(data: Path) -> list[Translation]:
    """Return the translations of EDICT, EJDict (without its grammar notes) and the synonyms.

    Words of one or two hiragana are left out: MeCab takes them for something else when alone.
    """
    edict, ejdict = open_lines(data / "edict.txt.gz"), open_lines(data / "ejdict.tsv.gz")
    found = [item for line in edict for item in edict_entry(line)]
    found += [item for line in ejdict for item in ejdict_entry(GRAMMAR.sub("", line))]
    for group in synonym_groups(open_lines(data / "sudachi-synonyms.txt.gz")):
        found += group
    return [item for item in found if not SHORT_KANA.fullmatch(item.japanese)]


def english_key(text: str, bases: Mapping[str, str]) -> str | None:
    """Return the key of a headword or gloss, or None when it can be none.

    Leading articles, ``to`` and ``be`` are no part of it; it has one to four words, not all of
    them function words, and nothing but blanks or hyphens between. A question word begins none:
    ``how far`` asks.
    """
    words = split_words(text)
    while len(words) > 1 and words[0].form in LEADING:
        words = words[1:]
    if not 0 < len(words) <= MAX_WORDS or not all(word.joined for word in words[1:]):
        return None
    if text[words[-1].end :].strip("!?. ") or all(_is_empty(word.form) for word in words):
        return None
    if words[0].form in QUESTION_WORDS:
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


def attested(scores: Scores, frequency: Mapping[Lemmas, int]) -> Scores:
    """Return ``scores`` without compounds for single words that no Japanese text has.

    Dictionaries explain as well as translate (``layoff``: 労働者の一時解雇). A word without other
    translations keeps them; phrases, rarer in any text, keep all.
    """
    found: Scores = {}
    for key, row in scores.items():
        kept = {
            lemmas: score
            for lemmas, score in row.items()
            if len(lemmas) == 1 or " " in key or frequency.get(lemmas, 0) > 0
        }
        found[key] = kept or row
    return found


def with_stems(scores: Scores, stems: Mapping[str, str]) -> Scores:
    """Return ``scores`` where each word has the translations of the word it comes from too.

    They count STEM_SHARE: ``building`` gets those of ``build`` behind its own.
    """
    found = dict(scores)
    for word, stem in stems.items():
        if stem in scores:
            row = dict(scores.get(word, {}))
            for lemmas, score in scores[stem].items():
                row[lemmas] = row.get(lemmas, 0.0) + STEM_SHARE * score
            found[word] = row
    return found


def headwords(data: Path) -> set[str]:
    """Return the English headwords of EJDict."""
    heads = (line.partition("\t")[0] for line in open_lines(data / "ejdict.tsv.gz"))
    return {word.strip().lower() for head in heads for word in head.split(",")}


def usable(lemmas: Lemmas) -> Lemmas:
    """Return the content lemmas of a Japanese head, or none when it is too long or odd."""
    kept = content(lemmas)
    fits = len(kept) <= MAX_LEMMAS and all(SAFE.fullmatch(lemma) for lemma in kept)
    return kept if fits else ()


def _is_empty(form: str) -> bool:
    return is_function_word(form) or is_number(form)


def name_scores(
    data: Path,
    bases: Mapping[str, str],
    lemmas_of: Callable[[str], Lemmas],
    frequency: Mapping[Lemmas, int],
) -> Scores:
    """Return names written in katakana, and others that Japanese texts have often enough."""
    names = read_names(data)
    kept = [
        item
        for item in names
        if KATAKANA.fullmatch(item.japanese)
        or frequency.get(usable(lemmas_of(item.japanese)), 0) >= LEAST_NAME_FREQUENCY
    ]
    return dictionary_scores(kept, bases, lemmas_of)
