"""One spelling a character: NFKC, case, look-alikes, and characters that print nothing.

The first step from text to search key. It works on combining clusters (a character and the marks
after it), so that half-width ``ｶﾞ`` becomes ``ガ`` and the map stays exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from indexer.characters import IGNORABLE, NOT_TEXT
from indexer.searchkey import Edit, SearchKey

_DASHES = "‐‑‒–—―⁃−─━﹘﹣－"
_WAVES = "〜～∼∾⁓〰˜"
_SINGLE_QUOTES = "‘’‚‛′´ʹʼ｀`"
_DOUBLE_QUOTES = "“”„‟″〝〞〟＂"
_LOOK_ALIKES = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _WAVES), "~"),
    **dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"'),
    ord("〻"): "々",
    ord("￥"): "¥",
}
# Same length in, same length out: done for the whole text at once.
_ONE_TO_ONE = {
    **{code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)},
    **{code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)},
    ord("\u3000"): " ",
    **_LOOK_ALIKES,
}
# Characters that folding leaves alone: most of what Japanese and English text is made of.
_STABLE = "\t\n\r -@\\[-_a-~¥、-〠ぁ-ゖゝゞァ-ヾ\u3400-\u4dbf\u4e00-\u9fff"
_UNSTABLE_RUN = re.compile(f"[^{_STABLE}]+")
_IGNORABLE = re.compile(f"[{IGNORABLE}]+")
_NOT_TEXT = re.compile(f"[{NOT_TEXT}]")
# Ordering marks is quadratic, and no writing system stacks more than a few.
_LONGEST_CLUSTER = 30
# Two suffice for every code point: one to take a compatibility character apart, one for its parts.
_MOST_FOLDS = 4


def folded(text: str) -> SearchKey:
    """Return the search key of ``text`` with every character folded; linear, never raises."""
    key = SearchKey.identity(text.translate(_ONE_TO_ONE))
    return key.edited(_edits(key.text))


def _edits(text: str) -> Iterator[Edit]:
    for run in _UNSTABLE_RUN.finditer(text):
        # Marks combine with the character before the run.
        start = max(run.start() - 1, 0)
        for first, last in _clusters(text, start, run.end()):
            cluster = text[first:last]
            replacement = _fold(cluster[:_LONGEST_CLUSTER])
            if replacement != cluster:
                yield first, last, replacement


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for place in range(start + 1, end):
        if not _extends(text[place]):
            yield first, place
            first = place
    yield first, end


@lru_cache(maxsize=1 << 14)
def _extends(character: str) -> bool:
    """Tell whether a character can merge with the one before it, or prints nothing."""
    first = unicodedata.normalize("NFKD", character)[0]
    is_mark = unicodedata.category(first).startswith("M")
    is_inner_jamo = "\u1160" <= first <= "\u11ff"
    return is_mark or is_inner_jamo or bool(_IGNORABLE.match(character))


@lru_cache(maxsize=1 << 14)
def _fold(cluster: str) -> str:
    """Return the cluster's normal form, a fixed point: folding it again changes nothing."""
    text = _IGNORABLE.sub("", _NOT_TEXT.sub(" ", cluster))
    for _ in range(_MOST_FOLDS):
        previous = text
        # NFKC comes last: folding the case of some letters takes them apart.
        text = unicodedata.normalize("NFKC", text.translate(_ONE_TO_ONE).casefold())
        text = _IGNORABLE.sub("", text)
        if text == previous:
            break
    return text[:_LONGEST_CLUSTER]
