"""What is told of one request when it is over: to the log, the meters and the traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import Scope

from service.stages import Heard

ENTRY = "entry"
"""The name of a request's `Entry` in the state of its scope."""


@dataclass(slots=True)
class Entry:
    """What becomes known of a request while it is served; ``""``, 0 and None where nothing did.

    ``seconds``: from the first byte to the last; ``status`` and ``route``: of the HTTP reply, 499
    for one that its client did not wait for, that of the error for one that broke off;
    ``outcome`` and ``citations``: the status of an answer and how many citations it has, once they
    are verified; ``shed``: why it was refused under load; ``question``: as asked; ``client``: the
    name of its key.
    """

    id: str
    method: str
    path: str
    begun: float
    seconds: float = 0.0
    status: int = 0
    route: str = ""
    generation: str = ""
    question: str = ""
    outcome: str = ""
    citations: int | None = None
    shed: str = ""
    client: str = ""
    heard: Heard = field(default_factory=Heard)


Listener = Callable[[Entry, Scope], None]
"""Is told of each request when it is over; never raises."""


def entry_of(scope: Scope) -> Entry:
    """Return the entry of a request; one that nobody reads when it has none."""
    state: dict[str, object] = scope.setdefault("state", {})
    found = state.setdefault(ENTRY, Entry("", scope["method"], scope["path"], 0.0))
    if not isinstance(found, Entry):
        raise TypeError(f"the state's {ENTRY} is a {type(found).__name__}")
    return found
