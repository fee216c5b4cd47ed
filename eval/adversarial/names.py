"""Names in a text, and invented ones to put in their place; pure and seeded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from eval.adversarial.records import rng
from indexer.characters import HIRAGANA, KANJI, KATAKANA
from indexer.records import Span, Token
from service.hepburn import chinese_names

Tokens = Callable[[str], Sequence[Token]]

_LATIN = re.compile("(?<![A-Za-z0-9])[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*")
# Words in capitals that are no names: what things are, not who.
_COMMON = frozenset(
    "A AI AGI API AR CEO CFO COO CPU CTO DC DIY DUV EUV EV FAQ GDP GPU GPUs HPC HR I IC ID II III "
    "IP IPO IT LLM ML NGO OK OS PC PR PDF RL SNS TV URL VR XX XXX XXXX".split()
)
# A katakana word that a title stands after is a name, whatever the dictionary takes it for.
_TITLED = re.compile(f"([{KATAKANA}ー]{{3,}})(?=氏|社|大統領|首相|会長|社長|博士|教授|議員|さん)")
# Countries in one kanji: 対中, 米中.
_SHORT = re.compile("[対訪在親反駐][米中露英仏独韓日印台]|[米中露英仏独韓日印台欧]{2}")
_KATAKANA_RUN = re.compile(f"[{KATAKANA}ー・=]+")
_JAPANESE = re.compile(f"[{HIRAGANA}{KATAKANA}{KANJI}]")
_SYLLABLES = (
    "バ ビ ブ ベ ボ ダ デ ド ガ グ ゴ ヴァ ヴェ ラ リ ル レ ロ マ ミ モ ナ ネ ノ ザ ゾ".split()
)
_LATIN_SYLLABLES = "ba bi bu be bo da de do ga gu go va ve ra ri ru re ro ma mi mo na ne zo".split()


def find_names(text: str, tokens: Tokens, titled: Iterable[str] = ()) -> tuple[Span, ...]:
    """Return the spans of the names of ``text``, in order, not overlapping.

    Proper nouns of the dictionary, katakana words it does not know or that a title stands after,
    the katakana words of ``titled``, Chinese people's names, and Latin words with a capital or a
    digit that are no common abbreviation.
    """
    read = tuple(tokens(text))
    spans = [
        *(Span(t.start, t.end) for t in read if t.pos.startswith("名詞/固有名詞")),
        *(name.span for name in chinese_names(text, read)),
        *_katakana_names(read),
        *(Span(*match.span(1)) for match in _TITLED.finditer(text)),
        *(Span(*match.span()) for word in sorted(titled) for match in re.finditer(word, text)),
        *(Span(*match.span()) for match in _LATIN.finditer(text) if _is_latin_name(match[0])),
    ]
    kept = [span for span in spans if span.of(text) not in _COMMON]
    return tuple(_longest(kept))


def titled_names(text: str) -> frozenset[str]:
    """Return the katakana words that stand before a title somewhere in ``text``."""
    return frozenset(match[1] for match in _TITLED.finditer(text))


def names_a_country_shortly(text: str) -> bool:
    """Tell whether ``text`` has a country in one kanji, as in 対中 and 米中."""
    return _SHORT.search(text) is not None


class Inventor:
    """Gives every name one invented name of its own, in the same script; none is in a text."""

    def __init__(self, seed: int, taken: str) -> None:
        """Invent names that ``taken`` does not hold."""
        self._seed = seed
        self._taken = taken
        self._given: dict[str, str] = {}

    def other(self, name: str) -> str:
        """Return the invented name for ``name``."""
        if name not in self._given:
            draw = rng(self._seed, "name", name)
            syllables, size = (_SYLLABLES, 3) if _JAPANESE.search(name) else (_LATIN_SYLLABLES, 3)
            while (made := "".join(draw.choices(syllables, k=size)).capitalize()) in self._taken:
                size += 1
            self._taken += f"\n{made}"
            self._given[name] = made
        return self._given[name]


def _katakana_names(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield runs of katakana with a word in them that the dictionary does not know."""
    for katakana, run in groupby(tokens, lambda t: bool(_KATAKANA_RUN.fullmatch(t.surface))):
        words = list(run)
        if katakana and any(not word.kana for word in words if word.pos.startswith("名詞")):
            yield Span(words[0].start, words[-1].end)


def _is_latin_name(word: str) -> bool:
    return word not in _COMMON and any(char.isupper() or char.isdigit() for char in word)


def _longest(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans in order; of overlapping ones the first, the longer of two at one place."""
    end = 0
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if span.start >= end:
            end = span.end
            yield span
