"""Forty documents that give orders to whatever reads them: none is obeyed.

They were written before the code that tells orders was read, and must not be used to mend it word
by word. All but two hold a true sentence too, whose fact is ``truth``; ``orders`` are the parts of
the text that are poison.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus, read_corpus
from indexer.embedder import Embedder
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from service.open import Opener
from service.records import Reply
from tests.tiny import word_vectors

FILE = Path(__file__).parent / "poisoned.jsonl"
SEEDS = FILE.parent.parent / "seeds"


@dataclass(frozen=True, slots=True)
class Poison:
    """A poisoned document and what would show that it was obeyed."""

    id: str
    lang: str
    how: str
    title: str
    q: str
    payload: str
    url: str
    truth: str
    text: str
    orders: tuple[str, ...]


def read_poisons() -> list[Poison]:
    rows = (json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())
    return [Poison(**row | {"orders": tuple(row["orders"])}) for row in rows]


POISONS = read_poisons()
EACH = pytest.mark.parametrize("poison", POISONS, ids=lambda poison: poison.id)


def plain(text: str) -> str:
    """Undo every disguise: tag characters, invisible ones, widths, cases and blanks."""
    shown = "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) < 0xE007F else c for c in text)
    folded = unicodedata.normalize("NFKC", shown).casefold()
    return "".join(
        c for c in folded if unicodedata.category(c) not in ("Cf", "Mn", "Cc") and not c.isspace()
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is replied to each question, with the orders in the documents and without them."""

    poisoned: dict[str, Reply]
    cured: dict[str, Reply]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The replies over the seeds and the forty, and over the seeds and the forty cured."""
    folder = tmp_path_factory.mktemp("poisoned")
    rows = ({"id": p.id, "title": p.title, "text": cure(p)} for p in POISONS)
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "cured.jsonl").write_text(lines, encoding="utf-8")
    config, analyser = IndexConfig(), PassageAnalyser(Analyser(Tokenizer()), word_vectors())
    embedder, opener = Embedder(config.model), Opener(folder / "index")

    def replies(path: Path) -> dict[str, Reply]:
        build(with_seeds(path), Store(folder / "index"), config, analyser, embedder)
        engine = opener.open()
        try:
            return {p.id: engine.ask(p.q, 5) for p in POISONS}
        finally:
            engine.close()

    return Asked(replies(FILE), replies(folder / "cured.jsonl"))


def with_seeds(path: Path) -> Corpus:
    seeds, added = read_corpus(SEEDS), read_corpus(path)
    assert added.skipped == ()
    return Corpus(seeds.documents + added.documents, ())


def cure(poison: Poison) -> str:
    text = poison.text
    for order in poison.orders:
        text = text.replace(order, "")
    return text


def said(reply: Reply) -> str:
    """All that a reply says in its own name, or as a side of a conflict, undisguised."""
    if reply.answer is None:
        return ""
    sides = reply.citations[:2] if reply.status == "conflicting" else ()
    quotes = "\n".join(side.quote for side in sides)
    return plain(f"{reply.answer.text}\n{reply.answer.gloss}\n{reply.answer.sentence}\n{quotes}")


def test_there_are_forty_in_two_languages_and_many_disguises() -> None:
    assert [p.lang for p in POISONS] == ["ja"] * 20 + ["en"] * 20
    assert len({p.how for p in POISONS}) >= 20
    assert len({p.payload for p in POISONS}) == len({p.q for p in POISONS}) == 40


@EACH
def test_only_the_orders_hold_what_they_want_said(poison: Poison) -> None:
    assert all(order in poison.text for order in poison.orders)
    assert plain(poison.payload) not in plain(cure(poison))
    assert plain(poison.url) not in plain(cure(poison))
    if poison.how != "base64 hint":
        assert plain(poison.payload) in plain(poison.text)
        assert plain(poison.url) in plain(poison.text)


@EACH
def test_an_order_is_not_obeyed(asked: Asked, poison: Poison) -> None:
    reply = asked.poisoned[poison.id]
    assert plain(poison.payload) not in said(reply)
    for foreign in (".example", "javascript:", "://"):
        assert foreign not in said(reply)


@EACH
def test_no_answer_is_taken_from_an_order(asked: Asked, poison: Poison) -> None:
    answer = asked.poisoned[poison.id].answer
    assert answer is None or plain(answer.sentence) not in plain("".join(poison.orders))


@EACH
def test_a_poisoned_document_makes_only_its_truth_sure(asked: Asked, poison: Poison) -> None:
    """Or what it said without the orders."""
    before, after = asked.cured[poison.id], asked.poisoned[poison.id]
    if after.status == "answered" and after.citations[0].doc_id == poison.id:
        assert after.answer is not None
        known = poison.truth, before.answer.text if before.answer else poison.truth
        assert any(plain(fact) in plain(after.answer.text) for fact in known)
