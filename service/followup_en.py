"""English questions that follow up an earlier one; pure. `service.followup` puts it together."""

from __future__ import annotations

import re

from service.conversation import Earlier
from service.pronouns_en import pointed
from service.topic_en import (
    AUXILIARY,
    FRAME,
    PARTICIPLE,
    PREPOSITION,
    PRONOUNS,
    SUBJECT,
    WH,
    YEAR,
    described,
    names,
    others,
    pair,
    person,
    sought,
    time,
    topic,
)

__all__ = ["completed", "described", "others", "pair", "person", "sought", "time", "topic"]

_LEAD = re.compile(r"(?:(?:and|but|so|or|then|also|ok|okay|well|now)\b[,\s]*)+", re.I)
_ABOUT = re.compile(r"(?:what|how) about\s+(?P<what>.+)", re.I)
_BARE = re.compile(
    rf"(?P<wh>why not|why|when|where|how come|how|by whom|whom|who|since when|until when|"
    rf"how (?:much|many|long|often|old)|in (?:what|which) year|(?:what|which) year)"
    rf"(?:\s+(?:{AUXILIARY})(?:\s+(?:{PRONOUNS}))?|\s+so)?",
    re.I,
)
_QUANTITY = re.compile(rf"how (?:much|many)\s+(?P<more>(?:{PREPOSITION})\s.+)", re.I)
_PHRASE = re.compile(rf"(?:{PREPOSITION})\s+\S.*", re.I)
_CURRENCY = re.compile(
    r"\bin\s+(?:\w+\s+)?(?:yen|dollars?|euros?|pounds?|yuan|won|francs?)\b", re.I
)
_OWNED = re.compile(r"(?:the|its|their|his|her)\s+(?P<noun>[a-z][a-z ]*)", re.I)
_FEW = 4
"""How many words a fragment has at most that no leading word marks as one."""


def completed(question: str, earlier: Earlier) -> str | None:
    """Return ``question`` as it reads by itself, None where it is no follow-up.

    ``question`` is folded, as `service.query.fold` has it; what is returned ends without a mark.
    """
    text = question.rstrip("?!. ")
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    if bare := _BARE.fullmatch(rest):
        return _again(bare["wh"], earlier)
    if more := _QUANTITY.fullmatch(rest):
        return _extended(more["more"], earlier)
    fragment = _fragment(rest, bool(lead), question.endswith("?"))
    if fragment:
        return _instead(fragment, earlier)
    resolved = pointed(rest, earlier)
    return None if resolved is None else _sentence(resolved)


def _fragment(rest: str, led: bool, asks: bool) -> str:
    """Return what a question without a verb adds to the one before."""
    if about := _ABOUT.fullmatch(rest):
        return about["what"]
    words = rest.split()
    if not words or re.match(rf"(?:{WH}|{AUXILIARY})\b", rest, re.I):
        return ""
    if any(re.fullmatch(AUXILIARY, word, re.I) for word in words):
        return ""
    short = asks and len(words) <= _FEW and (bool(_PHRASE.fullmatch(rest)) or len(words) <= 2)
    return rest if short or led and len(words) <= 2 * _FEW else ""


def _instead(fragment: str, earlier: Earlier) -> str | None:
    """Return the question before with ``fragment`` added, or in place of its topic."""
    if re.fullmatch(r"(?:1[89]|20)\d\d", fragment):
        fragment = f"in {fragment}"
    if _PHRASE.fullmatch(fragment):
        return _extended(f"{fragment[0].lower()}{fragment[1:]}", earlier)
    owned = _OWNED.fullmatch(fragment)
    if owned and not names(fragment) and earlier.topic:
        return _sentence(f"what is the {owned['noun']} of {earlier.topic}")
    if earlier.topic and earlier.topic in earlier.question:
        return _sentence(earlier.question.replace(earlier.topic, fragment, 1))
    return None


def _extended(phrase: str, earlier: Earlier) -> str | None:
    """Return the question before with a phrase like "in 2024" for the one of its kind, or added."""
    if not earlier.alike:
        return f"{earlier.topic} {phrase}" if earlier.topic else None
    for kind in (YEAR, _CURRENCY):
        if kind.search(phrase) and kind.search(earlier.question):
            return _sentence(kind.sub(lambda _: phrase, earlier.question, count=1))
    return _sentence(f"{earlier.question} {phrase}")


def _again(wh: str, earlier: Earlier) -> str | None:
    """Return the question before with ``wh`` for its own question word."""
    about = f"{wh} {earlier.topic}" if earlier.topic else ""
    if not earlier.alike:
        return _sentence(about) if about else None
    question = earlier.question
    if framed := FRAME.fullmatch(question):
        return _sentence(_swapped(wh, framed))
    if acted := SUBJECT.fullmatch(question):
        more = acted["more"] or ""
        return _sentence(f"{wh} was {acted['object']} {acted['verb']}{more}")
    if re.match(rf"(?:{AUXILIARY})\s", question, re.I):
        return _sentence(f"{wh} {question[0].lower()}{question[1:]}")
    return _sentence(about) if about else None


def _swapped(wh: str, framed: re.Match[str]) -> str:
    aux, rest = framed["aux"], framed["rest"]
    asked = framed["wh"].lower()
    if wh.lower() == "who" and re.search(rf"\b{PARTICIPLE}\b", rest) and asked != "who":
        wh = "by whom"
    measured = re.match(r"how (?:much|many)\s*(?P<what>.*)", asked)
    if measured and not wh.lower().startswith("how"):
        rest = _with_object(rest, measured["what"] or "that much")
    return f"{wh} {aux.lower()} {rest}"


def _with_object(rest: str, noun: str) -> str:
    """Return a clause with its object back in place: before the first phrase."""
    phrase = re.search(rf"\s(?:{PREPOSITION})\s", rest)
    place = phrase.start() if phrase else len(rest)
    return f"{rest[:place]} {noun}{rest[place:]}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
