"""Gold questions that stand twice, and those that leak from one split into another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from eval.gold.evidence import Place, places
from eval.gold.findings import Finding
from eval.gold.questions import Question
from eval.metrics import comparable

GRAM = {"ja": 13, "en": 26}
"""Characters, blanks left out; an English one says about half as much as a Japanese one."""
SHARE = 0.5
"""Of the 13-grams of the shorter question that a near-equal one has too."""

Two = tuple[Question, Question]


def repeats(questions: Sequence[Question], texts: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what two questions share that they should not; ``texts`` are by document id.

    Wrong are equal questions and, where one is tuned on (dev) and the other measured (test), pairs
    parted by the splits, near-equal questions with a common answer, and evidence that overlaps
    while an accepted answer is common. Near-equal questions and shared evidence are to be looked
    at otherwise. Twins in two languages are no repeats.
    """
    yield from _parted_pairs(questions)
    found = {question.id: places(question, texts) for question in questions}
    told: set[tuple[str, str]] = set()
    for one, other in near_equal(questions):
        told.add((one.id, other.id))
        yield _near_equal(one, other, found)
    for one, other in _sharing_evidence(questions, found):
        if (one.id, other.id) not in told and one.split != other.split:
            yield _shared_evidence(one, other)


def near_equal(questions: Iterable[Question]) -> list[Two]:
    """Return the pairs of one language that are equal, made comparable, or share half their grams.

    In the order of the questions.
    """
    listed = list(questions)
    grams = {question.id: _grams(question) for question in listed}
    holders = _holders((question, grams[question.id]) for question in listed)
    return [
        (one, other)
        for one, other in _meeting(listed, holders)
        if one.lang == other.lang
        and len(grams[one.id] & grams[other.id])
        >= SHARE * min(len(grams[one.id]), len(grams[other.id]))
    ]


def _grams(question: Question) -> frozenset[str]:
    """Return the grams of a question; of a shorter one, the question itself."""
    text, size = comparable(question.q), GRAM[question.lang]
    return frozenset(text[n : n + size] for n in range(max(1, len(text) - size + 1)))


def _holders(
    keyed: Iterable[tuple[Question, Iterable[Hashable]]],
) -> dict[Hashable, list[Question]]:
    holders: dict[Hashable, list[Question]] = defaultdict(list)
    for question, keys in keyed:
        for key in keys:
            holders[key].append(question)
    return holders


def _meeting(
    questions: Sequence[Question], holders: Mapping[Hashable, Sequence[Question]]
) -> list[Two]:
    """Return the pairs of questions that hold some key both, in order, each once."""
    order = {question.id: number for number, question in enumerate(questions)}
    found = {
        (order[one.id], order[other.id])
        for group in holders.values()
        for one, other in combinations(group, 2)
    }
    return [(questions[one], questions[other]) for one, other in sorted(found)]


def _sharing_evidence(
    questions: Sequence[Question], found: Mapping[str, Sequence[Place]]
) -> list[Two]:
    documents = _holders((q, {place.doc_id for place in found[q.id]}) for q in questions)
    return [
        (one, other)
        for one, other in _meeting(questions, documents)
        if _overlap(found[one.id], found[other.id])
    ]


def _overlap(here: Iterable[Place], there: Sequence[Place]) -> bool:
    return any(one.overlaps(other) for one in here for other in there)


def _near_equal(one: Question, other: Question, found: Mapping[str, Sequence[Place]]) -> Finding:
    ids = (one.id, other.id)
    if comparable(one.q) == comparable(other.q):
        return Finding("wrong", ids, f"one question twice: {one.q}")
    if one.split != other.split and (
        _common_answer(one, other) or _overlap(found[one.id], found[other.id])
    ):
        return Finding("wrong", ids, f"near-equal questions in dev and test: {one.q} / {other.q}")
    return Finding("look", ids, f"near-equal questions: {one.q} / {other.q}")


def _shared_evidence(one: Question, other: Question) -> Finding:
    if _common_answer(one, other):
        return Finding("wrong", (one.id, other.id), "dev and test have the evidence and an answer")
    return Finding("look", (one.id, other.id), "dev and test have evidence in common")


def _common_answer(one: Question, other: Question) -> bool:
    answers = {comparable(answer) for answer in one.accept}
    return not answers.isdisjoint(comparable(answer) for answer in other.accept)


def _parted_pairs(questions: Iterable[Question]) -> Iterator[Finding]:
    """Yield the pairs that stand in two splits, or are no two questions of two languages."""
    pairs: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.pair:
            pairs[question.pair].append(question)
    for name, group in pairs.items():
        ids = tuple(question.id for question in group)
        if len({question.split for question in group}) > 1:
            yield Finding("wrong", ids, f"the pair {name} stands in dev and in test")
        if sorted(question.lang for question in group) != ["en", "ja"]:
            yield Finding("look", ids, f"the pair {name} is not one question in each language")
