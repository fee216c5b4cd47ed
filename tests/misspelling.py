"""What misspelt words are looked up in, over a small corpus: real dictionaries, a real index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from indexer.analysis import PassageAnalyser
from indexer.lexical import LexicalIndex
from indexer.lexicon import Lexicon
from indexer.normalize import search_key
from indexer.sounds import SoundIndex
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.vocabulary import vocabulary_readings
from service.lookups import Lookups
from tests.tiny import word_vectors

CORPUS = (
    "中国の市場ではチップの価格が上がった。",
    "DeepSeekはモデルを公開した。アルトマン氏は中国を訪れた。",
    "ユーラシアの鉄道はモスクワに至る。大学が機械を作った。",
)


@cache
def analyser() -> PassageAnalyser:
    """The real analyser, made once."""
    return PassageAnalyser(Analyser(Tokenizer()), word_vectors())


@cache
def lexicon() -> Lexicon:
    """The bundled lexicon, read once."""
    return Lexicon.open()


def sounds_of(texts: Sequence[str]) -> SoundIndex:
    return SoundIndex(vocabulary_readings([analyser().tokens(search_key(t).text) for t in texts]))


@contextmanager
def lookups_over(texts: Sequence[str], folder: Path) -> Iterator[Lookups]:
    """Look words up in the real dictionaries, and in an index of ``texts``."""
    LexicalIndex.write(folder, [analyser().content(text).terms for text in texts])
    with closing(LexicalIndex.open(folder)) as index:
        yield Lookups(lexicon(), analyser(), word_vectors(), sounds_of(texts), index)
