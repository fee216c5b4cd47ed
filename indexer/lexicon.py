"""English words and phrases of a question -> weighted Japanese lemmas; the bundled lexicon.

The file is made by ``python -m training.lexicon``: one gzipped UTF-8 text of three parts with
empty lines between: the format's name, the entries (``key<TAB>lemma lemma:percent;...``, best
rendering first), and the inflected forms (``base<TAB>form form ...``).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.english_words import Word, is_function_word, is_number, phrase_key, split_words
from indexer.errors import ModelError

FORMAT = "konkyo-lexicon-en-ja 1"
FILE_NAME = "lexicon.txt.gz"
BUNDLED = Path(__file__).parent / "models" / "lexicon-en-ja"
MAX_WORDS = 4
MAX_RENDERINGS = 8
REMEDY = "restore it from the release, or make it: python -m training.lexicon --data DATA"


@dataclass(frozen=True, slots=True)
class Rendering:
    """One Japanese way to say it: UniDic lemmas that a text must all have, in order.

    ``weight`` in (0, 1] is relative to the best rendering of the same word, which has 1.
    """

    lemmas: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A word or phrase as the question has it, and its renderings, best first, at most 8."""

    source: str
    renderings: tuple[Rendering, ...]


class Lexicon:
    """English keys to Japanese renderings; immutable, safe to share between threads."""

    def __init__(
        self, entries: Mapping[str, str], bases: Mapping[str, str], fingerprint: str
    ) -> None:
        """Keep ``entries`` (key to its renderings as in the file) and ``bases`` (form to base)."""
        self._entries = entries
        self._bases = bases
        self.fingerprint = fingerprint

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
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise ModelError(f"the lexicon {path} cannot be read ({error}); {REMEDY}") from error
        parts = text.split("\n\n")
        if parts[0] != FORMAT or len(parts) != 3:
            raise ModelError(f"the lexicon {path} is not of the format {FORMAT!r}; {REMEDY}")
        return cls(_entries(parts[1]), _bases(parts[2]), hashlib.sha256(data).hexdigest())

    def translations(self, question: str) -> tuple[Translation, ...]:
        """Return what is known of the words of ``question``, in their order.

        The longest phrase of up to four words comes first, then the words in it with translations
        of their own, as a text may say it either way (``export controls``: 輸出規制, or 管理).
        Function words count only inside a phrase, numbers and unknown words not at all.
        """
        words = split_words(question)
        found: list[Translation] = []
        start = 0
        while start < len(words):
            size = self._longest(words[start : start + MAX_WORDS])
            run = words[start : start + size]
            if size:
                found.append(self._translation(question, run))
            if size > 1:
                parts = ([word] for word in run if self._longest([word]))
                found.extend(self._translation(question, part) for part in parts)
            start += size or 1
        return tuple(found)

    def base(self, form: str) -> str:
        """Return the form that the entries have of an inflected form, or the form itself."""
        base = self._bases.get(form, form)
        singular = base.removesuffix("s")  # of names and new words: iPhones
        return singular if base not in self._entries and singular in self._entries else base

    def _key(self, words: Sequence[Word]) -> str:
        return phrase_key([self.base(word.form) for word in words])

    def _longest(self, words: Sequence[Word]) -> int:
        for size in range(_joined(words), 0, -1):
            alone = size == 1 and (is_function_word(words[0].form) or is_number(words[0].form))
            if not alone and self._key(words[:size]) in self._entries:
                return size
        return 0

    def _translation(self, question: str, words: Sequence[Word]) -> Translation:
        source = question[words[0].start : words[-1].end]
        return Translation(source, tuple(_renderings(self._entries[self._key(words)])))


def _joined(words: Sequence[Word]) -> int:
    """Return how many words at the beginning may make up one phrase."""
    for size in range(1, len(words)):
        if not words[size].joined:
            return size
    return len(words)


def _entries(part: str) -> dict[str, str]:
    return dict(line.split("\t", 1) for line in part.split("\n"))


def _bases(part: str) -> dict[str, str]:
    bases = {}
    for line in part.split("\n"):
        base, _, forms = line.partition("\t")
        for form in forms.split(" "):
            bases[form] = base
    return bases


def _renderings(value: str) -> Iterator[Rendering]:
    for item in value.split(";"):
        lemmas, _, percent = item.partition(":")
        yield Rendering(tuple(lemmas.split(" ")), int(percent) / 100)
