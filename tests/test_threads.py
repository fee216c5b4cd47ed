"""How many threads NumPy multiplies with, in a process of its own: the setting is the process's."""

from __future__ import annotations

import json
import subprocess
import sys

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
