"""What form of answer a question asks for: a word, a reason, a manner, a list, yes or no; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from indexer.normalize import search_key

Form = Literal["word", "reason", "manner", "whether", "list"]

_REASON = re.compile(
    r"なぜ|何故|どうして|なんで|理由|(?:わけ|訳)(?:は|を|が)|原因|要因|"
    r"\bwhy\b|\breasons?\b|\bwhat (?:caused|causes|led|drove|explains)\b|\bhow come\b"
)
_LIST = re.compile(
    r"挙げ|列挙|何と何|どんなもの|(?:二|三|四|五|六|[2-6])(?:つ|人|社|か国|種類)(?:の|は|を|と|とも)|"
    r"どこが(?:あ|い)|(?:誰と誰|何々)|"
    r"\b(?:name|list) (?:the|all|some|two|three|four|five|\d)\b|"
    r"\b(?:which|what) (?:are|were|other|two|three|four|five)\b|"
    r"\b(?:which|what) (?:\w+ )?(?:companies|countries|people|firms|industries|factors|things|"
    r"materials|kinds|types|states|labs|products|elements|components|parts|steps|burdens)\b|"
    r"\bwhat else\b"
)
_MANNER = re.compile(
    r"どう(?!い|して)|どのよう|どんな(?:方法|手段|風|ふう|経緯)|いかに|経緯|手口|"
    r"\bhow (?!(?:many|much|few|little|long|old|young|far|often|big|large|tall|high|fast|deep|wide|"
    r"heavy|soon|late|early|expensive|costly|cheap)\b|closely\b|"
    r"(?:low|small|close) (?:an?|is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b)"
)
_WHETHER = re.compile(
    r"本当|それとも|(?:です|ます|でしょう|る|た|い|だろう)(?:の|ん)?(?:です)?か$|"
    r"^(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)\b"
)
_WORD = re.compile(r"誰|だれ|どこ|どなた|いつ|何(?!故)|いくら|いくつ|どの|どれ|どちら|どんな|どう")
# The first that fits tells; whether it is yes or no is asked last.
_ASKED: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("reason", _REASON),
    ("list", _LIST),
    ("manner", _MANNER),
)
_BECAUSE = re.compile(
    r"ため(?:[、。にだでのと]|$)|から(?:[、。だで]|$)|ので|のに|理由|原因|により|によって|おかげ|せいで|"
    r"(?:一|ひと)つは|ゆえ|なぜなら|したがって|を防ぐ|ことで"
)
_MEANS = re.compile(
    r"によって|により|通じて|通して|使用し|使って|用い|活用|経由|ことで|手段|介して|投入|支援|し、"
)
_SEVERAL = re.compile(
    r"、[^、。]{1,24}、|、そして|や[^、。]{1,20}(?:など|といった)?|と[^、。]{1,16}の(?:両方|双方|2)|など"
)


_READS_LIKE: Mapping[Form, re.Pattern[str]] = {
    "reason": _BECAUSE,
    "manner": _MEANS,
    "list": _SEVERAL,
}


def form(question: str) -> Form:
    """Return the form of answer that a question asks for; "word" for what asks for a short one."""
    key = search_key(question).text.rstrip(" ?!。")
    for name, pattern in _ASKED:
        if pattern.search(key):
            return name
    return "whether" if _WHETHER.search(key) and not _WORD.search(key) else "word"


def fits(asked: Form, sentence: str) -> bool:
    """Tell whether a sentence reads like an answer of the form that is asked for."""
    pattern = _READS_LIKE.get(asked)
    return pattern is None or pattern.search(sentence) is not None
