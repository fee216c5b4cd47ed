"""Tokens of passages -> the words a corpus has, each with how it is read: what sound may find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from indexer.characters import KANJI, KATAKANA
from indexer.errors import IndexCorrupt
from indexer.hanzi import hanzi_names
from indexer.katakana import katakana, spelling
from indexer.pinyin import pinyin
from indexer.records import Token
from indexer.terms import ENGLISH_FUNCTION_WORDS, FUNCTION_POS, LONGEST_TERM
from indexer.transliteration import readings

MOST_PARTS = 6
"""Katakana tokens that may make up one name; longer runs are lists or shouting."""

# MeCab may give a whole unknown name as one token, イーロン・マスク.
_KATAKANA = re.compile(f"[{KATAKANA}ー]+(?:・[{KATAKANA}ー]+)*")
_LATIN = re.compile("[a-z]{3,24}")
_KANJI = re.compile(f"[{KANJI}]")
# One syllable of fewer letters is not looked for in a question: Li, Wu.
_SHORTEST_PINYIN = 4
_DOTS = "・･"
_NOUN = "名詞"
_NAME = "名詞/固有名詞"


class Kind(StrEnum):
    """Where a reading comes from, which decides how freely it may match.

    LOAN: katakana or Latin, read as written, matched with slips; NAME and WORD: other proper and
    common nouns by UniDic's reading, which have many homophones and match only exactly; HANZI:
    names in kanji by their Chinese reading, which match only pinyin, exactly.
    """

    LOAN = "loan"
    NAME = "name"
    WORD = "word"
    HANZI = "hanzi"


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """A word or name of the corpus: the terms of the lemma view, in order, and its katakana.

    Of HANZI ``kana`` are the syllables of pinyin, with a blank between: ``xi jin ping``.

    ``count`` is how often the tokens had it. A word may have several readings.
    """

    lemmas: tuple[str, ...]
    kana: str
    kind: Kind
    count: int


def vocabulary_readings(passages: Iterable[Sequence[Token]]) -> tuple[Reading, ...]:
    """Return the readings of all names and nouns of ``passages``, sorted, each once.

    ``passages`` are the tokens of their search keys, as `indexer.terms.Analyser` makes them, so
    that ``lemmas`` are terms of the index. A run of katakana counts whole, by its parts between
    ``・``, and by its tokens. A token with ``・`` in it is also what each of its parts is read.
    """
    counts: Counter[tuple[tuple[str, ...], str, Kind]] = Counter()
    for tokens in passages:
        counts.update(_katakana(tokens))
        counts.update(_native(tokens))
        counts.update(_latin(tokens))
        counts.update(_chinese(tokens))
    return tuple(sorted(Reading(*key, count) for key, count in _read_aloud(counts)))


def merged(parts: Iterable[Sequence[Reading]]) -> tuple[Reading, ...]:
    """Return the readings of several texts as one list, counts added up, sorted, each once."""
    counts: Counter[tuple[tuple[str, ...], str, Kind]] = Counter()
    for part in parts:
        for reading in part:
            counts[reading.lemmas, reading.kana, reading.kind] += reading.count
    return tuple(sorted(Reading(*key, count) for key, count in counts.items()))


def to_line(reading: Reading) -> str:
    """Return a reading as one line of text: lemmas, kana, kind and count between tabs."""
    return f"{' '.join(reading.lemmas)}\t{reading.kana}\t{reading.kind}\t{reading.count}"


def from_line(line: str) -> Reading:
    """Return the reading that `to_line` wrote.

    Raises:
        IndexCorrupt: The line is of another form.

    """
    try:
        lemmas, kana, kind, count = line.split("\t")
        return Reading(tuple(lemmas.split(" ")), kana, Kind(kind), int(count))
    except ValueError as error:
        raise IndexCorrupt(
            f"the vocabulary has a line {line!r} ({error}); build the index again"
        ) from error


def katakana_runs(tokens: Sequence[Token]) -> Iterator[tuple[tuple[Token, ...], ...]]:
    """Yield each run of katakana tokens as its parts between ``・``, each some tokens long."""
    run: list[tuple[Token, ...]] = []
    end = -1
    for written, group in groupby(tokens, _script):
        part = tuple(group)
        if written == "dot" and run and len(part) == 1 and part[0].start == end:
            end = part[-1].end
            continue
        if written != "katakana" or part[0].start != end:
            yield from _bounded(run)
            run = []
        if written == "katakana":
            *alone, part = _touching(part)
            yield from _bounded([*run, alone[0]] if alone else [])
            yield from (piece for each in alone[1:] for piece in _bounded([each]))
            run = [part] if alone else [*run, part]
            end = part[-1].end
    yield from _bounded(run)


def _touching(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """Split tokens where a blank stands between two."""
    parts: list[list[Token]] = []
    for token in tokens:
        if parts and parts[-1][-1].end == token.start:
            parts[-1].append(token)
        else:
            parts.append([token])
    return [tuple(part) for part in parts]


def _bounded(run: list[tuple[Token, ...]]) -> Iterator[tuple[tuple[Token, ...], ...]]:
    if not run:
        return
    if sum(map(len, run)) <= MOST_PARTS:
        yield tuple(run)
    else:
        yield from ((part,) for part in run if len(part) <= MOST_PARTS)


def _script(token: Token) -> str:
    if _KATAKANA.fullmatch(token.surface):
        return "katakana"
    return "dot" if token.surface in _DOTS else "other"


def lemmas_of(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the terms that the lemma view has of ``tokens``, in order."""
    return tuple(
        token.lemma[:LONGEST_TERM] for token in tokens if not token.pos.startswith(FUNCTION_POS)
    )


def _katakana(tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    for run in katakana_runs(tokens):
        whole = tuple(token for part in run for token in part)
        pieces = {*run, *((token,) for token in whole if _is_word(token)), whole}
        for piece in sorted(pieces, key=lambda piece: (piece[0].start, len(piece))):
            lemmas = lemmas_of(piece)
            kana = "".join(token.surface for token in piece)
            parts = kana.split("・") if "・" in kana else []
            for each in [kana.replace("・", ""), *parts] if lemmas else []:
                if spelling(each):
                    yield lemmas, each, Kind.LOAN


def _is_word(token: Token) -> bool:
    """Tell whether a katakana token is a word of its own, not a splinter of an unknown one."""
    return token.pos.startswith(_NOUN) and bool(_KATAKANA.fullmatch(token.lemma))


def _native(tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    for token in tokens:
        if token.kana and token.pos.startswith(_NOUN) and _KANJI.search(token.surface):
            kind = Kind.NAME if token.pos == _NAME else Kind.WORD
            yield lemmas_of([token]), katakana(token.kana), kind


def _chinese(tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    for name in hanzi_names(tokens):
        read = " ".join(pinyin("".join(token.surface for token in name)))
        lemmas = lemmas_of(name)
        # MeCab may take 梁 for a sign, which is no lemma: without it 梁氏 would be anybody.
        if len(read) >= _SHORTEST_PINYIN and len(lemmas) >= min(2, len(name)):
            yield lemmas, read, Kind.HANZI


def _latin(tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], str, Kind]]:
    for token in tokens:
        if _LATIN.fullmatch(token.lemma) and token.lemma not in ENGLISH_FUNCTION_WORDS:
            yield (token.lemma,), "", Kind.LOAN


def _read_aloud(
    counts: Counter[tuple[tuple[str, ...], str, Kind]],
) -> Iterator[tuple[tuple[tuple[str, ...], str, Kind], int]]:
    """Give each Latin word its readings, once a word: reading one takes milliseconds."""
    for (lemmas, kana, kind), count in counts.items():
        for reading in (kana,) if kana else readings(lemmas[0]):
            yield (lemmas, reading, kind), count
