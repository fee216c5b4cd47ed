"""Question + passages -> the sentences that answer it best, with what speaks for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from indexer.records import Hit, Passage, Span
from indexer.terms import Terms
from indexer.wording import Word
from service.choosing import Chosen
from service.forms import fits
from service.odds import log_odds, logistic
from service.query import Query, fold
from service.reader.reader import Found, Reading
from service.reader.spread import Spread
from service.search import Searcher
from service.statements import is_about
from service.telling import tells
from service.values import equal_answers
from service.wanted import Wanted, coverage, kinds_said, translated, wanted_of
from service.whole import whole

# A sentence of fewer content words is a label or a leftover of the page it came from.
FEWEST_WORDS = 2
# So many of the likeliest sentences are asked whether their answers are equal.
COMPARED = 6


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence: higher is better, about 0 to 1 where nothing else is said.

    ``coverage``: the share of the question's term weight (inverse document frequency) that the
    sentence repeats; ``translated``: the same share of its English words by their renderings;
    ``similarity``: cosine of question and sentence; ``passage``: a fifth of the log odds that the
    passage it stands in is relevant by the search, about -2 to 1; ``relevance``: the same by search
    and selector together; ``statement``: 1 unless it is a heading, a
    stub, or itself asks;
    ``sought``: 1 when the sentence has a new word of the kind that is asked for, or none is; half
    when an amount, a date or a span of time is asked for and it has another new number; else 0;
    ``read``: a fifth of the log odds that the reader finds the answer in it, ``doubtful``: that the
    network does which believes in it least, ``answered``: that it finds one in the passage at all;
    ``agreed``: the probability that the reader gives to equal
    answers in other sentences, at most 1; ``around``: the most of ``coverage`` or ``translated``
    that the sentence before or behind it has; ``form``: 1 when it reads like a reason, a way or a
    list where one is asked for, or none is, else 0; ``typed``: as ``sought``, of the words of the
    reader's answer alone; ``reason``, ``way``: 1 where the question asks for one; ``matched``: a
    tenth of how well the sentence matches the question by the selector, 0 where nothing was read.
    """

    coverage: float
    translated: float
    similarity: float
    passage: float
    relevance: float
    statement: float
    sought: float
    read: float
    doubtful: float
    answered: float
    agreed: float
    around: float
    form: float
    typed: float
    reason: float
    way: float
    matched: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one hit, with its features and what the reader finds in it.

    ``answer`` is the likeliest span, ``span`` itself where the reader finds none; ``share`` its
    part, 0 to 1, of the probability that the sentence has; ``spread`` that of all its spans, None
    where the reader finds none; all in the document. ``denied``: the reader's probability, 0 to 1,
    that the passage denies what the question takes for granted.
    """

    hit: Hit
    span: Span
    text: str
    features: Features
    answer: Span
    share: float
    spread: Spread | None = field(compare=False)
    denied: float
    words: tuple[Word, ...]

    @property
    def answer_text(self) -> str:
        """The characters of ``answer``."""
        return self.answer_inside.of(self.text)

    @property
    def answer_inside(self) -> Span:
        """Where ``answer`` stands within the sentence."""
        return Span(self.answer.start - self.span.start, self.answer.end - self.span.start)


def gather(
    query: Query, best: Sequence[Chosen], readings: Sequence[Reading], searcher: Searcher
) -> tuple[Evidence, ...]:
    """Return every distinct sentence of the ``best`` hits with its features, in their order.

    ``readings`` are what the reader says to each hit. A sentence in the overlap of two passages is
    counted with the better one. A passage that speaks about the question, to order what to answer
    or to quote who asked, is found because it repeats it; nothing in it is evidence.
    """
    places: dict[tuple[str, Span], _Place] = {}
    for one, reading in zip(best, readings, strict=True):
        hit = one.hit
        if is_about(fold(hit.passage.text), query.folded):
            continue
        for number, span in enumerate(hit.passage.sentences):
            place = _Place(hit, one.chance, span, reading, reading.found.get(number))
            places.setdefault((hit.passage.doc_id, span), place)
    texts = [_text(place.hit.passage, place.span) for place in places.values()]
    if not texts:
        return ()
    similarities = searcher.similarities(query, texts)
    wanted = wanted_of(query, searcher)
    found = [
        _evidence(place, text, similarity, wanted, searcher)
        for place, text, similarity in zip(places.values(), texts, similarities, strict=True)
    ]
    return _agreed(_among(found))


def _among(found: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence with what the neighbours of each sentence in its passage say."""
    said = {(item.hit.passage.doc_id, item.span): _said_share(item) for item in found}
    told = []
    for item in found:
        sentences, doc_id = item.hit.passage.sentences, item.hit.passage.doc_id
        place = sentences.index(item.span)
        beside = (*sentences[max(place - 1, 0) : place], *sentences[place + 1 : place + 2])
        most = max((said[doc_id, span] for span in beside), default=0.0)
        told.append(replace(item, features=replace(item.features, around=most)))
    return told


def _said_share(item: Evidence) -> float:
    return max(item.features.coverage, item.features.translated)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence of a hit, what the reader says to the hit, and what it finds in the sentence.

    ``chance`` as in `Chosen`.
    """

    hit: Hit
    chance: float
    span: Span
    reading: Reading
    found: Found | None


def _evidence(
    place: _Place, text: str, similarity: float, wanted: Wanted, searcher: Searcher
) -> Evidence:
    said = searcher.tools.analyser.content(text)
    hit, span, found = place.hit, place.span, place.found
    features = Features(
        coverage=coverage(wanted, said.terms),
        translated=translated(wanted, said.terms),
        similarity=similarity,
        passage=log_odds(hit.score) / 5,
        relevance=log_odds(place.chance) / 5,
        statement=_statement(hit.passage, text, said.terms, wanted.question),
        sought=kinds_said(
            wanted.kinds, [word for word in said.words if word.lemma not in wanted.told]
        ),
        read=log_odds(found.mass if found else 0.0) / 5,
        doubtful=log_odds(found.least if found else 0.0) / 5,
        answered=log_odds(1 - place.reading.none) / 5,
        agreed=0.0,
        around=0.0,
        form=float(fits(wanted.form, text)),
        typed=0.0,
        reason=float(wanted.form == "reason"),
        way=float(wanted.form in ("manner", "list")),
        matched=found.matched / 10 if found else 0.0,
    )
    answer, share = _answer(hit, span, found)
    spread = found.spread.moved(hit.passage.start) if found else None
    evidence = Evidence(
        hit, span, text, features, answer, share, spread, place.reading.denied, said.words
    )
    return replace(evidence, features=replace(features, typed=_typed(evidence, wanted, searcher)))


def _typed(item: Evidence, wanted: Wanted, searcher: Searcher) -> float:
    if not wanted.kinds:
        return 1.0
    return kinds_said(wanted.kinds, searcher.tools.analyser.content(item.answer_text).words)


def _answer(hit: Hit, span: Span, found: Found | None) -> tuple[Span, float]:
    """Return the answer inside a sentence of the document, and its share."""
    if found is None:
        return span, 0.0
    there = Span(found.span.start + hit.passage.start, found.span.end + hit.passage.start)
    part = inside(span, _text(hit.passage, span), there)
    return (part, found.share) if part else (span, 0.0)


def inside(sentence: Span, text: str, found: Span) -> Span | None:
    """Return what of ``found`` is in a sentence with that ``text``, figures whole; None: nothing.

    Both are spans of one document.
    """
    start, end = max(found.start, sentence.start), min(found.end, sentence.end)
    if start >= end:
        return None
    inner = whole(text, Span(start - sentence.start, end - sentence.start))
    return Span(inner.start + sentence.start, inner.end + sentence.start)


def _agreed(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence with what the reader gives to equal answers elsewhere."""
    best = sorted(range(len(found)), key=lambda place: (-found[place].features.read, place))
    agreed = dict.fromkeys(range(len(found)), 0.0)
    for one, other in combinations(best[:COMPARED], 2):
        if equal_answers(found[one].answer_text, found[other].answer_text):
            agreed[one] += logistic(found[other].features.read * 5)
            agreed[other] += logistic(found[one].features.read * 5)
    return tuple(
        replace(item, features=replace(item.features, agreed=min(agreed[place], 1.0)))
        for place, item in enumerate(found)
    )


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _statement(passage: Passage, text: str, terms: Terms, question: str) -> float:
    if len(terms.lemma) < FEWEST_WORDS or text == passage.section:
        return 0.0
    return float(tells(text, question))
