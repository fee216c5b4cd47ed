"""Slips of the keyboard in questions, one a question; pure and seeded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from eval.adversarial.records import Case, rng
from eval.gold.questions import Question
from indexer.characters import HIRAGANA, KATAKANA

# After a slip a shorter word is often another word, and no reader could tell.
_LATIN = re.compile("(?<![A-Za-z0-9])[A-Za-z]{5,}(?![A-Za-z0-9])")
_KATAKANA = re.compile(f"[{KATAKANA}ー]{{3,}}")
_HIRAGANA = re.compile(f"[{HIRAGANA}]{{3,}}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    letter: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in _ROWS
    for place, letter in enumerate(row)
}
_FULL = dict(
    zip("ァィゥェォッャュョぁぃぅぇぉっゃゅょ", "アイウエオツヤユヨあいうえおつやゆよ", strict=True)
)


def misspell(questions: Iterable[Question], seed: int) -> tuple[Case, ...]:
    """Return each question with one slip; those without a word that could have one are left out.

    In a Latin word of five letters or more: two letters swapped, one left out, doubled, or hit
    beside; the first letter stays. In a run of three katakana or more, or else of hiragana: two
    signs swapped, a long vowel or a voicing mark left out, a small sign as a full one.
    """
    return tuple(case for question in questions for case in _misspelt(question, seed))


def _misspelt(question: Question, seed: int) -> Iterator[Case]:
    draw = rng(seed, "typos", question.id)
    for pattern, slips in _KINDS:
        found = list(pattern.finditer(question.q))
        if found:
            match = draw.choice(found)
            wrong = draw.choice(sorted(set(slips(match[0])) - {match[0]}) or [match[0]])
            text = question.q[: match.start()] + wrong + question.q[match.end() :]
            if text != question.q:
                yield Case(replace(question, q=text))
            return


def _latin_slips(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        yield before + after
        yield before + letter * 2 + after
        yield before + after[:1] + letter + after[1:]
        for beside in _BESIDE.get(letter, ""):
            yield before + beside + after


def _kana_slips(word: str) -> Iterator[str]:
    yield from _swaps(word)
    for place, kana in enumerate(word):
        plain = unicodedata.normalize("NFD", kana)[0]
        put = "" if kana == "ー" else _FULL.get(kana, plain)
        yield word[:place] + put + word[place + 1 :]


def _swaps(word: str) -> Iterator[str]:
    # A word does not begin with a small sign or a long vowel: no one would write that.
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[str]]], ...] = (
    (_KATAKANA, _kana_slips),
    (_LATIN, _latin_slips),
    (_HIRAGANA, _kana_slips),
)
