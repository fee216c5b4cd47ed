"""Questions and sentences as the check of premises takes them, with the real tokenizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from indexer.normalize import search_key
from indexer.records import Token
from indexer.terms import is_content
from indexer.tokens import Tokenizer
from indexer.wording import LATIN, NOUN, kind_of, word_key
from service.assertion import Asking, Statement, asking, setting, statement
from service.language import detect_language
from service.records import Unit
from service.units import QUESTION_LEMMAS

# What the words of the English questions below are in Japanese, by UniDic lemma.
RENDERINGS: Mapping[str, Sequence[str]] = {
    "levy": ["税"],
    "chip": ["チップ"],
    "sales": ["売上"],
    "impose": ["課する"],
    "stars": ["星"],
    "dome": ["ドーム"],
    "painted": ["描く"],
    "generate": ["生成"],
    "prototype": ["試作"],
    "failed": ["失敗"],
    "light": ["光"],
    "exports": ["輸出"],
    "fall": ["下がる", "落ちる"],
    "port": ["港"],
    "german": ["ドイツ"],
    "wing": ["翼", "主翼"],
    "company": ["会社"],
    "designed": ["設計"],
}


@cache
def tokens_of(key: str) -> tuple[Token, ...]:
    return tokenizer().tokens(key)


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer()


def units_of(key: str) -> list[Unit]:
    """One unit of weight 1 a content word, with its renderings."""
    found = []
    for token in tokens_of(key):
        if is_content(token) and token.lemma not in QUESTION_LEMMAS:
            rendered = {word_key(lemma): 1.0 for lemma in RENDERINGS.get(token.lemma, ())}
            kind = kind_of(token, key)
            kind = NOUN if kind == LATIN and rendered else kind
            found.append(Unit(1.0, {word_key(token.lemma): 1.0, **rendered}, kind))
    return found


def ask(text: str) -> Asking:
    key = search_key(text).text
    return asking(key, detect_language(text), tokens_of(key), units_of(key))


def say(question: Asking, text: str, around: str = "", *, best: bool = True) -> Statement:
    passage = search_key(text + around).text
    key = search_key(text)
    return statement(
        question,
        key,
        tokens_of(key.text),
        setting(question, passage, tokens_of(passage)),
        0.5,
        best=best,
    )
