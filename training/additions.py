"""What news say and no dictionary here has: translations written by hand."""

from __future__ import annotations

from training.dictionaries import Translation

CAPITALS = {
    "berlin": "ドイツ",
    "brussels": "EU",
    "canberra": "オーストラリア",
    "kiev": "ウクライナ",
    "kyiv": "ウクライナ",
    "london": "イギリス",
    "new delhi": "インド",
    "ottawa": "カナダ",
    "paris": "フランス",
    "pyongyang": "北朝鮮",
    "seoul": "韓国",
    "taipei": "台湾",
    "tehran": "イラン",
    "tokyo": "日本",
}
"""Capitals by the country whose government they stand for."""

STATES = (
    ("beijing", "中国"),
    ("washington", "米国"),
    ("washington", "アメリカ"),
    ("moscow", "ロシア"),
)
"""Capitals that stand for the whole state as often as for themselves."""

WEIGHT = 10.0
"""So that an entry is kept beside the dictionaries' many senses of a short word."""

OTHERS = (
    ("chip", "半導体"),
    ("chip maker", "半導体メーカー"),
    ("chip maker", "チップメーカー"),
    ("chipmaker", "半導体メーカー"),
    ("chipmaker", "チップメーカー"),
    ("chipmaker", "半導体"),
    ("chipmaking", "半導体製造"),
    ("chipmaking", "半導体"),
    ("dutch", "オランダ"),
    ("light emitting", "発光"),
    ("lawmaker", "議員"),
    ("ai", "人工知能"),
    ("ai", "AI"),
    ("uk", "イギリス"),
    ("uk", "英国"),
    ("un", "国連"),
)


def additions() -> list[Translation]:
    """Return the translations; capitals' own names keep the first place."""
    governments = [(city, f"{land}政府") for city, land in CAPITALS.items()]
    found = [Translation(city, name, 1.0) for city, name in (*governments, *STATES)]
    return found + [Translation(english, japanese, WEIGHT) for english, japanese in OTHERS]
