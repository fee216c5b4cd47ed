"""Names of a question that the corpus has in no spelling: who asks about those is refused.

A passage that is about somebody else often looks like an answer. A name is known that the corpus
has as it is written, by sound, or by another word for the same: 米国 for アメリカ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from indexer.english_words import is_function_word, is_number, split_words
from indexer.lexicon import Translation
from indexer.records import Token
from indexer.romaji import romaji
from indexer.transliteration import readings
from indexer.vocabulary import katakana_runs
from service.query import Query
from service.search import Searcher
from service.slips import latin_words
from service.unknown import has_capital

_NAME = "名詞/固有名詞"
_SHORTEST = 2
# Shorter words are one slip away from too many others.
_LONG_WORD = 4
# Of katakana that are cut in two, each half has so many letters at least.
_SHORT_WORD = 3
# Who writes names by ear writes them so differently at most: サムスング for サムスン is .78.
_REMOTELY = 0.65
_SYLLABLE = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:i?ang|[iu]an|i?ong|uang|ing|eng|uai|iao|[ae]i|ao|"
    "[aeiu]n|er|i[aeu]|ou|u[aeio]|[aeiou])"
)
_LONGEST_SYLLABLE = 6

_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_KATAKANA = re.compile("[ァ-ヺー]+")

InEnglish = Callable[[str], str | None]
"""A Japanese word -> what it is in English, None for what no dictionary has."""


def strangers(query: Query, searcher: Searcher, english: InEnglish) -> tuple[str, ...]:
    """Return the names that the corpus lacks, in order.

    Of a Japanese question: Latin words, the dictionary's proper nouns, and katakana that it does
    not know, but for what may be the corpus's own words spelled so. Of an English one: words with
    a capital inside the question, but for those that may be Japanese or Chinese in Latin letters,
    which may stand in the corpus in kanji, unless the lexicon has them in katakana.
    """
    if query.language == "ja":
        return tuple(_japanese(query, searcher, english))
    return tuple(_english(query, searcher))


def _japanese(query: Query, searcher: Searcher, english: InEnglish) -> Iterator[str]:
    parts = [part for run in katakana_runs(query.asked.tokens) for part in run]
    part_of = {token.start: part for part in parts for token in part}
    for token in query.asked.tokens:
        part = part_of.get(token.start, ())
        if len(token.surface) < _SHORTEST or not _is_name(token, part, query):
            continue
        if _is_written(token, searcher) or (part and _is_japanese(part, searcher)):
            continue
        known = [item for item in query.translations if _overlap(item.source, token.surface)]
        other = english(token.surface)
        if other is not None and not _is_latin(token):
            known += searcher.tools.translator.translations(other)
        if not any(_is_touched(item, searcher) for item in known):
            yield token.surface


def _is_name(token: Token, part: Sequence[Token], query: Query) -> bool:
    """Tell whether a token looks like a name; ``part``: the katakana that it is of, if any."""
    if _is_latin(token):
        return _is_latin_name(token, query)
    return token.pos.startswith(_NAME) or (bool(part) and not token.kana)


def _is_japanese(part: Sequence[Token], searcher: Searcher) -> bool:
    """Tell whether katakana are a word or two that have other letters: ケンキュウ is 研究."""
    kana = "".join(token.surface for token in part)
    cuts = ((kana[:cut], kana[cut:]) for cut in range(_SHORT_WORD, len(kana) - _SHORT_WORD + 1))
    return any(all(_is_word(one, searcher) for one in both) for both in ((kana,), *cuts))


def _is_word(kana: str, searcher: Searcher) -> bool:
    """Tell whether katakana spell a word of the corpus, or of the dictionary but no name."""
    if searcher.sounds.spelled(kana):
        return True
    first, *rest = searcher.tools.analyser.tokens(kana.translate(_TO_HIRAGANA))
    return not (rest or first.pos.startswith(_NAME))


def _is_latin(token: Token) -> bool:
    return "a" <= token.lemma[:1] <= "z"


def _is_latin_name(token: Token, query: Query) -> bool:
    """Tell whether a Latin word is no Japanese one: kenkyu may be, Kenkyu and rapidus are not."""
    asked = re.search(re.escape(token.surface), query.folded, re.IGNORECASE)
    return not romaji(token.surface.lower()) or bool(asked and asked[0].istitle())


def _is_written(token: Token, searcher: Searcher) -> bool:
    """Tell whether the corpus has a word, or all pairs of its characters: it may be cut there."""
    has = searcher.generation.lexical.has
    if has("lemma", token.lemma) or has("latin", token.surface.lower()):
        return True
    if _is_slip(token.surface, searcher):
        return True
    if _is_latin(token):
        return False
    pairs = [left + right for left, right in pairwise(token.surface)]
    return all(has("chars", pair) for pair in pairs) or _is_heard(token.surface, searcher)


def _is_slip(form: str, searcher: Searcher) -> bool:
    """Tell whether the corpus has a Latin word that a long one is a slip of the hand from."""
    if len(form) < _LONG_WORD or not (form.isascii() and form.isalpha()):
        return False
    has = searcher.generation.lexical.has
    return any(has("lemma", word) or has("latin", word) for word, _ in latin_words(form))


def _is_heard(kana: str, searcher: Searcher) -> bool:
    """Tell whether the corpus has a word that sounds remotely like katakana."""
    return bool(searcher.sounds.nearest(kana, 1, _REMOTELY))


def _overlap(source: str, surface: str) -> bool:
    one, other = source.lower(), surface.lower()
    return one in other or other in one


def _is_touched(item: Translation, searcher: Searcher) -> bool:
    """Tell whether the corpus has any lemma that renders a word: ソビエト of ソビエト連邦."""
    has = searcher.generation.lexical.has
    return any(has("lemma", lemma) for each in item.renderings for lemma in each.lemmas)


def _english(query: Query, searcher: Searcher) -> Iterator[str]:
    if query.folded.isupper():
        return
    for word in split_words(query.folded):
        form = word.form.lower().removesuffix("'s")
        if not has_capital(word, query) or is_function_word(form) or is_number(form):
            continue
        known = [item for item in query.translations if _has_word(item.source, form)]
        if _is_met(form, searcher) or any(_is_touched(item, searcher) for item in known):
            continue
        kanji = _may_be_kanji(form)
        if any(_is_named(item, searcher, kanji) for item in known) or not (known or kanji):
            yield form


def _may_be_kanji(form: str) -> bool:
    return bool(romaji(form)) or _is_pinyin(form)


def _is_pinyin(form: str) -> bool:
    """Tell whether a word can be cut into syllables; one pattern would try all cuts in turn."""
    cuts = {0}
    for start in range(len(form)):
        if start in cuts:
            ends = range(start + 1, min(start + _LONGEST_SYLLABLE, len(form)) + 1)
            cuts |= {end for end in ends if _SYLLABLE.fullmatch(form, start, end)}
    return bool(form) and len(form) in cuts


def _has_word(source: str, form: str) -> bool:
    return any(word.form.lower().removesuffix("'s") == form for word in split_words(source))


def _is_met(form: str, searcher: Searcher) -> bool:
    """Tell whether the corpus has a Latin word, or one that sounds remotely like it."""
    has = searcher.generation.lexical.has
    if has("lemma", form) or has("latin", form) or has("lemma", form.removesuffix("s")):
        return True
    if _is_slip(form, searcher):
        return True
    return any(_is_heard(kana, searcher) for kana in readings(form))


def _is_named(item: Translation, searcher: Searcher, foreign: bool) -> bool:
    """Tell whether a rendering is a name: ベルリン, but not 土手; in katakana where ``foreign``."""
    tokens = searcher.tools.analyser.tokens
    return any(
        [token.pos.startswith(_NAME) for token in tokens(lemma)] == [True]
        for each in item.renderings
        for lemma in each.lemmas
        if len(each.lemmas) == 1 and (not foreign or _KATAKANA.fullmatch(lemma))
    )
