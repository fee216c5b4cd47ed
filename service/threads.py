"""Threads that compute without helpers: these would only wait for each other; torch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import torch
from threadpoolctl import ThreadpoolController


def multiply_alone() -> None:
    """Let NumPy multiply without threads of its own, in the whole process from now on.

    The products are small, and questions are answered side by side. The setting of each library is
    the process's own; one for a while would be undone by whoever ends last.
    """
    ThreadpoolController().limit(limits=1, user_api="blas")


def alone(count: int) -> ThreadPoolExecutor:
    """Return ``count`` threads in each of which torch computes without helpers.

    Where two share the cores their helpers take three times as long to wait as they compute. Other
    threads keep the helpers they have.
    """
    before, started = torch.get_num_threads(), Barrier(count)
    threads = ThreadPoolExecutor(count, "reader", _compute_alone)
    list(threads.map(lambda _: started.wait(), range(count)))
    torch.set_num_threads(before)
    return threads


def _compute_alone() -> None:
    torch.get_num_threads()  # A thread takes the number of all when it first asks or computes.
    torch.set_num_threads(1)
