"""A question's Chinese names in pinyin -> the kanji that the corpus writes them in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from indexer.english_words import Word, is_function_word, is_number, side_by_side
from indexer.lexicon import MAX_RENDERINGS, Rendering, Translation
from indexer.pinyin import pinyin_key
from indexer.sounds import SoundIndex
from indexer.vocabulary import Reading

MOST_WORDS = 3
"""Latin words that make up one name: Ding Xuexiang, Ding Xue Xiang."""

_SHORTEST = 4
_SHORTEST_LOWER = 6


def hear_pinyin(
    question: str,
    words: Sequence[Word],
    covered: Collection[str],
    said: Collection[str],
    index: SoundIndex,
) -> tuple[Translation, ...]:
    """Return the names of the corpus in kanji that ``words`` are the exact pinyin of, in order.

    ``covered`` are the words, in lower case, that the lexicon knows, ``said`` those of them that it
    knows by words of the corpus. The longest name counts, and no word is in two. Several words
    are a name if all have a capital, or the lexicon does not know one of them; the family name may
    come first or last. One word is a name if it is not ``covered``, or has a capital and is not
    ``said``. Every rendering weighs 1; the most frequent comes first, at most 12.
    """
    found: list[Translation] = []
    start = 0
    while start < len(words):
        for size in range(_joined(question, words[start : start + MOST_WORDS]), 0, -1):
            span = words[start : start + size]
            readings = _readings(question, span, covered, said, index)
            if readings:
                source = _source(question, span)
                found.append(Translation(source, tuple(_renderings(readings))))
                break
        start += size
    return tuple(found)


def _renderings(readings: Sequence[Reading]) -> Iterator[Rendering]:
    """Yield the most frequent first; of 文+峰 and 梁+文+峰, cut differently, what says more."""
    ranked = sorted(readings, key=lambda item: (-item.count, -len(item.lemmas), item))
    for lemmas in list(dict.fromkeys(item.lemmas for item in ranked))[:MAX_RENDERINGS]:
        yield Rendering(lemmas, 1.0)


def _readings(
    question: str,
    span: Sequence[Word],
    covered: Collection[str],
    said: Collection[str],
    index: SoundIndex,
) -> tuple[Reading, ...]:
    """Return the names that a few words side by side spell, or none if they are no name."""
    keys = [pinyin_key(word.form) for word in span]
    found = (_several(keys, index) if len(span) > 1 else index.pinyin(keys[0])) if all(keys) else ()
    # Seldom any: only then it is asked whether the words may be a name.
    if not found:
        return ()
    capital = all(_has_capital(question, word) for word in span)
    if len(span) == 1:
        return _single(span[0], keys[0], found, said if capital else covered, capital=capital)
    grammar = any(map(_is_grammar, span))
    if not capital and (grammar or all(word.form.lower() in covered for word in span)):
        return ()
    return found


def _single(
    word: Word, key: str, found: Sequence[Reading], known: Collection[str], *, capital: bool
) -> tuple[Reading, ...]:
    """Keep of what one word spells places, companies and whole names; with a capital all names."""
    if word.form.lower() in known or _is_grammar(word) or is_number(word.form):
        return ()
    if len(key) < (_SHORTEST if capital else _SHORTEST_LOWER):
        return ()
    return tuple(item for item in found if capital or " " in item.kana)


def _several(keys: Sequence[str], index: SoundIndex) -> tuple[Reading, ...]:
    """Find a name as spelled, or else with its last word, the family name, put first."""
    for order in (keys, [*keys[-1:], *keys[:-1]]):
        readings = tuple(
            item for item in index.pinyin("".join(order)) if _begins(item, order[0], len(order))
        )
        if readings:
            return readings
    return ()


def _begins(item: Reading, first: str, words: int) -> bool:
    """Tell whether a name has as many syllables as words, and the first word is some of them.

    So Sha Nxi is not Shanxi.
    """
    syllables = item.kana.split(" ")
    return len(syllables) >= words and first in _beginnings(syllables)


def _beginnings(syllables: Sequence[str]) -> Iterator[str]:
    return ("".join(syllables[:size]) for size in range(1, len(syllables)))


def _joined(question: str, words: Sequence[Word]) -> int:
    """Return how many words at the beginning stand side by side."""
    apart = (
        place
        for place, (left, right) in enumerate(pairwise(words), start=1)
        if not side_by_side(question, left, right)
    )
    return next(apart, len(words))


def _has_capital(question: str, word: Word) -> bool:
    return question[word.start].isupper() or question[: word.start].endswith("-")


def _is_grammar(word: Word) -> bool:
    """Tell whether a word is one of grammar; an apostrophe may also part syllables, as in Xi'an."""
    return "'" not in word.form and is_function_word(word.form)


def _source(question: str, span: Sequence[Word]) -> str:
    return question[span[0].start : span[-1].end]
