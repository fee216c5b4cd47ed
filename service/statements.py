"""Whether a sentence says something, rather than ask or announce it; pure."""

from __future__ import annotations

import re

# A sentence that asks, or only announces what follows, answers nothing.
_ASKS = re.compile(
    r"[?？]$|(?:です|ます|でしょう|だろう|ません|した|ない|のだ|たの|うの|るの|べき)か$"
)
_ANNOUNCES = re.compile(r"[:：]$|以下の(?:通り|とおり)(?:だ|である|です)?$|説明する$")
_CLOSERS = "」』)）]】\"'。 　"


def states(sentence: str) -> bool:
    """Tell whether a sentence says something, rather than ask or announce it."""
    bare = sentence.rstrip(_CLOSERS)
    return not (_ASKS.search(bare) or _ANNOUNCES.search(bare))
