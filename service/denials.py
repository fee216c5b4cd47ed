"""Whether the evidence denies what a question takes for granted: rules and reader together; pure.

`service.premise` knows by rules what clashes, the reader has learnt what a denial looks like: each
sees what the other misses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from indexer.records import Span
from service.judgement import Judged
from service.odds import log_odds, logistic
from service.premise import Denial

THRESHOLD, REASON_THRESHOLD = 0.5, 0.85
"""From here on, a question is contradicted, and one that asks for a reason: explanations look like
denials. By these alone none of the dev questions about the seeds that assert nothing false is, and
fewer than one in a hundred about written documents."""
# So likely must the rules' denial be for it to be shown; else it is what the reader found.
SURE = 0.5
# Where the rules are this sure, and no answer elsewhere is likelier, less is enough of all else.
RULED, SECONDED = 0.8, 0.4
# What the rules find nothing in counts like the least of what they find.
_LEAST = 0.005


@dataclass(frozen=True, slots=True)
class Features:
    """What tells a false premise; log odds are divided by 5.

    ``ruled``: the log odds that the rules' surest clash is a denial; ``read``: that the passage of
    the best sentence denies by the reader; ``anywhere``: the highest of any passage; ``clash``: 1
    where the rules find a clash, ``first``: in the best sentence; ``best``: the log odds that the
    best sentence is right; ``reason``: 1 where a reason is asked for; ``english``: 1 for a question
    in English.
    """

    ruled: float
    read: float
    anywhere: float
    clash: float
    first: float
    best: float
    reason: float
    english: float


WEIGHTS: tuple[float, ...] = (
    *(0.9042, 1.1062, 2.0396, -0.3803, -0.006),
    *(-0.6655, 0.6052, -0.137, -0.3638),
)
"""Those of `Features`, then a bias; `python -m training.denials` prints them."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The ``place`` of the sentence that denies a question, and the ``span`` of it that does.

    ``chance``, 0 to 1, is how likely anything denies it; ``sure``, whether that is ground enough to
    contradict.
    """

    place: int
    span: Span
    chance: float
    sure: bool


def contradiction(
    clash: tuple[int, Denial] | None, ranked: Sequence[Judged], *, english: bool
) -> Contradiction:
    """Return how likely the evidence denies a question, and where.

    ``clash`` is what the rules say; ``ranked`` are the sentences, best first, at least one. Where
    the rules are not SURE, it is the reader's answer in the best sentence of the passage that most
    surely denies.
    """
    found = features(clash, ranked, english=english)
    chance = logistic(float(np.dot(WEIGHTS, (*astuple(found), 1.0))))
    sure = chance >= (REASON_THRESHOLD if found.reason else THRESHOLD)
    if clash is not None and clash[1].score >= SURE:
        place, score = clash[0], clash[1].score
        likelier = place > 0 and ranked[0].chance > score
        if score >= RULED and chance >= SECONDED and not likelier:
            chance, sure = max(chance, score), True
        return Contradiction(place, clash[1].span, chance, sure)
    place = max(range(len(ranked)), key=lambda number: (ranked[number].item.denied, -number))
    return Contradiction(place, ranked[place].item.answer_inside, chance, sure)


def features(
    clash: tuple[int, Denial] | None, ranked: Sequence[Judged], *, english: bool
) -> Features:
    """Return what speaks for a denial; parameters as for `contradiction`."""
    place, score = (clash[0], clash[1].score) if clash else (-1, 0.0)
    best = ranked[0].item
    return Features(
        ruled=log_odds(max(score, _LEAST)) / 5,
        read=log_odds(best.denied) / 5,
        anywhere=log_odds(max(one.item.denied for one in ranked)) / 5,
        clash=float(clash is not None),
        first=float(place == 0),
        best=log_odds(ranked[0].chance) / 5,
        reason=best.features.reason,
        english=float(english),
    )
