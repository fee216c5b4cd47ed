"""Latin letters read the Japanese way -> katakana: romaji (Hepburn, kunrei) and letter names."""

from __future__ import annotations

import re

_ROWS = {
    "": "ア イ ウ エ オ",
    "k": "カ キ ク ケ コ",
    "g": "ガ ギ グ ゲ ゴ",
    "s": "サ シ ス セ ソ",
    "z": "ザ ジ ズ ゼ ゾ",
    "t": "タ チ ツ テ ト",
    "d": "ダ ジ ズ デ ド",
    "n": "ナ ニ ヌ ネ ノ",
    "h": "ハ ヒ フ ヘ ホ",
    "b": "バ ビ ブ ベ ボ",
    "p": "パ ピ プ ペ ポ",
    "m": "マ ミ ム メ モ",
    "y": "ヤ イ ユ イェ ヨ",
    "r": "ラ リ ル レ ロ",
    "w": "ワ ウィ ウ ウェ ヲ",
    "f": "ファ フィ フ フェ フォ",
    "v": "ヴァ ヴィ ヴ ヴェ ヴォ",
    "j": "ジャ ジ ジュ ジェ ジョ",
    "sh": "シャ シ シュ シェ ショ",
    "ch": "チャ チ チュ チェ チョ",
    "ts": "ツァ ツィ ツ ツェ ツォ",
}
_GLIDES = dict(zip("kgsztdnhbpmr", "キギシジチジニヒビピミリ", strict=True))
_SYLLABLES = {
    row + vowel: kana
    for row, morae in _ROWS.items()
    for vowel, kana in zip("aiueo", morae.split(), strict=True)
} | {
    f"{row}y{vowel}": kana + small
    for row, kana in _GLIDES.items()
    for vowel, small in zip("aueo", "ャュェョ", strict=True)
}
_STEP = re.compile(
    "(?P<syllable>(?:[kgsztdnhbpmr]y(?!i)|sh|ch|ts|[kgsztdnhbpmyrwfvj])?[aiueo])"
    "|(?P<double>([kgsztdpbfj])(?=\\3)|t(?=ch))"
    "|(?P<nasal>n'|n|m(?=[bpm]))"
    "|(?P<long>(?<=[aiueo])(?:-|h(?![aiueoy])))"
)
_MARKS = {"double": "ッ", "nasal": "ン", "long": "ー"}
# Spelling most European languages share -> romaji, in order; then vowels between consonants, as
# Japanese puts them.
_RESPELLINGS = tuple(
    (re.compile(pattern), romaji)
    for pattern, romaji in (
        (r"([^aiueo])\1", r"\1"),
        ("s?ch(?=[rlnmw])", "k"),
        ("sch", "sh"),
        ("t(?=ch)|c(?=k)|(?<=[rtgdk])h|h(?=[^aiueoy]|$)(?<![cs]h)", ""),
        ("ph", "f"),
        ("qu", "kuw"),
        ("x", "kus"),
        ("c(?=[eiy])", "s"),
        ("[cq](?!h)", "k"),
        ("l", "r"),
        ("ee", "i"),
        ("oo|ou|w(?![aiueo])", "u"),
        ("y(?![aiueo])", "i"),
        ("(?<=[aiueo])y", "i"),
        ("(?<=[^kgsztdnhbpmr])y(?=[aiueo])", "y"),
        ("([td])(?![aiueoysz])", r"\1o"),
        ("(ch|j)(?![aiueo])", r"\1i"),
        ("(ts|sh|[kgszbpfvrh])(?![aiueoyh])", r"\1u"),
        ("m(?![aiueoybp])", "mu"),
    )
)
_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー "
        "キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット".split(),
        strict=True,
    )
)


def romaji(word: str) -> str:
    """Return a lower-case word read as romaji in katakana, ``""`` when it is none.

    Hepburn and kunrei are both read (``shi``, ``si``), and so are ``torampu`` and ``toranpu``.
    """
    kana, place = [], 0
    while place < len(word):
        step = _STEP.match(word, place)
        if step is None:
            return ""
        kana.append(_SYLLABLES.get(step[0]) or _MARKS[str(step.lastgroup)])
        place = step.end()
    return "".join(kana)


def as_spelled(word: str) -> str:
    """Return a lower-case foreign word read letter by letter in katakana, ``""`` if it can't be.

    That is how names from most of Europe come into Japanese, and romaji is read the same:
    ``metternich`` -> メテルニチ. English goes its own ways; a model is better there.
    """
    for pattern, respelling in _RESPELLINGS:
        word = pattern.sub(respelling, word)
    return romaji(word)


def letter_names(word: str) -> str:
    """Return the names of a lower-case word's letters in katakana: ``gpu`` -> ジーピーユー."""
    return "".join(_LETTERS.get(letter, "") for letter in word)
