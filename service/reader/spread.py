"""How the reader's belief in one sentence is spread over its spans; pure NumPy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.records import Span
from service.layout import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """The chances of a sentence's spans.

    ``chances`` (n, LONGEST): of the span that begins at a token and is so many and one long, 0 to
    1; ``places`` (n, 2) int64: where the sentence's n tokens stand, in code points. A span that
    runs over the end of the sentence counts as one that ends there.
    """

    chances: Floats
    places: NDArray[np.int64]

    def shortest(self, share: float) -> Span | None:
        """Return the shortest stretch whose spans have ``share`` of the chances, 0 to 1.

        Where the reader is sure of a span, that is the span; where it is in two minds, both spans
        and what stands between them. The first of equally short ones; None where no span has any.
        """
        within = _within(self.chances)
        if not within[0, -1] > 0:
            return None
        enough = np.triu(within >= share * within[0, -1])
        first = np.flatnonzero(enough.any(1))
        last = enough[first].argmax(1)
        sizes = self.places[last, 1] - self.places[first, 0]
        best = int(sizes.argmin())
        return Span(int(self.places[first[best], 0]), int(self.places[last[best], 1]))

    def moved(self, by: int) -> Spread:
        """Return the same spread of a sentence that stands ``by`` code points further on."""
        return replace(self, places=self.places + by)


def _within(chances: Floats) -> NDArray[np.float64]:
    """Return (n, n): the chance that a span lies between one token and another, both included."""
    size, longest = chances.shape
    single = np.zeros((size, size))
    starts = np.arange(size)
    for more in range(longest):
        single[starts, np.minimum(starts + more, size - 1)] += chances[:, more]
    return np.asarray(single[::-1].cumsum(0)[::-1].cumsum(1))
