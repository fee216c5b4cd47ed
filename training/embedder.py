"""The bundled bilingual embedding model: ``python -m training.embedder``.

Reads the data folder, takes out what leaks into a dev or test set, assembles the vocabulary,
trains the table, and writes a folder that sentence-transformers loads.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from indexer.embedder import Embedder
from training.bags import directions, encode
from training.chive import read_chive
from training.contrast import Table
from training.export import WEIGHTS, digest, read_model, write_model
from training.gloss import Glosser
from training.initial import Floats
from training.leakage import make_guard, protected_texts
from training.measure import (
    Ranking,
    dev_rankings,
    held_out_rankings,
    mean_figures,
    report,
    token_figures,
)
from training.prepare import Start, prepare, read_corpus
from training.schedule import Settings, pair_bags, plan, train
from training.sources import (
    Corpus,
    Source,
    gloss_sources,
    plain_sources,
    question_sources,
    thin,
    token_sources,
    without_leaks,
)
from training.tokenizer import piece_tokenizer, word_tokenizer

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "indexer" / "models" / "static-ja-en"
Log = Callable[[Floats], str]

log = logging.getLogger("training.embedder")


def make_sources(corpus: Corpus, start: Start, seed: int) -> list[Source]:
    """Return all sources, thinned to what one training sees."""
    tokenizer = word_tokenizer(start.vocabulary)
    glosser = Glosser((*corpus.words, *corpus.names), start.lemmas, seed)

    def gloss(texts: Sequence[str]) -> list[str]:
        tokens = start.vocabulary.tokens
        return [
            glosser.gloss([tokens[i] for i in encoding.ids])
            for encoding in tokenizer.encode_batch_fast(list(texts))
        ]

    generator = random.Random(seed)
    sources = [
        *plain_sources(corpus),
        *question_sources(corpus.asked, corpus.written),
        *gloss_sources(corpus.paragraphs, gloss),
    ]
    return [thin(source, generator) for source in sources]


def clean_sources(sources: Sequence[Source], data: Path) -> list[Source]:
    """Return the sources without pairs that leak into a dev or test set, and log how many did.

    Raises:
        TrainingError: a pair that leaks is left.
    """
    guard = make_guard(protected_texts(data, ROOT / "eval" / "gold", ROOT / "seeds"))
    dropped: Counter[str] = Counter()
    cleaned = [without_leaks(source, guard, dropped) for source in sources]
    for source in cleaned:
        guard.require_clean(source.pairs)
        log.info("%s: %d pairs, %d leaks", source.name, len(source.pairs), dropped[source.name])
    return cleaned


def dev_report(table: Floats, tokenizer: Tokenizer, rankings: Mapping[str, Ranking]) -> str:
    """Return the figures of a table on the sets that are tuned on."""

    def vectors(texts: Sequence[str]) -> Floats:
        return directions(table, encode(tokenizer, texts))

    return "; ".join(f"{name} {mean_figures(vectors, rankings[name])}" for name in rankings)


def train_table(
    start: Start, sources: Sequence[Source], settings: Settings, log_dev: Log
) -> Floats:
    """Train in two stages, means first, then tokens too; return the mean of the two tables.

    The mean keeps what the second stage takes from the first: both begin at the same place.
    """
    words, pieces = word_tokenizer(start.vocabulary), piece_tokenizer(start.vocabulary)
    bags = {item.name: pair_bags(item, pieces if item.pieces else words) for item in sources}
    first = Table(start.table)
    batches = plan(sources, settings.seed)
    train(first, bags, batches, settings, lambda: log_dev(first.weights.numpy()))
    second = Table(first.weights.numpy())
    batches = plan(token_sources(sources), settings.seed + 1)
    slower = replace(settings, rate=settings.token_rate)
    train(second, bags, batches, slower, lambda: log_dev(second.weights.numpy()), tokens=True)
    return np.asarray((first.weights + second.weights).numpy() / 2, dtype=np.float32)


def train_model(data: Path, chive: Path, out: Path, settings: Settings) -> None:
    """Train the model, log figures on the sets that are tuned on, and write it to ``out``."""
    corpus = read_corpus(data)
    log.info("read %d parallel pairs, %d translations", len(corpus.parallel), len(corpus.words))
    start = prepare(corpus, read_chive(chive, settings.dim), settings.seed)
    log.info("vocabulary of %d tokens", len(start.vocabulary.tokens))
    sources = clean_sources(make_sources(corpus, start, settings.seed), data)
    tokenizer, rankings = word_tokenizer(start.vocabulary), dev_rankings(data)
    table = train_table(
        start, sources, settings, lambda table: dev_report(table, tokenizer, rankings)
    )
    write_model(out, tokenizer, table)
    log.info("%s, sha256 %s", out / WEIGHTS, digest(out / WEIGHTS))


def evaluate(folder: Path, rankings: Mapping[str, Ranking]) -> str:
    """Return the figures of the model in ``folder``: by whole texts, then by tokens too."""
    embed = Embedder(str(folder)).documents
    tokenizer, table = read_model(folder)
    found = {name: mean_figures(embed, ranking) for name, ranking in rankings.items()}
    for name, ranking in rankings.items():
        found[f"{name}, tokens"] = token_figures(table, tokenizer, ranking)
    return report(found)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train the model; measure one on the ``dev`` sets, or ``evaluate`` on the others too."""
    parser = argparse.ArgumentParser(prog="python -m training.embedder", description=main.__doc__)
    parser.add_argument("task", nargs="?", choices=("train", "dev", "evaluate"), default="train")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--chive", type=Path, default=Path("chive"), help="chiVe's folder")
    parser.add_argument("--out", type=Path, default=BUNDLED, help="the model's folder")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if options.task == "train":
        train_model(options.data, options.chive, options.out, Settings(seed=options.seed))
        return
    rankings = dev_rankings(options.data)
    if options.task == "evaluate":
        rankings |= held_out_rankings(options.data)
    log.info("%s\n%s", options.out, evaluate(options.out, rankings))


if __name__ == "__main__":
    main()
