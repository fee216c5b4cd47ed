"""The bundled bilingual embedding model: ``python -m training.embedder``.

Reads the data folder, takes out what leaks into a dev or test set, assembles the vocabulary,
trains the table, and writes a folder that sentence-transformers loads.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from indexer.embedder import Embedder
from training.chive import WordVectors, read_chive
from training.contrast import Bags, Table, encode, mean_vectors
from training.data import DEV_SOURCE, Pair, distinct, read_paragraphs, read_parallel, read_sections
from training.dictionaries import Translation, read_names, read_words
from training.export import WEIGHTS, digest, write_model
from training.gloss import Glosser
from training.initial import Floats, english_rows, japanese_rows, rarity, start_table
from training.leakage import Guard, make_guard, protected_texts
from training.measure import paragraph_figures, report, sentence_figures
from training.schedule import Settings, pair_bags, plan, train
from training.sources import (
    Corpus,
    Source,
    gloss_sources,
    kind_of,
    plain_sources,
    thin,
    without_leaks,
)
from training.tokenizer import Vocabulary, piece_tokenizer, word_tokenizer
from training.vocabulary import (
    Heads,
    TextCounts,
    choose_english,
    choose_japanese,
    dictionary_heads,
    known_compounds,
    make_vocabulary,
)
from training.words import count_english, count_japanese

ROOT = Path(__file__).resolve().parent.parent
SECTION_CHARS = 300
MANUAL_SAMPLE = 40_000

log = logging.getLogger("training.embedder")


def read_corpus(data: Path) -> Corpus:
    """Read everything that is trained on: no dev rows, no pair twice."""
    rows = (pair for pair in read_parallel(data) if pair.source != DEV_SOURCE)
    return Corpus(
        tuple(distinct(rows)),
        tuple(read_sections(data, limit=SECTION_CHARS)),
        tuple(read_paragraphs(data / "jaquad-train.jsonl.gz")),
        tuple(read_words(data)),
        tuple(read_names(data)),
    )


def count_texts(corpus: Corpus, heads: Heads, known: WordVectors, seed: int) -> TextCounts:
    """Count the words of general texts, and of a sample of the manuals."""
    compounds = known_compounds(heads, known)
    general = [pair for pair in corpus.parallel if kind_of(pair.source) == "general"]
    manuals = [pair for pair in corpus.parallel if kind_of(pair.source) != "general"]
    sample = random.Random(seed).sample(manuals, min(MANUAL_SAMPLE, len(manuals)))
    paragraphs = [text for item in corpus.paragraphs for text in (item.text, *item.questions)]
    return TextCounts(
        count_japanese([*(pair.target for pair in general), *paragraphs], compounds),
        count_japanese((pair.target for pair in sample), compounds),
        count_english(pair.query for pair in general),
        count_english(pair.query for pair in (*manuals, *corpus.sections)),
    )


def start(
    vocabulary: Vocabulary,
    corpus: Corpus,
    counts: TextCounts,
    known: WordVectors,
    shares: tuple[dict[str, float], dict[str, float]],
    settings: Settings,
) -> Table:
    """Return the table that training starts from."""
    tokenizer = word_tokenizer(vocabulary)
    lemmas = {**counts.japanese_manuals.lemmas, **counts.japanese.lemmas}
    japanese = japanese_rows(vocabulary.tokens, lemmas, known.get, settings.dim)
    english = english_rows(
        japanese,
        encode(tokenizer, [item.english for item in corpus.words]),
        encode(tokenizer, [item.japanese for item in corpus.words]),
        np.array([item.weight for item in corpus.words], dtype=np.float32),
    )
    lengths = rarity(vocabulary.tokens, shares)
    return Table(start_table(japanese, english, lengths, settings.seed))
