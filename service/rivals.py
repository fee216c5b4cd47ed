"""Whether another sentence answers a question otherwise than the best one does: learned; pure.

`service.conflict` knows by rules what cannot both be true of one thing. Here two answers of one
kind compete: the more likely both are, the more alike what their sentences say, the likelier the
sources disagree. A wrong candidate looks much the same, so precision comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from itertools import product

import numpy as np

from indexer.wording import LATIN, NAME, NUMERIC
from service.forms import form
from service.judgement import Judged
from service.layout import Floats
from service.odds import log_odds, logistic
from service.sought import sought
from service.values import Value, compatible, disagree, equal_answers, values

# So many of the sentences behind the best are held against it.
HELD = 10
THRESHOLD = 0.265
"""From here on, one in fifty undisputed questions about written documents seems disputed."""


@dataclass(frozen=True, slots=True)
class Features:
    """What tells a disputed answer from a wrong one; log odds are divided by 5.

    ``best``, ``rival``: the log odds that the sentence is right; ``read_best``, ``read_rival``:
    that the reader finds the answer there; ``share``: the lesser share of the two answers, as in
    `Evidence`; ``words``: the part of the shorter sentence's words, by inverse document frequency,
    that both have, 0 to 1; ``alike``: the cosine of the sentences; ``apart``: whether they stand
    in two passages; ``typed``: as in `evidence.Features`, of the rival; ``named``: whether names
    differ, not figures; ``numeric``: whether a figure is asked for; ``plain``: whether one short
    answer is; ``agreed``: as in `evidence.Features`, of the best; ``english``: of the question.
    """

    best: float
    rival: float
    read_best: float
    read_rival: float
    share: float
    words: float
    alike: float
    apart: float
    typed: float
    named: float
    numeric: float
    plain: float
    agreed: float
    english: float


WEIGHTS: tuple[float, ...] = (
    *(0.9792, 1.345, -0.3605, 1.8602, 1.9543, 4.2759, -0.2819, 2.7289),
    *(-0.9731, -0.8026, 0.6806, -0.1561, -0.5599, 0.2046, -6.5681),
)
"""Those of `Features`, then a bias, learnt from training and dev documents;
`python -m training.rivals` prints such, learnt from dev documents alone."""


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
    kinds = sought(asked.text)
    told = values(asked.text)
    rivals = [
        number
        for number, one in enumerate(ranked[1 : HELD + 1], start=1)
        if _differ(ranked[0], one, kinds, told)
    ]
    if not rivals:
        return {}
    held = [ranked[0], *(ranked[number] for number in rivals)]
    vectors = asked.vectors([one.item.text for one in held])
    cosines = (vectors @ vectors[0]).tolist()[1:]
    return {
        number: _features(asked, kinds, ranked[0], ranked[number], cosine)
        for number, cosine in zip(rivals, cosines, strict=True)
    }


def disputed(asked: Asked, ranked: Sequence[Judged]) -> int | None:
    """Return the number of the sentence that most surely answers otherwise; None for none."""
    chances = {
        number: logistic(float(np.dot(WEIGHTS, (*astuple(found), 1.0))))
        for number, found in pairs(asked, ranked).items()
    }
    surest = max(chances, key=lambda number: (chances[number], -number), default=0)
    return surest if surest and chances[surest] >= THRESHOLD else None


def _differ(best: Judged, other: Judged, kinds: Set[int], told: Sequence[Value]) -> bool:
    """Tell whether the answers of two sentences are of one kind and cannot be the same."""
    one, two = best.item.answer_text, other.item.answer_text
    mine, theirs = (_new(text, told) for text in (one, two))
    if mine and theirs:
        said = (*product(mine, values(other.item.text)), *product(theirs, values(best.item.text)))
        both = any(compatible(a, b) for a, b in said)
        return not both and any(disagree(a, b) for a, b in product(mine, theirs))
    if mine or theirs or not kinds & {NAME, LATIN} or kinds & NUMERIC:
        return False
    return not (equal_answers(one, two) or one in other.item.text or two in best.item.text)


def _new(text: str, told: Sequence[Value]) -> list[Value]:
    """Return the figures of an answer, but for those that the question says."""
    return [one for one in values(text) if not any(compatible(one, each) for each in told)]


def _features(
    asked: Asked, kinds: Set[int], best: Judged, rival: Judged, cosine: float
) -> Features:
    one, two = best.item, rival.item
    return Features(
        best=log_odds(best.chance) / 5,
        rival=log_odds(rival.chance) / 5,
        read_best=one.features.read,
        read_rival=two.features.read,
        share=min(one.share, two.share),
        words=_common(asked, best, rival),
        alike=cosine,
        apart=float(one.hit.id != two.hit.id),
        typed=two.features.typed,
        named=float(not values(one.answer_text)),
        numeric=float(bool(kinds & NUMERIC)),
        plain=float(form(asked.text) == "word"),
        agreed=one.features.agreed,
        english=float(asked.english),
    )


def _common(asked: Asked, best: Judged, rival: Judged) -> float:
    mine, theirs = ({word.lemma for word in one.item.words} for one in (best, rival))
    shorter = min(_worth(asked, mine), _worth(asked, theirs))
    return _worth(asked, mine & theirs) / shorter if shorter else 0.0


def _worth(asked: Asked, lemmas: Set[str]) -> float:
    return sum(asked.idf(lemma) for lemma in sorted(lemmas))
