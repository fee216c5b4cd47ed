"""Words around a number that loosen or bound it: 約, 以上, "more than"; pure."""

from __future__ import annotations

import re
from typing import Literal

Hedge = Literal["", "about", "more", "least", "less", "upto", "several", "from", "to"]
"""How an amount is meant: exactly, about, more than, at least, less than, at most, some times a
power of ten (数百), and as the lower or upper end of a range."""

_LONGEST = 20
_BEFORE: tuple[tuple[Hedge, str], ...] = (
    (
        "about",
        "約|およそ|おおよそ|ほぼ|概ね|おおむね|推定で?|ざっと|(?<![0-9%倍割円元人年月日ルロ])~|"
        r"(?<![a-z])(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|"
        r"an estimated|circa|c\.)",
    ),
    (
        "least",
        "少なくとも|最低でも|最低|(?<![a-z])(?:at least|no less than|no fewer than|a minimum of)",
    ),
    (
        "upto",
        "最大で?|最高で|多くとも|多くても|(?<![a-z])(?:up to|at most|as much as|as many as|"
        "no more than|not more than|a maximum of)",
    ),
    (
        "more",
        "(?<![a-z])(?<!no )(?<!not )(?:more than|over|above|exceeding|greater than|upwards of|"
        "in excess of)",
    ),
    (
        "less",
        "(?<![a-z])(?<!no )(?:less than|fewer than|under|below)",
    ),
)
_BEFORE_DATE: tuple[tuple[Hedge, str], ...] = (
    *_BEFORE[:1],
    ("least", "(?<![a-z])since"),
    ("more", "(?<![a-z])after"),
    ("less", "(?<![a-z])before"),
    ("upto", "(?<![a-z])(?:by|until|till)"),
)
_AFTER: tuple[tuple[Hedge, str], ...] = (
    (
        "about",
        "程度|ほど|ぐらい|くらい|前後|近く|余り?|あまり|弱(?![いく])|強(?![いく化まめ力制])|"
        "or so(?![a-z])",
    ),
    ("least", r"以上|or (?:more|higher|above|over)(?![a-z])|\+"),
    ("more", "を?超(?:え(?:る|た|て)?)?|をこえ(?:る|た|て)?|を?上回(?:る|った|って|り)"),
    ("upto", "以下|以内|まで|or (?:less|fewer|below|under)(?![a-z])"),
    ("less", "未満|を?下回(?:る|った|って|り)|足らず"),
)
_AFTER_DATE: tuple[tuple[Hedge, str], ...] = (
    ("about", "頃|ころ|ごろ|前後|ぐらい|くらい"),
    ("least", "以降|以後|から(?=現在)|onwards?(?![a-z])"),
    ("upto", "まで(?:に(?!は))?|以前"),
)


def _compiled(
    table: tuple[tuple[Hedge, str], ...], form: str
) -> tuple[tuple[Hedge, re.Pattern[str]], ...]:
    return tuple((hedge, re.compile(form.format(words))) for hedge, words in table)


_BEFORE_PATTERNS = _compiled(_BEFORE, r"(?:{}) ?\Z")
_BEFORE_DATE_PATTERNS = _compiled(_BEFORE_DATE, r"(?:{}) ?\Z")
_AFTER_PATTERNS = _compiled(_AFTER, " ?(?:の(?=ほど|近く))?(?:{})")
_AFTER_DATE_PATTERNS = _compiled(_AFTER_DATE, " ?(?:{})")


def hedge_before(text: str, floor: int, start: int, *, date: bool) -> tuple[Hedge, int]:
    """Return the hedge that ends at ``start`` of folded text, and where it starts, or none.

    Nothing before ``floor`` is looked at.
    """
    first = max(floor, start - _LONGEST)
    for hedge, pattern in _BEFORE_DATE_PATTERNS if date else _BEFORE_PATTERNS:
        if match := pattern.search(text, first, start):
            return hedge, match.start()
    return "", start


def hedge_after(text: str, end: int, *, date: bool) -> tuple[Hedge, int]:
    """Return the hedge that begins at ``end`` of folded text, and where it ends, or none."""
    for hedge, pattern in _AFTER_DATE_PATTERNS if date else _AFTER_PATTERNS:
        if match := pattern.match(text, end):
            return hedge, match.end()
    return "", end
