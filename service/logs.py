"""Logs: one JSON object a line on stderr, from structlog and from the standard library alike."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sys

import structlog
from starlette.types import Scope
from structlog.typing import Processor

from service.journal import Entry, Listener

LOGGED_PATH = 200
"""How many characters of a path the log keeps."""


def configure(level: str) -> None:
    """Send every log record of this process at or above ``level`` to stderr as JSON.

    Called once, at the start of a process; ``level`` is a name of the standard library's.
    """
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    # JSONRenderer escapes every control character, so that a request cannot forge a line.
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # It logs each event of a stream as it is, at DEBUG: the question among them.
    logging.getLogger("sse_starlette").setLevel(max(logging.INFO, logging.getLogger().level))


def recorder(questions: bool) -> Listener:
    """Return what logs each request in a line.

    ``questions`` tells to log them as they are; else a digest stands for each, equal for equal
    questions as long as this process lives: one without a key could be found out by trying.
    """
    key = secrets.token_bytes(16)

    def digest(question: str) -> str:
        return hashlib.blake2b(
            question.encode(errors="surrogatepass"), digest_size=8, key=key
        ).hexdigest()

    def record(entry: Entry, _: Scope) -> None:
        known = {
            "generation": entry.generation,
            "question": entry.question
            if questions or not entry.question
            else digest(entry.question),
            "outcome": entry.outcome,
            "shed": entry.shed,
            "client": entry.client,
            "stages_ms": {name: _ms(took) for name, took in entry.heard.seconds.items()},
        }
        structlog.get_logger("konkyo").info(
            "request",
            request_id=entry.id,
            method=entry.method,
            # Never the query, which may be personal.
            path=entry.path[:LOGGED_PATH],
            status=entry.status,
            ms=_ms(entry.seconds),
            **{name: value for name, value in known.items() if value},
        )

    return record


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
