"""Who asks: known by a key where keys are asked for, and held to a number of requests a minute."""

from __future__ import annotations

import math
import time
from ipaddress import IPv6Address, IPv6Network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

from indexer.errors import RateExceeded, Unauthorized
from service.keys import KeyFile

_WHERE = "send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`"
_REFUSED = (
    "this key is not known, or was revoked: look for a slip in it, or ask who runs this service "
    "for another"
)


class Clients:
    """Lets requests pass that have a known key, and not too many of one client.

    A client is its key, or its address where no keys are asked for; of IPv6 the network of 64
    bits, as each client has all of its addresses. Counts live in this process:
    each of several workers lets ``rate`` a minute pass; 0 lets all pass.
    """

    def __init__(self, keys: KeyFile | None, rate: int) -> None:
        self._keys = keys
        self._limit = RateLimitItemPerMinute(rate) if rate else None
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())

    def admit(self, request: Request, *, counted: bool = True) -> str:
        """Return the name of the request's key, ``""`` where none is asked for.

        What is not ``counted`` needs a key, but may come as often as it likes.

        Raises:
            Unauthorized: there is no key, or none that is known.
            RateExceeded: the client has asked too often.
        """
        name = self._name(request)
        client = name or _network(request.client.host if request.client else "")
        if counted and self._limit is not None and not self._counts.hit(self._limit, client):
            until = self._counts.get_window_stats(self._limit, client).reset_time
            seconds = max(1, math.ceil(until - time.time()))
            raise RateExceeded(
                f"more than {self._limit.amount} requests a minute; wait {seconds} s", seconds
            )
        return name

    def _name(self, request: Request) -> str:
        if self._keys is None:
            return ""
        key = _key(request)
        if not key:
            raise Unauthorized(f"a key is needed: {_WHERE}, or ask who runs this service for one")
        name = self._keys.name_of(key)
        if name is None:
            raise Unauthorized(_REFUSED)
        return name


def _network(host: str) -> str:
    if ":" not in host:
        return host
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def _key(request: Request) -> bytes:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
    return given.encode("latin-1")
