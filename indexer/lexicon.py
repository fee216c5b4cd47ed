"""English words and phrases of a question -> weighted Japanese lemmas; the bundled lexicon.

The file is made by ``python -m training.lexicon``: one gzipped UTF-8 text of three parts with an
empty line between: the format's name, the entries (``key<TAB>lemma lemma:percent;...``, best
rendering first), and the inflected forms (``form<TAB>base``); both in the order of code points.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from indexer.english_words import Word, is_function_word, is_number, phrase_key, split_words
from indexer.errors import ModelError

FORMAT = "konkyo-lexicon-en-ja 1"
FILE_NAME = "lexicon.txt.gz"
BUNDLED = Path(__file__).parent / "models" / "lexicon-en-ja"
MAX_WORDS = 4
MAX_RENDERINGS = 12
PART_WEIGHT = 0.75
"""What the words of a known phrase count beside it; chosen on the dev set."""

# Words come again and again: so many are kept looked up.
KEPT = 1 << 12
REMEDY = "restore it from the release, or make it: python -m training.lexicon --data DATA"


@dataclass(frozen=True, slots=True)
class Rendering:
    """One Japanese way to say it: UniDic lemmas that a text must all have, in order.

    ``weight`` in (0, 1] is what the word or phrase is worth for the best rendering of it, less for
    the others, and times PART_WEIGHT where the word is a part of a phrase that has a translation
    too. A light verb is worth little: texts seldom say it the way a dictionary does.
    """

    lemmas: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A word or phrase as the question has it, and its renderings, best first, at most 12."""

    source: str
    renderings: tuple[Rendering, ...]


_Based = tuple[Word, str]
"""A word and its `Lexicon.base`."""


class Lines:
    """Sorted lines of ``key<TAB>value``, looked up by bisection: nothing to parse at start."""

    def __init__(self, lines: list[str]) -> None:
        """Keep ``lines``, which are in the order of their code points."""
        self._lines = lines

    def get(self, key: str) -> str | None:
        """Return the value of ``key``, or None."""
        start = f"{key}\t"
        place = bisect_left(self._lines, start)
        if place < len(self._lines) and self._lines[place].startswith(start):
            return self._lines[place][len(start) :]
        return None

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def begins(self, start: str) -> bool:
        """Tell whether any key begins with ``start``."""
        place = bisect_left(self._lines, start)
        return place < len(self._lines) and self._lines[place].startswith(start)


class Lexicon:
    """English keys to Japanese renderings; immutable, safe to share between threads."""

    def __init__(self, entries: Lines, bases: Lines, fingerprint: str) -> None:
        """Keep ``entries`` (key to renderings) and ``bases`` (inflected form to base form)."""
        self._entries = entries
        self._bases = bases
        self.fingerprint = fingerprint
        self._based = lru_cache(maxsize=KEPT)(self._base)
        self._renderings = lru_cache(maxsize=KEPT)(self._read)

    @classmethod
    def open(cls, folder: Path | None = None) -> Lexicon:
        """Read the lexicon of ``folder``, the bundled one by default.

        Raises:
            ModelError: The file is missing, damaged, or of another format.

        """
        path = (folder or BUNDLED) / FILE_NAME
        try:
            data = path.read_bytes()
            text = gzip.decompress(data).decode("utf-8")
        except FileNotFoundError as error:
            raise ModelError(f"there is no lexicon at {path}; {REMEDY}") from error
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise ModelError(f"the lexicon {path} cannot be read ({error}); {REMEDY}") from error
        parts = text.split("\n\n")
        if parts[0] != FORMAT or len(parts) != 3:
            raise ModelError(f"the lexicon {path} is not of the format {FORMAT!r}; {REMEDY}")
        entries, bases = (Lines(part.split("\n")) for part in parts[1:])
        return cls(entries, bases, hashlib.sha256(data).hexdigest())

    def translations(self, question: str) -> tuple[Translation, ...]:
        """Return what is known of the words of ``question``, in their order.

        The longest phrase of up to four words comes first, then the words in it with translations
        of their own, as a text may say it either way (``export controls``: 輸出規制, or 管理).
        Function words count only inside a phrase, numbers and unknown words not at all.
        """
        words = [(word, self.base(word.form)) for word in split_words(question)]
        found: list[Translation] = []
        start = 0
        while start < len(words):
            size = self._longest(words[start : start + MAX_WORDS])
            run = words[start : start + size]
            if size:
                found.append(self._translation(question, run, 1.0))
            if size > 1:
                parts = ([word] for word in run if self._longest([word]))
                found.extend(self._translation(question, part, PART_WEIGHT) for part in parts)
            start += size or 1
        return tuple(found)

    def base(self, form: str) -> str:
        """Return the form that the entries have of an inflected form, or the form itself."""
        return self._based(form)

    def _base(self, form: str) -> str:
        base = self._bases.get(form) or form
        singular = base.removesuffix("s")  # of names and new words: iPhones
        return singular if base not in self._entries and singular in self._entries else base

    def _longest(self, words: Sequence[_Based]) -> int:
        for size in range(self._most(words), 0, -1):
            form = words[0][0].form
            alone = size == 1 and (is_function_word(form) or is_number(form))
            if not alone and _key(words[:size]) in self._entries:
                return size
        return 0

    def _most(self, words: Sequence[_Based]) -> int:
        """Return how many words at the beginning may make up one phrase of the lexicon."""
        for size in range(1, len(words)):
            joined = words[size][0].joined
            if not joined or (size == 1 and not self._entries.begins(_key(words[:2]))):
                return size
        return len(words)

    def _translation(self, question: str, words: Sequence[_Based], weight: float) -> Translation:
        source = question[words[0][0].start : words[-1][0].end]
        return Translation(source, self._renderings(_key(words), weight))

    def _read(self, key: str, weight: float) -> tuple[Rendering, ...]:
        return tuple(_renderings(self._entries.get(key) or "", weight))


def _key(words: Sequence[_Based]) -> str:
    return phrase_key([base for _, base in words])


def _renderings(value: str, weight: float) -> Iterator[Rendering]:
    for item in value.split(";"):
        lemmas, _, percent = item.partition(":")
        yield Rendering(tuple(lemmas.split(" ")), weight * int(percent) / 100)
