"""Where a sentence denies, or says the opposite of, what a question asserts; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from indexer.wording import NAME, NUMERIC
from service.assertion import CERTAIN, SAYS, WEAK, Asking, Clash, Reading, Statement, Topic
from service.comparing import turned
from service.opposites import Pole, differ_in_an_opposite, poles, poles_by_key
from service.polarity import refused_words

# How well an English word's rendering must say it to lend it its opposite.
_RENDERED = 0.9
# What holds on a condition denies nothing.
_IF = re.compile("もし|仮に|ならば|なければ")
# A question with a choice or a contrast names what does not hold beside what does.
_CONTRASTS = re.compile(r"ではなく|よりも?むしろ|なければ|\b(?:instead|rather|but not|unless)\b")
# A question that leaves a choice has both sides of a pair of opposites in view.
_CHOOSES = re.compile(r"どちら|どっち|それとも|ほうが|のうち|\b(?:versus|or|rather|opposed)\b")
# A question with one of these says itself that something was not to be.
_REFUSING = frozenset(
    pole
    for word in ("禁止", "反対", "廃止", "中止", "失敗")
    for pole in poles(word)
    if pole.side < 0
)


def reversed_clashes(reading: Reading) -> Iterator[Clash]:
    """Yield the words of a question that a sentence denies, or says the opposite of."""
    if not _IF.search(reading.statement.key.text):
        yield from _negations(reading)
        yield from _opposites(reading)


def _negations(reading: Reading) -> Iterator[Clash]:
    """Yield words that the question affirms and the sentence denies, or the other way round."""
    asking, sentence = reading.asking, reading.statement
    if _CHOOSES.search(asking.key) or _CONTRASTS.search(asking.key):
        return
    refusing, refused = _refuses(asking), refused_words(asking.tokens)
    allowed = _own(asking) & set(_stood(sentence))
    for topic, row in zip(asking.topics, reading.said, strict=True):
        said = {place for place, worth in enumerate(row) if worth >= SAYS}
        ours = topic.place in asking.denied
        if not said or topic.kind in NUMERIC or topic.kind == NAME:
            continue
        if topic.place in refused or (said <= sentence.refused and (refusing or allowed)):
            continue  # both say that it was refused, or that it was allowed, in different words
        if all((place in sentence.denied) != ours for place in said):
            strength = WEAK if ours else CERTAIN
            yield Clash("negation", frozenset((topic.place,)), max(said), max(said), strength)


def _refuses(asking: Asking) -> bool:
    """Tell whether a question itself says that something was refused, stopped or not done."""
    return bool(asking.denied) or any(
        not _REFUSING.isdisjoint(_sides(topic, SAYS)) for topic in asking.topics
    )


def _own(asking: Asking) -> set[Pole]:
    """Return the sides of opposites that the words of a question stand on."""
    return {
        pole.turned(topic.place in asking.denied)
        for topic in asking.topics
        for pole in _sides(topic, SAYS)
    }


def _sides(topic: Topic, least: float) -> set[Pole]:
    """Return the sides of opposites that a topic stands on, by itself or by its renderings."""
    rendered = (poles_by_key(key) for key, worth in topic.words.items() if worth >= least)
    return {pole for found in (poles(topic.lemma), *rendered) for pole in found}


def _opposites(reading: Reading) -> Iterator[Clash]:
    """Yield words that the sentence does not say, against their opposites that it says.

    Where both compare, each the other way round, the same words are opposites and these are not.
    """
    asking, sentence = reading.asking, reading.statement
    either = _CHOOSES.search(asking.key) or _CONTRASTS.search(asking.key)
    around = None if either else turned(reading)
    if around is None:
        return
    theirs = _stood(sentence)
    for topic, row in zip(asking.topics, reading.said, strict=True):
        said = max(row, default=0.0) >= SAYS
        measured = topic.place and asking.tokens[topic.place - 1].lemma == "how"
        if measured or (said and not around):
            continue  # how long a thing is says not that it is long
        for place, strength in _against(topic, asking, sentence, theirs, around=around):
            yield Clash("opposite", frozenset((topic.place,)), place, place, strength)


def _stood(sentence: Statement) -> dict[Pole, int]:
    """Return the sides that a sentence stands on, and where first; what it denies changes sides."""
    found: dict[Pole, int] = {}
    for place, token in enumerate(sentence.tokens):
        for pole in poles(token.lemma):
            found.setdefault(pole.turned(place in sentence.denied), place)
    return found


def _against(
    topic: Topic,
    asking: Asking,
    sentence: Statement,
    theirs: Mapping[Pole, int],
    *,
    around: bool,
) -> Iterator[tuple[int, float]]:
    denied = (topic.place in asking.denied) != around
    own = set(poles(topic.lemma))
    if not own and asking.language == "en":
        own = _sides(topic, _RENDERED)
    for pole in sorted(own, key=lambda pole: pole.axis):
        ours = pole.turned(denied)
        if ours not in theirs and ours.turned(True) in theirs:
            yield theirs[ours.turned(True)], CERTAIN
    for place, token in enumerate(() if denied else sentence.tokens):
        if place not in sentence.denied and differ_in_an_opposite(topic.lemma, token.lemma):
            yield place, WEAK
