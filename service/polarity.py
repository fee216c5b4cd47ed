"""Which words a sentence denies: by ない, ず, 未, not, or by a refusal; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.records import Token
from indexer.terms import is_content

_IDIOM = re.compile(
    "かも(?:しれ|知れ)(?:ない|ません|ず)|[なね](?:けれ|ければ|きゃ)ば?(?:なら|いけ)(?:ない|ません|なか|ず)"
    "|なくては(?:なら|いけ)(?:ない|ません|なか)|ざるを得(?:ない|ません|なか|ず)|に過ぎ(?:ない|ません|なか|ず)"
    "|にすぎ(?:ない|ません|なか|ず)|だけで(?:は|も)?な[くい]|のみならず|ばかりでな[くい]"
    "|では?ない(?:か|でしょう|だろう)|じゃないか|にほかならな|に他ならな|(?:間|ま)(?:違|ちが)いな"
    "|違いな|にもかか?わらず|に(?:も)?関わらず|相変わらず|とどまらず|を?問わず|少なからず|少なくな"
    "|欠かせな|見逃せな|言うまでもな|問題な[いく]|だけでな|とは限らな|わけではな|訳ではな|まもなく|間もなく"
    "|[のん]ではなく|というより|仕方(?:が)?な|しかな|しか[^。、]{1,12}な[いか]|思いがけな|ともな[くし]"
)
_NEGATIVE = frozenset({"ない", "ず", "無い", "まい"})
_PREFIXES = frozenset({"未", "不", "非", "無"})
# What stands between a negation and the word that it denies.
_LIGHT = frozenset(
    "為る 居る れる られる 出来る 有る ます 成る 得る せる 行く 来る 事 だ たい".split()
)
# A denial of these is one of what they are said of: 失敗を意味しない denies 失敗.
_GENERIC = frozenset(
    "意味 示す 証明 言う 思う 考える 訳 物 必要 可能 関連 事実 証拠 与える 見る "
    "認める 受ける 行う".split()
)
# Verbs that say that something was not done, with what is denied in front of them.
_REFUSALS = frozenset(
    "否定 拒否 拒む 断る 断念 中止 見送る 撤回 却下 退ける 阻止 免れる 失敗 不可能 否認 禁止 "
    "辞退 諦める".split()
)
_BETWEEN = ("助詞", "助動詞", "接尾辞")
_ENGLISH_NOT = re.compile(
    r"\b(?:(?:was|were|is|are|did|does|do|has|have|had|could|would|can|will|should)n['’]?t"
    r"|not|never|no|without|cannot|fail(?:ed|s|ing)? to|refus(?:ed|es|ing|e) to|unable to|hardly"
    r"|nothing)\b"
)
_INVERTED = re.compile(r"(?:was|were|is|are|did|does|do|has|have|had|could|would|can|will)n['’]?t")


def denied_words(key: str, tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places in ``tokens`` of the content words that a text denies.

    ``key`` is its search key. Denied is what ない, ず, 未 or not stands by (生産 in
    生産されていない), the object of a refusal (出場 in 出場を拒否), and what a generic verb that is
    denied is said of (失敗 in 失敗を意味しない). Idioms that deny nothing (かもしれない) do not
    count.
    """
    return refused_words(tokens) | frozenset((*_japanese(key, tokens), *_english(key, tokens)))


def refused_words(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of what a text says was refused or stopped: 出場 in 出場を拒否."""
    refusals = (place for place, token in enumerate(tokens) if token.lemma in _REFUSALS)
    return frozenset(found for place in refusals for found in _before(tokens, place))


def _japanese(key: str, tokens: Sequence[Token]) -> Iterator[int]:
    idioms = [match.span() for match in _IDIOM.finditer(key)]
    for place, token in enumerate(tokens):
        if token.lemma in _PREFIXES and token.pos.startswith("接頭辞"):
            yield from range(place + 1, min(place + 2, len(tokens)))
            if place + 1 < len(tokens) and tokens[place + 1].lemma in _GENERIC:
                yield from _before(tokens, place)  # 勝つことは不可能 denies 勝つ
        elif token.lemma in _NEGATIVE and token.pos.startswith(("助動詞", "形容詞")):
            if not any(start < token.end and token.start < end for start, end in idioms):
                yield from _target(tokens, place)


def _target(tokens: Sequence[Token], place: int) -> Iterator[int]:
    """Yield what a negation at ``place`` denies."""
    for found in _before(tokens, place):
        yield found
        if tokens[found].lemma in _GENERIC:
            yield from _before(tokens, found)


def _before(tokens: Sequence[Token], place: int) -> Iterator[int]:
    """Yield the place of the word before ``place``, past particles and light verbs."""
    for found in range(place - 1, -1, -1):
        token = tokens[found]
        if token.pos.startswith("補助記号/括弧閉"):
            continue  # 「勝つ」ことはない denies 勝つ
        if token.pos.startswith("補助記号"):
            return
        if not token.pos.startswith(_BETWEEN) and token.lemma not in _LIGHT:
            yield found
            return


def _english(key: str, tokens: Sequence[Token]) -> Iterator[int]:
    for match in _ENGLISH_NOT.finditer(key):
        after = [
            place
            for place, token in enumerate(tokens)
            if token.start >= match.end() and is_content(token)
        ]
        # Why didn't X use Y: the verb stands behind the subject.
        yield from after if _INVERTED.fullmatch(match[0]) else after[:1]
