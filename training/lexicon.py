"""Make and measure the English-Japanese lexicon.

``python -m training.lexicon --data ../shared/data --out indexer/models/lexicon-en-ja`` makes it;
``python -m training.lexicon evaluate --data ../shared/data`` measures it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from indexer.lexicon import BUNDLED, FILE_NAME, Lexicon
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from training.alignment import link_scores
from training.bitext import (
    Bags,
    Lemmas,
    bags,
    english_units,
    japanese_units,
    read_bitext,
    unit_counts,
)
from training.candidates import dictionary_scores, name_scores, read_dictionaries
from training.combination import Mixture, renderings
from training.data import DEV_SOURCE, Pair, read_paragraphs, read_parallel, read_wmt22
from training.inflections import base_forms, known_forms
from training.lexicon_file import encoded, needed
from training.synonym_search import Recall, SynonymIndex, recall

LemmasOf = Callable[[str], Lemmas]


def lemmatiser() -> LemmasOf:
    """Return the function from Japanese text to its content lemmas, as the index has them."""
    analyser = Analyser(Tokenizer())
    return lambda text: analyser.terms(text).lemma


def make(data: Path, out: Path, mixture: Mixture) -> None:
    """Write the lexicon's file into ``out`` from the dictionaries and texts of ``data``."""
    lemmas_of = cache(lemmatiser())
    words = read_dictionaries(data)
    bases = base_forms(known_forms(), {word.english for word in words})
    scores = dictionary_scores(words, bases, lemmas_of)
    compounds = {lemmas for row in scores.values() for lemmas in row if len(lemmas) > 1}
    units = _bags(data, bases, scores.keys(), compounds, lemmas_of)
    frequency = _frequency(data, units, compounds, lemmas_of)
    names = name_scores(data, bases, lemmas_of, frequency)
    merged = names | scores
    found = renderings(merged, link_scores(units), frequency, mixture)
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE_NAME).write_bytes(encoded(found, needed(bases, found)))


def evaluate(lexicon: Lexicon, pairs: Sequence[Pair], lemmas_of: LemmasOf) -> Recall:
    """Return how often an English sentence finds its Japanese among that of all pairs."""
    index = SynonymIndex([lemmas_of(pair.target) for pair in pairs])
    return recall(index, [lexicon.translations(pair.query) for pair in pairs])


def _bags(
    data: Path,
    bases: Mapping[str, str],
    keys: Collection[str],
    compounds: Collection[Lemmas],
    lemmas_of: LemmasOf,
) -> Bags:
    phrases = {key for key in keys if " " in key}
    return bags(
        read_bitext(data),
        lambda text: english_units(text, bases, phrases),
        lambda text: japanese_units(lemmas_of(text), compounds),
    )


def _frequency(
    data: Path, units: Bags, compounds: Collection[Lemmas], lemmas_of: LemmasOf
) -> Counter[Lemmas]:
    """Count units in the Japanese of the sentence pairs and of JaQuAD's training paragraphs."""
    paragraphs = read_paragraphs(data / "jaquad-train.jsonl.gz")
    texts = (japanese_units(lemmas_of(paragraph.text), compounds) for paragraph in paragraphs)
    return unit_counts(units.japanese) + unit_counts(texts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="training.lexicon", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("make", "evaluate"), default="make")
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--out", type=Path, default=BUNDLED, help="folder of the lexicon")
    options = parser.parse_args(arguments)
    if options.command == "make":
        make(options.data, options.out, Mixture())
        return
    lexicon, lemmas_of = Lexicon.open(options.out), lemmatiser()
    dev = [pair for pair in read_parallel(options.data) if pair.source == DEV_SOURCE]
    for name, pairs in (("wmt23", dev), ("wmt22", read_wmt22(options.data))):
        sys.stdout.write(f"{name}  {evaluate(lexicon, pairs, lemmas_of)}\n")


if __name__ == "__main__":
    main()
