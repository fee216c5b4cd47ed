"""Draft questions over a corpus, for a person to accept."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, zip_longest

from eval.gold.questions import DRAFT, Kind, Question
from eval.gold.templates import Asked, Asks, Tokens, asked
from indexer.records import Document
from indexer.sentences import sentence_spans

_KINDS: dict[Asks, Kind] = {"reason": "why"}
SEED = 7


@dataclass(frozen=True, slots=True)
class _Found:
    doc_id: str
    sentence: str
    asked: Asked


def drafts(
    documents: Iterable[Document], tokens: Tokens, number: int, seed: int = SEED
) -> tuple[Question, ...]:
    """Return up to ``number`` draft questions, spread over documents and kinds of questions.

    The documents take turns, and in each one the kinds do; a sentence is asked about once. Equal
    input and ``seed``, equal drafts.
    """
    by_document = [_spread(document, tokens, seed) for document in documents]
    chosen = [found for found in chain(*zip_longest(*by_document)) if found is not None][:number]
    return tuple(_question(place, found) for place, found in enumerate(chosen, start=1))


def to_draft_line(question: Question) -> str:
    """Return a draft as a line that `read_gold` refuses until its mark is taken out."""
    return json.dumps({DRAFT: True, **asdict(question)}, ensure_ascii=False)


def _spread(document: Document, tokens: Tokens, seed: int) -> list[_Found]:
    """Return what a document can be asked, the kinds taking turns, in a seeded order."""
    kinds: dict[Asks, list[_Found]] = {}
    for found in _once(_of(document, tokens)):
        kinds.setdefault(found.asked.asks, []).append(found)
    order = random.Random(f"{seed} {document.id}")
    groups = [kinds[name] for name in sorted(kinds)]
    for group in groups:
        order.shuffle(group)
    order.shuffle(groups)
    return [found for found in chain(*zip_longest(*groups)) if found is not None]


def _of(document: Document, tokens: Tokens) -> Iterator[_Found]:
    for span in sentence_spans(document.text):
        sentence = span.of(document.text)
        for item in asked(sentence, tokens):
            yield _Found(document.id, sentence, item)


def _once(found: Iterable[_Found]) -> Sequence[_Found]:
    """Keep the last template of each sentence: reasons and names are rarer than figures."""
    return tuple({item.sentence: item for item in found}.values())


def _question(place: int, found: _Found) -> Question:
    return Question(
        id=f"draft{place:03d}",
        lang="ja",
        q=found.asked.text,
        doc=found.doc_id,
        support=(found.sentence,),
        accept=found.asked.accept,
        kind=_KINDS.get(found.asked.asks, "fact"),
    )
