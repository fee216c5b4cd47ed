"""The number that answers a question changed wherever the corpus says it: the answer must follow.

A number that two questions ask for becomes the same other number for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from eval.adversarial.digits import others
from eval.adversarial.places import Places, Sentence, Words, edited
from eval.adversarial.records import Case, Changed, ordered, rewritten
from eval.gold.questions import Question
from indexer.records import Document, Span
from service.values import Value, compatible, same, values

# What begins with a zero is no amount: 01.AI.
_NAME = re.compile("0[0-9]")


@dataclass(frozen=True, slots=True)
class _Target:
    """A question, the one number of its answer, as written and as a value, and where it is said."""

    question: Question
    text: str
    value: Value
    rows: tuple[int, ...]


def change_numbers(
    questions: Iterable[Question], documents: Sequence[Document], words: Words, seed: int
) -> Changed:
    """Return the corpus with other numbers, and the questions whose answers they are.

    A question is usable when an accepted string says exactly one quantity, in figures, that a
    supporting sentence says too. The number changes in all supporting sentences and in their
    echoes (`Places.echoes`), by value: 25% also where it is written 2割5分.
    """
    places = Places(documents, words)
    targets = [target for question in questions for target in _targets(question, places)]
    cases: list[Case] = []
    edits: dict[str, dict[Span, str]] = {}
    for group in _by_value(targets):
        sentences = [places.sentences[r] for r in sorted({r for t in group for r in t.rows})]
        chosen = _other(group, sentences, seed)
        if chosen is None:
            continue
        put = [
            (item.doc_id, span, new)
            for item in sentences
            for span, new in _put(item, group[0].value, chosen)
        ]
        # A date may be asked for by its year and by its month: only one of them can change.
        if not any(span in edits.get(doc_id, ()) for doc_id, span, _ in put):
            cases += [_case(target, chosen) for target in group]
            for doc_id, span, new in put:
                edits.setdefault(doc_id, {})[span] = new
    texts = {document.id: document.text for document in documents}
    changed = {doc_id: edited(texts[doc_id], spans.items()) for doc_id, spans in edits.items()}
    return Changed(
        ordered([rewritten(d, changed[d.id]) if d.id in changed else d for d in documents]),
        tuple(cases),
    )


def says_value(text: str, value: Value) -> bool:
    """Tell whether ``text`` says ``value``; of dates, one that is as exact or more so."""
    return any(_alike(item, value) for item in values(text))


def _alike(a: Value, b: Value) -> bool:
    return compatible(a, b) if a.kind == b.kind == "date" else same(a, b)


def _targets(question: Question, places: Places) -> Iterator[_Target]:
    """Yield the one target of a usable question."""
    supporting = places.supporting(question)
    for accepted in question.accept:
        found = values(accepted)
        if len(found) != 1:
            continue
        text = found[0].span.of(accepted)
        said = any(_said(places.sentences[row], found[0]) for row in supporting)
        if said and not _NAME.match(text):
            echoes = places.echoes(supporting, question.accept, partial(says_value, value=found[0]))
            yield _Target(question, text, found[0], (*supporting, *echoes))
            return


def _said(sentence: Sentence, value: Value) -> list[Span]:
    """Return where a sentence says ``value``."""
    return [item.span for item in values(sentence.text) if _alike(item, value)]


def _by_value(targets: Sequence[_Target]) -> list[list[_Target]]:
    groups: list[list[_Target]] = []
    for target in targets:
        for group in groups:
            if _alike(group[0].value, target.value):
                group.append(target)
                break
        else:
            groups.append([target])
    return groups


def _other(group: Sequence[_Target], sentences: Sequence[Sentence], seed: int) -> Value | None:
    """Return another number of the kind that all can say and none of ``sentences`` says, or None.

    None too where a sentence says the old number in words: it would go on saying it.
    """
    old = group[0].value
    written = [target.text for target in group]
    for sentence in sentences:
        written += [span.of(sentence.text) for span in _said(sentence, old)]
    for text in others(group[0].text, seed):
        found = values(text)
        if len(found) == 1 and _fits(old, found[0]):
            said = any(says_value(sentence.text, found[0]) for sentence in sentences)
            if not said and all(_written(item, found[0]) for item in written):
                return found[0]
    return None


def _fits(old: Value, new: Value) -> bool:
    """Tell whether a number may stand for another, but not be taken for it: a share stays one."""
    if (old.kind, old.unit) != (new.kind, new.unit) or compatible(old, new):
        return False
    shares = isinstance(old.amount, Fraction) and old.kind == "percent" and old.amount <= 1
    return not shares or (isinstance(new.amount, Fraction) and new.amount <= 1)


def _case(target: _Target, chosen: Value) -> Case:
    return Case(
        target.question, expected=(_written(target.text, chosen),), forbidden=(target.text,)
    )


def _put(sentence: Sentence, old: Value, new: Value) -> Iterator[tuple[Span, str]]:
    """Yield the places in the document where the sentence says ``old``, and what to put there."""
    for span in _said(sentence, old):
        place = Span(sentence.span.start + span.start, sentence.span.start + span.end)
        yield place, _written(span.of(sentence.text), new)


def _written(text: str, new: Value) -> str:
    """Return ``text``, which says a number, saying ``new``; ``""`` when its figures can't."""
    return next((item for item in others(text, 0) if says_value(item, new)), "")
