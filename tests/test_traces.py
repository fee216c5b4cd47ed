"""Traces as a collector gets them."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.types import Scope
from web import client_of

from indexer.errors import ConfigError
from service.journal import Entry
from service.records import Reply
from service.stages import Heard, Stage, stage
from service.traces import Traces, exporter_to

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.usefixtures("logs")
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def spans_of(entry: Entry, **headers: str) -> dict[str, ReadableSpan]:
    """The spans of one request, by name."""
    memory = InMemorySpanExporter()
    traces = Traces(memory)
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope: Scope = {"type": "http", "headers": pairs}
    traces.record(entry, scope)
    traces.close()
    return {span.name: span for span in memory.get_finished_spans()}


def entry(**fields: object) -> Entry:
    told: dict[str, object] = {"route": "/ask", "status": 200, "seconds": 5.0, **fields}
    method = str(told.pop("method", "GET"))
    return Entry("id", method, "/ask", 100.0, **told)  # type: ignore[arg-type]


def parent_of(span: ReadableSpan, spans: dict[str, ReadableSpan]) -> str | None:
    ids = {other.get_span_context().span_id: name for name, other in spans.items()}  # type: ignore[union-attr]
    return None if span.parent is None else ids.get(span.parent.span_id, "the client's")


def seconds(span: ReadableSpan) -> float:
    assert span.start_time is not None and span.end_time is not None
    return round((span.end_time - span.start_time) / 1e9, 6)


def test_a_request_is_a_span_of_a_server() -> None:
    told = entry(generation="g1", outcome="answered", question="private", client="batch")
    (span,) = spans_of(told).values()
    assert (span.name, span.kind, span.parent) == ("GET /ask", SpanKind.SERVER, None)
    assert (seconds(span), span.status.status_code) == (5.0, StatusCode.UNSET)
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/ask",
        "http.response.status_code": 200,
        "konkyo.request_id": "id",
        "konkyo.generation": "g1",
        "konkyo.outcome": "answered",
    }
    assert span.resource.attributes["service.name"] == "konkyo"


@pytest.mark.parametrize(
    ("fields", "name", "status"),
    [
        ({"method": "BREW", "route": "", "status": 405}, "HTTP", StatusCode.UNSET),
        ({"route": "", "status": 404}, "GET", StatusCode.UNSET),
        ({"status": 422}, "GET /ask", StatusCode.UNSET),
        ({"status": 500}, "GET /ask", StatusCode.ERROR),
        ({"status": 503, "shed": "queue full"}, "GET /ask", StatusCode.ERROR),
        ({"status": 499}, "GET /ask", StatusCode.UNSET),
    ],
)
def test_faults_of_the_service_are_errors(
    fields: dict[str, object], name: str, status: StatusCode
) -> None:
    ((found, span),) = spans_of(entry(**fields)).items()
    assert (found, span.status.status_code) == (name, status)


STAGES = [
    Stage("dense", 101.0, 101.5),
    Stage("lexical", 101.5, 101.75),
    Stage("search", 101.0, 102.0),
    Stage("beside", 101.875, 102.5),
    Stage("read", 102.0, 104.0),
    Stage("ask", 100.5, 104.5),
]
PARENTS = {
    "GET /ask": None,
    "ask": "GET /ask",
    "search": "ask",
    "dense": "search",
    "lexical": "search",
    "beside": "ask",
    "read": "ask",
}


def test_stages_are_spans_below_what_encloses_them() -> None:
    spans = spans_of(entry(heard=Heard(list(STAGES))))
    assert {name: parent_of(span, spans) for name, span in spans.items()} == PARENTS
    begun = spans["GET /ask"].start_time
    assert begun is not None
    for told in STAGES:
        span = spans[told.name]
        assert seconds(span) == told.ended - told.begun
        assert span.start_time is not None
        assert round((span.start_time - begun) / 1e9, 6) == told.begun - 100.0
        assert dict(span.attributes or {}) == {}


def test_the_trace_of_a_client_goes_on() -> None:
    heard = Heard([Stage("read", 101.0, 102.0)])
    spans = spans_of(entry(heard=heard), traceparent=f"00-{TRACE}-{PARENT}-01")
    assert len(spans) == 2
    for span in spans.values():
        assert format(span.get_span_context().trace_id, "032x") == TRACE  # type: ignore[union-attr]
    above = spans["GET /ask"].parent
    assert above is not None and format(above.span_id, "016x") == PARENT


def test_what_nobody_records_is_left_out() -> None:
    assert spans_of(entry(), traceparent=f"00-{TRACE}-{PARENT}-00") == {}


@pytest.mark.parametrize(
    "traceparent",
    ["", "x", f"00-{'0' * 32}-{PARENT}-01", f"ff-{TRACE}-{PARENT}-01", "é" * 5000, "00-" * 99],
)
def test_a_malformed_parent_is_as_none(traceparent: str) -> None:
    (span,) = spans_of(entry(), traceparent=traceparent).values()
    assert span.parent is None
    assert format(span.get_span_context().trace_id, "032x") != TRACE  # type: ignore[union-attr]


class Collector(BaseHTTPRequestHandler):
    """Keeps what it is sent, by path."""

    got: list[tuple[str, bytes]]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.got.append((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    got: list[tuple[str, bytes]] = []
    handler = type("Handler", (Collector,), {"got": got})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()
        thread.join()


class Staged(FakeEngine):
    def ask(self, question: str, k: int) -> Reply:
        with stage("search"), stage("dense"):
            return super().ask(question, k)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_collector_gets_all_before_the_service_has_stopped(
    collector: tuple[str, list[tuple[str, bytes]]], slash: str
) -> None:
    address, got = collector
    with client_of(Staged(), otel_exporter_otlp_endpoint=address + slash) as client:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
        reply = client.get("/ask", params={"q": "private, high"}, headers=headers)
    assert {path for path, _ in got} == {"/v1/traces"}
    assert b"private" not in b"".join(body for _, body in got)
    spans = [
        span
        for _, body in got
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert [span.name for span in spans] == ["search", "dense", "GET /ask"]
    assert {span.trace_id.hex() for span in spans} == {TRACE}
    search, dense, request = spans
    assert (search.parent_span_id, dense.parent_span_id) == (request.span_id, search.span_id)
    assert request.parent_span_id.hex() == PARENT
    told = {pair.key: pair.value for pair in request.attributes}
    assert told["konkyo.request_id"].string_value == reply.headers["X-Request-Id"]
    assert told["http.response.status_code"].int_value == 200


def test_a_collector_that_is_not_there_harms_no_request() -> None:
    # Nobody listens at the port that is kept for this.
    with client_of(FakeEngine(), otel_exporter_otlp_endpoint="http://127.0.0.1:9") as client:
        assert client.get("/ask?q=high").status_code == 200


@pytest.mark.parametrize("endpoint", ["localhost:4318", "grpc://localhost:4317", "/v1/traces"])
def test_an_address_that_cannot_be_used_is_refused_at_the_start(endpoint: str) -> None:
    with pytest.raises(ConfigError, match="OTEL_EXPORTER_OTLP_ENDPOINT as http://host:4318"):
        exporter_to(endpoint)
    with pytest.raises(ConfigError):
        client_of(FakeEngine(), otel_exporter_otlp_endpoint=endpoint)


def test_without_an_address_nothing_of_it_is_loaded() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from web import client_of; from fake_engine import FakeEngine\n"
        "with client_of(FakeEngine()) as client: client.get('/ask?q=high')\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')\n"
        "       or name.startswith('opentelemetry.exporter') or name == 'service.traces'])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"
