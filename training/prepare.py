"""From the data folder to a corpus, word counts, a vocabulary and the table to start from."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.asked import read_asked, read_written
from training.bags import encode
from training.chive import WordVectors
from training.data import DEV_SOURCE, distinct, read_paragraphs, read_parallel, read_sections
from training.dictionaries import read_names, read_words
from training.initial import Floats, english_rows, japanese_rows, rarity, start_table
from training.sources import Corpus, kind_of
from training.tokenizer import Vocabulary, word_tokenizer
from training.vocabulary import (
    TextCounts,
    choose_english,
    choose_japanese,
    dictionary_heads,
    known_compounds,
    make_vocabulary,
)
from training.words import count_english, count_japanese

SECTION_CHARS = 300
MANUAL_SAMPLE = 40_000


@dataclass(frozen=True, slots=True)
class Start:
    """What training starts from: ``table`` is (tokens of ``vocabulary``, dim) float32.

    ``lemmas`` are the dictionary forms of the Japanese words that were counted.
    """

    vocabulary: Vocabulary
    lemmas: dict[str, str]
    table: Floats


def read_corpus(data: Path) -> Corpus:
    """Read everything that is trained on: no dev rows, no pair twice."""
    rows = (pair for pair in read_parallel(data) if pair.source != DEV_SOURCE)
    return Corpus(
        tuple(distinct(rows)),
        tuple(read_sections(data, limit=SECTION_CHARS)),
        tuple(read_paragraphs(data / "jaquad-train.jsonl.gz")),
        tuple(read_asked(data / "jaquad-train.jsonl.gz")),
        tuple(read_written("jaquad-train")),
        tuple(read_words(data)),
        tuple(read_names(data)),
    )


def count_texts(corpus: Corpus, compounds: frozenset[str], seed: int) -> TextCounts:
    """Count the words of general texts, and of the manuals, Japanese ones from a sample."""
    general = [pair for pair in corpus.parallel if kind_of(pair.source) == "general"]
    manuals = [pair for pair in corpus.parallel if kind_of(pair.source) != "general"]
    sample = random.Random(seed).sample(manuals, min(MANUAL_SAMPLE, len(manuals)))
    paragraphs = [text for item in corpus.paragraphs for text in (item.text, *item.questions)]
    questions = [text for item in corpus.written for text in item.texts]
    japanese = [*(pair.target for pair in general), *paragraphs]
    return TextCounts(
        count_japanese(japanese, compounds),
        count_japanese((pair.target for pair in sample), compounds),
        count_english([*(pair.query for pair in general), *questions]),
        count_english(pair.query for pair in (*manuals, *corpus.sections)),
        count_english(japanese),
    )


def prepare(corpus: Corpus, known: WordVectors, seed: int) -> Start:
    """Choose the tokens and give each its first vector."""
    heads = dictionary_heads(corpus.words, corpus.names)
    counts = count_texts(corpus, known_compounds(heads, known), seed)
    japanese = choose_japanese(counts, heads, known)
    english = choose_english(counts, corpus.words, corpus.names)
    vocabulary = make_vocabulary(japanese, english, corpus.words, corpus.names)
    lemmas = {**counts.japanese_manuals.lemmas, **counts.japanese.lemmas}
    tokenizer = word_tokenizer(vocabulary)
    rows = japanese_rows(vocabulary.tokens, lemmas, known.get, known.vectors.shape[1])
    translated = english_rows(
        rows,
        encode(tokenizer, [item.english for item in corpus.words]),
        encode(tokenizer, [item.japanese for item in corpus.words]),
        np.array([item.weight for item in corpus.words], dtype=np.float32),
    )
    lengths = rarity(vocabulary.tokens, (japanese, english))
    return Start(vocabulary, lemmas, start_table(rows, translated, lengths, seed))
