"""Passages found for a question -> the evidence in the best of them; keeps what is ready."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import lru_cache

from indexer.generation import Generation
from indexer.records import Hit, Passage
from service.choosing import WEIGHTS, chosen
from service.evidence import Evidence, gather
from service.query import Query
from service.reader.inputs import Asking
from service.reader.reader import NOTHING, Reader, Ready, Scored
from service.search import Searcher
from service.threads import alone

# The sentences of so many passages may answer: what lies deeper is hardly ever right.
READ = 5
# They are chosen among so many that were found.
CONSIDERED = 10
# All but the first two are read only if they are this times as relevant as the first.
WORTH_READING = 0.2
# So many passages are kept ready to be read, at about 0.6 MB each.
KEPT_PASSAGES = 256
# So many questions are, at about 50 KB each.
KEPT_ASKINGS = 512
# So many questions and passages are made ready side by side.
THREADS = 2


class Finder:
    """Finds evidence in the passages of one generation; safe to share between threads."""

    def __init__(self, generation: Generation, reader: Reader, searcher: Searcher) -> None:
        self._generation = generation
        self._reader = reader
        self._searcher = searcher
        # Passages come up again and again; making one ready takes as long as reading it.
        self._ready = lru_cache(maxsize=KEPT_PASSAGES)(self._make_ready)
        self.asking = lru_cache(maxsize=KEPT_ASKINGS)(self._asking)
        """Returns a question ready to be read for."""
        self._unready = iter(range(min(generation.manifest.passages, KEPT_PASSAGES)))
        # The question is made ready to be read beside the search, and passages side by side.
        self._threads = alone(THREADS)

    def close(self) -> None:
        """Release the threads; nothing can be found any more."""
        self._threads.shutdown()

    def get_ready(self) -> bool:
        """Make one more passage and its sentences ready; False where no more would be kept."""
        full = self._ready.cache_info().currsize >= KEPT_PASSAGES
        row = None if full else next(self._unready, None)
        if row is None:
            return False
        (passage,) = self._generation.passages([row])
        self._ready(passage)
        for span in passage.inner:
            self._searcher.tools.analyser.content(span.of(passage.text))
        return True

    def soon(self, query: Query) -> Future[Asking]:
        """Make a question ready to be read for, on a thread of its own."""
        return self._threads.submit(self.asking, query)

    def scored(self, asking: Asking, hits: Sequence[Hit]) -> tuple[Scored, ...]:
        """Return how well the sentences of each hit match the question."""
        ready = self._threads.map(self._ready, [hit.passage for hit in hits])
        return self._reader.score(asking, list(ready))

    def evidence(
        self, query: Query, asking: Asking, hits: Sequence[Hit], count: int = READ
    ) -> tuple[Evidence, ...]:
        """Return the sentences of the best ``count`` hits with what speaks for each as an answer.

        They are chosen among the first CONSIDERED.
        """
        found = hits[:CONSIDERED]
        scored = self.scored(asking, found)
        matched = [one.matched for one in scored]
        best = chosen(found, matched, WEIGHTS[query.language], count)
        least = best[0].chance * WORTH_READING if best else 0.0
        worth = [n < 2 or one.chance >= least for n, one in enumerate(best)]
        by_hit = {hit.id: one for hit, one in zip(found, scored, strict=True)}
        kept = [by_hit[one.hit.id] for one, read in zip(best, worth, strict=True) if read]
        read = iter(self._reader.read(asking, kept))
        readings = [next(read) if each else NOTHING for each in worth]
        return gather(query, best, readings, self._searcher)

    def _asking(self, query: Query) -> Asking:
        return self._reader.asking(query, self._generation.lexical)

    def _make_ready(self, passage: Passage) -> Ready:
        return self._reader.passage(passage.text, passage.inner)
