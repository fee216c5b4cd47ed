"""A katakana word of a question that nothing knows -> the corpus's word that it is a slip from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.records import Token
from indexer.sounds import SoundIndex
from indexer.vocabulary import Kind, katakana_runs
from service.slips import kana_words

# Two kana have too many neighbours; longer words are none.
_SHORTEST, _LONGEST = 3, 24


def mended_kana(question: str, tokens: Sequence[Token], sounds: SoundIndex) -> str:
    """Return a question with katakana words as the corpus has them, where they are a slip away.

    ``tokens`` are those of its search key. Words that the dictionary has, and those that the
    corpus has, stay.
    """
    for run in katakana_runs(tokens):
        for part in run:
            for words in _odd(part, sounds):
                written = "".join(token.surface for token in words)
                meant = _meant(written, sounds)
                if meant:
                    question = question.replace(written, meant)
    return question


def _odd(part: Sequence[Token], sounds: SoundIndex) -> Iterator[Sequence[Token]]:
    """Yield a run of katakana that neither dictionary nor corpus has, then its words like that."""
    known = [bool(_count(token.surface, sounds)) for token in part]
    listed = len(part) == 1 and bool(part[0].kana)
    if all(known) or listed or _count("".join(token.surface for token in part), sounds):
        return
    yield part
    if len(part) > 1:
        for token, has in zip(part, known, strict=True):
            if not has and not token.kana:
                yield [token]


def _meant(written: str, sounds: SoundIndex) -> str:
    """Return the most frequent word that may have been meant, ``""`` for none.

    Of its spellings the one that is as long as what is written.
    """
    if not _SHORTEST <= len(written) <= _LONGEST:
        return ""
    found = {word: _count(word, sounds) for word in kana_words(written) if word != written}
    size = len(written)
    best = max(found, key=lambda word: (found[word], -abs(len(word) - size), word), default="")
    return best if found.get(best) else ""


def _count(written: str, sounds: SoundIndex) -> int:
    """Return how often the corpus has a word of katakana or Latin letters that is read so."""
    return sum(item.count for item in sounds.spelled(written) if item.kind is Kind.LOAN)
