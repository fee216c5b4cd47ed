"""What a check of gold questions has to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["wrong", "look"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the gold questions ``ids``, or what a person should look at."""

    severity: Severity
    ids: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.severity}: {', '.join(self.ids)}: {self.text}"
