"""An index folder -> an engine that answers, or a clear refusal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from indexer.analysis import PassageAnalyser
from indexer.build import check_match, fingerprints
from indexer.embedder import Embedder
from indexer.errors import ModelError
from indexer.lexicon import Lexicon
from indexer.manifest import Manifest
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.answer import Answerer
from service.query import Tools
from service.records import Language
from service.rerank import Scorer, load_scorers


def open_engine(index: Path, scorers: Mapping[Language, Scorer] | None = None) -> Answerer:
    """Verify the index and open it with this installation's code and dictionary, and its model.

    ``scorers`` are the bundled reranker's unless given. Raises StoreError (missing, corrupt, or
    built by other means) or ModelError.
    """
    with ExitStack() as undo:
        generation = Store(index).open()
        undo.callback(generation.close)
        tools = _tools(generation.manifest, index, scorers)
        # Loads the model too: what cannot be loaded fails here, not at the first question.
        if tools.embedder.dim != generation.dense.dim:
            raise ModelError(
                f"the model gives vectors of {tools.embedder.dim} numbers, the index holds "
                f"{generation.dense.dim}; build again"
            )
        undo.pop_all()
        return Answerer(generation, tools)


def _tools(manifest: Manifest, index: Path, scorers: Mapping[Language, Scorer] | None) -> Tools:
    config, vectors = manifest.config, WordVectors.open()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    embedder = Embedder(config.model)
    expected = fingerprints(config, analyser, embedder, manifest.fingerprints.corpus)
    command = (
        f"python -m indexer build CORPUS {index} --model {config.model} "
        f"--passage-chars {config.passage_chars} --overlap-sentences {config.overlap_sentences}"
    )
    check_match(expected, manifest, command)
    return Tools(
        analyser, embedder, Lexicon.open(), vectors, load_scorers() if scorers is None else scorers
    )
