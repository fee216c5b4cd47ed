"""The parts of an answer that are no dictionary words: quantities, Latin words and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.characters import HIRAGANA
from indexer.records import Token
from service.gloss_line import Piece
from service.gloss_words import COUNTS, NAMES
from service.hepburn import chinese_names
from service.rendering import english
from service.values import values

_LATIN = re.compile(
    r"[A-Za-z\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f]|[ .+&'/-](?=[A-Za-z0-9\u00c0-\u024f]))*"
)
_DIGITS = re.compile("[0-9０-９]+(?:[.,．，][0-9０-９]+)*")
_DECADE = re.compile("([0-9０-９]{2,4})年代")
_UNTOLD = re.compile("[数何](十万|百万|千万|十億|百億|千億|[十百千万億兆])(?:も(?=の))?")
_COUNTER = re.compile("[個人名件台社本枚基機隻両頭匹](?!工|間|物|事)")
_MANY_YEARS = re.compile("何(十?)年(?:間)?も(?:何十?年(?:間)?も)?")
_LINK = re.compile(f"(?:もの|の)?(?=[^{HIRAGANA}、。])")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the line for the characters up to ``end``."""

    end: int
    piece: Piece


def parts(text: str, tokens: Sequence[Token]) -> Mapping[int, Part]:
    """Return the parts of ``text`` by where they begin, never overlapping.

    All begin and end with a token. Names come before amounts, and those before Latin words.
    """
    starts = {token.start for token in tokens}
    ends = {token.end for token in tokens}
    chosen: dict[int, Part] = {}
    for start, part in _candidates(text, tokens):
        free = all(part.end <= other or chosen[other].end <= start for other in chosen)
        if free and start in starts and part.end in ends:
            chosen[start] = part
    return chosen


def _candidates(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, Part]]:
    """Yield all parts there may be, in the order of preference."""
    for match in re.finditer("|".join(map(re.escape, _LONGEST_FIRST)), text):
        yield match.start(), Part(match.end(), Piece(NAMES[match[0]], "name"))
    for match in _DECADE.finditer(text):
        yield match.start(), Part(match.end(), Piece(f"{int(match[1])}s", "amount"))
    for match in _MANY_YEARS.finditer(text):
        years = "decades" if match[1] else "many years"
        yield match.start(), Part(match.end(), Piece(years, "amount"))
    for match in _UNTOLD.finditer(text):
        yield match.start(), _untold(text, match)
    yield from _quantities(text)
    for match in _LATIN.finditer(text):
        yield match.start(), Part(match.end(), Piece(match[0], "name"))
    for match in _DIGITS.finditer(text):
        digits = unicodedata.normalize("NFKC", match[0])
        yield match.start(), Part(match.end(), Piece(digits, "amount", many=True))
    for name in chinese_names(text, tokens):
        yield name.span.start, Part(name.span.end, Piece(name.latin, "name"))


def _untold(text: str, match: re.Match[str]) -> Part:
    """Return a part for 数百万, with the counter after it."""
    counter = _COUNTER.match(text, match.end())
    end = counter.end() if counter else match.end()
    return Part(end, Piece(f"{COUNTS[match[1]]} of", "amount", many=True))


def _quantities(text: str) -> Iterator[tuple[int, Part]]:
    """Yield what is said in numbers; a counter goes where the noun follows: 20人の研究者."""
    for value in values(text):
        counted = value.kind == "count" and not value.unit.isascii()
        if counted and _LINK.match(text, value.span.end) and value.span.end < len(text):
            value = replace(value, unit="")
            piece = Piece(english(value), "amount", many=True)
        else:
            piece = Piece(english(value), "amount")
        yield value.span.start, Part(value.span.end, piece)


_LONGEST_FIRST = sorted(NAMES, key=len, reverse=True)
