"""Numbers said in words, written in figures before the search key reads the rest; pure.

``two thirds`` -> ``3分の2``, ``twice`` -> ``2倍``, ``五つ`` -> ``5つ``, ``数百`` -> ``数100``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indexer.english import SMALL, TENS, VALUES
from indexer.folding import folded
from indexer.normalize import search_key
from indexer.numerals import decimal_of
from indexer.records import Span
from indexer.searchkey import Edit, SearchKey

_UNDER_HUNDRED = f"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(SMALL[1:10])}))?|{{}})"
_ANY = _UNDER_HUNDRED.format("|".join(sorted(SMALL[1:], key=len, reverse=True)))
# "one" is mostly a pronoun; "no one", "the two".
_MANY = _UNDER_HUNDRED.format("|".join(sorted(SMALL[2:], key=len, reverse=True)))
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6} | {
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_PART = "|".join(_PARTS)
_MAGNITUDES = {
    "": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_TIMES = {"": 1, "tens": 10, "dozens": 10, "hundreds": 100}
_MAGNITUDE = "thousand|million|billion|trillion"
_SHARE_FOLLOWS = r"(?= (?:of|as|the|that|its|their|lower|less|cheaper)\b|[ ]?(?:[.,;:!?)]|$))"
_FOLDS = {"double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "twice": 2, "twofold": 2} | {
    "triple": 3, "triples": 3, "tripled": 3, "tripling": 3, "thrice": 3,
    "quadruple": 4, "quadruples": 4, "quadrupled": 4, "quadrupling": 4,
}  # fmt: skip
_SPANS = {
    "year": "6か月",
    "hour": "30分間",
    "day": "12時間",
    "century": "50年間",
    "decade": "5年間",
}
_HALVES = {"半年": "6か月", "半世紀": "50年間", "四半世紀": "25年間", "半日": "12時間"} | {
    "半分": "2分の1", "半数": "2分の1", "半減": "2分の1", "過半数": "2分の1超",
}  # fmt: skip
_UNITS = "十百千万億兆"
_NUMERAL = f"[{_UNITS}]{{1,4}}"
# 数 after these counts nothing vaguely: 人数, 件数, 総数, 過半数.
NO_VAGUE = "(?<![人件台回個総変係点枚社行列語字票口頭乗分複多少半算関奇偶単双倍])"
_COUNTED_VAGUELY = (
    "年|[かヶカヵケ][月国]|日間?|週間|時間|分間|秒|人|社|台|件|個|倍|回|%|パーセント|割"
)
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
# Two are verbs as well.
_MONTH = re.compile(
    f"(?<![a-z-])({'|'.join(month for month in _MONTHS if month not in ('march', 'may'))})"
    "(?![a-z-]| [0-9])"
)
_SENTENCE_ENDS = ".!?:;。!?「(\"'\n"


def _figure(words: str) -> str:
    """Return number words in figures: ``two hundred and five`` -> ``205``."""
    found = re.findall("[a-z]+", words)
    if "hundred" not in found:
        return str(sum(VALUES.get(word, 0) for word in found))
    at = found.index("hundred")
    hundreds = VALUES.get(found[0], 1)
    return str(100 * hundreds + sum(VALUES.get(word, 0) for word in found[at + 1 :]))


def _fraction(match: re.Match[str]) -> str:
    part = _PARTS[match[2].removesuffix("s") if match[2] != "halves" else "half"]
    return f"{part}分の{_figure(match[1]) if match[1] not in ('a', 'an') else 1}"


def _ratio(match: re.Match[str]) -> str:
    return f"{match[1] if match[1].isdecimal() else _figure(match[1])}分の1"


def _shared_magnitude(match: re.Match[str]) -> str:
    """Return the lower end of a range with the magnitude that only the upper end has."""
    if float(match[1]) >= float(match[2]):
        return match[1]
    return match[1] + (" " if match[3].isascii() else "") + match[3]


def _vaguely(match: re.Match[str]) -> str:
    # 億 alone is no numeral.
    return f"数{decimal_of(match[1]) or decimal_of('一' + match[1]) or match[1]}"


def _plural(match: re.Match[str]) -> str:
    return f"数{_TIMES[match[1]] * _MAGNITUDES[match[2]]}"


_Rewrite = Callable[[re.Match[str]], str]
_RULES: tuple[tuple[re.Pattern[str], _Rewrite], ...] = (
    (
        re.compile(
            f"(?<![a-z-])((?:{_ANY}))[ -]((?:{_PART.replace('half|', '')})s?|halves|half)"
            "(?![a-z]| (?:party|parties|world|time|day|year)\\b)"
        ),
        _fraction,
    ),
    (re.compile(f"(?<![a-z-])(an?) ({_PART}){_SHARE_FOLLOWS}"), _fraction),
    (
        re.compile(rf"(?<![a-z0-9.,-])(?:one|1) in ({_MANY}|[1-9][0-9]{{0,2}})(?![a-z0-9.,-])"),
        _ratio,
    ),
    (re.compile(f"(?<![a-z-])half an? ({'|'.join(_SPANS)})(?![a-z])"), lambda m: _SPANS[m[1]]),
    (
        re.compile(
            f"(?<![a-z-])(?<!first )(?<!second )(?<!other )(?<!latter )(?:half{_SHARE_FOLLOWS}"
            "|hal(?:ved?s?|ving)(?![a-z]))"
        ),
        lambda _: "2分の1",
    ),
    (re.compile(r"(?<![a-z-])twice(?= (?:a|per|every|each|in)\b)"), lambda _: "2回"),
    (re.compile(f"(?<![a-z-])({_ANY})[ -]?fold(?![a-z])"), lambda m: f"{_figure(m[1])}倍"),
    (re.compile(f"(?<![a-z-])({'|'.join(_FOLDS)})(?![a-z-])"), lambda m: f"{_FOLDS[m[1]]}倍"),
    (
        re.compile(f"(?<![a-z-])(tens|dozens|hundreds) of ({_MAGNITUDE})s(?: of)?(?![a-z])"),
        _plural,
    ),
    (re.compile(f"(?<![a-z-])()({_MAGNITUDE})s of(?![a-z])"), _plural),
    (re.compile("(?<![a-z-])(tens|dozens|hundreds)() of(?![a-z])"), _plural),
    (re.compile("(?<![a-z-])(?:several|a few)(?= [a-z])"), lambda _: "数1"),
    (re.compile("(?<![a-z-])a dozen(?![a-z])"), lambda _: "12"),
    (
        re.compile(
            f"(?<![a-z-])(?:(?:a|{'|'.join(SMALL[1:10])}) hundred(?: (?:and )?{_ANY})?|{_MANY})"
            "(?![a-z])(?!-[a-z]*(?:sided|fold))"
        ),
        lambda m: _figure(m[0]),
    ),
    (
        re.compile(
            "(?<![a-z-])one(?=[ -](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|person|"
            f"company|country|percent|per cent|decade|century|{_MAGNITUDE})(?![a-z]))"
        ),
        lambda _: "1",
    ),
    (re.compile(r"(?<![0-9.,])([0-9]{1,9}) and a half(?![a-z])"), lambda m: f"{m[1]}.5"),
    (
        re.compile(
            r"(?<![0-9a-z.,])([0-9]{1,9}(?:\.[0-9]{1,9})?)"
            r"(?= ?(?:[-~]|to|and) ?[$¥€£]?([0-9]{1,9}(?:\.[0-9]{1,9})?) ?"
            f"({_MAGNITUDE}|百万|千万|百億|千億|[千万億兆]))"
        ),
        _shared_magnitude,
    ),
    (re.compile(f"(?<![第前後上下])(?:{'|'.join(_HALVES)})"), lambda m: _HALVES[m[0]]),
    (
        re.compile(
            f"(?<![0-9〇一二三四五六七八九{_UNITS}数何幾約第])倍(?=増|に|以上|の|近く|とな)"
        ),
        lambda _: "2倍",
    ),
    (
        re.compile(
            "(?<![一-龥])([二三四五六七八九])(?=(?:つ|人(?!三脚|羽織|称|前|組)|本(?!柱|松|木|立)|軒|羽|曲|字|語|世帯|名))"
        ),
        lambda m: decimal_of(m[1]) or m[1],
    ),
    (re.compile(f"(?:{NO_VAGUE}[数幾]|何(?={_NUMERAL}[^、。?]{{0,3}}も))({_NUMERAL})"), _vaguely),
    (
        re.compile(f"(?:{NO_VAGUE}数|何(?=(?:{_COUNTED_VAGUELY})も))(?={_COUNTED_VAGUELY})"),
        lambda _: "数1",
    ),
)


def _in_name(source: str, start: int) -> bool:
    """Tell whether the word at ``start`` is capital inside a sentence: the Three Gorges."""
    before = source[max(start - 3, 0) : start].rstrip()
    return source[start].isupper() and bool(before) and before[-1] not in _SENTENCE_ENDS


def _edits(source: str, key: SearchKey, rule: tuple[re.Pattern[str], _Rewrite]) -> Iterator[Edit]:
    pattern, rewrite = rule
    for match in pattern.finditer(key.text):
        figures = rewrite(match)
        if match[0] != figures and not _in_name(source, key.starts[match.start()]):
            yield match.start(), match.end(), figures


def _with_figures(source: str) -> SearchKey:
    key = folded(source)
    for rule in _RULES:
        key = key.edited(_edits(source, key, rule))
    return key


def _with_months(key: SearchKey) -> SearchKey:
    """Write the months that `indexer.dates` leaves, those without a year or day: ``10月``."""
    return key.edited(
        (match.start(), match.end(), f"{_MONTHS.index(match[1]) + 1}月")
        for match in _MONTH.finditer(key.text)
    )


class Figures:
    """A text in figures, ``text``, which knows where each of its characters stands in the source.

    Folded as a search key is: lower case, plain decimals, Gregorian years, ``ドル`` after amounts.
    """

    __slots__ = ("_words", "_key", "text")

    def __init__(self, source: str) -> None:
        """Read any text; linear in its length."""
        self._words = _with_figures(source)
        self._key = _with_months(search_key(self._words.text))
        self.text = self._key.text

    def source(self, start: int, end: int) -> Span:
        """Return the span of the source behind ``text[start:end]``."""
        inner = self._key.source(start, end)
        return self._words.source(inner.start, inner.end)
