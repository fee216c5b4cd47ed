"""A value in English words; pure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from service.hedges import Hedge
from service.measures import Date
from service.values import Value

_HEDGES: dict[Hedge, str] = {
    "about": "about ",
    "more": "more than ",
    "least": "at least ",
    "less": "less than ",
    "upto": "up to ",
}
_DATE_HEDGES: dict[Hedge, str] = {
    "about": "around ",
    "more": "after ",
    "least": "since ",
    "less": "before ",
    "upto": "by ",
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_SIGNS = {"USD": "$", "JPY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$"} | {
    "AUD": "A$", "CAD": "C$", "SGD": "S$",
}  # fmt: skip
# Singular and plural; a unit that is not here counts a thing that the text names elsewhere.
_NOUNS = (
    {
        "CNY": ("yuan", "yuan"),
        "KRW": ("won", "won"),
        "INR": ("rupee", "rupees"),
        "CHF": ("Swiss franc", "Swiss francs"),
        "RUB": ("ruble", "rubles"),
        "THB": ("baht", "baht"),
        "MXN": ("peso", "pesos"),
        "人": ("person", "people"),
        "社": ("company", "companies"),
        "か国": ("country", "countries"),
        "か所": ("place", "places"),
        "回": ("time", "times"),
        "件": ("case", "cases"),
        "冊": ("book", "books"),
        "校": ("school", "schools"),
        "店": ("store", "stores"),
        "階": ("floor", "floors"),
        "票": ("vote", "votes"),
        "種": ("kind", "kinds"),
        "曲": ("song", "songs"),
        "点": ("point", "points"),
        "ポイント": ("percentage point", "percentage points"),
        "棟": ("building", "buildings"),
        "席": ("seat", "seats"),
        "世帯": ("household", "households"),
        "字": ("character", "characters"),
        "語": ("word", "words"),
        "隻": ("ship", "ships"),
        "世代": ("generation", "generations"),
        "パラメータ": ("parameter", "parameters"),
        "トークン": ("token", "tokens"),
        "歳": ("year old", "years old"),
        "度": ("degree", "degrees"),
        "t": ("ton", "tons"),
        "ha": ("hectare", "hectares"),
        "inch": ("inch", "inches"),
        "ft": ("foot", "feet"),
        "mile": ("mile", "miles"),
    }
    | {unit: (unit, f"{unit}s") for unit in ("year", "month", "week", "day", "hour", "minute")}
    | {"second": ("second", "seconds")}
)
_SYMBOLS = frozenset(
    "nm μm mm cm m km μg mg g kg W kW MW GW TW Wh kWh MWh GWh TWh Hz kHz MHz GHz THz kB MB GB TB "
    "PB L mL V mV kV".split()
) | {"km2", "m2", "°C", "km/h"}  # fmt: skip
_SQUARES = {"km2": "km²", "m2": "m²"}
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_SMALL = "zero one two three four five six seven eight nine ten".split()
_WHOLES = {3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth"} | {
    9: "ninth", 10: "tenth", 100: "hundredth", 1000: "thousandth",
}  # fmt: skip
_POWERS = ("", "thousands of ", "millions of ", "billions of ", "trillions of ")
_TENFOLDS = ("", "tens of ", "hundreds of ")


def english(value: Value) -> str:
    """Return a value as English writes it: ``$250 million``, ``October 2023``, ``about 30%``.

    The ends of a range come without "from" and "to". Of a count whose unit is only a counter
    (台, 個) the number alone is said.
    """
    if not isinstance(value.amount, Fraction):
        return _DATE_HEDGES.get(value.hedge, "") + _date(value.amount, value.unit)
    if value.hedge == "several":
        return _several(value.amount, value)
    return _HEDGES.get(value.hedge, "") + _amount(value.amount, value)


def _amount(amount: Fraction, value: Value) -> str:
    if value.kind == "percent":
        return _share(amount) if not value.unit else f"{_figure(100 * amount)}%"
    if value.kind == "multiple":
        return f"{_figure(amount)} times"
    if value.unit in _SIGNS:
        return f"{'-' if amount < 0 else ''}{_SIGNS[value.unit]}{_figure(abs(amount))}"
    if value.unit == "clock":
        return f"{int(amount)}:{int(amount % 1 * 60):02}"
    if value.unit in ("番目", "世代目"):
        return _ordinal(amount) + (" generation" if value.unit == "世代目" else "")
    return _counted(amount, value.unit)


def _counted(amount: Fraction, unit: str) -> str:
    if unit in _SYMBOLS:
        joint = "" if unit == "°C" else " "
        return _figure(amount) + joint + _SQUARES.get(unit, unit)
    singular, plural = _NOUNS.get(unit, ("", ""))
    return f"{_figure(amount)} {singular if amount == 1 else plural}".rstrip()


def _figure(amount: Fraction) -> str:
    """Return a number with commas, or in millions and more where three decimals suffice."""
    if amount < 0:
        return f"-{_figure(-amount)}"
    for size, name in _SCALES:
        if amount >= size and (1000 * amount / size).denominator == 1:
            return f"{_decimal(amount / size)} {name}"
    return _decimal(amount)


def _decimal(amount: Fraction) -> str:
    """Return a decimal, of four significant digits where it would not end before ten."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    if Fraction(exact) != amount or (10**10 * amount).denominator != 1:
        exact = Decimal(f"{exact:.4g}")
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _share(amount: Fraction) -> str:
    part, whole = amount.numerator, amount.denominator
    if amount == Fraction(1, 2):
        return "half"
    if whole not in _WHOLES or not 0 < part < len(_SMALL):
        return f"{part:,}/{whole:,}" if whole > 1 else f"{part:,}"
    return f"{_SMALL[part]} {_WHOLES[whole]}{'s' if part > 1 else ''}"


def _ordinal(amount: Fraction) -> str:
    number = int(amount)
    teen = number % 100 in (11, 12, 13)
    return f"{number:,}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _several(amount: Fraction, value: Value) -> str:
    """Return a vague power of ten: 数百億ドル, "tens of billions of dollars"."""
    power = len(str(int(amount))) - 1
    unit = "dollars" if value.unit == "USD" else "yen" if value.unit == "JPY" else ""
    noun = unit or _NOUNS.get(value.unit, ("", value.unit))[1]
    if value.kind == "multiple":
        noun = "times"
    if not power or value.kind == "percent":
        return f"several {'percent' if value.kind == 'percent' else noun}".rstrip()
    many = "dozens of " if power == 1 else _TENFOLDS[power % 3] + _POWERS[min(power // 3, 4)]
    return many + noun if noun else many.removesuffix(" of ")


def _date(date: Date, unit: str) -> str:
    year, month, day = date
    if unit == "decade":
        return f"{year}s"
    if unit == "century" and year is not None:
        number = -year // 100 if year < 0 else year // 100 + 1
        return f"{_ordinal(Fraction(number))} century{' BC' if year < 0 else ''}"
    said = "" if year is None else f"{-year} BC" if year < 0 else str(year)
    if month is None:
        return said or f"the {_ordinal(Fraction(day or 1))}"
    if day is None:
        return f"{_MONTHS[month - 1]} {said}".rstrip()
    return f"{_MONTHS[month - 1]} {day}" + (f", {said}" if said else "")
