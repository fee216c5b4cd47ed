"""Make and measure the English-Japanese lexicon.

``python -m training.lexicon --data ../shared/data --out indexer/models/lexicon-en-ja`` makes it;
``python -m training.lexicon evaluate --data ../shared/data`` measures it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from indexer.config import BUNDLED_MODEL
from indexer.embedder import Embedder
from indexer.lexicon import BUNDLED, FILE_NAME, Lexicon
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from training.additions import additions
from training.affinity import Affinity
from training.alignment import link_scores
from training.bitext import (
    Lemmas,
    bags,
    english_units,
    japanese_units,
    read_bitext,
    unit_counts,
)
from training.candidates import (
    Scores,
    attested,
    dictionary_scores,
    headwords,
    name_scores,
    read_dictionaries,
    with_stems,
)
from training.combination import Mixture, renderings
from training.data import DEV_SOURCE, Pair, read_paragraphs, read_parallel
from training.inflections import base_forms, known_forms, own_words
from training.leakage import Guard, make_guard, protected_texts
from training.lexicon_file import encoded, needed
from training.translation_recall import Recall, recall
from training.worth import with_worth

ROOT = Path(__file__).parent.parent
LemmasOf = Callable[[str], Lemmas]


def lemmatiser() -> LemmasOf:
    """Return the function from Japanese text to its content lemmas, as the index has them."""
    analyser = Analyser(Tokenizer())
    return lambda text: analyser.terms(text).lemma


def make(data: Path, out: Path, mixture: Mixture) -> None:
    """Write the lexicon's file into ``out`` from the dictionaries and texts of ``data``."""
    guard = make_guard(protected_texts(data, ROOT / "eval" / "gold", ROOT / "seeds"))
    lemmas_of = cache(lemmatiser())
    heads, forms = headwords(data), known_forms()
    bases = base_forms(forms, heads)
    scores = dictionary_scores(read_dictionaries(data) + additions(), bases, lemmas_of)
    compounds = {lemmas for row in scores.values() for lemmas in row if len(lemmas) > 1}
    phrases = {key for key in scores if " " in key}
    units = bags(
        read_bitext(data, guard),
        lambda text: english_units(text, bases, phrases),
        lambda text: japanese_units(lemmas_of(text), compounds),
    )
    paragraphs = _paragraphs(data, guard)
    texts = (japanese_units(lemmas_of(text), compounds) for text in paragraphs)
    frequency = unit_counts(units.japanese) + unit_counts(texts)
    candidates = name_scores(data, bases, lemmas_of, frequency)
    words = attested(with_stems(scores, own_words(forms, heads)), frequency)
    candidates.update(words)
    links = link_scores(units)
    affinity = _affinity(candidates, links)
    found = with_worth(renderings(candidates, links, affinity, mixture), units)
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE_NAME).write_bytes(encoded(found, needed(bases, found)))


def evaluate(lexicon: Lexicon, pairs: Sequence[Pair], analyser: Analyser) -> Recall:
    """Return how often an English sentence finds its Japanese among that of all pairs."""
    texts = [analyser.terms(pair.target) for pair in pairs]
    return recall(texts, [lexicon.translations(pair.query) for pair in pairs])


def _affinity(*tables: Scores) -> Affinity:
    keys = {key for table in tables for key in table}
    found = {lemmas for table in tables for row in table.values() for lemmas in row}
    return Affinity(Embedder(BUNDLED_MODEL).queries, keys, found)


def _paragraphs(data: Path, guard: Guard) -> list[str]:
    """Return the Japanese texts that frequencies are counted in beside the sentence pairs."""
    texts = [paragraph.text for paragraph in read_paragraphs(data / "jaquad-train.jsonl.gz")]
    return [text for text in texts if not guard.leaks(text)]


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
    dev = [pair for pair in read_parallel(options.data) if pair.source == DEV_SOURCE]
    found = evaluate(Lexicon.open(options.out), dev, Analyser(Tokenizer()))
    sys.stdout.write(f"{DEV_SOURCE}  {found}\n")


if __name__ == "__main__":
    main()
