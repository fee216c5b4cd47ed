"""The lines of a plain text: where they stand, what kind they are, which ones are hard wraps.

A hard wrap is a line break set by an editor or a mail program in the middle of a sentence. It is
told from a real break by its block (the lines between two blank ones): every wrapped line of a
block is nearly as wide as the widest, and none is paragraph-long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.records import Span

BYTE_ORDER_MARK = "\ufeff"

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ITEM = re.compile(
    r"(?:[-*+•‣◦‐–—]\s+|・\s*"
    r"|[0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2})+[.．]?\s+"
    r"|[0-9０-９]{1,2}[.．、)）](?![0-9０-９])\s*"
    r"|[(（][0-9０-９]{1,2}[)）]\s*|[①-⑳]\s*|[ⅰ-ⅹⅠ-Ⅻ][.．、]\s*|[QA][0-9]{0,2}[.．:：]\s*)"
)
_MARKED = re.compile(
    r"#{1,6}\s|[■□◆◇●○▼▽▲△★☆◎]|【|\||>|第[0-9０-９一二三四五六七八九十百]+[章節部編話回]"
)
_LABEL = re.compile(
    r"[^。、:：]{1,20}[:：](?![0-9/])|by\s|(?:文|写真|取材|撮影|翻訳|訳|著者?|出典|提供|編集|監修)[・/／＝=\s]"
    r"|[0-9０-９年月日時分/.\-:\s（）()月火水木金土日更新公開]+$",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:[。．.！？!?…:：;；」』”]|(?:です|ます|ました|でした|ません|でしょう|ください)[かねよ]?|\S*://\S*)$"
)
_MIN_WRAP_COLUMNS = 40
_MAX_WRAP_COLUMNS = 120
# Kinsoku moves up to two wide characters, and an unbroken Latin word more, to the next line.
_WRAP_SLACK_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its outer blanks; ``span`` is empty for a blank line.

    ``start`` is where the line itself begins, blanks included; ``joins_next`` says that the break
    after it is a hard wrap.
    """

    start: int
    span: Span
    joins_next: bool = False


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without blanks (white space, a byte order mark at offset 0) at its ends."""
    if start == 0 and text.startswith(BYTE_ORDER_MARK):
        start = min(1, end)
    body = text[start:end]
    lead = len(body) - len(body.lstrip())
    return Span(start + lead, start + max(lead, len(body.rstrip())))


def item_mark_end(text: str, line: Span) -> int:
    """Return the offset after a bullet or item number that opens the line (its start if none)."""
    match = _ITEM.match(text, line.start, line.end)
    return match.end() if match else line.start


def is_label(line: str) -> bool:
    """Tell whether a line names a thing or a speaker rather than says something.

    ``写真: …``, ``Links:``, ``by …``, a date standing alone; a speaker's ``山田:…`` is one too.
    """
    return bool(_LABEL.match(line))


def is_marked(line: str) -> bool:
    """Tell whether a line opens with a mark that never stands inside a sentence."""
    return bool(_MARKED.match(line))


def columns(line: str) -> int:
    """Return the display width: wide and full-width characters count two.

    Lines too long to be a wrap are not measured: for them the number of code points is returned.
    """
    if line.isascii() or len(line) > _MAX_WRAP_COLUMNS:
        return len(line)
    return len(line) + sum(unicodedata.east_asian_width(c) in "WFA" for c in line)


def read_lines(text: str, start: int = 0, end: int | None = None) -> tuple[Line, ...]:
    """Return the lines of ``text[start:end]`` in order, blank ones included."""
    lines = _plain_lines(text, start, len(text) if end is None else end)
    read: list[Line] = []
    for block in _blocks(lines):
        read.extend(_with_joins(text, block))
    return tuple(read)


def _plain_lines(text: str, start: int, end: int) -> list[Line]:
    lines = []
    at = start
    for match in _BREAK.finditer(text, start, end):
        lines.append(Line(at, trimmed(text, at, match.start())))
        at = match.end()
    lines.append(Line(at, trimmed(text, at, end)))
    return lines


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield maximal runs of lines with words, each followed by the blank line that ends it."""
    block: list[Line] = []
    for line in lines:
        block.append(line)
        if line.span.start == line.span.end:
            yield block
            block = []
    yield block


def _with_joins(text: str, block: list[Line]) -> Iterator[Line]:
    widths = [columns(line.span.of(text)) for line in block]
    widest = max(widths, default=0)
    wraps = _MIN_WRAP_COLUMNS <= widest <= _MAX_WRAP_COLUMNS
    for i, line in enumerate(block):
        joins = (
            wraps
            and i + 1 < len(block)
            and widths[i] >= widest - _WRAP_SLACK_COLUMNS
            and _continues(text, line, block[i + 1])
        )
        yield Line(line.start, line.span, joins)


def _continues(text: str, line: Line, following: Line) -> bool:
    """Tell whether the following line can go on with the sentence that the line leaves open."""
    head, tail = line.span.of(text), following.span.of(text)
    if not tail or "\t" in head or is_marked(head) or _CLOSED.search(head):
        return False
    if is_marked(tail) or is_label(tail) or _item_mark(text, following):
        return False
    if head[-1].isascii() and head[-1].isalpha() and tail[0].isupper():
        return False
    indent, next_indent = _indent(text, line), _indent(text, following)
    # The text of a wrapped list item hangs to the right of its mark.
    return next_indent > indent if _item_mark(text, line) else next_indent == indent


def _item_mark(text: str, line: Line) -> bool:
    return item_mark_end(text, line.span) > line.span.start


def _indent(text: str, line: Line) -> int:
    return columns(text[line.start : line.span.start])
