"""The service does what its own OpenAPI document says, whatever is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fake_engine import FakeEngine
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from structlog.testing import capture_logs

from service.app import create_app
from service.settings import Settings

EXAMPLES = 20
APP = create_app(FakeEngine, Settings(at_work=4, waiting=100, patience=60.0, deadline=60.0))
schema = schemathesis.openapi.from_asgi("/openapi.json", APP)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with capture_logs():
        yield


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_reply_is_as_described(case: schemathesis.Case[Any]) -> None:
    reply = case.call()
    # JSON Schema has no words for a text in which nothing can be seen.
    blank = reply.status_code == 422 and "is blank" in reply.text
    case.validate_response(reply, excluded_checks=[positive_data_acceptance] if blank else [])
