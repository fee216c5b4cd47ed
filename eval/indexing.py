"""Documents -> an index of them, opened: for sets, and for documents that were changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.embedder import Embedder
from indexer.generation import Generation
from indexer.lexicon import Lexicon
from indexer.records import Document
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.answer import Answerer
from service.gloss import Glosser
from service.judgement import Judge, load_judges
from service.query import Tools
from service.reader.reader import Reader
from service.records import Language
from service.rerank import Scorer, load_scorers


@contextmanager
def indexed(
    documents: Sequence[Document],
    scorers: Mapping[Language, Scorer] | None = None,
    judges: Mapping[Language, Judge] | None = None,
) -> Iterator[Answerer]:
    """Index documents in a temporary folder, and give the engine that answers from it.

    ``scorers`` and ``judges`` are the bundled ones unless given.
    """
    chosen = load_judges() if judges is None else judges
    with tempfile.TemporaryDirectory() as folder:
        generation, tools = index_corpus(Corpus(tuple(documents), ()), Path(folder), scorers)
        reader = Reader.open(tools.analyser, tools.vectors)
        glosser = Glosser.open(vectors=tools.vectors)
        with closing(Answerer(generation, tools, reader, chosen, glosser)) as engine:
            yield engine


def index_corpus(
    corpus: Corpus, folder: Path, scorers: Mapping[Language, Scorer] | None = None
) -> tuple[Generation, Tools]:
    """Build an index of a corpus in the empty ``folder``; return it open, and what searches it.

    ``scorers`` are the bundled reranker's unless given.
    """
    config, store, vectors = IndexConfig(), Store(folder), WordVectors.open()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    embedder = Embedder(config.model, vectors)
    chosen = load_scorers() if scorers is None else scorers
    build(corpus, store, config, analyser, embedder)
    tools = Tools(analyser, embedder, Lexicon.open(), vectors, chosen)
    return store.open(), tools
