"""A question with slips of the hand -> the question as it was meant, where that can be told.

Of words in Latin letters and katakana only those that nothing knows are looked at; hiragana always
is, which costs a quarter of a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.aloud import all_kana
from indexer.lexicon import Translation
from indexer.normalize import search_key
from service.language import detect_language
from service.lookups import Lookups
from service.misspelt_hiragana import mended_hiragana
from service.misspelt_kana import mended_kana
from service.misspelt_latin import mended_latin


def mended(question: str, heard: Sequence[Translation], lookups: Lookups) -> str:
    """Return a folded question with its misspelt words as they were meant; others stay.

    ``heard`` is what the corpus has by sound of its words. A question in hiragana alone is read
    word by word as it sounds, and stays.
    """
    tokens = lookups.segmenter.tokens(search_key(question).text)
    told = mended_kana(question, tokens, lookups.sounds)
    if not all_kana(told):
        told = mended_hiragana(told, lookups.segmenter, lookups.common)
    return mended_latin(told, detect_language(question), heard, lookups)
