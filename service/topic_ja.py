"""What a Japanese question is about, and what kind of thing it asks for; pure.

By characters, without a dictionary: nouns are written in kanji, katakana, Latin letters and digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.conversation import Sought

NOUN = r"[\u3005\u3006\u30a1-\u30fe\u3400-\u9fffA-Za-z0-9.&%・'\-]"
TIMED = r"(?:\d{4}|\d{1,2}|令和\d+|平成\d+)年(?:\d{1,2}月)?(?:度)?"
ASKING = (
    r"(?:いつ|なぜ|何故|どうして|なんで|誰|だれ|どなた|どこ|どちら|どれ(?:くらい|ぐらい|ほど)?|"
    r"どの(?:くらい|ぐらい|程度|よう|\w{1,3}?)|どうやって|どう|いくら|いくつ|"
    r"何(?:年|月|日|時|人|社|台|個|%|か国|カ国|歳|倍|回|割|番目|件|つ目)|何)"
)
ATTRIBUTE = (
    r"(?:正式名称|使用量|消費量|設立年|発売日|創業者|創設者|設立者|所在地|投資家|デメリット|メリット|"
    r"シェア|コスト|CEO|見通し|狙い|高さ|重さ|長さ|大きさ|理由|原因|要因|目的|背景|時期|場所|価格|値段|"
    r"費用|金額|人数|割合|比率|結果|影響|効果|対象|期間|期限|本社|社長|会長|代表|首相|大統領|意味|名前|"
    r"性能|特徴|役割|方法|手段|規模|売上|利益|株価|人口|面積|日付|内訳|問題|課題|懸念|利点|欠点|計画|"
    r"用途|顧客|競合|拠点|内容|年齢|出身|職業|数|年)"
)
GENERIC = (
    r"(?:会社|企業|人物|国|装置|機械|チップ|半導体|製品|モデル|規制|法律|措置|政策|都市|大学|事件|技術|"
    r"機関|団体|組織|メーカー|関税)"
)
_LONGEST = 40
_MODIFIED = rf"(?:{NOUN}|の(?![はがを])|新たな|主な|新しい)+"
_THEME = re.compile(r"(?P<theme>.*?[^にではとからまず])は(?!じ|ず|る|や)")
_NOMINAL = re.compile(rf"(?P<clause>.*[たるい])のは.*{ASKING}.*")
_MARKED = re.compile(rf"(?<!{NOUN})(?P<phrase>{_MODIFIED})(?=[がをにでへともは]|から|まで)")
_OWNED = re.compile(rf"(?P<owner>.+?)の(?:\w{{1,2}})?{ATTRIBUTE}")
_CLAUSE = re.compile(rf"(?P<clause>.+[たるい]){ATTRIBUTE}")
_ADVERB = re.compile(rf"(?:{TIMED})(?:に|から|まで|の)?[、,]?\s*")
_WHEN = re.compile(TIMED)
_PERSONAL = re.compile(
    rf"(?<!{NOUN}){NOUN}+?(?:氏|さん|大統領|首相|社長|会長|CEO|教授|博士|長官|議長|知事|議員)"
)
_SOUGHT: tuple[tuple[Sought, re.Pattern[str]], ...] = (
    ("person", re.compile(r"誰|だれ|どなた|何という人|どの人物")),
    ("time", re.compile(r"いつ|何年|何月|何日|時期は")),
    (
        "place",
        re.compile(r"どこの国|どこ(?:で|に|へ|から|の都市)|どこ$|どこです|どの(?:国|都市)|場所は"),
    ),
    ("thing", re.compile(rf"(?:どの|何という){GENERIC}|どこの(?:会社|企業|メーカー)")),
)
_PAIR = re.compile(rf"(?<!{NOUN})(?P<one>{NOUN}+)[とか、や](?P<two>{NOUN}+)")


def sought(question: str) -> Sought:
    """Return what kind of thing a question asks for."""
    return next((kind for kind, pattern in _SOUGHT if pattern.search(question)), "")


def described(question: str) -> str:
    """Return who is asked for, in the question's own words; ``""`` where they do not tell."""
    nominal = _NOMINAL.fullmatch(question)
    return f"{nominal['clause']}人" if nominal else ""


def time(question: str) -> str:
    """Return the time that a question names, or ``""``."""
    found = _WHEN.search(question)
    return found[0] if found else ""


def person(question: str) -> str:
    """Return who may be meant by a question: who has a title, else its topic."""
    found = _PERSONAL.search(question)
    return found[0] if found else topic(question)


def pair(question: str) -> tuple[str, str] | None:
    """Return the two things that a question names together."""
    found = _PAIR.search(question)
    return (found["one"], found["two"]) if found else None


def topic(question: str) -> str:
    """Return what a question is about: its theme without what is asked of it, or its first phrase.

    ``""`` where nothing can be told.
    """
    if nominal := _NOMINAL.fullmatch(question):
        return _first(nominal["clause"])
    theme = _THEME.match(question)
    if theme is None:
        return _first(question)
    phrase = theme["theme"].rpartition("、")[2]
    if clause := _CLAUSE.fullmatch(phrase):
        return _first(clause["clause"]) or phrase
    if owned := _OWNED.fullmatch(phrase):
        return _kept(owned["owner"])
    return _kept(phrase) or _first(question)


def others(question: str) -> tuple[str, ...]:
    """Return the phrases of a question, beside its topic, that particles mark."""
    about = topic(question)
    return tuple(phrase for phrase in _phrases(question) if phrase not in about)


def _first(text: str) -> str:
    return next(_phrases(text), "")


def _phrases(text: str) -> Iterator[str]:
    """Give the phrases that a particle marks and that are no time and ask for nothing."""
    for found in _MARKED.finditer(text):
        if kept := _kept(found["phrase"]):
            yield kept


def _kept(phrase: str) -> str:
    """Return a phrase that can name something, without a time before it, else ``""``."""
    adverb = _ADVERB.match(phrase)
    name = phrase[adverb.end() :] if adverb else phrase
    asks = re.search(ASKING, name) is not None
    return "" if asks or not re.search(NOUN, name) or len(name) > _LONGEST else name
