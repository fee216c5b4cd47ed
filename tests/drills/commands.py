"""The real command line of the indexer, in a child of this process, with fakes for its models."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import indexer.__main__
from tests.drills.worlds import world
from tests.fakes import CharacterAnalyser, CountingEmbedder

FAKES: dict[str, object] = {
    "WordVectors": SimpleNamespace(open=lambda: None),
    "Tokenizer": lambda: None,
    "Analyser": lambda tokenizer: None,
    "PassageAnalyser": lambda analyser, vectors: CharacterAnalyser(),
    "Embedder": lambda model, vectors: CountingEmbedder(),
}


def indexer_command(*arguments: str) -> int:
    """Run `python -m indexer` with these arguments; return its exit status."""
    with ExitStack() as undo:
        for name, fake in FAKES.items():
            undo.enter_context(patch.object(indexer.__main__, name, fake))
        undo.enter_context(patch.object(sys, "argv", ["indexer", *arguments]))
        try:
            return indexer.__main__.main()
        except SystemExit as end:
            return int(end.code or 0)


def build_arguments(corpus: Path, index: Path) -> Sequence[str]:
    """Return the arguments of a build with short passages, as `tests.drills.worlds` wants them."""
    options = ["--passage-chars", "40", "--overlap-sentences", "0"]
    return ["build", str(corpus), str(index), *options]


def write_world(number: int, path: Path) -> Path:
    """Write the world of that number as JSON Lines and return ``path``."""
    lines = [
        {"id": item.id, "title": item.title, "text": item.text} for item in world(number).documents
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path
