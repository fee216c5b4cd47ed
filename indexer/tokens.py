"""Japanese and Latin text -> tokens with UniDic features; the only importer of fugashi.

MeCab ends the whole process on one very long call, stops at NUL, rejects lone surrogates, loses
blanks and splits words at variation selectors. So text is cut into sentences of bounded length,
each is freed of such characters before the call, and offsets are mapped back after it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock

import fugashi
import unidic_lite

from indexer.characters import HIRAGANA, IGNORABLE, KANJI, KATAKANA, NOT_TEXT
from indexer.errors import ConfigError
from indexer.records import Span, Token

# One line a token: surface, first two parts of speech, lemma, reading and the further two parts
# of speech (all but the first "" for unknown words).
# MeCab formats faster than Python can read its nodes, and a string stays valid after the next
# parse. The end marker keeps fugashi from trimming the last tab.
_FORMAT = (
    r'-O "" -F "%m\t%f[0]/%f[1]\t%f[7]\t%f[17]\t%f[2]/%f[3]\n" '
    r'-U "%m\t%f[0]/%f[1]\t\t\t\n" -E "EOS"'
)
# Of each token what the path to it costs, then what the whole path does.
_COST = r'-O "" -F "%pc\n" -U "%pc\n" -E "%pc"'
_DIGEST_BYTES = 1 << 16

_SENTENCE = re.compile(r"[^\n。！？]*(?:[。！？]+[」』）】〉》”’]*|\n|\Z)")
_BLANK = re.compile(r"\s")
_NOT_TEXT = re.compile(f"[{NOT_TEXT}]")
_INNER_IGNORABLE = re.compile(rf"(?<=\S)[{IGNORABLE}]+")

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\uff21-\uff3a\uff41-\uff5a"
_DIGIT = "0-9\uff10-\uff19"
_SEPARATOR = ".,\uff0e\uff0c"
_WORD = re.compile(
    f"[{_LETTER}{_DIGIT}]"
    f"(?:[{_LETTER}{_DIGIT}\u0300-\u036f]|(?<=[{_DIGIT}])[{_SEPARATOR}](?=[{_DIGIT}]))*"
)
_NUMBER = re.compile(f"[{_DIGIT}{_SEPARATOR}]+")
_PAUSE = re.compile(r"[、，,;；\s]")
_SCRIPT_CHANGE = re.compile(
    f"(?<=[{HIRAGANA}])(?=[{KATAKANA}{KANJI}{_LETTER}])"
    f"|(?<=[{KATAKANA}{_LETTER}])(?=[{HIRAGANA}{KANJI}])"
)


_Morpheme = tuple[int, int, str, str, str, str]
"""Start and end in the string MeCab was shown, part of speech, UniDic's lemma, kana and detail."""


class Tokenizer:
    """MeCab with UniDic (lite); safe to share between threads.

    Raises:
        ConfigError: The dictionary cannot be opened.

    """

    MAX_CALL = 1000
    """Most code points handed to MeCab at once: well below where it slows down or crashes."""

    def __init__(self) -> None:
        try:
            self._tagger, self._weigher = fugashi.Tagger(_FORMAT), fugashi.Tagger(_COST)
        except RuntimeError as error:
            raise ConfigError(
                f"MeCab cannot open UniDic at {unidic_lite.DICDIR}; "
                "reinstall it: pip install --force-reinstall fugashi unidic-lite"
            ) from error
        self._lock = Lock()

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of any text, in order, never overlapping.

        Every character that is not blank (``str.isspace``) is in exactly one token, and no token
        crosses the end of a sentence or line. A word of Latin letters and digits (``H20``) or a
        number with separators (``3,500.5``) is one token whose lemma is its NFKC form in lower
        case. A character that prints nothing goes with the visible one before it.
        """
        found: list[Token] = []
        for piece in _pieces(text, self.MAX_CALL):
            found.extend(self._parse(text[piece.start : piece.end], piece.start))
        return tuple(found)

    def cost(self, text: str) -> int:
        """Return how odd MeCab finds any text, word after word: the less, the more natural.

        The cost of the path that `tokens` follows, about 10,000 a word; 0 for the empty text.
        """
        costs = 0
        for piece in _pieces(text, self.MAX_CALL):
            shown, _ = _shown(text[piece.start : piece.end])
            with self._lock:
                answer = self._weigher.parse(shown)
            costs += int(answer.rpartition("\n")[2])
        return costs

    @property
    def fingerprint(self) -> str:
        """Versions of the packages, with the size and a digest of the dictionary's first bytes."""
        dictionary = Path(unidic_lite.DICDIR) / "sys.dic"
        with dictionary.open("rb") as file:
            digest = hashlib.sha256(file.read(_DIGEST_BYTES)).hexdigest()[:16]
        return (
            f"fugashi-{version('fugashi')} unidic-lite-{version('unidic-lite')} "
            f"{dictionary.stat().st_size}-{digest}"
        )

    def _parse(self, piece: str, origin: int) -> list[Token]:
        """Return the tokens of one sentence that begins at ``origin``."""
        shown, offsets = _shown(piece)
        with self._lock:
            answer = self._tagger.parse(shown)
        found = []
        for start, end, pos, lemma, kana, detail in _whole_words(_morphemes(answer, shown), shown):
            first, last = offsets[start], offsets[end]
            lemma, latin = _split_lemma(lemma or shown[start:end])
            place = (origin + first, origin + last)
            found.append(Token(piece[first:last], lemma, latin, pos, *place, kana, detail))
        return found


def _pieces(text: str, limit: int) -> Iterator[Span]:
    """Tile ``text`` with sentences, cutting those that are longer than ``limit``."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > limit:
            cut = _cut(text[start : start + limit])
            yield Span(start, start + cut)
            start += cut
        if end > start:
            yield Span(start, end)


def _cut(window: str) -> int:
    """Return where to end a piece: after a pause, between two scripts, or at the very end."""
    for pattern in (_PAUSE, _SCRIPT_CHANGE):
        places = [match.end() for match in pattern.finditer(window)]
        if places:
            return places[-1]
    return len(window)


def _shown(piece: str) -> tuple[str, Sequence[int]]:
    """Return what MeCab may see of a piece, and the offset of each shown character, and the end.

    A character that prints nothing is left out; where it follows a blank or nothing it stays, so
    that it is covered by a token.
    """
    shown = _BLANK.sub(" ", _NOT_TEXT.sub("\ufffd", piece))
    hidden = [match.span() for match in _INNER_IGNORABLE.finditer(shown)]
    if not hidden:
        return shown, range(len(shown) + 1)
    offsets: list[int] = []
    start = 0
    for first, last in [*hidden, (len(shown), len(shown))]:
        offsets.extend(range(start, first))
        start = last
    return _INNER_IGNORABLE.sub("", shown), [*offsets, len(piece)]


def _morphemes(answer: str, shown: str) -> Iterator[_Morpheme]:
    """Read MeCab's lines and find each surface in the text it was shown."""
    position = 0
    for line in answer.split("\n")[:-1]:
        surface, pos, lemma, kana, detail = line.split("\t")
        start = shown.index(surface, position)
        position = start + len(surface)
        further = detail.replace("*", "").strip("/")
        yield start, position, pos.removesuffix("/"), lemma, kana, further


def _whole_words(morphemes: Iterator[_Morpheme], shown: str) -> Iterator[_Morpheme]:
    """Join the morphemes that together make up one word of letters and digits."""
    ends = {match.start(): match.end() for match in _WORD.finditer(shown)}
    if not ends:
        yield from morphemes
        return
    for morpheme in morphemes:
        end = ends.get(morpheme[0])
        if end is None:
            yield morpheme
            continue
        parts = [morpheme]
        while parts[-1][1] < end:
            parts.append(next(morphemes))
        yield from [_joined(parts, shown)] if parts[-1][1] == end else parts


def _joined(parts: Sequence[_Morpheme], shown: str) -> _Morpheme:
    start, end, pos = parts[0][0], parts[-1][1], parts[0][2]
    if len(parts) > 1:
        pos = "名詞/数詞" if _NUMBER.fullmatch(shown, start, end) else "名詞/普通名詞"
    return start, end, pos, unicodedata.normalize("NFKC", shown[start:end]).lower(), "", ""


@lru_cache(maxsize=1 << 16)
def _split_lemma(lemma: str) -> tuple[str, str]:
    """Split UniDic's ``チップ-chip`` or ``私-代名詞`` into lemma and Latin spelling or ``""``."""
    head, _, suffix = lemma.partition("-")
    if not head:
        return lemma, ""
    return head, suffix.lower() if suffix[:1].isascii() and suffix[:1].isalpha() else ""
