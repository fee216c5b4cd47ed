"""A question answered part by part: each part is known before the next is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import cache

from service.conversation import Turn
from service.engine import Engine
from service.followup import resolve
from service.journal import Entry
from service.queries import AskQuery, ConversationQuery
from service.replies import ask_reply, citation_reply, status_reply
from service.schemas import AskOut, CitationOut, StatusOut, TokenOut

Part = StatusOut | CitationOut | TokenOut | AskOut
PIECE = 8
"""How many code points of the answer's text make a piece."""


def parts(query: AskQuery, entry: Entry, engine: Engine) -> Iterator[Part]:
    """Answer ``query`` in parts: the status, each citation, the text in pieces, all of it.

    Raises KonkyoError at the first citation whose quote is not what its document holds: what is
    given to then is verified.
    """
    elapsed = stopwatch()
    entry.question = query.q
    resolved = _resolved(query)
    reply = engine.ask(resolved or query.q, query.k)
    status = status_reply(reply, query.q, resolved)
    yield status
    lookup, cited = cache(engine.document), []
    for citation in reply.citations:
        cited.append(citation_reply(citation, lookup))
        yield cited[-1]
    whole = ask_reply(reply, status, cited, elapsed)
    entry.outcome, entry.citations = reply.status, len(cited)
    text = whole.answer.text if whole.answer else ""
    for start in range(0, len(text), PIECE):
        yield TokenOut(text=text[start : start + PIECE])
    yield whole


def answered(query: AskQuery, entry: Entry, engine: Engine) -> AskOut:
    """Answer ``query`` at once: the last of its parts."""
    *_, whole = parts(query, entry, engine)
    if not isinstance(whole, AskOut):
        raise TypeError(f"the last part is a {type(whole).__name__}")
    return whole


def stopwatch() -> Callable[[], float]:
    """Return what gives the milliseconds since now."""
    started = time.perf_counter()
    return lambda: round((time.perf_counter() - started) * 1000, 3)


def _resolved(query: AskQuery) -> str | None:
    if not isinstance(query, ConversationQuery) or not query.history:
        return None
    return resolve(query.q, [Turn(turn.question, turn.answer) for turn in query.history])
