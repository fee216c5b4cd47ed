"""Fakes one can compute by hand: vectors that count characters, words that are characters."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import Analysis
from indexer.build import Report, build
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.records import Document, Skipped, Span, Token
from indexer.store import Store
from indexer.terms import Terms
from indexer.vocabulary import Kind, Reading
from indexer.wording import NOUN, Word, pack, wording

COUNTED = "山川海空"


class CountingEmbedder:
    """One dimension per character of ``COUNTED``: how often a text has it, at unit length.

    ``batches`` lists the texts of every call.
    """

    dim = len(COUNTED)

    def __init__(self, fingerprint: str = "counting") -> None:
        self.fingerprint = fingerprint
        self.batches: list[list[str]] = []

    @property
    def texts(self) -> list[str]:
        return [text for batch in self.batches for text in batch]

    def documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        counts = [[text.count(character) for character in COUNTED] for text in texts]
        raw = np.asarray(counts, dtype=np.float32).reshape(-1, self.dim)
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        return np.asarray(raw / np.maximum(lengths, 1), dtype=np.float32)

    queries = documents


class CharacterSegmenter:
    """Every character that is not blank is a noun, but は, が, の and 。, which are particles."""

    def __init__(self, fingerprint: str = "characters") -> None:
        self.fingerprint = fingerprint
        self.texts: list[str] = []

    def tokens(self, text: str) -> tuple[Token, ...]:
        self.texts.append(text)
        return tuple(
            Token(character, character, "", self._pos(character), place, place + 1)
            for place, character in enumerate(text)
            if not character.isspace()
        )

    def _pos(self, character: str) -> str:
        return "助詞/格助詞" if character in "はがの。" else "名詞/普通名詞"


class CharacterAnalyser:
    """Lemmas are the characters, pairs of them the bigrams; ``texts`` lists what was analysed.

    Every lemma is a noun, read as it is written. Pieces are the code points of the sentences.
    """

    def __init__(self, dictionary: str = "characters") -> None:
        self.dictionary = dictionary
        self.texts: list[str] = []

    def analyse(self, text: str, sentences: Sequence[Span]) -> Analysis:
        self.texts.append(text)
        terms = self.terms(text)
        places = [place for place, character in enumerate(text) if character.isalnum()]
        starts = [span.start for span in sentences]
        return Analysis(
            terms,
            wording(
                [Word(lemma, NOUN) for lemma in terms.lemma],
                [max(bisect_right(starts, place) - 1, 0) for place in places],
                [[ord(character) for character in span.of(text)] for span in sentences],
            ),
            tuple(
                Reading((lemma,), lemma, Kind.WORD, count)
                for lemma, count in sorted(Counter(terms.lemma).items())
            ),
        )

    def terms(self, text: str) -> Terms:
        lemmas = tuple(character for character in text if character.isalnum())
        pairs = tuple(f"{a} {b}" for a, b in zip(lemmas, lemmas[1:], strict=False))
        latin = tuple(character for character in lemmas if character.isascii())
        return Terms(lemma=lemmas, bigram=pairs, chars=lemmas, latin=latin)


def plain(analysis: Analysis) -> tuple[Terms, bytes, tuple[Reading, ...]]:
    """Return an analysis in a form that ``==`` compares: the arrays of its wording as bytes."""
    return analysis.terms, pack(analysis.wording), analysis.readings


def document(doc_id: str, text: str, title: str = "題") -> Document:
    return Document(id=doc_id, title=title, text=text)


def corpus(*documents: Document, skipped: tuple[Skipped, ...] = ()) -> Corpus:
    return Corpus(tuple(sorted(documents, key=lambda item: item.id)), skipped)


def open_files(folder: Path) -> list[str]:
    """Return the files below ``folder`` that this process holds open (Linux)."""
    found: list[str] = []
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the handle of the listing itself
            found.append(os.readlink(handle))
    return [path for path in found if path.startswith(f"{folder}/")]


def built(store: Store, given: Corpus, **changed: object) -> Report:
    """Build ``given`` into ``store`` with fakes; ``changed`` replaces some of the parts."""
    parts: dict[str, Any] = {
        "config": IndexConfig(model="fake", passage_chars=40, overlap_sentences=0),
        "analyser": CharacterAnalyser(),
        "embedder": CountingEmbedder(),
    }
    return build(given, store, **{**parts, **changed})
