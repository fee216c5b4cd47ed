"""What may happen to a file of weights on a disk."""

from __future__ import annotations

import pytest

DAMAGES = (
    pytest.param(lambda data: b"", id="empty"),
    pytest.param(lambda data: data[: len(data) // 2], id="cut"),
    pytest.param(lambda data: bytes(byte ^ 0xFF for byte in data), id="garbled"),
    pytest.param(lambda data: b"\xff" * 8 + data[8:], id="flipped length"),
)
"""From a file's bytes to those of the damaged file."""
