"""Features of a sentence -> the probability that it answers the question; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from service.evidence import Evidence, Features
from service.records import Language


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic model over `Features`, and the probability below which it does not answer.

    The probability is calibrated for the best sentence of a question; it orders the others.

    Learned by ``python -m training.judgement``.
    """

    coverage: float
    translated: float
    similarity: float
    passage: float
    statement: float
    bias: float
    threshold: float

    def probability(self, features: Features) -> float:
        """Return the probability, 0 to 1, that a sentence with these features is the answer."""
        logit = (
            self.coverage * features.coverage
            + self.translated * features.translated
            + self.similarity * features.similarity
            + self.passage * features.passage
            + self.statement * features.statement
            + self.bias
        )
        return 1 / (1 + math.exp(-logit))

    def ranked(self, evidence: tuple[Evidence, ...]) -> list[tuple[Evidence, float]]:
        """Return the evidence with its probabilities, best first, ties by place in the corpus."""
        judged = [(item, self.probability(item.features)) for item in evidence]
        return sorted(judged, key=lambda pair: (-pair[1], pair[0].hit.passage.doc_id, pair[0].span))


JUDGES: Mapping[Language, Judge] = {
    "ja": Judge(
        coverage=2.041,
        translated=0.524,
        similarity=1.375,
        passage=1.81,
        statement=0.763,
        bias=-2.934,
        threshold=0.219,
    ),
    "en": Judge(
        coverage=3.232,
        translated=1.222,
        similarity=2.931,
        passage=0.275,
        statement=1.931,
        bias=-4.121,
        threshold=0.296,
    ),
}
