"""What a text compares with what: BYDはテスラを上回る, smaller than ASML's machine; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.records import Token
from indexer.terms import is_content
from service.assertion import SAYS, Reading

# How many content words of a standard are read: 中国の最高のチップ.
_LONGEST = 5
# Behind what a Japanese text compares with.
_BEFORE = re.compile(
    "より(?!も?多く|良|一層)|[とに](?:比べ|比較)|を(?:大きく|はるかに)?(?:上回|下回|凌|追い?[抜越]|抜[いくかき])"
    "|に(?:勝[つちった]|負け|劣[るっら]|及ば|敗れ|匹敵|先んじ|遅れ)"
)
# In front of what an English one does.
_AFTER = re.compile(
    r"\b(?:than|ahead of|behind|compared (?:to|with)"
    r"|(?:outperform|surpass|exceed|outsell|overtak|beat|outpac)\w*)\b"
)


def standard(key: str, tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of the content words that a text compares something with."""
    found: set[int] = set()
    for match in _BEFORE.finditer(key):
        found |= _nearest(tokens, [n for n, t in enumerate(tokens) if t.end <= match.start()][::-1])
    for match in _AFTER.finditer(key):
        found |= _nearest(tokens, [n for n, t in enumerate(tokens) if t.start >= match.end()])
    return frozenset(found)


def _nearest(tokens: Sequence[Token], places: Sequence[int]) -> set[int]:
    """Return the first content words at ``places``, up to what parts phrases."""
    found: set[int] = set()
    for place in places:
        token = tokens[place]
        parts = token.pos.startswith("補助記号/読点") or token.surface in "はがもを。?"
        if parts or len(found) == _LONGEST:
            break
        if is_content(token):
            found.add(place)
    return found


def turned(reading: Reading) -> bool | None:
    """Tell whether a question compares the other way round than a sentence: テスラはBYDを上回る.

    None where the question compares and it cannot be told; False where it compares nothing.
    """
    asking, sentence = reading.asking, reading.statement
    ours = standard(asking.key, asking.tokens)
    if not ours:
        return False
    theirs = standard(sentence.key.text, sentence.tokens)
    inside, outside = [0.0, 0.0], [0.0, 0.0]
    for topic, row in zip(asking.topics, reading.said, strict=True):
        side = inside if topic.place in ours else outside
        for place, worth in enumerate(row):
            if worth >= SAYS:
                side[place in theirs] = max(side[place in theirs], worth * topic.weight)
    if not theirs:
        return False if inside[0] or outside[0] else None
    if inside[1] > inside[0]:
        return False
    return True if inside[0] > inside[1] and outside[1] else None
