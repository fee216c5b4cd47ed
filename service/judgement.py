"""Features of a sentence -> the probability that it answers the question; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from service.evidence import Evidence, Features
from service.records import Language


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model over `Features`, and when it does not answer.

    It does not below ``threshold``, nor where more than ``most_unknown`` of what the question is
    about is never mentioned in the corpus.

    The probability is calibrated for the best sentence of a question; it orders the others.

    Learned by ``python -m training.judgement``.
    """

    coverage: float
    translated: float
    similarity: float
    passage: float
    statement: float
    sought: float
    bias: float
    threshold: float
    most_unknown: float

    def probability(self, features: Features) -> float:
        """Return the probability, 0 to 1, that a sentence with these features is the answer."""
        logit = (
            self.coverage * features.coverage
            + self.translated * features.translated
            + self.similarity * features.similarity
            + self.passage * features.passage
            + self.statement * features.statement
            + self.sought * features.sought
            + self.bias
        )
        return 1 / (1 + math.exp(-logit))

    def ranked(self, evidence: tuple[Evidence, ...]) -> list[tuple[Evidence, float]]:
        """Return what could answer with its probability, best first, ties by place in the corpus.

        Sentences that state nothing are left out.
        """
        judged = [
            (item, self.probability(item.features)) for item in evidence if item.features.statement
        ]
        return sorted(judged, key=lambda pair: (-pair[1], pair[0].hit.passage.doc_id, pair[0].span))


JUDGES: Mapping[Language, Judge] = {
    "ja": Judge(
        coverage=1.786,
        translated=0.315,
        similarity=1.864,
        passage=1.214,
        statement=0.69,
        sought=0.997,
        bias=-2.47,
        threshold=0.337,
        most_unknown=0.67,
    ),
    "en": Judge(
        coverage=0.467,
        translated=1.685,
        similarity=2.717,
        passage=1.385,
        statement=0.781,
        sought=1.326,
        bias=-3.148,
        threshold=0.295,
        most_unknown=0.602,
    ),
}
