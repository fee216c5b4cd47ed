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

from tokenizers import Tokenizer

from indexer.embedder import Embedder
from training.chive import read_chive
from training.contrast import Table, encode
from training.data import DEV_SOURCE, read_paragraphs, read_parallel
from training.export import WEIGHTS, digest, write_model
from training.gloss import Glosser
from training.leakage import make_guard, protected_texts
from training.measure import Vectors, paragraph_figures, report, sentence_figures
from training.prepare import Start, prepare, read_corpus
from training.schedule import Settings, pair_bags, plan, train
from training.sources import Corpus, Source, gloss_sources, plain_sources, thin, without_leaks
from training.tokenizer import piece_tokenizer, word_tokenizer

ROOT = Path(__file__).resolve().parent.parent

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
    sources = [*plain_sources(corpus), *gloss_sources(corpus.paragraphs, gloss)]
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


def dev_report(table: Table, tokenizer: Tokenizer, data: Path) -> str:
    """Return the figures on the two sets that are tuned on, for the table as it is."""
    dev = [pair for pair in read_parallel(data) if pair.source == DEV_SOURCE]

    def vectors(texts: Sequence[str]) -> Vectors:
        return table.vectors(encode(tokenizer, texts))

    paragraphs = read_paragraphs(data / "jaquad-dev.jsonl.gz")
    sentences = sentence_figures(vectors, dev)
    return f"wmt23 {sentences}; jaquad-dev {paragraph_figures(vectors, paragraphs)}"


def train_model(data: Path, chive: Path, out: Path, settings: Settings) -> None:
    """Train the model and write it to ``out``, first as it starts and then at every report."""
    corpus = read_corpus(data)
    log.info("read %d parallel pairs, %d translations", len(corpus.parallel), len(corpus.words))
    start = prepare(corpus, read_chive(chive, settings.dim), settings.seed)
    log.info("vocabulary of %d tokens", len(start.vocabulary.tokens))
    sources = clean_sources(make_sources(corpus, start, settings.seed), data)
    words, pieces = word_tokenizer(start.vocabulary), piece_tokenizer(start.vocabulary)
    bags = {item.name: pair_bags(item, pieces if item.pieces else words) for item in sources}
    table = Table(start.table)

    def checkpoint() -> str:
        write_model(out, words, table.weights.numpy())
        return dev_report(table, words, data)

    train(table, bags, plan(sources, settings.seed), settings, checkpoint)
    log.info("%s, sha256 %s", out / WEIGHTS, digest(out / WEIGHTS))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train the model, or ``evaluate`` one on the dev sets and on those nothing is tuned on."""
    parser = argparse.ArgumentParser(prog="python -m training.embedder", description=main.__doc__)
    parser.add_argument("task", nargs="?", choices=("train", "evaluate"), default="train")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--chive", type=Path, default=Path("chive"), help="chiVe's folder")
    parser.add_argument("--out", type=Path, default=ROOT / "indexer" / "models" / "static-ja-en")
    parser.add_argument("--model", default="static-ja-en", help="a model folder, to evaluate")
    parser.add_argument("--seed", type=int, default=Settings().seed)
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if options.task == "evaluate":
        log.info("%s\n%s", options.model, report(Embedder(options.model).documents, options.data))
    else:
        train_model(options.data, options.chive, options.out, Settings(seed=options.seed))


if __name__ == "__main__":
    main()
