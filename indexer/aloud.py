"""Questions written as they are said, in hiragana or romaji alone -> the corpus's words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.characters import HIRAGANA, KANJI
from indexer.english_words import Word
from indexer.katakana import katakana, spelling
from indexer.lexicon import Rendering, Translation
from indexer.romaji import romaji
from indexer.sound import SHORT, sound_key
from indexer.sounds import LEAST, SoundIndex
from indexer.vocabulary import Kind, Reading

MOST_HOMOPHONES = 4
RAREST = 0.3
"""What the rarest of several words read alike counts beside the most frequent."""

_SHORTEST_KANA = 3
_LONGEST_KANA = 14
_NEVER_FIRST = frozenset("ーんっぁぃぅぇぉゃゅょ")
_KANJI = re.compile(f"[{KANJI}]")
_HIRAGANA_RUN = re.compile(f"[{HIRAGANA}ー]{{4,}}")
_KATAKANA = re.compile("[\u30a1-\u30fa]")
# What a question asks with; the rest of it may be words.
_ASKING = re.compile(
    "なんですか|ですか|でしょうか|でしたか|ますか|ましたか|ましょうか|ください|おしえて|いくら|いつ|"
    "どこ|だれ|なぜ|どうして|どう|どれ|どんな|なに|とはなん|とは|について|によって|という|している|した|"
    "ですよ|しました|しますか|されました"
)
_PARTICLES = frozenset("wa ha ga wo o no ni e de to mo ya ka kara made yori desu deshita".split())
_QUESTION_WORDS = frozenset(
    "nan nani nanda nandesu dare doko itsu ikura naze dou doushite dore dono donna desuka shita "
    "shimashita masu masuka deshitaka suru sareta shiteiru".split()
)
_UNMISTAKABLE = (_PARTICLES | _QUESTION_WORDS) - frozenset("ha o no e de to made".split())


def all_kana(question: str) -> bool:
    """Tell whether a question has hiragana words and no other: no kanji, no katakana."""
    written = _HIRAGANA_RUN.search(question) is not None
    return written and not _KANJI.search(question) and not _KATAKANA.search(question)


def hear_kana(question: str, index: SoundIndex) -> tuple[Translation, ...]:
    """Return the corpus's words in an all-kana question, in order: the parts that it knows.

    Of all ways to read it as words of three kana or more the one with the longest words counts.
    """
    found: list[Translation] = []
    for piece in _ASKING.split(question):
        for run in _HIRAGANA_RUN.finditer(piece):
            found.extend(_segmented(run[0], index))
    return tuple(found)


def is_romaji(words: Sequence[Word], unknown: Sequence[Word]) -> bool:
    """Tell whether Latin words are a question in romaji; ``unknown`` are those no lexicon has."""
    if len(words) < 2 or not unknown:
        return False
    read = [word for word in words if romaji(word.form.lower())]
    forms = {word.form.lower() for word in words}
    if len(read) == len(words):
        return bool(forms & (_PARTICLES | _QUESTION_WORDS))
    return bool(forms & _UNMISTAKABLE) and 2 * len(read) > len(words)


def hear_romaji(source: str, form: str, index: SoundIndex) -> Translation | None:
    """Return the corpus's words that a romaji word may be, or None for a particle or no match."""
    kana = romaji(form)
    if not kana or form in _PARTICLES or form in _QUESTION_WORDS:
        return None
    exact = index.spelled(kana)
    if not exact and len(sound_key(kana)) > SHORT:
        exact = index.keyed(kana)
    renderings = homophones(exact) or tuple(
        Rendering(match.lemmas, match.similarity) for match in index.nearest(kana, 3, LEAST)
    )
    return Translation(source, renderings) if renderings else None


def homophones(readings: Sequence[Reading]) -> tuple[Rendering, ...]:
    """Return words read alike, best first, ties by lemmas, at most MOST_HOMOPHONES.

    Loanwords weigh 1, being one name in several spellings; others by their share of the most
    frequent, at least RAREST.
    """
    if not readings:
        return ()
    most = max(item.count for item in readings)
    weights: dict[tuple[str, ...], float] = {}
    for item in readings:
        weight = 1.0 if item.kind is Kind.LOAN else max(RAREST, item.count / most)
        weights[item.lemmas] = max(weight, weights.get(item.lemmas, 0.0))
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:MOST_HOMOPHONES]
    return tuple(Rendering(lemmas, weight) for lemmas, weight in ranked)


def _segmented(run: str, index: SoundIndex) -> Iterator[Translation]:
    """Cover ``run`` with words so that their lengths less one add up to the most."""
    best: list[tuple[int, int]] = [(0, 0)]  # worth of the first n kana, and where their word begins
    known: dict[tuple[int, int], tuple[Reading, ...]] = {}
    for end in range(1, len(run) + 1):
        choice = (best[end - 1][0], end - 1)
        for start in range(max(0, end - _LONGEST_KANA), end - _SHORTEST_KANA + 1):
            if run[start] in _NEVER_FIRST or run[end : end + 1] in _NEVER_FIRST:
                continue
            readings = index.spelled(katakana(run[start:end]))
            worth = best[start][0] + end - start - 1
            if readings and worth > choice[0] and len(spelling(run[start:end])) >= _SHORTEST_KANA:
                known[start, end] = readings
                choice = (worth, start)
        best.append(choice)
    words: list[Translation] = []
    end = len(run)
    while end:
        start = best[end][1]
        if (start, end) in known and end - start >= _SHORTEST_KANA:
            words.append(Translation(run[start:end], homophones(known[start, end])))
        end = start
    yield from reversed(words)
