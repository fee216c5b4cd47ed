"""OpenTelemetry traces: one span a request and one a stage, sent to a collector by OTLP.

The names of attributes are those of OpenTelemetry's semantic conventions for HTTP servers; our own
begin with ``konkyo``. Nothing is sent of what a question says.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.metadata import version

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue
from starlette.types import Scope

from indexer.errors import ConfigError
from service.journal import Entry
from service.meters import METHODS
from service.stages import Stage

TIMEOUT = 5.0
"""Seconds that a collector has to take a batch; a stop waits for two of them at most."""
QUEUE = 2048
"""How many spans wait to be sent; a collector that is slower than that misses some."""
_FROM_CLIENT = TraceContextTextMapPropagator()


def exporter_to(endpoint: str) -> SpanExporter:
    """Return what sends spans to the collector at ``endpoint``, as ``http://host:4318``."""
    if not endpoint.startswith(("http://", "https://")):
        raise ConfigError(
            f"traces cannot be sent to {endpoint!r}; "
            "give OTEL_EXPORTER_OTLP_ENDPOINT as http://host:4318"
        )
    return OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=TIMEOUT)


class Traces:
    """Makes the spans of each request when it is over, and sends them from a thread of its own.

    A client's ``traceparent`` (W3C Trace Context) is taken up: the request becomes a part of its
    trace, and is left out where the client says that nobody records it.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        resource = Resource.create({"service.name": "konkyo", "service.version": version("konkyo")})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, max_queue_size=QUEUE, max_export_batch_size=QUEUE // 2)
        )
        self._tracer = self._provider.get_tracer("konkyo")

    def record(self, entry: Entry, scope: Scope) -> None:
        """Make the spans of a request that is over."""
        method = entry.method if entry.method in METHODS else "_OTHER"
        # Spans have the time of the clock, while stages have that of a counter.
        offset = time.time() - time.perf_counter()
        request = self._tracer.start_span(
            f"{'HTTP' if method == '_OTHER' else method} {entry.route}".rstrip(),
            context=_FROM_CLIENT.extract(_headers(scope), Context()),
            kind=SpanKind.SERVER,
            start_time=_nanoseconds(entry.begun + offset),
            attributes=_attributes(entry, method),
        )
        if entry.status >= 500:
            request.set_status(StatusCode.ERROR)
        self._add(entry.heard.stages, request, offset)
        request.end(_nanoseconds(entry.begun + entry.seconds + offset))

    def close(self) -> None:
        """Send what was not yet sent; ends after some seconds if nobody takes it."""
        self._provider.shutdown()

    def _add(self, stages: Sequence[Stage], request: Span, offset: float) -> None:
        """Add the spans of stages: each below the shortest that encloses it, or the request."""
        around: list[tuple[Stage, Span]] = []
        for stage in sorted(stages, key=lambda stage: (stage.begun, -stage.ended)):
            while around and around[-1][0].ended < stage.ended:
                around.pop()
            above = around[-1][1] if around else request
            span = self._tracer.start_span(
                stage.name,
                context=set_span_in_context(above, Context()),
                start_time=_nanoseconds(stage.begun + offset),
            )
            span.end(_nanoseconds(stage.ended + offset))
            around.append((stage, span))


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1e9)


def _headers(scope: Scope) -> dict[str, str]:
    # A name that is sent twice is the last one's: two `traceparent` are against the standard.
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _attributes(entry: Entry, method: str) -> dict[str, AttributeValue]:
    known: dict[str, AttributeValue] = {
        "http.request.method": method,
        "http.route": entry.route,
        "http.response.status_code": entry.status,
        "konkyo.request_id": entry.id,
        "konkyo.generation": entry.generation,
        "konkyo.outcome": entry.outcome,
        "konkyo.shed": entry.shed,
    }
    return {name: value for name, value in known.items() if value}
