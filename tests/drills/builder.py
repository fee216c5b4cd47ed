"""A process that builds what it is told: `python -m tests.drills.builder INDEX`.

Each line on stdin names a corpus; when it is built and live, its generation is printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus, read_corpus
from indexer.embedder import Embedder
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors


class Builder:
    """Builds with the bundled models, which are loaded once."""

    def __init__(self) -> None:
        self._config = IndexConfig()
        self._analyser = PassageAnalyser(Analyser(Tokenizer()), WordVectors.open())
        self._embedder = Embedder(self._config.model)

    def build(self, corpus: Corpus, index: Path) -> str:
        """Bring ``index`` up to ``corpus`` and return the generation that is live then."""
        made = build(corpus, Store(index), self._config, self._analyser, self._embedder)
        return made.manifest.generation


def main() -> None:
    """Build until stdin ends."""
    builder = Builder()
    for line in sys.stdin:
        typer.echo(builder.build(read_corpus(Path(line.strip())), Path(sys.argv[1])))


if __name__ == "__main__":
    main()
