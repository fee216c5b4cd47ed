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
    "ja": Judge(6.0, 0.0, 2.0, 4.0, 3.0, -8.0, 0.2),
    "en": Judge(3.0, 3.0, 3.0, 4.0, 3.0, -8.0, 0.2),
}
