"""Outcomes -> rows: every measure of every question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eval.citing import citation_precision, citation_recall
from eval.evaluate import Outcome, Ranking
from eval.gold.questions import Question
from eval.metrics import ranking_measures
from eval.reading import SetReply, character_f1, exact_match, reading_measures
from eval.record import Row
from eval.sets import SetQuestion
from eval.shares import SHARES
from eval.value_match import asks_for_value, says_value
from service.records import Citation

# Measures keep so many digits, confidences too: what differs less is no difference.
DIGITS = 6

Measures = Mapping[str, float]


def gold_rows(outcomes: Sequence[Outcome]) -> tuple[Row, ...]:
    """Return a row for each outcome, in order."""
    ranked = _ranked([outcome for outcome in outcomes if outcome.question.answerable])
    return tuple(
        _row(
            outcome.question,
            outcome,
            {**ranked.get(outcome.question.id, {}), **_said(outcome)},
            status=outcome.reply.status,
            answer=outcome.reply.answer.text if outcome.reply.answer else None,
            confidence=outcome.reply.confidence,
            cited=tuple(map(_place, outcome.reply.citations)),
            milliseconds=_milliseconds(outcome.seconds),
        )
        for outcome in outcomes
    )


def ranking_rows(rankings: Sequence[Ranking]) -> tuple[Row, ...]:
    """Return a row for each question that was only searched for, in order; its status is ``""``."""
    ranked = _ranked(rankings)
    return tuple(_row(item.question, item, ranked[item.question.id]) for item in rankings)


def set_rows(
    questions: Sequence[SetQuestion],
    rankings: Mapping[str, Sequence[str]],
    replies: Sequence[SetReply],
    read: Mapping[str, str],
) -> tuple[Row, ...]:
    """Return a row for each question of an external set, in order.

    ``rankings`` are the documents' ids found by question id; ``replies`` may be empty, where
    nothing was asked, and ``read`` the answers that were read in the right document, by question
    id.
    """
    judged = {item.id: item.relevant for item in questions if item.relevant}
    measured = [_by_question(ranking_measures(judged, {n: rankings.get(n, ()) for n in judged}))]
    if replies:
        answers = {reply.question.id: reply.answer for reply in replies}
        measured.append(_by_question(reading_measures(questions, answers)))
    if read:
        known = [item for item in questions if item.id in read]
        measured.append(_by_question(reading_measures(known, read), "gold paragraph."))
    said = {reply.question.id: reply for reply in replies}
    rows = []
    for item in questions:
        found = [values[item.id] for values in measured if item.id in values]
        rows.append(_set_row(item, rankings.get(item.id, ()), found, said.get(item.id)))
    return tuple(rows)


def _ranked(items: Sequence[Outcome] | Sequence[Ranking]) -> dict[str, Measures]:
    """Return the ranking measures of passages and of their documents, by question id."""
    passages = {item.question.id: (sorted(item.relevant), item.ranking) for item in items}
    documents = {
        name: (_documents(relevant), _documents(ranking))
        for name, (relevant, ranking) in passages.items()
    }
    levels = (("", passages), ("document ", documents))
    found: dict[str, dict[str, float]] = {name: {} for name in passages}
    for prefix, level in levels:
        measured = ranking_measures(
            {name: dict.fromkeys(relevant, 1) for name, (relevant, _) in level.items()},
            {name: ranking for name, (_, ranking) in level.items()},
        )
        for name, values in _by_question(measured, prefix).items():
            found[name].update(values)
    return dict(found)


def _documents(places: Iterable[str]) -> list[str]:
    """Return the documents of places, each at its first one."""
    return list(dict.fromkeys(place.rpartition(":")[0] for place in places))


def _by_question(
    measured: Mapping[str, Mapping[str, float]], prefix: str = ""
) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for measure, values in measured.items():
        for name, value in values.items():
            found.setdefault(name, {})[prefix + measure] = value
    return found


def _said(outcome: Outcome) -> Measures:
    """Return what is measured of the reply."""
    shares = {share.name: share.of(outcome) for share in SHARES}
    known = {name: value for name, value in shares.items() if value is not None}
    return {**known, **_of_answer(outcome), **_of_citations(outcome)}


def _of_answer(outcome: Outcome) -> Measures:
    """Return how well the words of the answer fit; a refusal is the answer ``""``."""
    question, reply = outcome.question, outcome.reply
    if not question.accept or not question.answerable:
        return {}
    said = reply.answer.text if reply.answer else ""
    found = {"EM": exact_match(said, question.accept), "F1": character_f1(said, question.accept)}
    if asks_for_value(question.accept):
        found["value equal"] = float(says_value(said, question.accept))
    return found


def _of_citations(outcome: Outcome) -> Measures:
    question = outcome.question
    if not question.answerable:
        return {}
    quotes = [citation.quote for citation in outcome.reply.citations]
    found = {
        "citation recall": citation_recall(question, quotes),
        "span exact": outcome.exact_span,
        "span F1": outcome.span_f1,
    }
    if not outcome.refused:
        found["citation precision"] = citation_precision(question, quotes)
    return found


def _place(citation: Citation) -> str:
    return f"{citation.doc_id}:{citation.span.start}-{citation.span.end}"


def _row(
    question: Question,
    item: Outcome | Ranking,
    measures: Measures,
    status: str = "",
    answer: str | None = None,
    confidence: float = 0.0,
    cited: tuple[str, ...] = (),
    milliseconds: float = 0.0,
) -> Row:
    return Row(
        id=question.id,
        q=question.q,
        lang=question.lang,
        kind=question.kind,
        split=question.split,
        doc=question.doc,
        pair=question.pair,
        status=status,
        answer=answer,
        confidence=round(confidence, DIGITS),
        ranking=item.ranking,
        relevant=tuple(sorted(item.relevant)),
        cited=cited,
        measures=_rounded(measures),
        milliseconds=milliseconds,
    )


def _set_row(
    question: SetQuestion,
    ranking: Sequence[str],
    measured: Sequence[Measures],
    reply: SetReply | None,
) -> Row:
    measures = {name: value for known in measured for name, value in known.items()}
    if reply is not None:
        measures["answered"] = float(not reply.refused)
        if question.answerable:
            measures["answer accepted"] = float(reply.right)
        else:
            measures["unanswerable refused"] = float(reply.refused)
    return Row(
        id=question.id,
        q=question.text,
        lang="",
        kind="",
        split="",
        doc=question.doc_id,
        pair="",
        status=reply.status if reply else "",
        answer=None if reply is None or reply.refused else reply.answer,
        confidence=round(reply.confidence, DIGITS) if reply else 0.0,
        ranking=tuple(ranking),
        relevant=tuple(sorted(question.relevant)),
        cited=(),
        measures=_rounded(measures),
        milliseconds=_milliseconds(reply.seconds) if reply else 0.0,
    )


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 3)


def _rounded(measures: Measures) -> Measures:
    return {name: round(float(value), DIGITS) for name, value in measures.items()}
