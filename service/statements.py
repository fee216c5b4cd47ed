"""Whether a sentence says something, rather than ask, announce or thank; pure."""

from __future__ import annotations

import re

# A sentence that asks, or only announces what follows, answers nothing.
_ASKS = re.compile(
    r"[?？]$|(?:です|ます|でしょう|だろう|ません|した|ない|のだ|たの|うの|るの|べき)か$"
)
_ANNOUNCES = re.compile(r"[:：]$|以下の(?:通り|とおり)(?:だ|である|です)?$|説明する$")
# What somebody says is told, or before it who does: 元技術者の林氏はこう語る:.
_REPORTS = re.compile(
    r"と[^、。]{0,15}説明する$|(?:主張する|述べ[るた]|語(?:る|った)|加え[るた]|言(?:う|った))[:：]$"
)
# Capitals alone with more than one mark of exclamation: a shout for attention.
_SHOUTS = re.compile(r"[A-Z0-9 ,.'-]*[A-Z][A-Z0-9 ,.'-]*[!！]{2,}")
# Courtesies: thanks for something of the reader's, and nothing else.
_THANKS = re.compile(
    r"(?:many )?thank(?:s| you)(?: (?:so|very) much| a lot| again)?"
    r"(?: in advance| for (?:your|the) (?:kind )?\w+)?|"
    r"(?:[ごお][^、。]{1,8}|本日は?|どうも)?、?(?:誠に|本当に)?(?:ありがとう|有難う)(?:ござい(?:ます|ました))?|"
    r"(?:どうぞ|何卒|今後とも)?、?よろしくお願い(?:いた|申し上げ|致)?します",
    re.IGNORECASE,
)
# A shorter question may be a part of what answers it.
SHORTEST_REPEATED = 10
# What may stand before a question in a list: "Question 12: ".
LONGEST_NUMBER = 13
_QUOTES = ("「", "『", '"', "“", "'")
_SENTENCE_END = re.compile(r"[。.!！?？\n]\s*")
_CLOSERS = "」』)）]】\"'。 　"


def states(sentence: str) -> bool:
    """Tell whether a sentence says something, rather than ask or announce it, shout or thank."""
    bare = sentence.rstrip(_CLOSERS)
    empty = _SHOUTS.fullmatch(bare) or _THANKS.fullmatch(bare.rstrip(".!！"))
    announces = _ANNOUNCES.search(bare) and not _REPORTS.search(bare)
    return not (empty or announces or _ASKS.search(bare))


def repeats(text: str, question: str) -> bool:
    """Tell whether a text holds a question word for word: it speaks about it then.

    Both are as `service.query.fold` has them; capitals make no difference. False for what does not
    ask, a few words that any answer may hold.
    """
    asked = _asked(question)
    return bool(asked) and asked in text.lower()


def is_about(text: str, question: str) -> bool:
    """Tell whether a text that `repeats` a question says more than a list of questions does.

    There the question stands by itself, not quoted, perhaps with a number before it.
    """
    asked = _asked(question)
    leads = text.lower().split(asked)[:-1] if asked else []
    before = [_SENTENCE_END.split(lead)[-1] for lead in leads]
    return any(len(lead) > LONGEST_NUMBER or lead.endswith(_QUOTES) for lead in before)


def _asked(question: str) -> str:
    """Return the words of a question that asks, long enough to tell it; ``""`` for others."""
    asked = question.rstrip(_CLOSERS + "?？")
    asks = asked != question or bool(_ASKS.search(asked))
    return asked.lower() if asks and len(asked) >= SHORTEST_REPEATED else ""
