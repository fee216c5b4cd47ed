from __future__ import annotations

from pathlib import Path

from tests.drills.servers import running
from tests.drills.soak import SHARE, capacity, drill, questions, slopes, trends


def test_a_loaded_service_leaks_neither_files_nor_threads_nor_memory(seeds_index: Path) -> None:
    paths = questions()[::7]
    with running("service", INDEX=str(seeds_index)) as server:
        rate = SHARE * capacity(server, paths, 1)
        samples, failed = drill(server, paths, rate, seconds=6, samples=10, seed=1)
    assert [reply for reply in failed if reply.status != 503] == []
    # p99 is the machine's as much as ours: only the long run looks at it.
    assert set(slopes(trends(samples))) <= {"p99"}
