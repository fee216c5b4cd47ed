"""Tokens of a passage -> the names in it that may be Chinese: single tokens, and cut-up names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.characters import KANJI
from indexer.records import Token

LONGEST_NAME = 4
_LONGEST_PART = 2
_KANJI = re.compile(f"[{KANJI}]+")
_NAME = "名詞/固有名詞"
# The most frequent surnames, in Japanese, traditional and simplified forms; left out are those that
# Japanese text is full of for other reasons (米, 和, 南, 原, 全, 時).
_SURNAMES = frozenset(
    "王李張张劉刘陳陈楊杨黄黃趙赵呉吳吴周徐孫孙馬马朱胡郭何林高羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓"
    "曹彭曽曾肖蕭萧田董袁潘蒋蔣蔡余杜葉叶程蘇苏魏呂吕丁任沈姚盧卢姜崔鍾鐘钟譚谭陸陆汪范金石廖賈贾"
    "夏韋韦付傅方白鄒邹孟熊秦邱丘江尹薛閻閆闫段雷侯龍竜龙史陶黎賀贺顧顾毛郝龔龚邵萬銭錢钱厳嚴严"
    "覃武戴莫孔湯汤常温康施文牛樊葛邢安斉齊齐易喬乔伍龐庞顔颜倪荘莊庄聶聂章魯鲁岳翟殷詹申耿関關关"
    "蘭兰焦兪俞左柳甘祝包寧宁尚符舒阮柯紀纪梅童凌畢毕単單单季裴霍塗涂苗盛曲翁冉駱骆藍蓝游辛靳欒栾"
    "管柴蒙鮑鲍華华喩喻祁蒲房滕屈饒饶解牟艾尤陽阳穆卓吉繆缪簡简項项麦麥褚婁娄竇窦戚岑費费卜冷晏"
    "席衛卫柏宗瞿桂佟応應应臧閔闵卞仇隋刁沙荣巫寇桑甄仲虞査查栗楚奚習习薄屠欧歐区區楽樂乐"
)
_LONG_SURNAMES = frozenset(
    "欧陽 歐陽 欧阳 上官 司馬 司马 諸葛 诸葛 東方 皇甫 公孫 慕容 令狐 夏侯 司徒 端木 尉遅".split()
)


def hanzi_names(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Yield what may be a Chinese name, in text order: at most 4 kanji, each as its tokens.

    That is each proper noun (if it is one kanji, a Chinese surname), and each run of tokens of one
    or two kanji that is a Chinese surname with one or two kanji after it, if one token is a proper
    noun or all are one kanji.
    """
    for start, token in enumerate(tokens):
        if token.pos == _NAME and _is_kanji(token) and _is_whole(token.surface):
            yield (token,)
        if token.surface[:1] in _SURNAMES or token.surface[:2] in _LONG_SURNAMES:
            yield from _cut_up(tokens[start : start + LONGEST_NAME])


def _cut_up(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Yield the names of two tokens or more that ``tokens`` begin with."""
    parts: list[Token] = []
    for token in tokens:
        if not _is_part(token) or (parts and parts[-1].end != token.start):
            return
        parts.append(token)
        written = "".join(part.surface for part in parts)
        if len(written) > LONGEST_NAME:
            return
        if len(parts) > 1 and _is_name(written) and _is_likely(parts):
            yield tuple(parts)


def _is_whole(written: str) -> bool:
    """Tell whether a proper noun may be a whole name; one kanji alone must be a surname."""
    return 1 < len(written) <= LONGEST_NAME or written in _SURNAMES


def _is_name(written: str) -> bool:
    if written[:2] in _LONG_SURNAMES:
        return len(written) > len("司馬")
    return written[0] in _SURNAMES and len(written) < LONGEST_NAME


def _is_likely(parts: Sequence[Token]) -> bool:
    named = any(part.pos == _NAME for part in parts)
    return named or all(len(part.surface) == 1 for part in parts)


def _is_part(token: Token) -> bool:
    return _is_kanji(token) and len(token.surface) <= _LONGEST_PART


def _is_kanji(token: Token) -> bool:
    return bool(_KANJI.fullmatch(token.surface))
