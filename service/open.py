"""An index folder -> an engine that answers, or a clear refusal."""

from __future__ import annotations

from pathlib import Path

from indexer.build import check_match, fingerprints
from indexer.embedder import Embedder
from indexer.lexicon import Lexicon
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from service.answer import Answerer
from service.search import Tools


def open_engine(index: Path) -> Answerer:
    """Verify the index and open it with this installation's code and dictionary, and its model.

    Raises StoreError (missing, corrupt, or built by other means) or ModelError.
    """
    store = Store(index)
    manifest = store.check()
    analyser = Analyser(Tokenizer())
    embedder = Embedder(manifest.config.model)
    expected = fingerprints(manifest.config, analyser, embedder, manifest.fingerprints.corpus)
    check_match(expected, manifest, f"python -m indexer build CORPUS {index}")
    return Answerer(store.open(), Tools(analyser, embedder, Lexicon.open()))
