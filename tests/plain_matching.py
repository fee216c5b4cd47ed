"""The features of matching by plain loops, and what they are matched against in tests."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.wording import LATIN, NAME, NUMERIC, Wording
from service.copying import RUN, RUN_POWER
from service.layout import Floats
from service.matching import FEATURES, Matched

# Directions and lengths of tokens 0 to 5: two at right angles, one between, one against, two more.
DIRECTIONS = ((1.0, 0.0), (0.0, 1.0), (0.6, 0.8), (-1.0, 0.0), (0.8, -0.6), (0.0, 1.0))
LENGTHS = (1.0, 3.0, 2.0, 1.0, 0.5, 4.0)


class Compass:
    """Word vectors of two dimensions."""

    def look_up(self, pieces: NDArray[np.integer]) -> tuple[Floats, Floats]:
        directions = np.array(DIRECTIONS, dtype=np.float32)
        return directions[pieces], np.array(LENGTHS, dtype=np.float32)[pieces]


@dataclass(frozen=True)
class Said:
    """A passage by sentence: content words as (key, kind), and pieces; and its text."""

    words: tuple[tuple[tuple[int, int], ...], ...] = ()
    pieces: tuple[tuple[int, ...], ...] = ()
    text: str = ""

    def wording(self) -> Wording:
        words = [(n, *word) for n, sentence in enumerate(self.words) for word in sentence]
        pieces = [(n, piece) for n, sentence in enumerate(self.pieces) for piece in sentence]
        return Wording(
            np.array([key for _, key, _ in words], dtype=np.uint32),
            np.array([n for n, _, _ in words], dtype=np.uint16),
            np.array([kind for _, _, kind in words], dtype=np.uint8),
            np.array([piece for _, piece in pieces], dtype=np.int32),
            np.array([n for n, _ in pieces], dtype=np.uint16),
        )


def oracle(question: Matched, passage: Said) -> dict[str, float]:
    """All features of one passage among others that have words and pieces, by plain loops."""
    exact, answering = exact_oracle(question, passage)
    similar = similar_oracle(question, passage, answering)
    return {**exact, **similar, "copied": copied_oracle(question.text, passage.text)}


def exact_oracle(question: Matched, passage: Said) -> tuple[dict[str, float], set[int]]:
    if not question.units:
        names = FEATURES[: FEATURES.index("similar")]
        return dict.fromkeys(names, 0.0), set()
    units = question.units
    whole = sum(unit.weight for unit in units)
    # By sentence with words: its number, how well it says each unit, and whether it may answer.
    sentences = []
    for number, words in enumerate(passage.words):
        if words:
            said = [max(unit.words.get(key, 0.0) for key, _ in words) for unit in units]
            new = [
                kind in question.sought and all(unit.words.get(key, 0.0) < 0.5 for unit in units)
                for key, kind in words
            ]
            sentences.append((number, said, any(new)))

    def share(said: Sequence[float]) -> float:
        return sum(u.weight * s for u, s in zip(units, said, strict=True)) / whole

    def best(groups: Sequence[Sequence[list[float]]]) -> float:
        return max((share([max(each) for each in zip(*g, strict=True)]) for g in groups), default=0)

    def missed(kinds: frozenset[int]) -> float:
        part = [
            (unit.weight, max((said[n] for _, said, _ in sentences), default=0.0))
            for n, unit in enumerate(units)
            if unit.kind in kinds
        ]
        total = sum(weight for weight, _ in part)
        return sum(weight * well for weight, well in part) / total - 1 if part else 0.0

    every = [said for _, said, _ in sentences]
    alone = best([[said] for said in every])
    answers = [said for _, said, new in sentences if new]
    found = {
        "coverage": best([every] if every else []),
        "sentence_coverage": alone,
        "window_coverage": best([every[n : n + 2] for n in range(len(every))]),
        "names": missed(frozenset({NAME, LATIN})),
        "numbers": missed(NUMERIC),
        "sought": 0.0 if answers or not question.sought else -1.0,
        "sought_covered": best([[said] for said in answers]) - alone if question.sought else 0.0,
    }
    return found, {number for number, _, new in sentences if new}


def similar_oracle(question: Matched, passage: Said, answering: set[int]) -> dict[str, float]:
    names = FEATURES[FEATURES.index("similar") : FEATURES.index("copied")]
    if not question.pieces:
        return dict.fromkeys(names, 0.0)
    different = sorted(set(question.pieces))
    whole = sum(LENGTHS[piece] for piece in different)

    def cosine(one: int, other: int) -> float:
        (a, b), (c, d) = DIRECTIONS[one], DIRECTIONS[other]
        return min(max(a * c + b * d, 0.0), 1.0)

    def similar(pieces: Sequence[int], power: int) -> float:
        best = [max((cosine(mine, piece) for piece in pieces), default=0.0) for mine in different]
        weighed = zip(different, best, strict=True)
        return sum(LENGTHS[mine] * value**power for mine, value in weighed) / whole

    def explained(pieces: Sequence[int], power: int) -> float:
        nearest = [max(cosine(mine, piece) for mine in different) ** power for piece in pieces]
        mass = sum(LENGTHS[piece] for piece in pieces)
        weighed = zip(pieces, nearest, strict=True)
        return sum(LENGTHS[piece] * value for piece, value in weighed) / mass if pieces else 0.0

    sentences = [(n, pieces) for n, pieces in enumerate(passage.pieces) if pieces]
    every = [piece for _, pieces in sentences for piece in pieces]
    both = [(similar(pieces, 2), explained(pieces, 2)) for _, pieces in sentences]
    forward = max((one for one, _ in both), default=0.0)
    answers = [similar(pieces, 2) for number, pieces in sentences if number in answering]
    windows = [
        similar([piece for _, pieces in sentences[n : n + 2] for piece in pieces], 1)
        for n in range(len(sentences))
    ]
    mass = sum(LENGTHS[piece] for piece in every)
    return {
        "similar": similar(every, 1),
        "similar_squared": similar(every, 2),
        "explained": explained(every, 1),
        "explained_squared": explained(every, 2),
        "sentence_similar": max((similar(pieces, 1) for _, pieces in sentences), default=0.0),
        "sentence_similar_squared": forward,
        "window_similar": max(windows, default=0.0),
        "sentence_both": max((2 * a * b / (a + b) if a + b else 0.0 for a, b in both), default=0.0),
        "size": -abs(math.log((mass + 1e-6) / sum(LENGTHS[piece] for piece in question.pieces))),
        "sought_similar": max(answers, default=0.0) - forward
        if question.sought and question.units
        else 0.0,
    }


def copied_oracle(question: str, text: str) -> float:
    folded, said = (unicodedata.normalize("NFKC", each).lower() for each in (question, text))
    total, left = 0.0, folded
    while left:
        size = next((n for n in range(len(left), 0, -1) if left[:n] in said), 0)
        if size >= RUN and not all(map(plain, left[:size])):
            total += size**RUN_POWER
        left = left[max(size, 1) :]
    return total / len(folded) ** RUN_POWER if folded else 0.0


def plain(character: str) -> bool:
    hiragana = unicodedata.name(character, "").startswith("HIRAGANA LETTER")
    return hiragana or character in "、。?？!！" or character.isspace()
