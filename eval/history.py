"""The accepted runs of a set, oldest first: a JSONL file beside the baselines."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.record import Run
from indexer.errors import GoldError


@dataclass(frozen=True, slots=True)
class Past:
    """An accepted run: its main figures by name, and why it was accepted when something was worse.

    ``reason`` is ``""`` when nothing was worse than in the run before.
    """

    set: str
    version: str
    generation: str
    reason: str
    figures: Mapping[str, float]


def past_of(run: Run, reason: str) -> Past:
    """Return what is kept of a run: the figures with a bar, or all of a run that has no bars."""
    held = [figure for figure in run.figures if figure.bar is not None]
    figures = {figure.name: round(figure.value, 6) for figure in held or run.figures}
    return Past(run.set, run.version, run.generation, reason, figures)


def read_history(path: Path, set_name: str) -> tuple[Past, ...]:
    """Return the accepted runs of one set, oldest first; none when there is no such file.

    Raises GoldError naming the line that is wrong and why.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error})") from error
    every = (_past(line, f"{path}:{n}") for n, line in enumerate(lines, start=1) if line.strip())
    return tuple(past for past in every if past.set == set_name)


def append_history(path: Path, past: Past) -> None:
    """Write one more accepted run at the end; raises GoldError when that fails."""
    line = json.dumps(asdict(past), ensure_ascii=False)
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise GoldError(f"{path}: cannot be written ({error.strerror}); mend it") from error


def _past(line: str, place: str) -> Past:
    try:
        raw = json.loads(line)
        texts = {name: raw[name] for name in ("set", "version", "generation", "reason")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise ValueError(f"one of {', '.join(texts)} is no text")
        figures = {str(name): float(value) for name, value in raw["figures"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise GoldError(
            f"{place}: no accepted run ({error!r}); take the line away or restore the file"
        ) from error
    return Past(**texts, figures=figures)
