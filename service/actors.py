"""Where a sentence has another name in the role of the one that a question asserts; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.records import Token
from indexer.terms import is_content
from service.assertion import CERTAIN, LIKELY, SAYS, WEAK, Clash, Reading

Role = Literal["", "agent", "patient", "place", "source", "goal", "owner", "with"]

# The most tokens behind a name that belong to it before its particle: バイデン政権は.
_TAIL = 4
_PARTICLES: dict[str, Role] = {
    "は": "agent",
    "が": "agent",
    "も": "agent",
    "を": "patient",
    "で": "place",
    "から": "source",
    "に": "goal",
    "へ": "goal",
    "の": "owner",
    "と": "with",
}
_PREPOSITIONS: dict[str, Role] = {
    "by": "agent",
    "in": "place",
    "at": "place",
    "from": "source",
    "to": "goal",
    "of": "owner",
    "with": "with",
}
_AUXILIARIES = frozenset(
    "did does do was were is are has have had can could will would why how when".split()
)
_BY = re.compile("(?:によ[りっる]|の手で)")
_KATAKANA = re.compile("[\u30a1-\u30faー]{3,}")
_LATIN = re.compile("[a-z][a-z0-9.-]*")
_MODEL = re.compile("([a-z]+)-?[0-9]+(?:[.][0-9]+)?[a-z]?")
_NAME_JOINS = frozenset("・=＝-")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a text: the places ``first`` to ``last`` of its tokens, and its role there.

    ``sure`` where its word is nothing but a name, ``latin`` where it is in Latin letters;
    ``model`` the letters of one with a number.
    """

    first: int
    last: int
    role: Role
    sure: bool
    latin: bool
    model: str = ""


def name_clashes(reading: Reading) -> Iterator[Clash]:
    """Yield the names of a question that a sentence does not say, but another in their role."""
    asking, sentence = reading.asking, reading.statement
    said = _said(reading)
    others = [one for one in mentions(sentence.key.text, sentence.tokens) if _new(one, said)]
    rows = {topic.place: row for topic, row in zip(asking.topics, reading.said, strict=True)}
    for asked in mentions(asking.key, asking.tokens, asking.names):
        places = [place for place in range(asked.first, asked.last + 1) if place in rows]
        if not places or any(max(rows[place], default=0.0) >= SAYS for place in places):
            continue
        surfaces = (asking.tokens[place].surface for place in places)
        if any(surface in sentence.key.text for surface in surfaces):
            continue
        for other in others:
            strength = _strength(asked, other)
            # Huawei is ファーウェイ, in another script.
            if strength and (asking.language == "en" or asked.latin == other.latin):
                yield Clash("name", frozenset(places), other.first, other.last, strength)


def mentions(
    key: str, tokens: Sequence[Token], known: frozenset[int] = frozenset()
) -> tuple[Mention, ...]:
    """Return the names of a text, in order; ``known`` are places of words that are names.

    Proper nouns are names, and words in Latin letters between Japanese ones, and in katakana.
    """
    found: list[Mention] = []
    japanese = not key.isascii()
    place = 0
    while place < len(tokens):
        if not _named(tokens[place], japanese, known, place):
            place += 1
            continue
        last = _end(tokens, place, japanese, known)
        run = tokens[place : last + 1]
        latin = any(_LATIN.fullmatch(t.lemma) for t in run)
        sure = bool(known) or latin or any(t.pos.startswith("名詞/固有名詞") for t in run)
        model = next((m[1] for t in run if (m := _MODEL.fullmatch(t.lemma))), "")
        found.append(
            Mention(place, last, _role(key, tokens, place, last, japanese), sure, latin, model)
        )
        place = last + 1
    return tuple(found)


def _named(token: Token, japanese: bool, known: frozenset[int], place: int) -> bool:
    if place in known or token.pos.startswith("名詞/固有名詞"):
        return True
    if not japanese:
        return bool(_MODEL.fullmatch(token.lemma))
    if not token.pos.startswith("名詞") or not is_content(token):
        return False
    return bool(_LATIN.fullmatch(token.lemma) or _KATAKANA.fullmatch(token.surface))


def _end(tokens: Sequence[Token], first: int, japanese: bool, known: frozenset[int]) -> int:
    """Return the last place of a name: parts joined by a dot, and katakana behind katakana."""
    last = first
    while last + 1 < len(tokens):
        if _named(tokens[last + 1], japanese, known, last + 1):
            last += 1
        elif (
            tokens[last + 1].surface in _NAME_JOINS
            and last + 2 < len(tokens)
            and _named(tokens[last + 2], japanese, known, last + 2)
        ):
            last += 2
        else:
            break
    return last


def _role(key: str, tokens: Sequence[Token], first: int, last: int, japanese: bool) -> Role:
    return _japanese_role(key, tokens, last) if japanese else _english_role(tokens, first)


def _japanese_role(key: str, tokens: Sequence[Token], last: int) -> Role:
    for token in tokens[last + 1 : last + 2 + _TAIL]:
        if token.pos.startswith("助詞"):
            if _BY.match(key, token.start):
                return "agent"
            return _PARTICLES.get(token.surface, "")
        if not token.pos.startswith(("名詞", "接尾辞", "接頭辞")):
            return ""
    return ""


def _english_role(tokens: Sequence[Token], first: int) -> Role:
    before = [token.surface for token in tokens[max(first - 2, 0) : first]]
    before = [word for word in before if word not in ("the", "a", "an")]
    if not before or before[-1] in _AUXILIARIES:
        return "agent"
    return _PREPOSITIONS.get(before[-1], "")


def _said(reading: Reading) -> frozenset[int]:
    """Return the places of a sentence that say anything of the question."""
    return frozenset(
        place for row in reading.said for place, worth in enumerate(row) if worth >= SAYS
    )


def _new(mention: Mention, said: frozenset[int]) -> bool:
    return said.isdisjoint(range(mention.first, mention.last + 1))


def _strength(asked: Mention, other: Mention) -> float:
    """Return how surely one name stands for the other, 0 if it does not."""
    if asked.model or other.model:
        return CERTAIN if asked.model == other.model else 0.0
    if not asked.role or asked.role != other.role:
        return 0.0
    if asked.sure and other.sure:
        return CERTAIN if asked.role == "agent" else LIKELY
    return WEAK if asked.role == "agent" and (asked.sure or other.sure) else 0.0
