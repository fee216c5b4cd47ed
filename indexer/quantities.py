"""What a number counts, by what stands beside it: money, a share, a date, a span of time; pure."""

from __future__ import annotations

import re
from typing import Literal

Quantity = Literal["money", "percent", "date", "duration", "number"]

_MONEY = re.compile(
    r"(?:米|豪|香港|台湾|カナダ)?(?:ドル|ユーロ|ポンド|ウォン|ルピー|ペソ|フラン|人民元)|円|元|usd|dollars?"
)
_PERCENT = re.compile(r"%|パーセント|割(?!り)")
_DURATION = re.compile(r"年間|年半|(?:か|ヶ|カ|ヵ|箇|ケ)月|月間|週間|日間|時間|分間|秒|分(?!の)")
_YEAR = re.compile("年")
_DATE = re.compile("年|月|日|世紀|年代")
_FULL_YEAR = re.compile(r"1\d{3}|20\d\d")
_ERA = re.compile("(?:明治|大正|昭和|平成|令和|紀元前|西暦)$")
_SIGN = re.compile(r"[$¥€£]$")
_BESIDE = 6


def quantity(key: str, start: int, end: int) -> Quantity:
    """Return what the number ``key[start:end]`` of a search key counts.

    ``年`` behind four digits of a likely year, or behind an era, makes a date; behind fewer digits
    a span of time.
    """
    before, after = key[max(start - _BESIDE, 0) : start].rstrip(), key[end : end + _BESIDE].lstrip()
    if _MONEY.match(after) or _SIGN.search(before):
        return "money"
    if _PERCENT.match(after):
        return "percent"
    if _DURATION.match(after):
        return "duration"
    if not _DATE.match(after):
        return "number"
    dated = _FULL_YEAR.fullmatch(key, start, end) or _ERA.search(before)
    return "duration" if _YEAR.match(after) and not dated else "date"
