"""A question -> what it asks about: units of meaning, each with the words that can say it."""

from __future__ import annotations

from indexer.lexical import LexicalIndex
from indexer.lexicon import Translation
from indexer.terms import ENGLISH_FUNCTION_WORDS
from indexer.wording import LATIN, NAME, NOUN, Word, word_key
from service.query import Query
from service.records import Unit

# Lemmas that carry a Japanese question's form, not its topic. Statements seldom have them, so
# their inverse document frequency would make them the weightiest words of a question.
QUESTION_LEMMAS = frozenset(
    "何 何の 誰 何処 何時 何時頃 幾ら 幾 つ 何れ 何方 どう 如何 如何に 何故 どんな どういう "
    "為る 有る 居る 言う 成る 事 物 よる 因る 付く つく 関する 的 等 教える 下さる 其の 此の 様 "
    "無い 出来る 仕舞う 来る 行く 人 者 方 くらい 位".split()
)
# What a lemma of a rendering of several counts when it stands alone.
PART = 0.75
# What an English word that neither the lexicon nor the corpus knows counts of its rarity.
UNKNOWN = 0.5


def units(query: Query, index: LexicalIndex) -> tuple[Unit, ...]:
    """Return the units of a question in its order, each word once, phrases behind the words.

    A word that has a translation, or that the corpus has by sound, is one unit with all of them.
    """
    sets = {item.source.lower(): item for item in reversed(query.translations)}
    words = {word.lemma: word for word in reversed(query.words)}
    found: list[Unit] = []
    for lemma in dict.fromkeys(word.lemma for word in query.words):
        item, word = sets.pop(lemma, None), words[lemma]
        if item is not None:
            found.append(_translated(item, _kind(word, item, query), index))
        elif not _idle(word, query, index):
            found.append(_exact(word, index))
    kept = [item for item in reversed(sets.values()) if not _said(item, query, index)]
    return (*found, *(_translated(item, _kind(None, item, query), index) for item in kept))


def _kind(word: Word | None, item: Translation, query: Query) -> int:
    """Return the kind of a word with translations; a Latin one is a name if only sound knows it."""
    if word is not None and word.kind != LATIN:
        return word.kind
    return NAME if item.source in query.names else NOUN


def _said(item: Translation, query: Query, index: LexicalIndex) -> bool:
    """Tell whether a translated phrase of a Japanese question holds a word that the corpus has."""
    return query.language == "ja" and any(
        word.lemma in item.source and index.has("lemma", word.lemma) for word in query.words
    )


def _idle(word: Word, query: Query, index: LexicalIndex) -> bool:
    """Tell whether a word asks about nothing, or about nothing that a phrase does not say."""
    if word.lemma in QUESTION_LEMMAS or word.lemma in ENGLISH_FUNCTION_WORDS:
        return True
    if word.kind != LATIN or index.has("lemma", word.lemma):
        return False
    return any(word.lemma in item.source.lower() for item in query.translations)


def _exact(word: Word, index: LexicalIndex) -> Unit:
    weight = index.idf("lemma", word.lemma)
    known = word.kind != LATIN or index.has("lemma", word.lemma)
    return Unit(weight if known else weight * UNKNOWN, {word_key(word.lemma): 1.0}, word.kind)


def _translated(item: Translation, kind: int, index: LexicalIndex) -> Unit:
    found: dict[int, float] = {}
    for rendering in item.renderings:
        share = 1.0 if len(rendering.lemmas) == 1 else PART
        for lemma in rendering.lemmas:
            key = word_key(lemma)
            found[key] = max(found.get(key, 0.0), share * rendering.weight)
    found[word_key(item.source.lower())] = 1.0
    return Unit(index.set_idf(item), found, kind)
