"""A question asserts what the evidence denies: the sentence that does so, and how surely; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from indexer.records import Span
from indexer.wording import NAME
from service.actors import name_clashes
from service.assertion import SAYS, Asking, Clash, Kind, Reading, Statement, Topic, read
from service.clashes import quantity_clashes
from service.odds import logistic
from service.reversals import reversed_clashes
from service.values import compatible

# How far around what denies, in tokens, what it is said of is looked for, and its neighbour.
_NEAR = 8
_BESIDE = 4
# How many sentences of the evidence, best first, may deny; the others can only agree.
DENIERS = 5


@dataclass(frozen=True, slots=True)
class Features:
    """What tells a denial from another fact, 0 to 1 each.

    The shares of the weight of what else the question is about: ``inside`` that the sentence says,
    ``near`` that it says within eight tokens of what denies, ``around`` that its passage says, and
    ``names`` the latter of the names alone, 1 without any. ``beside``: how well the word next to
    what is asserted is said next to what denies. ``strength``: the clash's. ``chance``: how likely
    the sentence is the answer. ``best``: 1 for the likeliest sentence. ``english``: 1 for a
    question in English. ``agreed``: the most that any other sentence says of the rest which says
    what is asserted as the question has it.
    """

    inside: float
    near: float
    around: float
    names: float
    beside: float
    strength: float
    chance: float
    best: float
    english: float
    agreed: float


@dataclass(frozen=True, slots=True)
class Denial:
    """What denies: ``span`` is of the sentence as it stands in the source.

    ``score``, 0 to 1, is how likely the sentence denies what the question asserts; ``kind`` tells
    whether a quantity, an opposite, a negation or another name does.
    """

    kind: Kind
    score: float
    span: Span


def contradicted(question: Asking, sentences: Sequence[Statement]) -> tuple[int, Denial] | None:
    """Return the sentence that most surely denies what a question asserts, and its denial.

    ``sentences`` are the evidence, best first: the first five may deny, and what any says as the
    question has it is held against a denial by another. Ties go to the earlier sentence. None when
    nothing clashes; `service.denials` tells whether that is ground to contradict anybody.
    """
    readings = [read(question, sentence) for sentence in sentences]
    found = [
        (number, denial)
        for number, reading in enumerate(readings[:DENIERS])
        if (denial := _surest(reading, [*readings[:number], *readings[number + 1 :]]))
    ]
    return max(found, key=lambda pair: (pair[1].score, -pair[0]), default=None)


def clashes(reading: Reading) -> tuple[Clash, ...]:
    """Return every clash of a question with a sentence: candidates, to be weighed."""
    return (*quantity_clashes(reading), *reversed_clashes(reading), *name_clashes(reading))


def features(reading: Reading, clash: Clash, others: Sequence[Reading]) -> Features:
    """Return what speaks for a clash being a denial; ``others`` are the rest of the evidence."""
    rest = list(_rest(reading, clash))
    near = slice(max(clash.first - _NEAR, 0), clash.last + _NEAR + 1)
    words = reading.statement.setting.words
    around = [(topic, max(_best(row), _known(topic, words))) for topic, row in rest]
    named = [(topic, worth) for topic, worth in around if topic.kind == NAME]
    return Features(
        inside=_share([(topic, _best(row)) for topic, row in rest]),
        near=_share([(topic, _best(row[near])) for topic, row in rest]),
        around=_share(around),
        names=_share(named) if named else 1.0,
        beside=_beside(rest, clash),
        strength=clash.strength,
        chance=reading.statement.chance,
        best=float(reading.statement.best),
        english=float(reading.asking.language == "en"),
        agreed=max((_agreed(other, clash) for other in others), default=0.0),
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over `Features`: one weight a feature, and the bias."""

    features: Features
    bias: float

    def probability(self, found: Features) -> float:
        """Return the probability, 0 to 1, that a clash with these features is a denial."""
        names = (field.name for field in fields(Features))
        terms = (getattr(self.features, name) * getattr(found, name) for name in names)
        return logistic(sum(terms) + self.bias)


def _surest(reading: Reading, others: Sequence[Reading]) -> Denial | None:
    judged = [
        (WEIGHTS[clash.kind].probability(features(reading, clash, others)), clash)
        for clash in clashes(reading)
    ]
    if not judged:
        return None
    score, clash = max(judged, key=lambda pair: (pair[0], -pair[1].first))
    tokens = reading.statement.tokens
    start, end = tokens[clash.first].start, tokens[clash.last].end
    return Denial(clash.kind, score, reading.statement.key.source(start, end))


def _rest(reading: Reading, clash: Clash) -> Iterator[tuple[Topic, tuple[float, ...]]]:
    """Yield what else a question is about, with how each token of the sentence says it."""
    for topic, row in zip(reading.asking.topics, reading.said, strict=True):
        if topic.place not in clash.asked:
            yield topic, row


def _best(row: Sequence[float]) -> float:
    return max(row, default=0.0)


def _known(topic: Topic, words: frozenset[int]) -> float:
    return max((worth for key, worth in topic.words.items() if key in words), default=0.0)


def _share(said: Sequence[tuple[Topic, float]]) -> float:
    """Return the share of the topics' weight that is said, 0 to 1."""
    whole = sum(topic.weight for topic, _ in said)
    return sum(topic.weight * worth for topic, worth in said) / whole if whole else 0.0


def _beside(rest: Sequence[tuple[Topic, tuple[float, ...]]], clash: Clash) -> float:
    """Return how well a neighbour of what is asserted is said beside what denies."""
    window = slice(max(clash.first - _BESIDE, 0), clash.last + _BESIDE + 1)
    before = [row for topic, row in rest if topic.place < min(clash.asked)][-1:]
    behind = [row for topic, row in rest if topic.place > max(clash.asked)][:1]
    return max((_best(row[window]) for row in (*before, *behind)), default=0.0)


def _agreed(other: Reading, clash: Clash) -> float:
    """Return how much of the rest a sentence says that says the asserted as it is asserted."""
    if clash.value is not None:
        said = any(compatible(clash.value, value) for value in other.statement.values)
    else:
        said = any(_affirms(other, topic, row, clash) for topic, row in _paired(other))
    return _share([(topic, _best(row)) for topic, row in _rest(other, clash)]) if said else 0.0


def _paired(reading: Reading) -> Iterator[tuple[Topic, tuple[float, ...]]]:
    return zip(reading.asking.topics, reading.said, strict=True)


def _affirms(other: Reading, topic: Topic, row: Sequence[float], clash: Clash) -> bool:
    ours = topic.place in other.asking.denied
    denied_there = other.statement.denied
    return topic.place in clash.asked and any(
        worth >= SAYS and (place in denied_there) == ours for place, worth in enumerate(row)
    )


# Learned as `python -m training.premise` does, on 324 false premises over JaQuAD's training
# paragraphs in both languages, and on 480 questions about these that assert nothing false, each of
# which counts four times.
WEIGHTS: Mapping[Kind, Weights] = {
    "value": Weights(Features(1.35, 0.0, 5.3, 0.75, 0.0, 0.66, 3.18, 1.33, 1.9, -5.15), -3.72),
    "opposite": Weights(Features(3.86, 0.0, 0.0, 0.79, 0.0, 0.0, 0.0, 0.75, -0.54, -4.28), -1.51),
    "negation": Weights(
        Features(0.0, 2.26, 2.73, 0.53, 1.4, 2.42, 0.95, 2.38, -0.05, -4.79), -4.24
    ),
    "name": Weights(Features(0.0, 2.01, 0.0, 0.0, 0.91, 1.67, 0.0, 2.03, 0.55, -2.64), -5.81),
}
