"""What the model is trained on: pairs by source, and how often each is seen."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from training.asked import Asked, Written, paragraph_pairs, sentence_pairs, written_pairs
from training.data import Pair, Paragraph, question_pairs
from training.dictionaries import Translation
from training.leakage import Guard

BATCH = 1024
LONG_BATCH = 256
HARD_BATCH = 128
SENTENCE_END = re.compile("(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Source:
    """Pairs that fill batches of their own; ``passes`` is how often each pair is seen.

    ``pieces`` says to cut both texts into pieces instead of words, ``grouped`` to fill a batch
    with pairs of few groups.
    """

    name: str
    pairs: tuple[Pair, ...]
    passes: float
    batch: int = BATCH
    pieces: bool = False
    grouped: bool = False


TOKEN_STAGE = {
    "general": (1.0, 192, False),
    "question-sentence": (1.0, 96, True),
    "written-sentence": (4.0, 96, True),
    "written-question": (3.0, 128, True),
    "gloss-sentence": (0.4, 192, False),
}
"""What the second stage sees: passes, pairs of a batch, whether batches are of few groups."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read for training, before leaks are taken out."""

    parallel: tuple[Pair, ...]
    sections: tuple[Pair, ...]
    paragraphs: tuple[Paragraph, ...]
    asked: tuple[Asked, ...]
    written: tuple[Written, ...]
    words: tuple[Translation, ...]
    names: tuple[Translation, ...]


def kind_of(source: str) -> str:
    """Return "heading", "manual" or "general" for the ``src`` of a parallel row."""
    if source.endswith("-heading"):
        return "heading"
    return "manual" if source.endswith("-docs") else "general"


def thin(source: Source, generator: random.Random) -> Source:
    """Return the source with pairs drawn by lot, each once, where it has less than one pass."""
    if source.passes >= 1:
        return source
    count = max(1, round(len(source.pairs) * source.passes))
    drawn = generator.sample(source.pairs, min(count, len(source.pairs)))
    return replace(source, pairs=tuple(drawn), passes=1.0)


def _entries(items: Iterable[Translation], name: str) -> tuple[Pair, ...]:
    return tuple(Pair(item.english, item.japanese, name) for item in items)


def plain_sources(corpus: Corpus) -> list[Source]:
    """Return the sources that are pairs as read."""
    kinds: dict[str, list[Pair]] = {"general": [], "manual": [], "heading": []}
    for pair in corpus.parallel:
        kinds[kind_of(pair.source)].append(pair)
    english = tuple(pair for pair in corpus.sections if pair.source == "sections-en")
    words, names = _entries(corpus.words, "words"), _entries(corpus.names, "names")
    return [
        Source("general", tuple(kinds["general"]), 6.0),
        Source("manual", tuple(kinds["manual"]), 0.3),
        Source("heading", tuple(kinds["heading"]), 0.2),
        Source("section", english, 0.2, LONG_BATCH),
        Source("word", words, 3.0),
        Source("word-piece", words, 0.2, pieces=True),
        Source("name", names, 1.0),
        Source("name-piece", names, 0.2, pieces=True),
    ]


def question_sources(asked: Sequence[Asked], written: Sequence[Written]) -> list[Source]:
    """Return questions with their paragraphs and sentences, in batches of few articles too."""
    paragraphs, sentences = paragraph_pairs(asked), sentence_pairs(asked)
    again = written_pairs(asked, written)
    return [
        Source("question", paragraphs, 1.0, LONG_BATCH),
        Source("question-hard", paragraphs, 1.0, HARD_BATCH, grouped=True),
        Source("question-sentence", sentences, 1.0, LONG_BATCH, grouped=True),
        Source("written-paragraph", again["paragraph"], 3.0, LONG_BATCH),
        Source("written-hard", again["paragraph"], 3.0, HARD_BATCH, grouped=True),
        Source("written-sentence", again["sentence"], 4.0, LONG_BATCH, grouped=True),
        Source("written-question", again["question"], 4.0, LONG_BATCH, grouped=True),
    ]


def gloss_sources(
    paragraphs: Sequence[Paragraph], gloss: Callable[[Sequence[str]], list[str]]
) -> list[Source]:
    """Return Japanese questions and sentences with English made of them by ``gloss``.

    A glossed question stands against its paragraph and against itself in Japanese, a glossed
    sentence against itself.
    """
    asked = question_pairs(paragraphs, "gloss")
    sentences = [
        part
        for paragraph in paragraphs
        for part in SENTENCE_END.split(paragraph.text)
        if 8 <= len(part) <= 200
    ]
    texts = [pair.query for pair in asked]
    glossed = [
        Pair(query, pair.target, "gloss") for query, pair in zip(gloss(texts), asked, strict=True)
    ]
    again = [
        Pair(query, pair.query, "gloss") for query, pair in zip(gloss(texts), asked, strict=True)
    ]
    plain = [
        Pair(query, text, "gloss") for query, text in zip(gloss(sentences), sentences, strict=True)
    ]
    return [
        Source("gloss-question", tuple(glossed), 2.0, LONG_BATCH),
        Source("gloss-sentence", tuple(plain + again), 1.0),
    ]


def token_sources(sources: Sequence[Source]) -> list[Source]:
    """Return the sources of the second stage, in which texts are compared token by token."""
    chosen = []
    for name, (passes, batch, grouped) in TOKEN_STAGE.items():
        (source,) = (item for item in sources if item.name == name)
        chosen.append(replace(source, passes=passes, batch=batch, grouped=grouped))
    return chosen


def without_leaks(source: Source, guard: Guard, dropped: Counter[str]) -> Source:
    """Return the source without pairs that leak, which are counted under its name."""
    kept = tuple(pair for pair in source.pairs if not guard.pair_leaks(pair))
    dropped[source.name] += len(source.pairs) - len(kept)
    return replace(source, pairs=kept)
