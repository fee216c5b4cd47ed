"""A Latin word of a question that nothing knows -> the common word that it is a slip away from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from indexer.english_words import Word, is_function_word, split_words
from indexer.heard import STRICT
from indexer.lexicon import Translation
from indexer.sounds import LEAST
from service.lookups import Lookups
from service.records import Language
from service.slips import latin_words

MOST_WORDS = 8
"""Words of one question that are looked at so: one takes a millisecond or two."""

# A regular form of a known word is a word: bettered.
_ENDING = re.compile("([a-z]{4,}?)(?:(?<!e)ed|ing|ly|(?<!s)s|(?:(?<=[sxzo])|(?<=[cs]h))es)")
_NAME = "名詞/固有名詞"
_PARTS = re.compile(r"[\s-]+")
# Shorter words have too many neighbours, and may be abbreviations; longer ones are no words.
_SHORTEST, _LONGEST = 4, 24
# Words of grammar are as frequent as what one passage in eight says.
_GRAMMAR = 2.0
# How much rarer a word is that counts as much as one that a hand does not easily slip from, or as
# one that the lexicon has not: by inverse document frequency.
_UNEASY, _UNLISTED = 4.0, 1.0


@dataclass(frozen=True, slots=True)
class _Odd:
    """A word that may be misspelt, in lower case; ``name``: it has a capital like a name.

    ``foreign``: its question is in Japanese, where Latin words are names of the corpus or nothing.
    """

    form: str
    start: int
    name: bool
    foreign: bool


def mended_latin(
    question: str, language: Language, heard: Sequence[Translation], lookups: Lookups
) -> str:
    """Return a question with what nothing knows of it as the likeliest word a slip away.

    ``heard`` is what the corpus has by sound: names that are another spelling of that stay, and so
    do words in capitals, and all after the first MOST_WORDS that nothing knows.
    """
    looked = (_odd(question, word, language) for word in split_words(question))
    unknown = (
        odd
        for odd in looked
        if odd is not None and _is_unknown(odd, lookups) and not _is_heard(odd, heard)
    )
    for odd in reversed(list(islice(unknown, MOST_WORDS))):
        meant = _meant(odd, lookups)
        if meant:
            question = _put(question, odd, meant)
    return question


def _odd(question: str, word: Word, language: Language) -> _Odd | None:
    """Return a word that may be misspelt by its looks; None for others."""
    form, written = word.form.lower(), question[word.start : word.start + len(word.form)]
    plain = form.isascii() and form.isalpha() and _SHORTEST <= len(form) <= _LONGEST
    if not plain or written.lower() != form or is_function_word(form):
        return None
    if written.removesuffix("s").isupper():
        return None
    foreign = language == "ja"
    name = written[0].isupper() and (word.start > 0 or foreign)
    return _Odd(form, word.start, name, foreign)


def _is_unknown(odd: _Odd, lookups: Lookups) -> bool:
    """Tell whether neither the corpus nor the vectors have a word, nor the lexicon.

    A name is unknown too where the lexicon has it by words that the corpus lacks.
    """
    if lookups.corpus.has("lemma", odd.form) or _is_common(odd.form, lookups):
        return False
    known = lookups.lexicon.translations(odd.form)
    if known:
        return odd.name and not any(_says(item, lookups) for item in known)
    ending = _ENDING.fullmatch(odd.form)
    return ending is None or not any(_is_common(ending[1] + e, lookups) for e in ("", "e"))


def _is_common(form: str, lookups: Lookups) -> bool:
    return [len(pieces) for pieces in lookups.common.pieces([form])] == [1]


def _is_heard(odd: _Odd, heard: Sequence[Translation]) -> bool:
    """Tell whether a word is read like one that the corpus writes in Japanese, and only so."""
    least = LEAST if odd.name or odd.foreign else STRICT
    for item in heard:
        if odd.form in _PARTS.split(item.source.lower()):
            latin, other = _weight(item, latin=True), _weight(item, latin=False)
            if other >= least and other > latin:
                return True
    return False


def _weight(item: Translation, *, latin: bool) -> float:
    """Return the weight of the best rendering in Latin letters, or of the best of the others."""
    of_kind = (r.weight for r in item.renderings if "".join(r.lemmas).isascii() == latin)
    return max(of_kind, default=0.0)


def _meant(odd: _Odd, lookups: Lookups) -> str:
    """Return the likeliest word that was meant, ``""`` for none."""
    easy: dict[str, bool] = {}
    for form, easily in latin_words(odd.form):
        easy[form] = easily or easy.get(form, False)
    words = list(_words(list(easy), odd, lookups))
    ranked = [
        (rarity + (0.0 if easy[form] else _UNEASY), -likely, form)
        for form, likely in zip(words, lookups.common.likelihoods(words), strict=True)
        for rarity in _rarities(form, odd, lookups)
    ]
    return min(ranked)[2] if ranked else ""


def _words(forms: Sequence[str], odd: _Odd, lookups: Lookups) -> Iterator[str]:
    """Yield those of ``forms`` that are words of the corpus, or common ones."""
    for form, pieces in zip(forms, lookups.common.pieces(forms), strict=True):
        if lookups.sounds.latin(form) or (len(pieces) == 1 and not odd.foreign):
            yield form


def _rarities(form: str, odd: _Odd, lookups: Lookups) -> Iterator[float]:
    """Yield how rare a word is, in the corpus by any of its names, and in grammar; or nothing."""
    corpus = lookups.corpus
    if is_function_word(form):
        if not odd.name:
            yield _GRAMMAR
        return
    known = lookups.lexicon.translations(form)
    yield from (corpus.set_idf(item) for item in known if not odd.name or _names(item, lookups))
    if lookups.sounds.latin(form):
        yield corpus.idf("lemma", form)
    elif not known and not odd.name:
        yield corpus.idf("lemma", form) + _UNLISTED


def _says(item: Translation, lookups: Lookups) -> bool:
    has = lookups.corpus.has
    return any(all(has("lemma", lemma) for lemma in r.lemmas) for r in item.renderings)


def _names(item: Translation, lookups: Lookups) -> bool:
    """Tell whether the corpus has a rendering of a word that is a name: 中国, not 磁器."""
    return any(
        lookups.corpus.has("lemma", lemma)
        and [token.pos for token in lookups.segmenter.tokens(lemma)] == [_NAME]
        for rendering in item.renderings
        for lemma in rendering.lemmas
        if len(rendering.lemmas) == 1
    )


def _put(question: str, odd: _Odd, meant: str) -> str:
    end = odd.start + len(odd.form)
    written = meant.capitalize() if question[odd.start].isupper() else meant
    return question[: odd.start] + written + question[end:]
