"""What /metrics tells, and that no client can make it grow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from structlog.testing import capture_logs
from web import client_of

from service import stages
from service.journal import Entry
from service.meters import MEDIA_TYPE, SECONDS, Meters
from service.records import Reply

pytestmark = pytest.mark.usefixtures("logs")
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def told(client: TestClient) -> Samples:
    reply = client.get("/metrics")
    assert reply.headers["Content-Type"] == MEDIA_TYPE
    return samples(reply.text)


def value(found: Samples, name: str, **labels: str) -> float | None:
    return found.get((name, frozenset(labels.items())))


REQUESTS = "http_server_request_duration_seconds_count"


def test_names_are_those_dashboards_are_built_on(client: TestClient) -> None:
    client.get("/ask?q=high")
    text = client.get("/metrics").text
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    assert {name: kind for name, kind in kinds.items() if not name.endswith("_created")} == {
        "http_server_request_duration_seconds": "histogram",
        "rag_stage_seconds": "histogram",
        "rag_citations_per_answer": "histogram",
        "rag_requests_shed_total": "counter",
        "rag_answers_total": "counter",
        "rag_abstain_total": "counter",
        "rag_index_verify_failures_total": "counter",
        "rag_inflight": "gauge",
        "rag_queue_depth": "gauge",
        "rag_index_opened_timestamp_seconds": "gauge",
    }


def test_requests_are_counted_by_method_route_and_status(client: TestClient) -> None:
    for path in ("/ask?q=high", "/ask?q=low", "/ask?q=", "/documents/fuji.txt", "/documents/x"):
        client.get(path)
    client.post("/ask", json={"q": "high"})
    client.get("/ask?q=fault")
    found = told(client)
    assert value(found, REQUESTS, method="GET", route="/ask", status="200") == 2
    assert value(found, REQUESTS, method="GET", route="/ask", status="422") == 1
    assert value(found, REQUESTS, method="GET", route="/ask", status="500") == 1
    assert value(found, REQUESTS, method="POST", route="/ask", status="200") == 1
    documents = "/documents/{doc_id:path}"
    assert value(found, REQUESTS, method="GET", route=documents, status="200") == 1
    assert value(found, REQUESTS, method="GET", route=documents, status="404") == 1


def test_answers_refusals_and_citations_are_counted(client: TestClient) -> None:
    for question in ("high", "how high", "evil", "sea"):
        client.get("/ask", params={"q": question})
    found = told(client)
    assert value(found, "rag_answers_total", status="answered") == 2
    assert value(found, "rag_answers_total", status="partial") == 1
    assert value(found, "rag_answers_total", status="not_in_corpus") == 1
    assert value(found, "rag_abstain_total") == 1
    assert value(found, "rag_citations_per_answer_count") == 4
    assert value(found, "rag_citations_per_answer_sum") == 4
    assert value(found, "rag_citations_per_answer_bucket", le="0.0") == 0
    assert value(found, "rag_citations_per_answer_bucket", le="1.0") == 4


def test_stages_are_timed_by_name() -> None:
    class Staged(FakeEngine):
        def ask(self, question: str, k: int) -> Reply:
            with stages.stage("search"), stages.stage("dense"):
                return super().ask(question, k)

    with client_of(Staged()) as client:
        client.get("/ask?q=high")
        found = told(client)
    assert value(found, "rag_stage_seconds_count", stage="search") == 1
    assert value(found, "rag_stage_seconds_count", stage="dense") == 1


def test_what_was_shed_is_counted_by_reason() -> None:
    with client_of(FakeEngine(), rate=2) as client:
        for _ in range(5):
            client.get("/ask?q=high")
        found = samples(client.app.state.meters.text().decode())  # type: ignore[attr-defined]
    assert value(found, "rag_requests_shed_total", reason="rate") == 3


def test_levels_and_the_index_are_gauges() -> None:
    meters = Meters()
    meters.level(3, 5)
    meters.refused()
    found = samples(meters.text().decode())
    assert (value(found, "rag_inflight"), value(found, "rag_queue_depth")) == (3, 5)
    assert value(found, "rag_index_verify_failures_total") == 1
    assert value(found, "rag_index_opened_timestamp_seconds") == 0
    meters.opened()
    opened = value(samples(meters.text().decode()), "rag_index_opened_timestamp_seconds")
    assert opened is not None and opened > 1.7e9


def test_nothing_is_at_work_after_the_last_request(client: TestClient) -> None:
    client.get("/ask?q=high")
    found = told(client)
    assert (value(found, "rag_inflight"), value(found, "rag_queue_depth")) == (0, 0)


def test_the_buckets_are_those_advised_for_http() -> None:
    # opentelemetry.io/docs/specs/semconv/http/http-metrics, http.server.request.duration
    advised = "0.005 0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10"
    assert [float(end) for end in advised.split()] == list(SECONDS)


ROUTES = {
    "/",
    "/ask",
    "/ask/stream",
    "/docs",
    "/documents",
    "/documents/{doc_id:path}",
    "/health",
    "/metrics",
    "/openapi.json",
    "/ready",
    "/search",
    "/static",
    "other",
}


@pytest.fixture(scope="module")
def attacked() -> Iterator[TestClient]:
    with capture_logs(), client_of(FakeEngine()) as client:
        yield client


def labels(client: TestClient, name: str) -> set[str]:
    return {dict(of)[name] for family, of in told(client) if family == REQUESTS}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.one_of(
        st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "get"]),
        st.from_regex("[A-Z]{1,20}", fullmatch=True),
    ),
    path=st.one_of(
        st.sampled_from(["/ask/", "//ask", "/documents/a/b", "/static/../x", "/%00", "/ask%0a"]),
        st.from_regex("(/[a-z0-9.%?={}~-]{0,12}){1,4}", fullmatch=True),
    ),
)
def test_no_label_is_the_clients(attacked: TestClient, method: str, path: str) -> None:
    # Absolute: the client takes what begins with two slashes for the name of a host.
    attacked.request(method, f"http://testserver{path}")
    assert labels(attacked, "route") <= ROUTES
    assert labels(attacked, "method") <= {"GET", "HEAD", "POST", "OPTIONS", "other"}
    assert all(re.fullmatch("[2-5][0-9][0-9]", status) for status in labels(attacked, "status"))


def test_a_request_that_no_route_knows_is_counted_too() -> None:
    meters = Meters()
    meters.record(Entry("", "BREW", "/", 0.0, seconds=0.25, status=499), {})
    found = samples(meters.text().decode())
    assert value(found, REQUESTS, method="other", route="other", status="499") == 1
    seconds = "http_server_request_duration_seconds_sum"
    assert value(found, seconds, method="other", route="other", status="499") == 0.25


def test_two_services_in_a_process_count_apart(tmp_path: Path) -> None:
    one, other = Meters(), Meters()
    one.refused()
    assert value(samples(one.text().decode()), "rag_index_verify_failures_total") == 1
    assert value(samples(other.text().decode()), "rag_index_verify_failures_total") == 0
