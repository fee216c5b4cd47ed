"""A Japanese sentence -> the question that it answers, by templates; pure.

A figure gives way to a question word where it stands (2025年に完成した: いつ完成したのですか?),
a name to 誰 or 何 at the end; とは asks for a definition, ため and から for a reason. What comes
out is a draft: a person shortens it and makes it less like its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.characters import HIRAGANA, KANJI, KATAKANA
from indexer.records import Token
from service.values import Value, values

Tokens = Callable[[str], Sequence[Token]]
Asks = Literal["date", "amount", "name", "definition", "reason"]

SHORTEST, LONGEST, LONGEST_ANSWER = 12, 90, 60
"""Of a sentence and of an answer, in code points."""

_LEAD = re.compile(
    "(?:[-・*] ?)?(?:しかし(?:ながら)?|また|さらに|そして|一方(?:で)?|なお|つまり|例えば|たとえば"
    "|ただし|ちなみに|実際(?:に)?|実は|特に|まず|次に|最後に|ただ|ところが"
    "|すなわち|要するに|もちろん|並行して|さて)?、?"
)
# What is pointed at stands outside of the sentence: alone, the question could not be understood.
_POINTING = re.compile(
    "(?:これ|それ|あれ|ここ|そこ|この|その|あの|こう|そう|こんな|そんな|彼|私|僕|我々|皆さん|あなた|同[社国氏年月]"
    "|だから|なぜなら|なので|ですから|でも|で、|すると|前者|後者|両[国者社]|当[社時])"
)
_STATEMENT = re.compile(r"[^?？!！…]+(?<![か」』)）\]】])(?<!ましょう)。")
_POLITE = re.compile("(?:です|ます|でした|ました|ません|でしょう)(?:よ|ね|よね)?。")
_PLAIN = re.compile(f"(?<!ん)(?:た|る|い|[{KANJI}][うくすつぬぶむ]|[{HIRAGANA}][うくすつむ])。")
_COPULA = re.compile("(?:である|だ)。")
_PAST_COPULA = re.compile("(?:であった|だった)。")
_DEFINITION = re.compile(
    "(?P<term>[^、。]{2,30})とは、?(?P<body>[^。]+?)"
    "(?:(?:のこと)?(?:です|である|だ)|を(?:指す|指します|いう|いいます|言う|言います))。"
)
_REASON_LAST = re.compile(
    "(?P<what>[^。]{6,}?)(?:理由は|原因は|のは)、?(?P<reason>[^。]{4,}(?:から|ため))(?:です|である|だ)。"
)
_REASON_FIRST = re.compile(
    "(?P<topic>[^、。]{2,20}は、?)?(?P<reason>[^。]{6,}?)(?:ため|ので)、(?P<rest>[^。]{6,}。)"
)
_NAMED = re.compile(
    "(?P<name>[^、。は]{2,20})は、?(?P<rest>[^。]{15,}(?:(?<!まし)(?<!でし)た|る|ない))。"
)
# いつ takes no に; 何人 and the rest keep what follows.
_AFTER_WHEN = re.compile(
    "(?:初頭|末|半ば|前半|後半|頃|ごろ)?(?:に(?!わた|つい|お[けい]|関|対|よ|は)|の時点で|、)?"
)
# いつは and いつの are no way to begin.
_NOT_AFTER_WHEN = re.compile("[はがの](?!時点)|に(?:は|わた|つい|お[けい]|関|対|よ)")
_COUNTER = re.compile(f"[{KANJI}{KATAKANA}{HIRAGANA}ー]+")
_WORDS = {
    "date": "いつ",
    "money": "いくら",
    "percent": "何パーセント",
    "duration": "どのくらいの期間",
    "multiple": "何倍",
}
_FROM_NOW = re.compile("[前後先]")
_OPEN_ENDED = frozenset({"from", "to", "several"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a sentence answers; ``accept`` are its short answers in the source's words.

    ``asks`` tells which template made it.
    """

    asks: Asks
    text: str
    accept: tuple[str, ...]


def asked(sentence: str, tokens: Tokens) -> tuple[Asked, ...]:
    """Return the questions that a sentence answers by itself, in the order of the templates.

    None for what is no statement, is too short or long, or points at what stands elsewhere.
    """
    if not (SHORTEST <= len(sentence) <= LONGEST and _STATEMENT.fullmatch(sentence)):
        return ()
    body = _without(_LEAD, sentence)
    if _POINTING.match(body):
        return ()
    found = (*_figures(body), *_definitions(body), *_reasons(body), *_names(body, tokens))
    return tuple(item for item in found if all(len(text) <= LONGEST_ANSWER for text in item.accept))


def _figures(body: str) -> Iterator[Asked]:
    """Ask for each figure of which the sentence has no other of its kind."""
    told = values(body)
    for value in told:
        said, after = value.span.of(body), body[value.span.end :]
        word = _question_word(value, said, after)
        alone = sum(other.kind == value.kind for other in told) == 1
        if word and alone and value.hedge not in _OPEN_ENDED:
            if word == _WORDS["date"]:
                after = _without(_AFTER_WHEN, after)
            text = _as_question(body[: value.span.start] + word + after)
            asks: Asks = "date" if value.kind == "date" else "amount"
            yield Asked(asks, text, (said,))


def _question_word(value: Value, said: str, after: str) -> str:
    """Return what asks for a value; ``""`` where nothing does."""
    if isinstance(value.amount, tuple) and (
        value.amount[0] is None or _NOT_AFTER_WHEN.match(after)
    ):
        return ""
    if value.kind == "count":
        counter = said.endswith(value.unit) and _COUNTER.fullmatch(value.unit)
        return "いくつ" if counter and value.unit == "つ" else f"何{value.unit}" if counter else ""
    return "どのくらい" if _FROM_NOW.match(after) else _WORDS.get(value.kind, "")


def _definitions(body: str) -> Iterator[Asked]:
    if found := _DEFINITION.fullmatch(body):
        yield Asked("definition", f"{found['term']}とは何ですか?", (found["body"],))


def _reasons(body: str) -> Iterator[Asked]:
    found = _REASON_LAST.fullmatch(body)
    if found and _last(_PLAIN, f"{found['what']}。"):
        yield Asked("reason", f"なぜ{found['what']}のですか?", (found["reason"],))
        return
    found = _REASON_FIRST.fullmatch(body)
    if found and not _POINTING.match(found["rest"]):
        rest = _as_question(f"なぜ{found['rest']}")
        yield Asked("reason", f"{found['topic'] or ''}{rest}", (found["reason"],))


def _names(body: str, tokens: Tokens) -> Iterator[Asked]:
    found = _NAMED.fullmatch(body)
    if found is None or _without(_LEAD, found["rest"]) != found["rest"]:
        return
    named = tokens(found["name"])
    proper = [token for token in named if token.pos == "名詞/固有名詞"]
    if proper and all(token.pos.startswith(("名詞", "接尾辞")) for token in named):
        yield Asked("name", f"{found['rest']}のは{_who(proper)}ですか?", (found["name"],))


def _who(proper: Sequence[Token]) -> str:
    if any(token.detail.startswith("人名") for token in proper):
        return "誰"
    return "どこ" if all(token.detail.startswith("地名") for token in proper) else "何"


def _as_question(statement: str) -> str:
    """Return a statement, which ends in 。, as a question in the polite form."""
    for ending, form in ((_POLITE, "か?"), (_PAST_COPULA, None), (_COPULA, None)):
        if found := _last(ending, statement):
            if form:
                return statement[:-1].removesuffix("ね").removesuffix("よ") + form
            polite = "でしたか?" if ending is _PAST_COPULA else "ですか?"
            return statement[: found.start()] + polite
    return statement[:-1] + ("のですか?" if _last(_PLAIN, statement) else "ですか?")


def _without(lead: re.Pattern[str], text: str) -> str:
    """Return ``text`` without what ``lead`` matches at its beginning."""
    found = lead.match(text)
    return text[found.end() :] if found else text


def _last(ending: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next((found for found in ending.finditer(text) if found.end() == len(text)), None)
