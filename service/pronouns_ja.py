"""Japanese words that point back to an earlier question or its answer, replaced; pure."""

from __future__ import annotations

import re

from service.conversation import Earlier
from service.topic_ja import GENERIC, NOUN

_POINTERS = re.compile(
    r"(?P<then>その(?:時|とき|頃|ころ|年)|(?<![年月日た])当時)(?P<of>の)?"
    r"|(?P<human>その(?:人物|人|方)(?:たち)?|彼女ら|彼女|彼ら|彼(?!岸)|同氏)"
    r"|(?P<same>(?<![合共])同(?:社|国|党|機関|装置|製品|モデル|措置|規制|大学)(?!士))"
    rf"|(?P<kind>(?<![どこそ])[そこあ]の(?P<class>{GENERIC}))"
    r"|(?P<there>(?<!ど)そこ(?=[でにはのかへ])(?!で[、,]|から先))"
    r"|(?P<pair>前者|後者)"
    r"|(?P<it>(?:それ|これ)ら?(?=[はがをにもとのよって、])"
    r"(?!とも|ぞれ|では|なら|から|に加え|まで|ほど|はさて|に対し))"
    r"|(?P<its>(?:(?<![どこそ])[そこ]の|そうした|こうした|そのような|このような)"
    r"(?!もの|他|ほか|まま|うち|文書|資料|記事|文章|論評|論説|社説|寄稿|報道|筆者|著者|先|中で|よう|ため|間|度|際|上で|後|\d|数))"
)
_NAMED = re.compile(rf"{NOUN}{{2,}}")


def pointed(text: str, earlier: Earlier) -> str | None:
    """Return ``text`` with the first word that points back replaced; None if none does."""
    for match in _POINTERS.finditer(text):
        target = _target(match, earlier)
        if target and not _inside(text, match):
            return text[: match.start()] + target + text[match.end() :]
    return None


def _target(match: re.Match[str], earlier: Earlier) -> str:
    """Return what stands for a word, ``""`` where nothing is known that could."""
    topic = earlier.thing(match.string)
    if match["then"]:
        joint = "の" if match["of"] else "に"
        return f"{earlier.time}{joint}" if earlier.time else ""
    if match["pair"]:
        return "" if earlier.pair is None else earlier.pair[match["pair"] == "後者"]
    if match["human"]:
        return earlier.person
    if match["there"]:
        return earlier.place or topic
    if match["its"]:
        return f"{topic}の" if topic else ""
    return topic


def _inside(text: str, match: re.Match[str]) -> bool:
    """Tell whether a word points to something named before it in the same question."""
    before = text[: match.start()]
    if not _NAMED.search(before):
        return False
    owns = match["human"] and text[match.end() :].startswith("の")
    return bool(match["same"] or owns or re.search(r"[と、,や]", before))
