from __future__ import annotations

from pathlib import Path

from tests.drills.load import one_by_one
from tests.drills.servers import running
from tests.drills.soak import SHARE, capacity, drill, questions, settle, slopes, trends

REQUESTS, LONGEST = 150, 20.0
"""How many are sent, in how many seconds at most: a machine that is busy sends fewer."""


def test_a_loaded_service_leaks_neither_files_nor_threads_nor_memory(seeds_index: Path) -> None:
    paths = questions()[::21]
    with running("service", INDEX=str(seeds_index)) as server:
        # What a question leaves behind when it is asked for the first time is no leak, nor are
        # passages that are made ready.
        one_by_one(server.port, paths)
        settle(server)
        rate = SHARE * capacity(server, paths, 1)
        seconds = min(LONGEST, REQUESTS / rate)
        samples, failed = drill(server, paths, rate, seconds, samples=10, seed=1)
    assert [reply for reply in failed if reply.status != 503] == []
    # p99 is the machine's as much as ours: only the long run looks at it.
    assert set(slopes(trends(samples))) <= {"p99"}
