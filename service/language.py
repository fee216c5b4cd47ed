"""Which language a question is asked in; pure."""

from __future__ import annotations

import re
import unicodedata

from indexer.terms import ENGLISH_FUNCTION_WORDS
from service.records import Language

_JAPANESE = re.compile(r"[\u3005\u3041-\u3096\u30a1-\u30fe\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])")


def detect_language(question: str) -> Language:
    """Tell Japanese from English by what holds the sentence together, not by counting letters.

    "DeepSeek training cost はいくら" is Japanese, "What does 根拠 mean?" English: two different
    English function words make an English sentence; the A of A310 is none. Without them any
    Japanese character makes it Japanese. Text of neither (digits, other scripts) is taken as the
    corpus's language, Japanese.
    """
    question = unicodedata.normalize("NFKC", question)
    words = {word.lower() for word in _LATIN_WORD.findall(question)}
    if len(words & ENGLISH_FUNCTION_WORDS) >= 2:
        return "en"
    return "en" if _LATIN.search(question) and not _JAPANESE.search(question) else "ja"
