"""Which numerals of a text are numbers, written as plain decimals: text -> edits of it.

Kanji numerals are also parts of words (一方, 千葉, 四万十川), so a run of them is a number only if
it is positional (三百, 二〇二五) or a unit follows, and it begins no word of a short list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.characters import KANJI
from indexer.numerals import DIGITS, MYRIADS, TENS, decimal_of
from indexer.searchkey import Edit

_NUMERAL = f"{DIGITS}{TENS}{MYRIADS}"
# 京 begins no number but ends 東京: 東京二十三区.
_CANDIDATE = re.compile(
    f"(?!京)[0-9{_NUMERAL}](?:[.,]?[0-9{_NUMERAL}]|(?<=[0-9]) [万億兆](?![一葉]))*"
)
_COUNTER = re.compile(
    "年|月|日|時|分野|分(?![のしさすか割化裂岐判銀金儀治類解配析極身])|秒|週|世紀|世代|か[月国所年条]"
    "|人(?!称)|個(?![人体性別])|枚(?![貝舌岩看])|機(?![関会能械])|台|社|倍|割|名|件|回|歳|才|位|階|冊"
    "|票|隻|頭|匹|校|泊|席|基|棟|種類|段階|都市|店舗|%|パーセント|ポイント|円|米?ドル|ユーロ|ポンド"
    "|キロ|センチ|ミリ|メートル|トン|グラム|リットル|ヘクタール|ワット|バイト"
)
# 第三回 is a number, 第三者 and 第一次 are words.
_ORDINAL_COUNTER = re.compile(
    "[章条項節号部巻編話回位番期版幕年日週]|世代|世紀|四半期|段階|か[年条]"
)
_FRACTION = re.compile(f"分の[0-9{DIGITS}{TENS}]")
_DENOMINATOR = re.compile(f"[0-9{_NUMERAL}]分の")
# After any other kanji, a lone numeral with a unit belongs to a word (統一社, 関東一円).
_MAY_PRECEDE_ONE = "第約計全各年月日時分前後翌来昨満築毎他残"
_KANJI = re.compile(f"[{KANJI}]")
_VAGUE = "数何幾"
_APPROXIMATE = frozenset({"一二", "二三", "三四", "四五", "五六", "六七", "七八", "八九"})
# Words that begin with a numeral and count nothing, or that mean more than their count.
_WORD = re.compile(
    "一人|二人|一日|一時(?!間)|十分(?!間)|一度|一枚岩|三位一体|百人一首|十人十色|八百(?:屋|長|津|万の)"
    "|四万十|五十(?:嵐|音|鈴|路)|[三四六七]十路|八十(?:島|路)|五百旗頭|九十九(?:里|島|電機)|三三九度"
    "|三三五五|三三七拍子|一二三|七五三|[二四]六時中|千五百蔵|八千[代草]|三千[代院]|五月[雨蠅晴]|百日咳"
    "|[一二三四五六七八九十百千]日[市町紅酔坊草]|三日月(?!曜)|万一|千歳|二階堂|九頭竜|百名山"
)
# The same after Arabic digits: 2025千葉 holds no 2025000.
_WORD_AFTER_DIGITS = re.compile("千[葉代住歳]|百[貨科合]|万[一葉]")


def numbers(text: str) -> Iterator[Edit]:
    """Write numbers as plain decimals: ``45万7329``, ``457,329``, ``四十五万七千三百二十九``."""
    for match in _CANDIDATE.finditer(text):
        run, start, end = match[0], match.start(), match.end()
        if run.isascii() and "," not in run:
            continue
        is_number = _is_arabic if any(map(str.isdecimal, run)) else _is_counted
        if is_number(text, start, end):
            value = decimal_of(run.replace(" ", ""))
            if value is not None and value != run:
                yield start, end, value


def _is_arabic(text: str, start: int, end: int) -> bool:
    """Tell whether Arabic digits and the units after them belong together."""
    mixed = any(character in DIGITS for character in text[start:end])
    return not mixed and not _WORD_AFTER_DIGITS.match(text, end - 1)


def _is_counted(text: str, start: int, end: int) -> bool:
    """Tell whether a run of kanji numerals is a number, from its own form and its neighbours."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start] in "〇零" or (before and before in _VAGUE) or (after and after in _VAGUE):
        return False
    if _FRACTION.match(text, end) or _DENOMINATOR.match(text, max(start - 3, 0)):
        return True
    if before == "第":
        return end - start > 1 or bool(_ORDINAL_COUNTER.match(text, end))
    if _WORD.match(text, start) and not (before == "月" and after == "日"):
        return False
    return _is_numeral(text[start:end], before, counted=bool(_COUNTER.match(text, end)))


def _is_numeral(run: str, before: str, *, counted: bool) -> bool:
    """Tell whether a run that begins no word has the form of a number."""
    if len(run) == 1:
        in_word = bool(_KANJI.match(before)) and before not in _MAY_PRECEDE_ONE
        return counted and not in_word and run not in MYRIADS
    if len(run) == 2 and all(character in DIGITS for character in run):
        return run not in _APPROXIMATE and (counted or run[1] in "〇零")
    return True
