"""Values that are made from keys, the latest used of them kept up to a total weight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Gives what ``make`` makes of a key; safe to use from many threads.

    `functools.lru_cache` counts values; these may differ in size a thousandfold. One that alone
    weighs more than ``most`` is not kept.
    """

    def __init__(self, make: Callable[[K], V], weigh: Callable[[V], int], most: int) -> None:
        """Keep values that together ``weigh`` up to ``most``."""
        self._make = make
        self._weigh = weigh
        self._most = most
        self._weight = 0
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V:
        """Return the value of ``key``, made anew if it is not there; raises what making raises."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = self._make(key)
        weight = self._weigh(value)
        with self._lock:
            if key not in self._values and weight <= self._most:
                self._values[key] = value
                self._weight += weight
            while self._weight > self._most:
                _, gone = self._values.popitem(last=False)
                self._weight -= self._weigh(gone)
        return value
