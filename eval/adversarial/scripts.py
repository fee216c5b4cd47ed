"""Questions in other scripts and widths: what is read the same must be found the same; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from eval.adversarial.names import Tokens
from eval.adversarial.records import Case, rng
from eval.gold.questions import Question
from indexer.characters import KANJI, KATAKANA
from indexer.katakana import katakana
from indexer.records import Token
from service.hepburn import hepburn

_HAS_KANJI = re.compile(f"[{KANJI}]")
_HAS_JAPANESE = re.compile(f"[{KANJI}{KATAKANA}]")
_KATAKANA_RUN = re.compile(f"[{KATAKANA}ー]+")
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
# Half-width forms by their NFKC; the voicing marks are signs of their own there.
_NARROW = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
_NARROW |= {"\u3099": "\uff9e", "\u309a": "\uff9f"}


def rescript(questions: Iterable[Question], tokens: Tokens, seed: int) -> tuple[Case, ...]:
    """Return every question in every other script that it has words for; `Case.variant` names it.

    Japanese: one noun in hiragana, in katakana or in romaji (Hepburn), as it is read; the Latin
    letters and digits in full width; the katakana in half width. English: the whole question in
    full width, in capitals, in small letters.
    """
    return tuple(
        Case(replace(question, q=text), variant)
        for question in questions
        for variant, text in _variants(question, tokens, seed)
        if text != question.q
    )


def _variants(question: Question, tokens: Tokens, seed: int) -> Iterator[tuple[str, str]]:
    text = question.q
    yield "full-width", text.translate(_WIDE)
    if question.lang == "en":
        yield "capitals", text.upper()
        yield "small letters", text.lower()
        return
    yield "half-width", _KATAKANA_RUN.sub(lambda match: _narrow(match[0]), text)
    nouns = [token for token in tokens(text) if _is_readable(token)]
    kanji = [token for token in nouns if _HAS_KANJI.search(token.surface)]
    draw = rng(seed, "scripts", question.id)
    for variant, among, write in (
        ("hiragana", kanji, _hiragana),
        ("katakana", kanji, katakana),
        ("romaji", nouns, hepburn),
    ):
        if among:
            token = draw.choice(among)
            yield variant, text[: token.start] + write(token.kana) + text[token.end :]


def _is_readable(token: Token) -> bool:
    """Tell whether a token is a noun of two characters or more whose reading is known."""
    noun = token.pos.startswith("名詞") and not token.pos.startswith("名詞/数詞")
    long = token.end - token.start > 1
    return noun and long and bool(token.kana and _HAS_JAPANESE.search(token.surface))


def _hiragana(kana: str) -> str:
    return katakana(kana).translate(_TO_HIRAGANA)


def _narrow(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(_NARROW.get(part, part) for part in parts)
