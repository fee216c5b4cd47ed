"""An index folder -> an engine that answers, or a clear refusal."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property, lru_cache
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
from service.judgement import Judge, load_judges
from service.query import Tools
from service.reader.reader import Reader
from service.records import RISK, Language
from service.rerank import Scorer, load_scorers
from service.threads import multiply_alone


class Opener:
    """Opens the generations of one index folder; what all of them share is loaded once."""

    def __init__(
        self,
        index: Path,
        scorers: Mapping[Language, Scorer] | None = None,
        judges: Mapping[Language, Judge] | None = None,
        risk: float = RISK,
    ) -> None:
        """Load nothing yet.

        ``scorers`` and ``judges`` are the bundled ones unless given; ``risk`` is as in `Answerer`.
        """
        self._store = Store(index)
        self._scorers = scorers
        self._judges = judges
        self._risk = risk
        self._embedder = lru_cache(maxsize=1)(lambda model: Embedder(model, self._analysis[2]))

    def current(self) -> str:
        """Return the name of the live generation; raises StoreError when there is none."""
        return self._store.current().name

    def open(self) -> Answerer:
        """Verify the live generation and open it with this installation's code and models.

        Raises StoreError (missing, corrupt, or built by other means) or ModelError.
        """
        multiply_alone()
        with ExitStack() as undo:
            generation = self._store.open()
            undo.callback(generation.close)
            tools = self._tools(generation.manifest)
            # Loads the model too: what cannot be loaded fails here, not at the first question.
            if tools.embedder.dim != generation.dense.dim:
                raise ModelError(
                    f"the model gives vectors of {tools.embedder.dim} numbers, the index holds "
                    f"{generation.dense.dim}; build again"
                )
            reader, glosser, judges = self._answering
            undo.pop_all()
            return Answerer(generation, tools, reader, judges, glosser, self._risk)

    @cached_property
    def _analysis(self) -> tuple[Tokenizer, Lexicon, WordVectors, PassageAnalyser]:
        tokenizer, vectors = Tokenizer(), WordVectors.open()
        return tokenizer, Lexicon.open(), vectors, PassageAnalyser(Analyser(tokenizer), vectors)

    @cached_property
    def _answering(self) -> tuple[Reader, Glosser, Mapping[Language, Judge]]:
        tokenizer, lexicon, vectors, analyser = self._analysis
        judges = load_judges() if self._judges is None else self._judges
        reader = Reader.open(analyser, vectors)
        return reader, Glosser.open(tokenizer, lexicon, vectors), judges

    @cached_property
    def _ranking(self) -> Mapping[Language, Scorer]:
        return load_scorers() if self._scorers is None else self._scorers

    def _tools(self, manifest: Manifest) -> Tools:
        config, folder = manifest.config, self._store.folder
        _, lexicon, vectors, analyser = self._analysis
        embedder = self._embedder(config.model)
        expected = fingerprints(config, analyser, embedder, manifest.fingerprints.corpus)
        command = (
            f"python -m indexer build CORPUS {folder} --model {config.model} "
            f"--passage-chars {config.passage_chars} "
            f"--overlap-sentences {config.overlap_sentences}"
        )
        check_match(expected, manifest, command)
        return Tools(analyser, embedder, lexicon, vectors, self._ranking)


def open_engine(
    index: Path,
    scorers: Mapping[Language, Scorer] | None = None,
    judges: Mapping[Language, Judge] | None = None,
    risk: float = RISK,
) -> Answerer:
    """Open the live generation of an index folder once; all as in `Opener`."""
    return Opener(index, scorers, judges, risk).open()
