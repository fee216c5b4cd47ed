"""Which numerals of a text are numbers, written as plain decimals: text -> edits of it.

Kanji numerals are also parts of words (一方, 千葉, 四万十川), so a run of them is a number only if
it is positional (三百, 二〇二五) or a unit follows, and it is in no list of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.characters import KANJI
from indexer.numerals import DIGITS, MYRIADS, TENS, decimal_of
from indexer.searchkey import Edit

_NUMERAL = f"{DIGITS}{TENS}{MYRIADS}"
_CANDIDATE = re.compile(
    f"[0-9{_NUMERAL}](?:[.,]?[0-9{_NUMERAL}]|(?<=[0-9]) [万億兆](?![葉一]))*"
)
_FRACTION = f"分の(?=[0-9{DIGITS}{TENS}])"
_COUNTER = re.compile(
    "年|月|日|時|分(?!の)|秒|人|個|台|社|倍|円|ドル|米ドル|ユーロ|%|パーセント|ポイント|名|件|回|歳|才|位"
    "|階|枚|冊|票|隻|機|頭|匹|校|泊|席|基|棟|世紀|世代|週|か月|か国|か所|か年|か条|割|種類|段階|都市"
    f"|店舗|キロ|メートル|センチ|ミリ|トン|グラム|リットル|ヘクタール|ワット|バイト|{_FRACTION}"
)
_ORDINAL_COUNTER = re.compile(
    "章|条|項|節|号|部|巻|編|話|回|位|世代|四半期|番|期|版|段階|か条|年|日|週|世紀|号機|款|幕"
)
# What may stand before a lone kanji digit with a unit; after another kanji it is part of a word.
_MAY_PRECEDE = "第約計全各年月日時分前後翌来昨満築毎他残億万%"
_VAGUE = "数何幾"
_APPROXIMATE = ("一二", "二三", "三四", "四五", "五六", "六七", "七八", "八九")
# Words that begin with a numeral but do not count.
_WORD = re.compile(
    "一人|二人|一日|一時(?!間)|十分(?!間|の[0-9一二三四五六七八九十])|一度|一枚岩|一社会|三位一体|百人一首"
    "|十人十色|八百(?:屋|長|万の|津)|四万十|五十(?:嵐|音|鈴|路)|[三四六七八]十路|八十(?:島|路)|五百旗頭"
    "|九十九(?:里|島|電機)|三三九度|三三五五|三三七拍子|一二三|七五三|四六時中|二六時中|千五百蔵"
    "|八千(?:代|草)|三千(?:代|院)|千代|五月(?:雨|蠅|晴)|八月朔|百日(?:紅|咳|草)|万年|千万無量"
    "|[一二三四五六七八九十百千]日(?:市|町|紅|酔|坊主|草)|[三十]日月|七人の侍|二十四の瞳|十人並み|九分九厘"
)
_NOT_TENS = "[葉貨歳代]"
_WORD_AFTER_ARABIC = re.compile("千葉|千代|千歳市|百貨|百科|万一|千住|百合")
_JAPANESE_DIGIT = re.compile(f"[{DIGITS}]")
_POSITION = re.compile(f"[{TENS}{MYRIADS}]")
_ARABIC_DIGIT = re.compile("[0-9]")
