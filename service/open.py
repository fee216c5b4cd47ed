"""An index folder -> an engine that answers, or a clear refusal."""

from __future__ import annotations

from pathlib import Path

from indexer.build import check_match, fingerprints
from indexer.embedder import Embedder
from indexer.lexicon import Lexicon
from indexer.manifest import Manifest
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from service.answer import Answerer
from service.search import Tools


def open_engine(index: Path) -> Answerer:
    """Verify the index and open it with this installation's code and dictionary, and its model.

    Raises StoreError (missing, corrupt, or built by other means) or ModelError.
    """
    generation = Store(index).open()
    try:
        return Answerer(generation, _tools(generation.manifest, index))
    except BaseException:
        generation.close()
        raise


def _tools(manifest: Manifest, index: Path) -> Tools:
    config, analyser = manifest.config, Analyser(Tokenizer())
    embedder = Embedder(config.model)
    expected = fingerprints(config, analyser, embedder, manifest.fingerprints.corpus)
    command = (
        f"python -m indexer build CORPUS {index} --model {config.model} "
        f"--passage-chars {config.passage_chars} --overlap-sentences {config.overlap_sentences}"
    )
    check_match(expected, manifest, command)
    return Tools(analyser, embedder, Lexicon.open())
