"""The records of a conversation: its turns, and what a follow-up may point back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sought = Literal["person", "place", "time", "thing", ""]
"""What a question asks for, where its own words tell: who, where, when, which company."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked, and the answer that was given, None where there was none."""

    question: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The turn before, as a follow-up sees it; ``""`` where it tells of no such thing.

    ``question`` stands by itself, without the mark at its end; ``alike``: it is in the follow-up's
    language. ``topic``: what it is about, a part of it or its answer; ``others``: what else it
    names; ``person``, ``place`` and ``time``: who, where and when is meant by he, there and then;
    ``pair``: the two things that "the former" and "the latter" mean.
    """

    question: str
    alike: bool
    topic: str
    others: tuple[str, ...]
    person: str
    place: str
    time: str
    pair: tuple[str, str] | None

    def thing(self, text: str) -> str:
        """Return what ``text`` points to: the topic, or what else was named if it says that."""
        known = (self.topic, *self.others)
        return next((name for name in known if name and name not in text), "")
