"""Sentence boundaries in Japanese and Latin text, as spans of the text as it stands.

A sentence ends at 。．！？!? (or a sentence-final ".") outside brackets, at every line break that
is not a hard wrap, and inside a quotation that is itself long. Speech recognised without full
stops is cut at clause ends. Nothing is edited: every non-blank character lies in one span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from indexer.brackets import bracket_pairs
from indexer.clauses import clause_spans
from indexer.lines import item_mark_end, read_lines, trimmed
from indexer.records import Span

# Bracketed text up to this length is kept whole; a longer one is cut at its inner sentences.
_MAX_WHOLE_BRACKET_CHARS = 80

_URL = re.compile(r"https?://[^\s「」『』（）()、。]+")
# A stop with all that belongs to it: more stops, closing brackets, note marks.
_STOP = re.compile(
    r"[。．｡.！？!?…][。．｡.！？!?…」』｣”）)］\]】〕〉》]*"
    r"(?:(?:[\"'](?=[。.、\s]|$)|\*\*(?=\s|$))[。.]*)?(?:[{\[［〔][注*※]?[0-9]{1,3}[}\]］〕])*"
)
_QUOTE_CLOSED = re.compile(r"[」』｣”\"']")
_BRACKET_CLOSED = re.compile(r"[）)］\]】〕〉》]")
_ELLIPSIS = re.compile(r"…+$")
_ELLIPSIS_END = re.compile(r"[\s「『（]")
# What goes on with the sentence after 「…。」 and after a bare ？ or ！.
_AFTER_QUOTE = re.compile(
    r"\s*(?:[、,，・]|って|と(?!ころ|にかく|はいえ|りわけ|もあれ|くに|ても|もに)|の(?!ち)"
    r"|は(?!い|じめ|たして)|が(?!んば)|を|に(?!も)|も(?!し|ちろん|う|っと)|な(?!ぜ|お|に|ん)"
    r"|で(?!も|は|す|きる)|や(?!が|は)|など|から|まで|だ(?!が|から|け))"
)
_AFTER_QUESTION = re.compile(
    r"\s*(?:[、,，]|って|と(?:[いのしすさ、]|言|思|考|聞|問|尋|述|語|話|疑|書))"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mrs?|Ms|Dr|Prof|St|Jr|Sr|vs|etc|cf|al|Inc|Ltd|Co|Corp|No|Fig|Vol|pp?"
    r"|approx|e\.g|i\.e|[A-Z]\.[A-Z])|(?:^|\s)[0-9]{1,2})\.$"
)
_LONGEST_ABBREVIATION = 8
_LOWER_WORD = re.compile(r"\s+[a-z]")
_BLANKS = re.compile(r"\s*")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Return the sentences of ``text[start:end]`` as absolute spans.

    They are ordered, do not overlap, have no blanks at their ends, hold at most 300 code points
    each, and together hold every non-blank character (a byte order mark at offset 0 is a blank).
    No sentence crosses a heading or a paragraph break. Takes time linear in the text's length.
    """
    spans: list[Span] = []
    for block in _joined_lines(text, start, len(text) if end is None else end):
        edges = [block.start, *_boundaries(text, block), block.end]
        for left, right in pairwise(edges):
            spans.extend(clause_spans(text, trimmed(text, left, right)))
    return tuple(spans)


def _joined_lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield each stretch that no hard line break interrupts."""
    begin: int | None = None
    for line in read_lines(text, start, end):
        if line.span.start == line.span.end:
            continue
        begin = line.span.start if begin is None else begin
        if not line.joins_next:
            yield Span(begin, line.span.end)
            begin = None


def _boundaries(text: str, block: Span) -> Iterator[int]:
    """Yield, in order, the offsets inside ``block`` at which one sentence ends."""
    wholes = _kept_whole(text, block)
    whole = next(wholes, None)
    sentence = block.start
    for match in _STOP.finditer(text, item_mark_end(text, block), block.end):
        while whole and whole.end <= match.start():
            whole = next(wholes, None)
        inside = whole if whole and whole.start <= match.start() else None
        hidden = inside is not None and match.end() < inside.end
        if not hidden and match.end() < block.end and _ends(text, sentence, match, inside):
            yield match.end()
            sentence = match.end()


def _kept_whole(text: str, block: Span) -> Iterator[Span]:
    """Yield, in order and without overlap, the short brackets and the URLs of the block."""
    urls = [Span(*m.span()) for m in _URL.finditer(text, block.start, block.end)]
    pairs = [
        pair
        for pair in bracket_pairs(text, block.start, block.end)
        if pair.end - pair.start <= _MAX_WHOLE_BRACKET_CHARS + 2
    ]
    reached = block.start
    for span in sorted([*urls, *pairs]):
        if span.start >= reached:
            yield span
            reached = span.end


def _ends(text: str, sentence: int, stop: re.Match[str], inside: Span | None) -> bool:
    """Tell whether the sentence begun at ``sentence`` ends with ``stop``; text follows it."""
    mark, at, after = stop.group(), stop.start(), stop.end()
    if mark[0] == ".":
        return _latin_stop_ends(text, sentence, stop)
    if mark[-1] in "。．｡" and len(mark) > 1:
        return True
    if _QUOTE_CLOSED.search(mark):
        return not _AFTER_QUOTE.match(text, after)
    if _BRACKET_CLOSED.search(mark) and inside and not _opens(text, sentence, inside):
        return False
    if _ELLIPSIS.match(mark):
        return bool(_ELLIPSIS_END.match(text, after))
    if mark[0] in "!?！？":
        return not _AFTER_QUESTION.match(text, after) and not _within_a_name(text, at, after)
    return mark != "．" or not (text[at - 1].isdigit() and text[after].isdigit())


def _opens(text: str, sentence: int, bracket: Span) -> bool:
    """Tell whether the bracket stands first in the sentence: （…。） is then all of it."""
    blanks = _BLANKS.match(text, sentence, bracket.start)
    return blanks is not None and blanks.end() == bracket.start


def _latin_stop_ends(text: str, sentence: int, stop: re.Match[str]) -> bool:
    """Decide on an ASCII full stop: a decimal point, an abbreviation's, or a sentence's."""
    at, after = stop.span()
    before = text[at - 1] if at > sentence else " "
    if not text[after].isspace():
        # Machine-translated Japanese has "…する.例えば"; "01.aiは" and "U.S.の" are names.
        return not text[after].isascii() and not (before.isascii() and before.isalnum())
    if _LOWER_WORD.match(text, after):
        return False
    word = text[max(sentence, at - _LONGEST_ABBREVIATION) : at + 1]
    return len(stop.group()) > 1 or not _ABBREVIATION.search(word)


def _within_a_name(text: str, at: int, after: int) -> bool:
    """Tell whether the mark stands in a name or a formula: ``Yahoo!ニュース``, ``a?b``."""
    if text[at] not in "!?" or at == 0 or not (text[at - 1].isascii() and text[at - 1].isalnum()):
        return False
    following = text[after]
    return following.isalnum() and (following.isascii() or text[at] == "!")
