"""A question that follows up earlier ones, completed so that it stands by itself; pure.

By rules, in Japanese and English: a pronoun is replaced by what it points back to, and a fragment
("And in yen?", 「それはいつ？」) takes the rest from the question before. A question that no rule
knows as a follow-up stays exactly as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from indexer.characters import HIRAGANA
from service import followup_en, followup_ja
from service.conversation import Earlier, Turn
from service.language import detect_language
from service.query import LONGEST_QUESTION, fold
from service.records import Language
from service.smalltalk import is_small_talk

LONGEST_NAME, LONGEST_JAPANESE_NAME = 60, 24
"""Code points of an answer, in any or in Japanese script, beyond which it is a clause and names no
thing, person, place or time."""
LONGEST_FOLLOWUP, LONGEST_EARLIER = 150, 300
"""Code points of a question beyond which it is taken to say all by itself, or to be too much to
take the rest from."""
_ENDS = "?!。. "


def resolve(question: str, turns: Sequence[Turn]) -> str:
    """Return ``question`` as it reads by itself after ``turns``, oldest first.

    The question itself where it is no follow-up, or where it would become longer than may be asked.
    Small talk follows up nothing, and what comes behind it not that.
    """
    earlier: Turn | None = None
    for turn in turns:
        if not is_small_talk(fold(turn.question)):
            earlier = Turn(_completed(turn.question, earlier), turn.answer)
    return _completed(question, earlier)


def _completed(question: str, before: Turn | None) -> str:
    folded = fold(question)
    if before is None or not 0 < len(folded) <= LONGEST_FOLLOWUP or is_small_talk(folded):
        return question
    if len(before.question) > LONGEST_EARLIER or not any(c.isalnum() for c in folded):
        return question
    language = _language(folded, before.question)
    grammar = followup_en if language == "en" else followup_ja
    completed = grammar.completed(folded, _earlier(before, language))
    if completed is None:
        return question
    japanese = re.search(f"[{HIRAGANA}]", completed) and not completed[-1].isascii()
    marked = f"{completed}{'？' if japanese else '?'}"
    return question if len(unicodedata.normalize("NFKC", marked)) > LONGEST_QUESTION else marked


def _language(question: str, before: str) -> Language:
    """Return the question's language; that of the one before where it has no letters."""
    return detect_language(question if any(c.isalpha() for c in question) else before)


def _earlier(turn: Turn, language: Language) -> Earlier:
    question = fold(turn.question)
    own = detect_language(question)
    grammar = followup_en if own == "en" else followup_ja
    question = question.rstrip(_ENDS)
    sought, answer = grammar.sought(question), _name(turn.answer)
    topic = grammar.topic(question)
    return Earlier(
        question=question,
        alike=own == language,
        topic=answer if sought == "thing" and answer else topic,
        others=grammar.others(question),
        person=answer or grammar.described(question)
        if sought == "person"
        else grammar.person(question),
        place=answer if sought == "place" else "",
        time=answer if sought == "time" else grammar.time(question),
        pair=grammar.pair(question),
    )


def _name(answer: str | None) -> str:
    """Return an answer that can stand in a question as the name of something, else ``""``."""
    text = fold(answer or "").strip(_ENDS + "、,")
    most = LONGEST_NAME if text.isascii() else LONGEST_JAPANESE_NAME
    return text if len(text) <= most and not any(c in text for c in "。?!") else ""
