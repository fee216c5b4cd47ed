"""Japanese questions that follow up an earlier one; pure. `service.followup` puts it together."""

from __future__ import annotations

import re

from service.conversation import Earlier
from service.pronouns_ja import pointed
from service.topic_ja import (
    ASKING,
    ATTRIBUTE,
    NOUN,
    TIMED,
    described,
    others,
    pair,
    person,
    sought,
    time,
    topic,
)

__all__ = ["completed", "described", "others", "pair", "person", "sought", "time", "topic"]

_LEAD = re.compile(
    r"(?:では|じゃあ|それでは|それじゃあ?|ちなみに|そして|ところで|それから)[、,\s]*|"
    r"(?:じゃ|あと|また|でも|しかし|なら|ついでに|で)[、,\s]+"
)
_PARTICLE = r"(?:によって|において|までに|に|で|が|から|まで|を|へ|の|ごろ|頃)?"
_POLITE = r"(?:です|でした|でしょう|だった|だ|なの|なん|の|ん)*(?:か|かな)?"
_BARE = re.compile(
    rf"(?:(?:それ|これ|あれ|そこ|そう)(?:は|って|が|なの?は)?[、\s]*)?(?:いったい|一体)?"
    rf"(?P<asks>{ASKING}{_PARTICLE}){_POLITE}"
)
_PLAIN = rf"{NOUN}+(?:[のとや]{NOUN}+)*"
_FRAGMENT = re.compile(
    rf"(?P<what>{_PLAIN})(?:(?P<how>では|には|でも|から|まで|からは|までは|で|に)|"
    rf"(?P<theme>は|も|って|の場合は?|について(?:は)?|に関して(?:は)?|なら|とは)?)"
    rf"(?:どう)?{_POLITE}"
)
_ATTRIBUTE = re.compile(rf"(?:主な|具体的な)?{ATTRIBUTE}")
_ASKED_OF = re.compile(rf"{ATTRIBUTE}(?:は|が){ASKING}{_PARTICLE}.*")
_DROPPED = r"(?:理由|原因|要因|目的|背景|時期|年|日付)"
_REASON = re.compile(rf"(?P<clause>.*[たるい]){ATTRIBUTE}(?:は|とは)?(?:何|なん)?{_POLITE}")
_THING = re.compile(
    rf"(?P<thing>.+?の{ATTRIBUTE}|.+?(?=の{_DROPPED}))(?:の{_DROPPED})?(?:は|とは)(?:何|なん|いくら)?{_POLITE}"
)
_ASKED = re.compile(ASKING + _PARTICLE)
_SUBJECT = re.compile(rf"{NOUN}(?:は|が|を|も|に|の|と|で|から)|[\u30a1-\u30fa]{{3}}|[A-Za-z]{{2}}")
_THEME = re.compile(r".*?[^にではとからまず]は(?!じ|ず|る|や)")


def completed(question: str, earlier: Earlier) -> str | None:
    """Return ``question`` as it reads by itself, None where it is no follow-up.

    ``question`` is folded, as `service.query.fold` has it; what is returned ends without a mark.
    """
    text = question.rstrip("?!。. ")
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    asks = question.endswith("?")
    if bare := _BARE.fullmatch(rest):
        return _again(bare["asks"], earlier)
    if fragment := _FRAGMENT.fullmatch(rest):
        whole = _with(fragment, earlier, led=bool(lead), asks=asks)
        if whole is not None:
            return whole
    resolved = pointed(rest, earlier)
    if resolved is None and earlier.topic:
        joint = "の" if _ASKED_OF.match(rest) else "は" if _lacks_subject(rest) else ""
        return f"{earlier.topic}{joint}{rest}" if joint else None
    return resolved


def _lacks_subject(rest: str) -> bool:
    """Tell whether a question names nothing that it is about: 何年に設立された."""
    left = _ASKED.sub("", rest, count=1)
    return left != rest and bool(left) and not _SUBJECT.search(left)


def _with(fragment: re.Match[str], earlier: Earlier, *, led: bool, asks: bool) -> str | None:
    """Return the question before with a fragment added, or in place of its topic."""
    what, how, theme = fragment["what"], fragment["how"], fragment["theme"]
    if re.search(ASKING, what):
        return None
    if re.fullmatch(TIMED, what) and (how or theme):
        return _at(what, how or "は", earlier)
    if how:
        return _adding(f"{what}{how}", earlier) if led or asks else None
    if _ATTRIBUTE.fullmatch(what):
        return f"{earlier.topic}の{what}は" if earlier.topic else None
    if not (led or theme and "の" not in what):
        return None
    if earlier.topic and earlier.topic in earlier.question:
        return earlier.question.replace(earlier.topic, what, 1)
    return None


def _at(when: str, how: str, earlier: Earlier) -> str | None:
    """Return the question before with another time."""
    if earlier.time and earlier.time in earlier.question:
        return earlier.question.replace(earlier.time, when, 1)
    return _adding(f"{when}{how}", earlier)


def _adding(phrase: str, earlier: Earlier) -> str | None:
    """Return the question before with ``phrase`` before what it asks, or at its beginning."""
    if not earlier.alike:
        return f"{earlier.topic}は{phrase}" if earlier.topic else None
    asked = re.search(ASKING, earlier.question)
    if asked is None:
        return f"{phrase}、{earlier.question}"
    return f"{earlier.question[: asked.start()]}{phrase}{earlier.question[asked.start() :]}"


def _again(asks: str, earlier: Earlier) -> str | None:
    """Return the question before with other words of asking."""
    question = earlier.question
    if not earlier.alike:
        return f"{earlier.topic}は{asks}" if earlier.topic else None
    if reason := _REASON.fullmatch(question):
        return f"{reason['clause']}のは{asks.removesuffix('が')}"
    if thing := _THING.fullmatch(question):
        return f"{thing['thing']}は{asks}"
    if asked := _ASKED.search(question):
        return f"{question[: asked.start()]}{_fitting(asks, question[asked.end() :])}"
    if theme := _THEME.match(question):
        return f"{theme[0]}{_fitting(asks, question[theme.end() :])}"
    return f"{earlier.topic}は{asks}" if earlier.topic else None


def _fitting(asks: str, verb: str) -> str:
    """Return words of asking and the verb after them, joined by the particle that they need."""
    if not re.search(r"[\u3041-\u3096\u3400-\u9fff]", re.sub(_POLITE, "", verb)):
        return f"{asks.removesuffix('が')}{verb}"
    particle = {"誰": "によって" if re.search("れ[たるて]", verb) else "が", "どこ": "で"}
    return f"{asks}{particle.get(asks, '')}{verb}"
