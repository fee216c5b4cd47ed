"""Features of a sentence -> how likely it and its short answer are right; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path

from indexer.errors import ModelError
from service.evidence import Evidence, Features
from service.odds import log_odds, logistic
from service.records import Language
from service.rerank import LANGUAGES

FILE = Path(__file__).parent / "models" / "judge" / "judges.json"
FEATURES = tuple(field.name for field in fields(Features))
SIGNS = (*FEATURES, "lead", "exact", "share", "unknown", "first")
"""What tells whether the answer shown is right, and whether there is one: the features of its
sentence, how far its score leads that of the next sentence with another answer, whether a stretch
that the reader found is shown and no clauses, the log odds of its likeliest span's share, the share
of the question that the corpus never mentions, and ``answered`` of the first passage found."""
TOPIC = ("passage", "similarity", "said", "unknown", "read")
"""What tells whether a question is about what the corpus is about: the most of ``passage``, of
``similarity``, and of ``coverage`` or ``translated`` that any sentence has, the share of the
question that the corpus never mentions, and the most of ``read``."""

_MOST_LEAD = 10.0
# `dataclasses.astuple` copies every value deeply: of some hundred sentences, that takes a while.
_row = attrgetter(*FEATURES)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with the log odds, and the probability, 0 to 1, that it answers."""

    item: Evidence
    score: float
    chance: float


@dataclass(frozen=True, slots=True)
class Judge:
    """Four logistic models: which sentence answers, how sure that is, whether any does, the topic.

    ``sentence`` are the weights of FEATURES, ``answer`` and ``question`` those of SIGNS, each in
    order with the bias behind them. A question less likely than ``least`` to have an answer is
    refused. ``topic`` are the weights of TOPIC and a bias: a question less likely than
    ``least_topic`` to be about what the corpus is about is refused whatever seems to answer it.
    ``risks`` are (share of wrong answers, least confidence) pairs, the shares rising: see
    `surely`.

    Learned by ``python -m training.judgement``.
    """

    sentence: tuple[float, ...]
    answer: tuple[float, ...]
    question: tuple[float, ...]
    least: float
    risks: tuple[tuple[float, float], ...]
    topic: tuple[float, ...] = (0.0,) * (len(TOPIC) + 1)
    least_topic: float = 0.0

    def ranked(self, evidence: Sequence[Evidence]) -> tuple[Judged, ...]:
        """Return what could answer, best first, ties by place in the corpus.

        Sentences that state nothing are left out.
        """
        stating = (item for item in evidence if item.features.statement)
        scored = ((item, _weighed(self.sentence, _row(item.features))) for item in stating)
        return tuple(
            sorted((Judged(item, score, logistic(score)) for item, score in scored), key=_order)
        )

    def confidence(self, signs: Sequence[float]) -> float:
        """Return the probability, 0 to 1, that an answer with these SIGNS is right."""
        return logistic(_weighed(self.answer, signs))

    def answerable(self, signs: Sequence[float]) -> float:
        """Return the probability, 0 to 1, that the evidence answers at all, given these SIGNS.

        At least the confidence: where the answer is wrong, there may still be one.
        """
        return max(logistic(_weighed(self.question, signs)), self.confidence(signs))

    def off_topic(self, features: Sequence[Features], unknown: float) -> bool:
        """Tell whether a question is about something else than the corpus.

        ``features`` are those of all sentences found, at least one; ``unknown`` as in SIGNS.
        """
        return logistic(_weighed(self.topic, topic(features, unknown))) < self.least_topic

    def surely(self, risk: float) -> float:
        """Return the least confidence above which at most the share ``risk`` of answers is wrong.

        As measured on dev questions; between two measured shares, that of the lesser one.
        """
        known = [threshold for share, threshold in self.risks if share <= risk]
        return known[-1] if known else 1.0


def signs(
    features: Features,
    lead: float,
    share: float | None,
    unknown: float,
    first: float,
) -> tuple[float, ...]:
    """Return the SIGNS of an answer; ``share`` is None where clauses are shown for the span."""
    exact = share is not None
    return (
        *_row(features),
        min(lead, _MOST_LEAD),
        float(exact),
        log_odds(share or 0.5),
        unknown,
        first,
    )


def topic(features: Sequence[Features], unknown: float) -> tuple[float, ...]:
    """Return the TOPIC of a question; ``features`` of all sentences found, at least one."""
    return (
        max(each.passage for each in features),
        max(each.similarity for each in features),
        max(max(each.coverage, each.translated) for each in features),
        unknown,
        max(each.read for each in features),
    )


def load_judges(path: Path = FILE) -> Mapping[Language, Judge]:
    """Read the judge of each language; raises ModelError when one is missing or does not fit."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        given = [told[name] for name in ("features", "signs", "topics")]
        if given != [list(names) for names in (FEATURES, SIGNS, TOPIC)]:
            raise ModelError(
                f"{path}: the judges were trained on other features; train them again: "
                "python -m training.judgement --data DATA"
            )
        return {language: _judge(told[language]) for language in LANGUAGES}
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{path}: the judges cannot be read ({error}); install Konkyo again"
        ) from error


def _judge(told: Mapping[str, Sequence[float]]) -> Judge:
    names = ("sentence", "answer", "question", "topic")
    sentence, answer, question, topic = (tuple(map(float, told[name])) for name in names)
    sizes = (len(sentence), len(answer), len(question), len(topic))
    if sizes != tuple(len(each) + 1 for each in (FEATURES, SIGNS, SIGNS, TOPIC)):
        raise ValueError(f"{', '.join(map(str, sizes))} weights")
    pairs = zip(map(float, told["risks"][::2]), map(float, told["risks"][1::2]), strict=True)
    (least,), (least_topic,) = told["least"], told["least_topic"]
    return Judge(
        *(sentence, answer, question, float(least), tuple(pairs), topic, float(least_topic))
    )


def _weighed(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, (*values, 1.0), strict=True))


def _order(judged: Judged) -> tuple[float, str, int, int]:
    passage, span = judged.item.hit.passage, judged.item.span
    return (-judged.score, passage.doc_id, span.start, span.end)
