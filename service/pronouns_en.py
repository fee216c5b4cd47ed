"""English pronouns that point back to an earlier question or its answer, replaced; pure."""

from __future__ import annotations

import re
from itertools import islice

from service.conversation import Earlier
from service.topic_en import AUXILIARY, GENERIC, PARTICIPLE, PREPOSITION, SMALL, names

_BEFORE_THAT = rf"(?:{AUXILIARY}|{PREPOSITION})"
_MORE = r"(?:(?:that|which|who|of|called|named|behind|for|in|with)\b|[a-z]+ing\b)"
_POINTERS = re.compile(
    rf"\b(?:(?P<pair>the (?P<which>former|latter))"
    rf"|(?P<class>(?:the|that|this) (?:{GENERIC})(?! {_MORE}))"
    rf"|(?P<human>(?:the|that|this) (?:person|man|woman)(?! {_MORE}))"
    rf"|(?P<these>(?:this|these|those) (?!(?:{AUXILIARY})\b)(?P<noun>[a-z]+))"
    rf"|(?P<his>his|hers)|(?P<her>her)|(?P<he>he|she|him)"
    rf"|(?P<its>its|their|theirs)|(?P<it>it|they|them)"
    rf"|(?P<there>there)|(?P<then>then)|(?P<that>that|this|these|those))\b",
    re.I,
)
_EXPLETIVE = re.compile(
    r"it (?:true|possible|likely|clear|fair|correct|legal|important|necessary|safe|rain|said)\b|"
    r"it (?:to|that)\b|it (?:costs?|takes?|took)\b.*\bto\b|"
    r"(?:(?<=\bis )|(?<=\bwas ))it .*\b(?:who|that|which)\b",
    re.I,
)
_BREAK = re.compile(
    r"[,;:]|\b(?:and|or|but|when|while|if|that|because|who|which|what|how|once|as|after|before|"
    r"than|unless|until|since|so|whether)\b",
    re.I,
)
MOST = 5
"""How many pronouns of a question are looked at."""
_SHORT = 8
"""Beyond so many words a pronoun after a name is taken to mean that name."""
_WORDS = re.compile(rf"\b(?!{SMALL}\b)[a-z]{{3,}}", re.I)
_NOUN = re.compile(r"\b(?:the|a|an|this|these|those|every|each) [a-z]|\b(?:people|someone)\b", re.I)
_CLAUSE = re.compile(rf"\s+(?:{AUXILIARY}|{PARTICIPLE}|[a-z]+s)\b", re.I)


def pointed(text: str, earlier: Earlier) -> str | None:
    """Return ``text`` with the first pronoun that points back replaced; None if none does."""
    for match in islice(_POINTERS.finditer(text), MOST):
        target = _target(match, earlier)
        if target and not _inside(text, match) and _points(text, match):
            return text[: match.start()] + target + text[match.end() :]
    return None


def _target(match: re.Match[str], earlier: Earlier) -> str:
    """Return what stands for a pronoun, ``""`` where nothing is known that could."""
    group = match.lastgroup if match.lastgroup not in ("which", "noun") else _outer(match)
    after = match.string[match.end() :]
    if group == "pair":
        return "" if earlier.pair is None else earlier.pair[match["which"].lower() == "latter"]
    if group == "her":
        owns = re.match(rf"\s+(?!{SMALL}\b)\w", after, re.I)
        return _owning(earlier.person) if owns else earlier.person
    if group == "these":
        return _named(earlier.thing(match.string), match["noun"])
    targets = {
        "his": _owning(earlier.person),
        "he": earlier.person,
        "human": earlier.person,
        "its": _owning(earlier.thing(match.string)),
        "there": f"in {earlier.place}" if earlier.place else "",
        "then": f"in {earlier.time}" if earlier.time else "",
    }
    return targets.get(str(group), earlier.thing(match.string))


def _outer(match: re.Match[str]) -> str:
    return "pair" if match["pair"] else "these"


def _owning(name: str) -> str:
    return f"{name}'s" if name else ""


def _named(topic: str, noun: str) -> str:
    """Return what "this ``noun``" is: the topic, with the noun unless it says so itself."""
    if not topic or topic.lower().endswith(noun.lower()):
        return topic
    return f"{topic}'s {noun}"


def _points(text: str, match: re.Match[str]) -> bool:
    """Tell a pronoun that points to something from a word that only looks like one."""
    before, after = text[: match.start()], text[match.end() :]
    if match["it"]:
        return not _EXPLETIVE.match(text, match.start())
    if match["there"]:
        return not re.search(rf"\b(?:{AUXILIARY})\s+$", before, re.I) or not after
    if match["then"]:
        return not after or bool(re.search(r"\s$", before))
    if match["that"]:
        ends = not after or bool(re.match(rf"\s+(?:{PREPOSITION})\b|\s+[a-z]+$", after, re.I))
        return ends and bool(re.search(rf"\b{_BEFORE_THAT}\s+$", before, re.I))
    return True


def _inside(text: str, match: re.Match[str]) -> bool:
    """Tell whether a pronoun points to something named before it in the same question."""
    if match["there"] or match["then"] or match["pair"]:
        return False
    before = text[: match.start()]
    if match["class"] or match["human"]:
        return bool(names(text))
    word = _WORDS.search(before)
    if word and _BREAK.search(before, word.end()):
        return True
    owns = match["its"] or match["his"] or match["her"]
    named = bool(names(before)) or bool(_NOUN.search(before))
    long = len(text.split()) > _SHORT
    return named and bool(owns or long or _CLAUSE.match(text, match.end()))
