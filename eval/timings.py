"""What a run took: latency, time and memory. None of it is compared."""

from __future__ import annotations

import math
import resource
import sys
from collections.abc import Mapping, Sequence

from eval.record import Row

# ru_maxrss is in KiB, but on macOS in bytes.
_PER_MIB = 2**20 if sys.platform == "darwin" else 2**10


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile; ``share`` is 0 to 1, ``values`` not empty.

    It is the smallest value that at least ``share`` of the values do not exceed.
    """
    # Rounded first: 0.07 * 100 is a little more than 7 in floating point.
    rank = math.ceil(round(share * len(values), 9))
    return sorted(values)[max(0, rank - 1)]


def timings(rows: Sequence[Row], seconds: float) -> dict[str, float]:
    """Return ``total_s``, which is ``seconds``, ``peak_mib`` of this process so far, and latencies.

    ``p50_ms`` and ``p99_ms`` are of the answers; they are left out where none was timed.
    """
    found = {"total_s": round(seconds, 3), "peak_mib": round(_peak(), 1)}
    times = [row.milliseconds for row in rows if row.milliseconds > 0]
    if times:
        found["p50_ms"] = round(percentile(times, 0.5), 3)
        found["p99_ms"] = round(percentile(times, 0.99), 3)
    return found


def timings_text(taken: Mapping[str, float]) -> str:
    """Return timings in a line."""
    units = {"p50_ms": "p50 {:.1f} ms", "p99_ms": "p99 {:.1f} ms"}
    units |= {"total_s": "{:.1f} s in all", "peak_mib": "{:.0f} MiB at most"}
    return ", ".join(text.format(taken[name]) for name, text in units.items() if name in taken)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PER_MIB
