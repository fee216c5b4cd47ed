"""Names in Latin letters: kana in Hepburn without macrons, Chinese people's names in pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.characters import KANJI
from indexer.hanzi import LONGEST_NAME, hanzi_names
from indexer.katakana import katakana
from indexer.pinyin import pinyin
from indexer.records import Span, Token

_ROWS = {
    "": "ア イ ウ エ オ",
    "k": "カ キ ク ケ コ",
    "g": "ガ ギ グ ゲ ゴ",
    "s": "サ _ ス セ ソ",
    "z": "ザ _ ズ ゼ ゾ",
    "t": "タ ティ トゥ テ ト",
    "d": "ダ ディ ドゥ デ ド",
    "n": "ナ ニ ヌ ネ ノ",
    "h": "ハ ヒ _ ヘ ホ",
    "b": "バ ビ ブ ベ ボ",
    "p": "パ ピ プ ペ ポ",
    "m": "マ ミ ム メ モ",
    "y": "ヤ _ ユ イェ ヨ",
    "r": "ラ リ ル レ ロ",
    "w": "ワ ウィ _ ウェ ウォ",
    "f": "ファ フィ フ フェ フォ",
    "v": "ヴァ ヴィ ヴ ヴェ ヴォ",
    "j": "ジャ ジ ジュ ジェ ジョ",
    "sh": "シャ シ シュ シェ ショ",
    "ch": "チャ チ チュ チェ チョ",
    "ts": "ツァ ツィ ツ ツェ ツォ",
}
_GLIDES = dict(zip("kgnhbpmr", "キギニヒビピミリ", strict=True))
_MORAE = (
    {
        kana: row + vowel
        for row, morae in _ROWS.items()
        for vowel, kana in zip("aiueo", morae.split(), strict=True)
        if kana != "_"
    }
    | {
        kana + small: f"{row}y{vowel}"
        for row, kana in _GLIDES.items()
        for vowel, small in zip("auo", "ャュョ", strict=True)
    }
    | {"ヂ": "ji", "ヅ": "zu", "ヲ": "o", "ン": "n", "デュ": "dyu", "テュ": "tyu", "フュ": "fyu"}
    | dict(zip("ァィゥェォャュョ", "a i u e o ya yu yo".split(), strict=True))
)
_STEP = re.compile("|".join(sorted(map(re.escape, _MORAE), key=len, reverse=True)) + "|ッ|.")
_DOUBLED = re.compile("ッ([bcdfghjkmprstwyz])")
_LONG = re.compile("(?<=o)[ou](?=[^aiueo]|$)|(?<=u)u")

# How Japanese reads Chinese surnames: a name that is read otherwise (林 ハヤシ) is Japanese.
_SURNAMES = {
    item[0]: item[1:]
    for item in (
        "王オウ 李リ 張チョウ 劉リュウ 陳チン 楊ヨウ 黄コウ 趙チョウ 呉ゴ 周シュウ 徐ジョ 孫ソン "
        "馬バ 朱シュ 胡コ 郭カク 何カ 林リン 高コウ 羅ラ 鄭テイ 梁リョウ 謝シャ 宋ソウ 唐トウ "
        "許キョ 韓カン 馮フウ 鄧トウ 曹ソウ 彭ホウ 曽ソウ 曾ソウ 蕭ショウ 董トウ 袁エン 潘ハン "
        "蒋ショウ 蔡サイ 余ヨ 杜ト 葉ヨウ 程テイ 蘇ソ 魏ギ 呂リョ 任ニン 沈シン 姚ヨウ 盧ロ "
        "姜キョウ 崔サイ 鍾ショウ 譚タン 陸リク 汪オウ 范ハン 賈カ 夏カ 韋イ 方ホウ 白ハク 鄒スウ "
        "孟モウ 熊ユウ 秦シン 邱キュウ 江コウ 毛モウ 習シュウ 温オン 雷ライ 顧コ 龔キョウ 邵ショウ"
    ).split()
}
_NOT_GIVEN = frozenset("氏様君家省市県州国軍社系人語側派")
_AFTER_KANJI = re.compile(f"(?<=[{KANJI}])")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in the text, and how it is written in Latin letters."""

    span: Span
    latin: str


def hepburn(kana: str) -> str:
    """Return kana in Hepburn, lower case, long vowels short: タカイチ takaichi, トウキョウ tokyo.

    What is not kana is left out.
    """
    steps = (match[0] for match in _STEP.finditer(katakana(kana)))
    read = "".join(step if step == "ッ" else _MORAE.get(step, "") for step in steps)
    doubled = _DOUBLED.sub(lambda match: ("t" if match[1] == "c" else match[1]) + match[1], read)
    return _LONG.sub("", doubled.replace("ッ", ""))


def chinese_names(text: str, tokens: Sequence[Token]) -> Iterator[Name]:
    """Yield the Chinese names that ``tokens`` of ``text`` cut up, the longest at a place, in order.

    Such a name is a Chinese surname that is read the Chinese way, and one or two kanji after it.
    """
    end = 0
    groups = (group for group in hanzi_names(tokens) if _is_cut_up(group))
    for group in sorted(groups, key=lambda group: (group[0].start, -group[-1].end)):
        span = Span(group[0].start, group[-1].end)
        if span.start >= end and not _AFTER_KANJI.match(text, span.start):
            latin = chinese_name(group)
            if latin:
                end = span.end
                yield Name(span, latin)


def _is_cut_up(group: Sequence[Token]) -> bool:
    """Tell whether the surname is a token by itself, and what follows is neither title nor kind."""
    return len(group[0].surface) == 1 < len(group) and all(
        token.surface not in _NOT_GIVEN for token in group[1:]
    )


def chinese_name(group: Sequence[Token]) -> str:
    """Return a name of two or three kanji in pinyin, ``""`` if it does not seem to be Chinese."""
    name = "".join(token.surface for token in group)
    surname, kana = _SURNAMES.get(name[:1]), "".join(token.kana for token in group)
    if surname is None or not 2 <= len(name) < LONGEST_NAME:
        return ""
    if group[0].kana and not kana.startswith(surname):
        return ""
    first, *given = pinyin(name) or ("",)
    return f"{first.capitalize()} {''.join(given).capitalize()}".strip()
