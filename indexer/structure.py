"""Title and headings of a plain text that marks neither.

A heading is a short line that ends no sentence and has body text under it. What looks like one
but is not (list items, label lines, wrapped prose, verse, quotations, a transcript's cut-off end)
is left in the body: a missed heading costs little, an invented one misleads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from indexer.lines import Line, columns, is_label, item_mark_end, read_lines
from indexer.records import Section, Span

MAX_HEADING_COLUMNS = 120
MAX_QUESTION_CHARS = 120
MAX_TITLE_CHARS = 100
_MIN_ANSWER_CHARS = 40
_MIN_BODY_CHARS = 20
_VERSE_LINES = 3

_MARKDOWN = re.compile(r"#{1,6}\s+")
_SHAPE = re.compile(r"[■□◆◇●○▼▽▲△★☆◎]\s*")
_CHAPTER = re.compile(r"第[0-9０-９一二三四五六七八九十百]+[章節部編話回](?:$|[\s:：])|【[^】]+】")
_NUMBER = re.compile(r"[0-9０-９]+|[①-⑳]|[ⅰ-ⅹⅠ-Ⅻ]+")
_QUESTION = re.compile(r"[^。！!?？]+[?？]$")
_SPEAKER = re.compile(r"[^\s。、:：「」][^。、:：「」]{0,19}[:：](?![0-9/])")
_ENDS_SENTENCE = re.compile(r"[。．.！!?？…:：;；」』”\]】)）]$")
_NOT_A_HEADING = re.compile(
    r"[。．.！!?？…、,，:：;；」』”]$|。|://"
    r"|^[「『“\"(（].*[」』”\")）]$"
    # Particles leave a phrase open, except in the set phrases that headings do end with.
    r"|(?:[がをもへや]|(?<!と)は|の|(?<!こ)と|で|(?<!じめ)(?<!わり)(?<!ため)(?<!向け)(?<!後)に"
    r"|(?<!つい)(?<!向け)(?<!ぐっ)(?<!とっ)(?<!とし)(?<!関し)(?<!おい)て)$"
)
_NOT_A_TITLE = re.compile(r"[。．.、,，:：;；」』”]$|。|://")


class _Kind(Enum):
    MARKDOWN = auto()
    MARKED = auto()
    NUMBERED = auto()
    QUESTION = auto()
    PLAIN = auto()
    LABEL = auto()
    BODY = auto()


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with words: its kind by itself, the list it may belong to, its distance upward."""

    line: Line
    text: str
    kind: _Kind
    series: str
    spaced: bool


def find_title(text: str) -> str | None:
    """Return the first line with words when it reads as a title, without its markup, else None.

    A title is a heading, or a line of at most 100 code points set off by a blank line, that ends
    no sentence (a question or an exclamation may be one).
    """
    rows = _rows(text)
    if len(rows) < 2:
        return None
    first, second = rows[0], rows[1]
    if _is_heading(rows, 0):
        return _heading_span(first).of(text)
    plain = len(first.text) <= MAX_TITLE_CHARS and not _NOT_A_TITLE.search(first.text)
    return first.text if plain and second.spaced and not first.series else None


def find_sections(text: str) -> tuple[Section, ...]:
    """Return the sections that tile ``text``, in order; () for an empty text.

    Each section but the first starts with its heading's line. Text before the first heading makes
    a section with an empty heading, unless it is blank.
    """
    if not text:
        return ()
    rows = _rows(text)
    found = [row for i, row in enumerate(rows) if _is_heading(rows, i)]
    headings = [_heading_span(row) for row in found]
    starts = [row.line.start for row in found]
    if not found or found[0] is not rows[0]:
        headings.insert(0, Span(0, 0))
        starts.insert(0, 0)
    bounds = [0, *starts[1:], len(text)]
    spans = [Span(start, end) for start, end in pairwise(bounds)]
    return tuple(Section(heading, span) for heading, span in zip(headings, spans, strict=True))


def _rows(text: str) -> list[_Row]:
    rows: list[_Row] = []
    spaced = wrapped = False
    for line in read_lines(text):
        words = line.span.of(text)
        if words:
            kind = _Kind.BODY if wrapped or line.joins_next else _kind(text, line.span)
            rows.append(_Row(line, words, kind, _series(text, line.span), spaced))
        spaced, wrapped = not words, line.joins_next
    return rows


def _kind(text: str, span: Span) -> _Kind:
    """Classify one line by itself."""
    line = span.of(text)
    if _MARKDOWN.match(line):
        return _Kind.MARKDOWN
    if not any(c.isalpha() for c in line[: MAX_QUESTION_CHARS + 1]):
        return _Kind.BODY
    if _series(text, span):
        return _numbered_kind(text, span)
    if len(line) <= MAX_QUESTION_CHARS and _QUESTION.match(line):
        return _Kind.QUESTION
    if columns(line) > MAX_HEADING_COLUMNS or _NOT_A_HEADING.search(line):
        return _Kind.BODY
    if _CHAPTER.match(line):
        return _Kind.MARKED
    if is_label(line):
        return _Kind.LABEL
    opens_a_line = (
        len(line) > 1 and not line[0].islower() and item_mark_end(text, span) == span.start
    )
    return _Kind.PLAIN if opens_a_line else _Kind.BODY


def _numbered_kind(text: str, span: Span) -> _Kind:
    """Tell a numbered heading, which may end with a full stop, from a numbered paragraph."""
    line = span.of(text)
    short = columns(line) <= MAX_HEADING_COLUMNS
    return _Kind.NUMBERED if short and not re.search(r"。.|[、:：]$", line) else _Kind.BODY


def _series(text: str, span: Span) -> str:
    """Return the shape of the line's number or mark ("0." of "2. 結果"), "" without one."""
    shape = _SHAPE.match(text, span.start, span.end)
    mark = text[span.start : item_mark_end(text, span)].strip()
    if shape:
        return shape.group().strip()
    return _NUMBER.sub("0", mark) if _NUMBER.search(mark) or mark[:1] == "Q" else ""


def _heading_span(row: _Row) -> Span:
    """Return the heading without the marks that only say that it is one."""
    markup = _MARKDOWN.match(row.text) or _SHAPE.match(row.text)
    start = row.line.span.start + (markup.end() if markup else 0)
    return Span(min(start, row.line.span.end), row.line.span.end)


def _is_heading(rows: list[_Row], i: int) -> bool:
    """Tell whether row ``i`` is a heading where it stands."""
    kind = rows[i].kind
    if kind is _Kind.MARKDOWN:
        return True
    if i + 1 == len(rows):
        return False
    if kind is _Kind.NUMBERED:
        beside = rows[max(0, i - 1) : i] + rows[i + 1 : i + 2]
        return all(row.series != rows[i].series for row in beside)
    if kind is _Kind.QUESTION:
        return _asks_the_next(rows, i)
    if kind is _Kind.PLAIN:
        return _stands_over_body(rows, i)
    return kind is _Kind.MARKED


def _asks_the_next(rows: list[_Row], i: int) -> bool:
    """Tell whether a question is an interviewer's or a headline rather than part of the prose."""
    answer = rows[i + 1]
    if _SPEAKER.match(answer.text):
        return True
    headline = i < 2 or (rows[i].spaced and not answer.spaced)
    return headline and len(answer.text) >= _MIN_ANSWER_CHARS


def _stands_over_body(rows: list[_Row], i: int) -> bool:
    """Tell whether a short line without full stop has body text, not more short lines, under it."""
    first, last = _plain_run(rows, i)
    if last + 1 == len(rows) or not _is_body(rows[last + 1]):
        return False
    if last - first + 1 < _VERSE_LINES:
        return not _goes_on(rows, first)
    below = rows[i + 1].spaced
    return (i == 0 and below) or (i == last and rows[i].spaced and not below)


def _plain_run(rows: list[_Row], i: int) -> tuple[int, int]:
    """Return the first and last row of the run of short lines around ``i``, labels passed over.

    Looks no further than a run must reach to count as verse, so that it takes constant time.
    """
    first = last = i
    while first > 0 and i - first < _VERSE_LINES and _in_run(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and last - i < _VERSE_LINES and _in_run(rows[last + 1]):
        last += 1
    return first, last


def _in_run(row: _Row) -> bool:
    return row.kind in (_Kind.PLAIN, _Kind.LABEL)


def _is_body(row: _Row) -> bool:
    if row.kind is not _Kind.BODY or len(row.text) >= _MIN_BODY_CHARS:
        return True
    item = item_mark_end(row.text, Span(0, len(row.text))) > 0
    return item or bool(_ENDS_SENTENCE.search(row.text))


def _goes_on(rows: list[_Row], i: int) -> bool:
    """Tell whether row ``i`` may continue a sentence that the row above leaves open."""
    return i > 0 and not rows[i].spaced and not _ENDS_SENTENCE.search(rows[i - 1].text)
