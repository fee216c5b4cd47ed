"""A corpus -> an index of it in a folder, opened: for sets, and for corpora that were changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eval.sets import QuestionSet
from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.embedder import Embedder
from indexer.generation import Generation
from indexer.lexicon import Lexicon
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


def index_set(
    questions: QuestionSet,
    folder: Path,
    scorers: Mapping[Language, Scorer] | None = None,
    judges: Mapping[Language, Judge] | None = None,
) -> Answerer:
    """Build an index of a set's corpus in the empty ``folder`` and open it; close it after use.

    ``scorers`` and ``judges`` are the bundled ones unless given.
    """
    generation, tools = index_corpus(questions.corpus, folder, scorers)
    reader = Reader.open(tools.analyser, tools.vectors)
    chosen = load_judges() if judges is None else judges
    return Answerer(generation, tools, reader, chosen, Glosser.open(vectors=tools.vectors))


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
