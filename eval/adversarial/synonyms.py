"""Questions said in other words that mean the same; pure.

Only words that can stand for each other in any question, in one inflection: what merely is alike
would ask for something else. So the pairs are written out; word vectors would give opposites too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from eval.adversarial.records import Case
from eval.gold.questions import Question
from indexer.characters import KANJI, KATAKANA

# What a question says, and what it may say instead. What another kanji or katakana goes on from is
# part of a longer word and stays.
_JAPANESE = """
なぜ|どうして どうして|なぜ 何故|なぜ 誰|だれ どのくらい|どれくらい どれくらい|どのくらい
どの程度|どれくらい いつごろ|いつ頃 いつ頃|いつごろ 割合|比率 比率|割合 会社|企業 企業|会社
創業者|創設者 創設者|創業者 理由|わけ 最高経営責任者|CEO 電気自動車|EV 試作機|プロトタイプ
プロトタイプ|試作機 値段|価格 価格|値段 研究者|研究員 予想|予測 予測|予想 懸念|心配 手法|やり方
方法|やり方 やり方|方法 影響|インパクト 主張|言い分 目的|狙い 狙い|目的 国営メディア|国営の報道機関
輸出規制|輸出管理 輸出管理|輸出規制 人工知能|AI 装置|機械 大きさ|サイズ 重さ|重量 重量|重さ
開発者|作り手 教えて|おしえて 述べた|語った 語った|述べた とても|非常に 非常に|とても
"""
# These stay themselves inside a longer word: 米国製, アメリカ人.
_JAPANESE_NAMES = "米国|アメリカ アメリカ|米国"
_ENGLISH = """
carmaker|car manufacturer, carmakers|car manufacturers, chipmaker|chip manufacturer,
chipmakers|chip manufacturers, company|firm, companies|firms, firm|company, firms|companies,
founder|creator, founded|established, buy|purchase, bought|purchased, barred|banned,
banned|prohibited, allow|permit, allowed|permitted, says|states, curbs|restrictions,
restrictions|curbs, big|large, large|big, huge|enormous, enormous|huge, quickly|rapidly,
rapidly|quickly, roughly|approximately, approximately|roughly, about how|roughly how,
nearly|almost, almost|nearly, biggest|largest, largest|biggest, worldwide|around the world,
United States|US, the US|the United States, America|the United States,
AI|artificial intelligence, began|started, started|began, help|aid, helped|aided,
percentage|share, build|construct, built|constructed, makers|manufacturers, maker|manufacturer,
researchers|scientists, expected|anticipated, believe|think, believes|thinks, think|believe,
thinks|believes, goal|aim, aim|goal, showed|demonstrated, shown|demonstrated,
happened|occurred, tried|attempted, impact|effect, in which year|in what year,
which year|what year, which company|what company, which country|what country,
why|for what reason
"""
_GOES_ON = f"[{KANJI}{KATAKANA}ーA-Za-z]"
_BLANKS = re.compile(r"\s+")
_QUOTED = re.compile(r"""(「[^」]*」|『[^』]*』|"[^"]*"|(?<!\w)'[^']*'(?!\w))""")


def paraphrase(questions: Iterable[Question]) -> tuple[Case, ...]:
    """Return the questions that have a word of the tables, with every such word replaced."""
    said = ((question, _said_otherwise(question.q, question.lang)) for question in questions)
    return tuple(Case(replace(q, q=text)) for q, text in said if text != q.q)


def _said_otherwise(text: str, lang: str) -> str:
    pattern, pairs = (_EN, _EN_PAIRS) if lang == "en" else (_JA, _JA_PAIRS)
    # What is quoted was said in these very words; it stands at the odd places of the split.
    pieces = _QUOTED.split(text)
    pieces[::2] = (pattern.sub(lambda m: pairs[m[0].lower()], piece) for piece in pieces[::2])
    said = "".join(pieces)
    return said[:1].upper() + said[1:] if text[:1].isupper() else said


def _pairs(table: str, between: re.Pattern[str]) -> dict[str, str]:
    rows = (item.partition("|") for item in between.split(table.strip()))
    return {said.lower(): other for said, _, other in rows}


def _any_of(pairs: Mapping[str, str], written: Callable[[str], str] = re.escape) -> str:
    longest = sorted(pairs, key=lambda word: (-len(word), word))
    return "|".join(written(word) for word in longest)


def _whole(word: str) -> str:
    """Return the pattern of a Japanese word that no kanji, katakana or Latin letter goes on from.

    Words in hiragana end where the script changes: なぜ安い.
    """
    before = f"(?<!{_GOES_ON})" if re.match(_GOES_ON, word[0]) else ""
    after = f"(?!{_GOES_ON})" if re.match(_GOES_ON, word[-1]) else ""
    return f"{before}{word}{after}"


_JA_NAMES = _pairs(_JAPANESE_NAMES, _BLANKS)
_JA_WORDS = _pairs(_JAPANESE, _BLANKS)
_JA_PAIRS = _JA_NAMES | _JA_WORDS
_JA = re.compile(f"{_any_of(_JA_NAMES)}|{_any_of(_JA_WORDS, _whole)}")
_EN_PAIRS = _pairs(_ENGLISH, re.compile(r",\s+"))
_EN_EDGE = "[A-Za-z0-9'’-]"
_EN = re.compile(f"(?<!{_EN_EDGE})(?:{_any_of(_EN_PAIRS)})(?!{_EN_EDGE})", re.IGNORECASE)
