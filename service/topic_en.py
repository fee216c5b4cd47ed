"""What an English question is about, and what kind of thing it asks for; pure."""

from __future__ import annotations

import re

from service.conversation import Sought

AUXILIARY = (
    "is|are|was|were|am|be|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
)
PREPOSITION = (
    "in|on|at|by|for|from|to|with|without|under|over|during|since|until|before|after|as of|of|"
    "against|between|per|than|outside|inside|within|about"
)
WH = "what|which|who|whom|whose|when|where|why|how"
PRONOUNS = "it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those"
GENERIC = (
    "company|firm|startup|corporation|organi[sz]ation|agency|machine|device|model|product|chip|"
    "country|city|university|group|maker|manufacturer"
)
_OTHER = (
    "the|a|an|and|or|but|so|then|also|if|while|because|not|no|there|here|how|many|much|long|"
    "we|you|i|our|your|my|any|all|some|more|most|other"
)
SMALL = rf"(?:{AUXILIARY}|{PREPOSITION}|{WH}|{PRONOUNS}|{_OTHER})"
_IRREGULAR = (
    "made|built|bought|sold|won|wrote|written|led|held|found|born|begun|given|taken|seen|known|"
    "done|gone|put|set|cut|hit|lost|left|paid|said|sent|spent|told|grown|shown|become|run"
)
PARTICIPLE = rf"(?:[a-z]{{2,}}(?<!ne)ed|{_IRREGULAR})"
_ATTRIBUTE = (
    "cost|costs|price|founder|founders|ceo|president|chairman|headquarters|name|goal|goals|aim|"
    "purpose|reason|revenue|sales|profit|value|size|weight|height|length|age|population|capital|"
    "owner|maker|date|location|speed|performance|market share|share"
)
_ATTRIBUTES = re.compile(rf"(?:.*\s)?(?:{_ATTRIBUTE})")

_LATIN = r"[A-Za-z0-9&._\u2019-]"
NAME = (
    rf"(?:(?<![\w'])(?=[A-Z]|[a-z-]*\d{_LATIN}*[A-Za-z]|[a-z]+-?\d){_LATIN}+|"
    r"[\u3041-\u30fe\u3400-\u9fff]+)"
)
NAMES = re.compile(rf"{NAME}(?:\s+(?:of\s+(?:the\s+)?)?{NAME})*")
FRAME = re.compile(
    rf"(?P<wh>(?:(?:{PREPOSITION})\s+)?(?:{WH})"
    rf"(?:\s+(?P<noun>(?:(?!(?:{AUXILIARY})\b)[\w'%-]+\s+){{0,4}}(?!(?:{AUXILIARY})\b)[\w'%-]+))?)"
    rf"\s+(?P<aux>{AUXILIARY})\s+(?P<rest>.+)",
    re.I,
)
SUBJECT = re.compile(
    rf"(?P<wh>who|what|which(?:\s+\w+){{1,2}}?)\s+(?P<verb>{PARTICIPLE})\s+(?P<object>.+?)"
    rf"(?P<more>\s+(?:{PREPOSITION})\s.+)?",
    re.I,
)
YEAR = re.compile(
    r"(?:\b(?:in|by|since|until|before|after|during)\s+)?\b(?P<year>(?:1[89]|20)\d\d)\b", re.I
)
_SOUGHT: tuple[tuple[Sought, re.Pattern[str]], ...] = (
    ("person", re.compile(r"(?:\w+ )?(?:who|whom|whose|(?:what|which) (?:wo)?man)\b", re.I)),
    ("time", re.compile(r"(?:\w+ )?(?:when|(?:what|which) (?:year|month|day|date))\b", re.I)),
    ("place", re.compile(r"(?:\w+ )?(?:where|(?:what|which) (?:city|country|place|town))\b", re.I)),
    ("thing", re.compile(rf"(?:what|which) (?:\w+ )?(?:{GENERIC})\b", re.I)),
)
_WHO = re.compile(rf"who\s+(?!(?:{AUXILIARY})\b)(?P<did>\w+\s.+)", re.I)
_NAMED = rf"(?:the\s+)?(?:{NAME})(?:\s{NAME})*"
_PAIR = re.compile(rf"(?P<one>{_NAMED}),?\s+(?:and|or)\s+(?P<two>{_NAMED})")
_ARTICLE = re.compile(r"\b(?:the|a|an)\s+(?:[a-z]+\s+)?$", re.I)


def sought(question: str) -> Sought:
    """Return what kind of thing a question asks for."""
    return next((kind for kind, pattern in _SOUGHT if pattern.match(question)), "")


def described(question: str) -> str:
    """Return who is asked for, in the question's own words; ``""`` where they do not tell."""
    found = _WHO.fullmatch(question)
    return f"the person who {found['did']}" if found else ""


def person(question: str) -> str:
    """Return who may be meant by a question's first name: the owner of what is owned."""
    return topic(question).partition("'s")[0]


def time(question: str) -> str:
    """Return the year that a question names, or ``""``."""
    found = YEAR.search(question)
    return found["year"] if found else ""


def pair(question: str) -> tuple[str, str] | None:
    """Return the two names that a question names together."""
    found = _PAIR.search(question)
    return (found["one"], found["two"]) if found else None


def topic(question: str) -> str:
    """Return what a question is about: its first name with what belongs to it, else its subject.

    A part of the question; ``""`` where nothing can be told.
    """
    for start, end in names(question):
        return _around(question, start, end)
    return _subject(question)


def others(question: str) -> tuple[str, ...]:
    """Return what a question names beside its topic."""
    return tuple(_around(question, start, end) for start, end in names(question)[1:])


def names(text: str) -> list[tuple[int, int]]:
    """Return where the names in ``text`` stand, without words that only begin a sentence."""
    found = []
    for match in NAMES.finditer(text):
        start, end = match.span()
        while found_small := re.match(rf"{SMALL}(?:\s+|$|(?='))", text[start:end], re.I):
            start += found_small.end()
        name = text[start:end]
        if name and not name.isdigit():
            found.append((start, start + len(name.removesuffix("'s").rstrip("."))))
    return found


def _around(question: str, start: int, end: int) -> str:
    """Return the name there with its article, and the noun that it belongs to or that it owns."""
    name = question[start:end]
    if article := _ARTICLE.search(question[:start]):
        noun = re.match(rf"\s+(?!{SMALL}\b)(?!{PARTICIPLE}\b)[a-z]+", question[end:])
        name = f"{article[0].lower()}{name}{noun[0] if noun else ''}"
        end += len(noun[0]) if noun else 0
    owned = re.match(r"['\u2019]s\s+(.+)", question[end:])
    head = _head(question, owned[1]) if owned else ""
    return name if not head or _ATTRIBUTES.fullmatch(head.lower()) else f"{name}'s {head}"


def _subject(question: str) -> str:
    """Return the subject of a question that names nothing, or what its subject acts on."""
    framed = FRAME.fullmatch(question)
    if framed is None:
        acted = SUBJECT.fullmatch(question)
        return acted["object"] if acted else ""
    article = re.match(r"(?:the|a|an)\s+", framed["rest"], re.I)
    head = _head(question, framed["rest"][article.end() :] if article else framed["rest"])
    return f"{article[0]}{head}" if article and head else head


def _head(question: str, text: str) -> str:
    """Return the words with which ``text`` begins up to the question's verb or a small word."""
    words = []
    for word in text.split():
        if re.fullmatch(SMALL, word, re.I):
            break
        words.append(word)
    framed = FRAME.fullmatch(question)
    # "does the machine cost": after do, the last word in a row is the verb.
    if framed and framed["aux"].lower() in ("do", "does", "did") and len(words) > 1:
        words.pop()
    while len(words) > 1 and re.fullmatch(PARTICIPLE, words[-1], re.I):
        words.pop()
    return " ".join(words)
