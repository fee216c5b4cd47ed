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
from service.gloss import Glosser
from service.judgement import RISK, Judge, load_judges
from service.query import Tools
from service.reader.reader import Reader
from service.records import Language
from service.rerank import Scorer, load_scorers


def open_engine(
    index: Path,
    scorers: Mapping[Language, Scorer] | None = None,
    judges: Mapping[Language, Judge] | None = None,
    risk: float = RISK,
) -> Answerer:
    """Verify the index and open it with this installation's code and dictionary, and its model.

    ``scorers`` and ``judges`` are the bundled ones unless given; ``risk`` is as in `Answerer`.
    Raises StoreError (missing, corrupt, or built by other means) or ModelError.
    """
    with ExitStack() as undo:
        generation = Store(index).open()
        undo.callback(generation.close)
        tokenizer, lexicon = Tokenizer(), Lexicon.open()
        tools = _tools(generation.manifest, index, tokenizer, lexicon, scorers)
        # Loads the model too: what cannot be loaded fails here, not at the first question.
        if tools.embedder.dim != generation.dense.dim:
            raise ModelError(
                f"the model gives vectors of {tools.embedder.dim} numbers, the index holds "
                f"{generation.dense.dim}; build again"
            )
        reader = Reader.open(tools.analyser, tools.vectors)
        glosser = Glosser.open(tokenizer, lexicon, tools.vectors)
        chosen = load_judges() if judges is None else judges
        undo.pop_all()
        return Answerer(generation, tools, reader, chosen, glosser, risk)


def _tools(
    manifest: Manifest,
    index: Path,
    tokenizer: Tokenizer,
    lexicon: Lexicon,
    scorers: Mapping[Language, Scorer] | None,
) -> Tools:
    config, vectors = manifest.config, WordVectors.open()
    analyser = PassageAnalyser(Analyser(tokenizer), vectors)
    embedder = Embedder(config.model)
    expected = fingerprints(config, analyser, embedder, manifest.fingerprints.corpus)
    command = (
        f"python -m indexer build CORPUS {index} --model {config.model} "
        f"--passage-chars {config.passage_chars} --overlap-sentences {config.overlap_sentences}"
    )
    check_match(expected, manifest, command)
    chosen = load_scorers() if scorers is None else scorers
    return Tools(analyser, embedder, lexicon, vectors, chosen)
