"""The value of one Japanese numeral, in Arabic digits, kanji or both, as a plain decimal."""

from __future__ import annotations

import re
from decimal import Context, Decimal

DIGITS = "〇零一二三四五六七八九"
TENS = "十百千"
MYRIADS = "万億兆京"

_DIGIT_VALUES = str.maketrans(DIGITS, "00123456789")
_MYRIAD_EXPONENTS = {"": 0, "万": 4, "億": 8, "兆": 12, "京": 16}
_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_KANJI_DIGITS = re.compile(f"[{DIGITS}]+")
_GROUP = re.compile(f"([^{MYRIADS}]+)([{MYRIADS}]|\\Z)")
_UNIT = "[1-9一二三四五六七八九]?"
_UNDER_MYRIAD = re.compile(
    f"(?:({_UNIT})千)?(?:({_UNIT})百)?(?:({_UNIT})十)?([0-9]{{1,3}}|[一二三四五六七八九]?)"
)
_MYRIAD = 10_000
# Longer runs are no numbers that anyone means, and exact arithmetic on them would not be linear.
_LONGEST = 40
_EXACT = Context(prec=2 * _LONGEST)


def decimal_of(numeral: str) -> str | None:
    """Return a numeral as a decimal without separators, or None if it is not well formed.

    ``45万7329`` -> ``457329``, ``二〇二五`` -> ``2025``, ``1.5万`` -> ``15000``; but ``1,23``,
    ``万一`` and ``1万2万`` are not well formed.
    """
    if len(numeral) > _LONGEST:
        return None
    total, least, end = Decimal(0), max(_MYRIAD_EXPONENTS.values()) + 1, 0
    for group in _GROUP.finditer(numeral):
        exponent = _MYRIAD_EXPONENTS[group[2]]
        value = _under_myriad(group[1])
        follows = group.start() == end and exponent < least
        if value is None or not follows or (end and value >= _MYRIAD):
            return None
        total = _EXACT.add(total, value.scaleb(exponent, _EXACT))
        least, end = exponent, group.end()
    return _plain(total) if 0 < end == len(numeral) else None


def _under_myriad(numeral: str) -> Decimal | None:
    """Return the value of what stands before one 万, 億, 兆, 京 or the end."""
    if _ARABIC.fullmatch(numeral):
        return Decimal(numeral.replace(",", ""))
    if _KANJI_DIGITS.fullmatch(numeral):
        return Decimal(numeral.translate(_DIGIT_VALUES))
    parts = _UNDER_MYRIAD.fullmatch(numeral)
    if parts is None:
        return None
    places = zip(parts.groups(), (1000, 100, 10, 1), strict=True)
    return Decimal(sum(_place(part, size) for part, size in places))


def _place(part: str | None, size: int) -> int:
    # 十 alone is ten, but an empty last place is nothing.
    if part is None or (not part and size == 1):
        return 0
    return int(part.translate(_DIGIT_VALUES) or "1") * size


def scaled(number: str, exponent: int) -> str:
    """Return a decimal times ten to the ``exponent``, exactly: ``1.3``, 6 -> ``1300000``."""
    return _plain(Decimal(number).scaleb(exponent, _EXACT))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
