"""A question's names and katakana words -> the corpus's words that sound like them.

Each becomes a synonym set, as the lexicon makes them for English words, so that a passage that
says ファーウェイ answers a question about Huawei, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from indexer.aloud import all_kana, hear_kana, hear_romaji, is_romaji
from indexer.english_words import (
    Word,
    is_function_word,
    is_number,
    side_by_side,
    split_words,
)
from indexer.lexicon import MAX_RENDERINGS, Rendering, Translation
from indexer.normalize import search_key
from indexer.records import Token
from indexer.romaji import letter_names, romaji
from indexer.romanized import hear_pinyin
from indexer.sound import SHORT, sound_key
from indexer.sounds import LEAST, SoundIndex
from indexer.transliteration import readings
from indexer.vocabulary import Kind, katakana_runs

STRICT = 0.97
"""For words that are known as they are: only another way to write the same sound."""

NAME_WEIGHT = 0.9
"""What a Japanese name counts that is read like a Latin word: it may be another's."""

MOST_WORDS = 16
"""Latin words of one question that are read aloud: reading one takes milliseconds."""

_SHORTEST = 3
_SHORTEST_KNOWN = 4
_BEFORE_SENTENCE = frozenset('.?!:"“')
_JAPANESE = frozenset(
    chr(code) for low, high in ((0x3041, 0x30FF), (0x4E00, 0x9FFF)) for code in range(low, high)
)

Weights = dict[tuple[str, ...], float]
Has = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word of Latin letters and its lower case.

    ``covered``: the lexicon has it; ``said``: by lemmas that the corpus has; ``name``: it has a
    capital inside a sentence; ``capitals``: all of it is in capitals, unlike the question.
    """

    word: Word
    form: str
    covered: bool
    said: bool
    name: bool
    capitals: bool

    @property
    def least(self) -> float:
        """The similarity that a match of the word must have."""
        return STRICT if self.covered else LEAST


def expand(
    question: str,
    tokens: Sequence[Token],
    known: Sequence[Translation],
    index: SoundIndex,
    has: Has,
) -> tuple[Translation, ...]:
    """Return the words of ``question`` that the corpus has by sound, weighted by similarity.

    ``tokens`` are those of its search key, ``known`` what the lexicon has of it, ``has`` tells
    whether the corpus has a lemma. Asked for are katakana words; Latin words that the lexicon does
    not know, or knows only by words that the corpus lacks, or that are written as names; two of
    them side by side as one; Chinese names in pinyin; and every word of a question in hiragana or
    romaji alone. Renderings are best first, at most 12, ties by lemmas, of Chinese names alone by
    frequency; all of their lemmas are in the index's vocabulary.
    """
    words = [word for word in split_words(question) if word.form.isascii()]
    found = list(_katakana(tokens, index))
    if all_kana(question):
        found.extend(hear_kana(search_key(question).text, index))
    elif not _JAPANESE & set(question) and is_romaji(words, _uncovered(words, known)):
        found.extend(_romaji(question, words, index))
    done = {item.source for item in found}
    left = [word for word in words if question[word.start : word.end] not in done]
    covered, said = _covered(known), _covered(item for item in known if _occurs(item, has))
    chinese = hear_pinyin(question, left, covered, said, index)
    asked = islice(_asked(question, left, covered, said), MOST_WORDS)
    sounded = _latin(question, list(asked), index)
    found.extend(item for item in sounded if not _is_part(item.source, chinese))
    return merged(found, chinese)


def merged(known: Sequence[Translation], heard: Sequence[Translation]) -> tuple[Translation, ...]:
    """Return ``known`` with what was heard of the same source added, then the rest of ``heard``.

    A rendering in both has the higher weight. Sources are compared without case.
    """
    places = {item.source.casefold(): place for place, item in reversed(list(enumerate(known)))}
    joined = list(known)
    for item in heard:
        place = places.setdefault(item.source.casefold(), len(joined))
        if place == len(joined):
            joined.append(item)
            continue
        weights: Weights = {}
        for each in (*joined[place].renderings, *item.renderings):
            _keep(weights, each.lemmas, each.weight)
        joined[place] = Translation(joined[place].source, _ranked(weights))
    return tuple(joined)


def _katakana(tokens: Sequence[Token], index: SoundIndex) -> Iterator[Translation]:
    """Hear each katakana name whole; by its parts too, and by its words if it is not known."""
    for run in katakana_runs(tokens):
        whole = tuple(token for part in run for token in part)
        sets = [_heard(run, index), *(_heard((part,), index) for part in run if len(run) > 1)]
        if not any(sets) and len(whole) > 1:
            sets = [_heard(((token,),), index) for token in whole]
        yield from (item for item in sets if item is not None)


def _heard(run: tuple[tuple[Token, ...], ...], index: SoundIndex) -> Translation | None:
    source = "・".join("".join(token.surface for token in part) for part in run)
    ordinary = len(run) == len(run[0]) == 1 and bool(run[0][0].origin)
    exact = any(item.kind is Kind.LOAN for item in index.spelled(source))
    weights: Weights = {}
    for match in index.nearest(source, MAX_RENDERINGS, STRICT if ordinary or exact else LEAST):
        _keep(weights, match.lemmas, match.similarity)
    return _translation(source, weights)


def _romaji(question: str, words: Sequence[Word], index: SoundIndex) -> Iterator[Translation]:
    for word in words:
        item = hear_romaji(question[word.start : word.end], word.form.lower(), index)
        if item is not None:
            yield item


def _asked(
    question: str, words: Sequence[Word], covered: set[str], said: set[str]
) -> Iterator[_Asked]:
    japanese = bool(_JAPANESE & set(question))
    mixed = japanese or any(char.islower() for char in question)
    for word in words:
        form = word.form.lower()
        if is_function_word(word.form) or is_number(form) or not form.isalpha():
            continue
        inside = word.start > 0 and question[: word.start].rstrip()[-1:] not in _BEFORE_SENTENCE
        name = question[word.start].isupper() and (inside or japanese)
        capitals = mixed and question[word.start : word.start + len(form)].isupper()
        yield _Asked(word, form, form in covered, form in said, name, capitals)


def _latin(question: str, asked: Sequence[_Asked], index: SoundIndex) -> Iterator[Translation]:
    for first, second in pairwise(asked):
        if side_by_side(question, first.word, second.word) and first.word.end < second.word.start:
            source = question[first.word.start : second.word.end]
            item = _translation(source, _pair(first, second, index))
            if item is not None:
                yield item
    for one in asked:
        if len(one.form) >= _SHORTEST and (one.name or not one.said):
            item = _translation(question[one.word.start : one.word.end], _single(one, index))
            if item is not None:
                yield item


def _single(asked: _Asked, index: SoundIndex) -> Weights:
    weights = _as_spelled(asked.form, index, slips=not asked.covered)
    for kana in _aloud(asked):
        if kana == letter_names(asked.form):
            for item in index.spelled(kana):
                _keep(weights, item.lemmas, 1.0)
        else:
            for match in index.nearest(kana, MAX_RENDERINGS, asked.least):
                _keep(weights, match.lemmas, match.similarity)
    weights = _certain(weights)
    for lemmas in _japanese_names(asked.form, index):
        _keep(weights, lemmas, NAME_WEIGHT)
    return weights


def _aloud(asked: _Asked) -> tuple[str, ...]:
    """Return the readings to look for: of a known word the likeliest, of GPU its letters."""
    found = readings(asked.form)
    if asked.capitals:
        spelled = (letter_names(asked.form),)
        return spelled if len(asked.form) <= _SHORTEST else spelled + found
    if not asked.covered:
        return found
    return tuple(
        kana for kana in found[:1] if asked.name or len(sound_key(kana)) >= _SHORTEST_KNOWN
    )


def _is_part(source: str, names: Sequence[Translation]) -> bool:
    """Tell whether a word is one of a longer name's: Lin Nan is no bread, ナン."""
    longer = (item.source.replace("-", " ").split() for item in names if item.source != source)
    return any(source in words for words in longer)


def _pair(first: _Asked, second: _Asked, index: SoundIndex) -> Weights:
    """Hear two words as one: ``Deep Seak``, ``Elon Musk``; known ones only as spelled."""
    news = not (first.covered and second.covered)
    names = first.name and second.name
    weights = _as_spelled(first.form + second.form, index, slips=news or names)
    if news or names:
        for left in readings(first.form)[:2]:
            for right in readings(second.form)[:2]:
                least = LEAST if news else STRICT
                for match in index.nearest(left + right, MAX_RENDERINGS, least):
                    _keep(weights, match.lemmas, match.similarity)
    return _certain(weights)


def _certain(weights: Weights) -> Weights:
    """Drop slips in katakana where the same sound is found: Micron is not マクロン."""
    same = any(weight >= STRICT and not _is_latin(lemmas) for lemmas, weight in weights.items())
    return {
        lemmas: weight
        for lemmas, weight in weights.items()
        if not same or weight >= STRICT or _is_latin(lemmas)
    }


def _is_latin(lemmas: tuple[str, ...]) -> bool:
    return all(map(str.isascii, lemmas))


def _as_spelled(form: str, index: SoundIndex, *, slips: bool) -> Weights:
    """Find a Latin word of the corpus, or failing that one a slip away, and what sounds like it."""
    weights: Weights = {}
    words = {form: 1.0} if index.latin(form) else {}
    if slips and not words:
        words = {match.lemmas[0]: match.similarity for match in index.latin_nearest(form, 2)}
    for word, worth in words.items():
        _keep(weights, (word,), worth)
        for item in index.latin(word):
            for match in index.nearest(item.kana, MAX_RENDERINGS, STRICT):
                _keep(weights, match.lemmas, worth * match.similarity)
    return weights


def _japanese_names(form: str, index: SoundIndex) -> Iterator[tuple[str, ...]]:
    kana = romaji(form)
    if len(sound_key(kana)) > SHORT:
        yield from (item.lemmas for item in index.keyed(kana) if item.kind is Kind.NAME)


def _uncovered(words: Sequence[Word], known: Sequence[Translation]) -> list[Word]:
    covered = _covered(known)
    return [
        word
        for word in words
        if word.form.lower() not in covered and not is_function_word(word.form)
    ]


def _covered(known: Iterable[Translation]) -> set[str]:
    return {word.form.lower() for item in known for word in split_words(item.source)}


def _occurs(translation: Translation, has: Has) -> bool:
    return any(all(map(has, rendering.lemmas)) for rendering in translation.renderings)


def _keep(weights: Weights, lemmas: tuple[str, ...], weight: float) -> None:
    weights[lemmas] = max(weight, weights.get(lemmas, 0.0))


def _translation(source: str, weights: Mapping[tuple[str, ...], float]) -> Translation | None:
    return Translation(source, _ranked(weights)) if weights else None


def _ranked(weights: Mapping[tuple[str, ...], float]) -> tuple[Rendering, ...]:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Rendering(lemmas, weight) for lemmas, weight in ranked[:MAX_RENDERINGS])
