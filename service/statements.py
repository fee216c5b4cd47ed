"""What kind of answer a question asks for, as far as its form tells; pure."""

from __future__ import annotations

import re

from indexer.normalize import search_key

_ASKS_FIGURE_JA = re.compile(
    r"いつ|いくら|いくつ|どのくらい|どれくらい|どれほど|どれだけ|何(?:年|月|日|時|人|個|台|枚|社|件|回|倍|割|%|"
    r"ドル|円|ナノ|メートル|トン|キロ|か月|か国|分の|番|世代|秒|分|歳|字|つ|基|本|点|万|億)|"
    r"(?:価格|値段|費用|金額|コスト|割合|比率|人数|台数|重さ|長さ|高さ|速さ|期間|年数)は"
)
_ASKS_FIGURE_EN = re.compile(
    r"\bhow (?:many|much|long|far|fast|old|heavy|tall|big|large|often|soon)\b|\bwhen\b|"
    r"\bwhat (?:year|month|date|percentage|percent|share|proportion|number|fraction)\b|"
    r"\b(?:which|what) (?:year|decade|month)\b|^by what\b"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_VAGUE_NUMBER = re.compile(r"[数何][十百千万億兆]|半[数分]|倍")
# A sentence that asks, or only announces what follows, answers nothing.
_ASKS = re.compile(
    r"[?？]$|(?:です|ます|でしょう|だろう|ません|した|ない|のだ|たの|うの|るの|べき)か$"
)
_ANNOUNCES = re.compile(r"[:：]$|以下の(?:通り|とおり)(?:だ|である|です)?$|説明する$")
_CLOSERS = "」』)）]】\"'。 　"


def asks_figure(question: str) -> bool:
    """Tell whether a question asks for a number, a date or an amount."""
    key = search_key(question).text
    return bool(_ASKS_FIGURE_JA.search(key) or _ASKS_FIGURE_EN.search(key))


def new_figures(question: str, sentence: str) -> bool:
    """Tell whether a sentence has a figure that the question does not already have."""
    asked, said = search_key(question).text, search_key(sentence).text
    if set(_NUMBER.findall(said)) - set(_NUMBER.findall(asked)):
        return True
    return bool(_VAGUE_NUMBER.search(said))


def states(sentence: str) -> bool:
    """Tell whether a sentence says something, rather than ask or announce it."""
    bare = sentence.rstrip(_CLOSERS)
    return not (_ASKS.search(bare) or _ANNOUNCES.search(bare))
