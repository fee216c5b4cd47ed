"""What the service counts and times, for Prometheus; no label grows with what clients send."""

from __future__ import annotations

import time

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.types import Scope

from service.journal import Entry

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where processes that count together meet."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""Upper ends of the buckets that OpenTelemetry advises for the length of requests."""


class Meters:
    """The meters of one process; ``shared`` tells that several processes count together.

    They do when the environment has `SHARED_FOLDER` before this module is imported.
    """

    def __init__(self, shared: bool = False) -> None:
        self.registry = CollectorRegistry()
        self._shared = shared
        self._requests = Histogram(
            "http_server_request_duration_seconds",
            "How long requests took",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "rag_stage_seconds",
            "How long the stages of a request took",
            ("stage",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._citations = Histogram(
            "rag_citations_per_answer",
            "How many citations an answer had",
            buckets=(0, 1, 2, 3, 4, 8),
            registry=self.registry,
        )
        self._shed = self._counter("rag_requests_shed", "Requests refused under load", "reason")
        self._outcomes = self._counter("rag_answers", "Replies to questions", "status")
        self._abstained = self._counter("rag_abstain", "Questions that the corpus does not answer")
        self._refused = self._counter(
            "rag_index_verify_failures", "Generations that could not be opened"
        )
        self._working = self._gauge("rag_inflight", "Requests at work")
        self._waiting = self._gauge("rag_queue_depth", "Requests that wait for a place")
        self._opened = self._gauge(
            "rag_index_opened_timestamp_seconds", "When the generation in use was opened", "livemax"
        )

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, mode: str = "livesum") -> Gauge:
        # The library types its modes as literals; both of ours are among them.
        return Gauge(name, meaning, registry=self.registry, multiprocess_mode=mode)  # type: ignore[arg-type]

    def record(self, entry: Entry, _: Scope) -> None:
        """Count a request that is over."""
        method = entry.method if entry.method in METHODS else "other"
        labels = (method, entry.route or "other", str(entry.status))
        self._requests.labels(*labels).observe(entry.seconds)
        for name, seconds in entry.heard.seconds.items():
            self._stages.labels(name).observe(seconds)
        if entry.outcome:
            self._outcomes.labels(entry.outcome).inc()
            self._abstained.inc(entry.outcome == "not_in_corpus")
        if entry.citations is not None:
            self._citations.observe(entry.citations)
        if entry.shed:
            self._shed.labels(entry.shed).inc()

    def level(self, working: int, waiting: int) -> None:
        """Set how many requests are at work and how many wait."""
        self._working.set(working)
        self._waiting.set(waiting)

    def opened(self) -> None:
        """Note that a generation was opened now."""
        self._opened.set(time.time())

    def refused(self) -> None:
        """Count a generation that could not be opened."""
        self._refused.inc()

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it, of every process that counts together."""
        if not self._shared:
            return generate_latest(self.registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def count_as(place: int) -> None:
    """Let this process go on with the counts of the one that had its ``place`` before it.

    So their files are as many as there are places, however often processes die. Two that live must
    not have the same place; call it before any `Meters` is made.
    """
    # How the library has it: its default is the process's id.
    values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]


def forget(place: int, folder: str) -> None:
    """Let go of what a process that is dead had at work; what it counted stays."""
    mark_process_dead(place, folder)  # type: ignore[no-untyped-call]
