"""Units and counters in Japanese and English, each with its dimension; pure tables.

The forms are those of a search key: folded, numbers plain, ``3カ月`` written ``3か月``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

Kind = Literal["money", "percent", "date", "duration", "multiple", "count"]
Date = tuple[int | None, int | None, int | None]
"""Year, month, day; None for what is not said, a year before Christ negative."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A canonical unit: ``size`` is how many of the dimension's base unit it holds."""

    kind: Kind
    dimension: str
    size: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a written form says: ``factor`` of the canonical ``unit`` (a cent is 1/100 USD)."""

    unit: str
    factor: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity at ``[start, end)`` of a text in figures; the other fields are a value's."""

    kind: Kind
    amount: Fraction | Date
    unit: str
    start: int
    end: int


_CURRENCIES = {
    "USD": "ドル|米ドル|usd|(?:us )?dollars?|bucks?",
    "JPY": "円|yen|jpy",
    "CNY": "人民元|元(?![々来首凶帥祖素年号])|中国元|(?:chinese )?yuan|renminbi|rmb|cny",
    "EUR": "ユーロ|euros?|eur",
    "GBP": "ポンド|pounds?|gbp",
    "KRW": "ウォン|south korean won|korean won|krw|won(?= (?:per|a|each)|[.,;]|\\Z)",
    "INR": "(?:インド)?ルピー|(?:indian )?rupees?|inr",
    "CHF": "スイスフラン|(?:swiss )?francs?|chf",
    "TWD": "台湾ドル|台湾元|taiwan(?:ese)? dollars?|twd",
    "HKD": "香港ドル|hong kong dollars?|hkd",
    "AUD": "豪ドル|オーストラリアドル|australian dollars?|aud",
    "CAD": "カナダドル|canadian dollars?|cad",
    "SGD": "シンガポールドル|singapore dollars?|sgd",
    "RUB": "ルーブル|(?:russian )?rou?bles?|rub",
    "THB": "バーツ|baht|thb",
    "MXN": "ペソ|(?:mexican )?pesos?|mxn",
}
# In the Gregorian calendar's mean: a year is 365.25 days and 12 months.
_DURATIONS = {
    "year": ("年間|年(?!度|生|号|次|齢)|[ -]?years?|yrs?", Fraction(1461, 4)),
    "month": ("か月間|か月|月間|[ -]?months?", Fraction(1461, 48)),
    "week": ("週間|週|[ -]?weeks?", Fraction(7)),
    "day": ("日間|日(?!本|曜|付|系)|[ -]?days?", Fraction(1)),
    "hour": ("時間|[ -]?hours?|hrs?", Fraction(1, 24)),
    "minute": ("分間|分(?!の|野|類|析|配|割|散)|[ -]?minutes?|mins?", Fraction(1, 1440)),
    "second": ("秒間|秒|[ -]?seconds?", Fraction(1, 86400)),
}
# Base symbol, its dimension, names, and the prefixes in use.
_SI = (
    ("m", "length", "メートル|メーター", "met(?:er|re)s?", ("", "n", "μ", "m", "c", "k")),
    ("g", "mass", "グラム", "grams?", ("", "μ", "m", "k")),
    ("W", "power", "ワット", "watts?", ("", "k", "M", "G", "T")),
    ("Wh", "energy", "ワット時|ワットアワー", "watt[ -]?hours?", ("", "k", "M", "G", "T")),
    ("Hz", "frequency", "ヘルツ", "hertz", ("", "k", "M", "G", "T")),
    ("B", "data", "バイト", "bytes?", ("k", "M", "G", "T", "P")),
    ("L", "volume", "リットル", "lit(?:er|re)s?", ("", "m")),
    ("V", "voltage", "ボルト", "volts?", ("", "m", "k")),
)
_PREFIXES = {
    "": ("", "", 0),
    "n": ("ナノ", "nano", -9),
    "μ": ("マイクロ", "micro", -6),
    "m": ("ミリ", "milli", -3),
    "c": ("センチ", "centi", -2),
    "k": ("キロ", "kilo", 3),
    "M": ("メガ", "mega", 6),
    "G": ("ギガ", "giga", 9),
    "T": ("テラ", "tera", 12),
    "P": ("ペタ", "peta", 15),
}
_PHYSICAL = (
    ("t", "mass", Fraction(10**6), "トン|(?:metric )?ton(?:ne)?s?|t"),
    ("km", "length", Fraction(1000), "キロ(?![グワヘバリボ])"),
    ("cm", "length", Fraction(1, 100), "センチ"),
    ("mm", "length", Fraction(1, 1000), "ミリ(?!オン|アン)"),
    ("nm", "length", Fraction(1, 10**9), "ナノ"),
    ("μm", "length", Fraction(1, 10**6), "ミクロン|microns?"),
    ("inch", "length", Fraction(127, 5000), "インチ|inch(?:es)?"),
    ("ft", "length", Fraction(381, 1250), "フィート|feet|foot|ft"),
    ("mile", "length", Fraction(201168, 125), "マイル|miles?"),
    ("km2", "area", Fraction(10**6), "平方キロ(?:メートル)?|square (?:kilomet(?:er|re)s?|km)|km2"),
    ("m2", "area", Fraction(1), "平方メートル|square met(?:er|re)s?|m2"),
    ("ha", "area", Fraction(10**4), "ヘクタール|hectares?|ha"),
    ("°C", "temperature", Fraction(1), "°c|degrees? celsius"),
    ("度", "temperature", Fraction(1), "度(?![目合数々も])|degrees?"),
    ("km/h", "speed", Fraction(1), "km/h|キロ/時|kph"),
)
# A counter and the words that count the same. The forms of one counter share a dimension.
_COUNTERS = {
    "人": "人(?![気工事物類形間口称格材種質参影])|名(?![前称物作詞誉目門])|"
    "people|persons?|men|women|workers?|employees?|engineers?|students?|researchers?|users?|"
    "residents?|soldiers?|patients?",
    "社": "社(?![会長員内説史])|compan(?:y|ies)|firms?",
    "か国": "か国語?|国(?!立|内|際|籍|境|民|家|会|連|有)|countr(?:y|ies)|nations?",
    "か所": "か所|locations?|sites?|places?",
    "台": "台(?![湾風北南中所数詞帳])|machines?|vehicles?|cars?|robots?|servers?",
    "個": "個(?![人体性別室])|pieces?",
    "つ": "つ(?!の星)",
    "枚": "枚(?!岩|舌|看|挙)|sheets?|wafers?",
    "本": "本(?![当人社部店格来体質音土州拠日気])",
    "件": "件|cases?|incidents?",
    "回": "回(?![転路答復収想線])",
    "歳": "歳|才(?![能覚])|[ -]years?[ -]old",
    "基": "基(?![本準礎地金盤づ])|reactors?",
    "隻": "隻|ships?|vessels?",
    "機": "機(?![関会能械種構体])|aircraft|planes?",
    "頭": "頭(?![部脳文取])",
    "匹": "匹(?!敵)",
    "羽": "羽",
    "冊": "冊|books?",
    "校": "校(?![長舎庭])|schools?|universit(?:y|ies)",
    "店": "店(?![長員頭舗])|店舗|stores?|shops?",
    "階": "階(?![級段層])|floors?|stor(?:y|ies)",
    "票": "票|votes?",
    "種": "種類|種(?![子族目])|species|kinds?|types?",
    "曲": "曲|songs?",
    "点": "点(?![検数滅])|points?",
    "ポイント": "%ポイント|ポイント|percent(?:age)? points?|% points?",
    "棟": "棟|buildings?",
    "席": "席|seats?",
    "世帯": "世帯|households?",
    "字": "文字|字|characters?",
    "語": "語(?!学|る|っ)|words?",
    "番目": "番目|[回人個つ台年日件社度]目|位(?!置|牌)|(?:st|nd|rd|th)(?! ?centur)",
    "世代": "世代",
    "世代目": "世代目",
    "パラメータ": "(?:個の)?パラメータ(?:ー)?|parameters?",
    "トークン": "(?:個の)?トークン|tokens?",
}


def _si_units() -> dict[str, tuple[Unit, str]]:
    """Return unit -> (unit, forms) for every base with every prefix it is used with."""
    return {
        prefix + base: (
            Unit("count", dimension, Fraction(10) ** exponent),
            f"{ja}(?:{ja_names})|{en}(?:{en_names})|{(prefix + base).lower()}",
        )
        for base, dimension, ja_names, en_names, prefixes in _SI
        for prefix in prefixes
        for ja, en, exponent in (_PREFIXES[prefix],)
    }


_SI_UNITS = _si_units()
UNITS: dict[str, Unit] = {
    **{code: Unit("money", code) for code in _CURRENCIES},
    **{unit: Unit("duration", "time", days) for unit, (_, days) in _DURATIONS.items()},
    **{unit: row[0] for unit, row in _SI_UNITS.items()},
    **{unit: Unit("count", dimension, size) for unit, dimension, size, _ in _PHYSICAL},
    **{counter: Unit("count", counter) for counter in _COUNTERS},
}
"""Canonical unit -> its kind, dimension and size; read only."""

_FORMS: tuple[tuple[str, Measure], ...] = (
    ("cents?", Measure("USD", Fraction(1, 100))),
    ("[ -]?decades?", Measure("year", Fraction(10))),
    ("centur(?:y|ies)", Measure("year", Fraction(100))),
    ("b", Measure("パラメータ", Fraction(10**9))),
    *((forms, Measure(counter)) for counter, forms in _COUNTERS.items()),
    *((forms, Measure(unit)) for unit, (_, forms) in _SI_UNITS.items()),
    *((forms, Measure(unit)) for unit, _, _, forms in _PHYSICAL),
    *((forms, Measure(unit)) for unit, (forms, _) in _DURATIONS.items()),
    *((forms, Measure(code)) for code, forms in _CURRENCIES.items()),
)
_SIGNS = {"us$": "USD", "nt$": "TWD", "hk$": "HKD", "s$": "SGD", "a$": "AUD", "c$": "CAD"} | {
    "rmb": "CNY", "cny": "CNY", "usd": "USD", "jpy": "JPY", "eur": "EUR", "gbp": "GBP",
    "krw": "KRW", "inr": "INR", "₩": "KRW", "₹": "INR", "$": "USD", "¥": "JPY", "€": "EUR",
    "£": "GBP",
}  # fmt: skip
_SIGN_BEFORE = re.compile(
    f"(?<![a-z])(?:{'|'.join(map(re.escape, sorted(_SIGNS, key=len, reverse=True)))}) ?\\Z"
)


# Key of the forms that begin with a group or a class.
_ANY = "("
_Pattern = tuple[re.Pattern[str], Measure]


def measure_after(text: str, start: int) -> tuple[Measure, int] | None:
    """Return the unit that is written at ``start``, and where it ends: the longest one."""
    place = start + (text[start : start + 1] in (" ", "-"))
    patterns = _by_first_character()
    found = [
        (match.end(), measure)
        for pattern, measure in (*patterns.get(text[place : place + 1], ()), *patterns[_ANY])
        if (match := pattern.match(text, start))
    ]
    if not found:
        return None
    end, measure = max(found, key=lambda pair: pair[0])
    return measure, end


@lru_cache(maxsize=1)
def _by_first_character() -> dict[str, tuple[_Pattern, ...]]:
    """Return the forms by the character they begin with; `_ANY` holds those of several."""
    table: dict[str, list[_Pattern]] = {_ANY: []}
    for forms, measure in _FORMS:
        for form in _alternatives(forms):
            pattern = re.compile(f" ?(?:{form})(?<![a-z0-9])|[ -]?(?:{form})(?![a-z0-9])")
            first = _ANY if form[0] in "([" else form[0]
            table.setdefault(first, []).append((pattern, measure))
    return {first: tuple(patterns) for first, patterns in table.items()}


def _alternatives(forms: str) -> Iterator[str]:
    """Split a pattern at its outer bars."""
    depth, first = 0, 0
    for place, character in enumerate(forms):
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            yield forms[first:place]
            first = place + 1
    yield forms[first:]


def sign_before(text: str, end: int) -> tuple[str, int] | None:
    """Return the currency whose sign ends at ``end``, and where the sign starts."""
    match = _SIGN_BEFORE.search(text, max(end - 5, 0), end)
    return (_SIGNS[match[0].strip()], match.start()) if match else None
