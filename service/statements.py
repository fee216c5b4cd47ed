"""Whether a sentence says something, rather than ask or announce it; pure."""

from __future__ import annotations

import re

# A sentence that asks, or only announces what follows, answers nothing.
_ASKS = re.compile(
    r"[?？]$|(?:です|ます|でしょう|だろう|ません|した|ない|のだ|たの|うの|るの|べき)か$"
)
_ANNOUNCES = re.compile(r"[:：]$|以下の(?:通り|とおり)(?:だ|である|です)?$|説明する$")
# A shorter question may be a part of what answers it.
SHORTEST_REPEATED = 10
_CLOSERS = "」』)）]】\"'。 　"


def states(sentence: str) -> bool:
    """Tell whether a sentence says something, rather than ask or announce it."""
    bare = sentence.rstrip(_CLOSERS)
    return not (_ASKS.search(bare) or _ANNOUNCES.search(bare))


def repeats(sentence: str, question: str) -> bool:
    """Tell whether a sentence holds a question word for word: it speaks about it then.

    Both are as `service.query.fold` has them; capitals make no difference. False for what does not
    ask, a few words that any answer may hold.
    """
    asked = question.rstrip(_CLOSERS + "?？")
    asks = asked != question or bool(_ASKS.search(asked))
    return asks and len(asked) >= SHORTEST_REPEATED and asked.lower() in sentence.lower()
