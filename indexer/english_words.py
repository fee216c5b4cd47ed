"""English text -> its words in the form a dictionary has them; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.terms import ENGLISH_FUNCTION_WORDS

_LETTER = "a-zA-Z\u00df-\u00f6\u00f8-\u024f\u00c0-\u00d6\u00d8-\u00de"
_WORD = re.compile(
    rf"(?:[{_LETTER}]\.){{2,}}|[{_LETTER}0-9]+(?:['\u2019][{_LETTER}]+)?(?:(?<=[sS])['\u2019])?"
)
_POSSESSIVE = re.compile(r"['\u2019](?:s)?$", re.IGNORECASE)
_JOINT = re.compile(r"[\s\u2010-\u2013-]*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in ``text[start:end]``, possessive ending included; ``form`` is what to look up.

    ``joined``: only blanks or hyphens stand between it and the word before, so that the two may
    be parts of one phrase.
    """

    form: str
    start: int
    end: int
    joined: bool


# A question is split by several readers, and the words that it has in common with others by each.
@lru_cache(maxsize=2048)
def split_words(text: str) -> tuple[Word, ...]:
    """Return the words of any text in order: folded in case and width, without accents.

    A word in capitals keeps them where it would turn into a function word (``US``, ``IT``,
    ``WHO``), unless the whole text is in capitals. Acronyms lose their points (``U.S.`` is ``US``).
    """
    mixed = any(char.islower() for char in text)
    words: list[Word] = []
    for match in _WORD.finditer(text):
        gap = text[words[-1].end : match.start()] if words else "."
        form = _form(match[0], mixed=mixed)
        words.append(Word(form, match.start(), match.end(), _JOINT.fullmatch(gap) is not None))
    return tuple(words)


def side_by_side(text: str, left: Word, right: Word) -> bool:
    """Tell whether nothing but blanks or hyphens stands between two words of ``text``."""
    return _JOINT.fullmatch(text[left.end : right.start]) is not None


def is_function_word(form: str) -> bool:
    """Tell whether a form carries grammar, not a topic: ``the``, ``don't``; ``US`` does not."""
    return form in ENGLISH_FUNCTION_WORDS or "'" in form


def is_number(form: str) -> bool:
    """Tell whether a form is digits only, or one letter: never worth a look-up alone."""
    return form.isdigit() or len(form) == 1


def phrase_key(forms: Sequence[str]) -> str:
    """Return the key of a phrase: its forms with a blank between."""
    return " ".join(forms)


def _form(word: str, *, mixed: bool) -> str:
    plain = _POSSESSIVE.sub("", word).replace(".", "").replace("\u2019", "'")
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    folded = bare.lower()
    capitals = (mixed or "." in word) and len(bare) > 1 and bare.isupper()
    return bare if capitals and folded in ENGLISH_FUNCTION_WORDS else folded
