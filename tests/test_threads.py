"""How many threads NumPy multiplies with, in a process of its own, and torch in those of a pool."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import torch

from service.threads import alone
from tests.processes import ROOT

PROGRAM = """
import json
import numpy
from threadpoolctl import threadpool_info
from service.threads import multiply_alone

def multiplying():
    return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]

before = multiplying()
multiply_alone()
print(json.dumps([before, multiplying()]))
"""


def test_numpy_multiplies_alone_from_then_on() -> None:
    # Told to take two, so that there is something to limit on a machine of one core.
    environment = {"OPENBLAS_NUM_THREADS": "2", "PATH": "", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, check=True
    )
    before, after = json.loads(ended.stdout)
    assert before == [2] * len(before) and before
    assert after == [1] * len(before)


def test_threads_compute_alone_and_leave_others_their_helpers() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        # Each thread is asked once: none ends before both have begun.
        started = Barrier(2)

        def helpers(_: object) -> int:
            started.wait()
            return torch.get_num_threads()

        with alone(2) as threads:
            assert list(threads.map(helpers, range(2))) == [1, 1]
        assert torch.get_num_threads() == 3
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(torch.get_num_threads).result() == 3
    finally:
        torch.set_num_threads(before)
