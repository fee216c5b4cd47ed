"""The gold questions over the five seed documents: grounded, balanced, split without leaks."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "eval" / "gold" / "seeds.jsonl"
SEEDS = ROOT / "seeds"

KEYS = ["id", "lang", "q", "doc", "support", "accept", "kind", "split"]
KINDS = {"fact", "how", "why", "list", "conflict", "false-premise", "unanswerable"}
ANYWHERE, NOWHERE = "*", "-"
CARD_QUESTION = "What price did Trump's 15% levy apply to?"

# Things the documents speak of: an unanswerable question that names one is a near miss.
KNOWN_NAMES = (
    "H20",
    "カンブリコン",
    "Cambricon",
    "梁文峰",
    "Liang Wenfeng",
    "チップ・ウォー",
    "Chip War",
    "トランプ",
    "Trump",
    "DeepSeek-R1",
    "EUV",
    "グレゴリー・アレン",
    "Sun Nan",
    "Nvidia",
    "EAST",
    "Zhuang Rongwen",
    "林楠",
    "Lin Nan",
    "Claude 3.5 Sonnet",
)
JAPANESE_LETTERS = ("HIRAGANA", "KATAKANA", "CJK UNIFIED IDEOGRAPH")
MOST_SUPPORTS = 6


@dataclass(frozen=True, slots=True)
class Gold:
    """One question and where its answer stands."""

    id: str
    lang: str
    q: str
    doc: str
    support: tuple[str, ...]
    accept: tuple[str, ...]
    kind: str
    split: str
    pair: str | None

    @property
    def answerable(self) -> bool:
        return self.kind != "unanswerable"


def read_gold() -> tuple[Gold, ...]:
    """Read the records in the file's order."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Gold(
            id=row["id"],
            lang=row["lang"],
            q=row["q"],
            doc=row["doc"],
            support=tuple(row["support"]),
            accept=tuple(row["accept"]),
            kind=row["kind"],
            split=row["split"],
            pair=row.get("pair"),
        )
        for row in rows
    )


def read_texts() -> dict[str, str]:
    """Read each seed document by file name, its line ends untouched."""
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted(SEEDS.glob("*.txt"))}


QUESTIONS = pytest.mark.parametrize("gold", read_gold(), ids=lambda gold: gold.id)


@pytest.fixture(scope="module")
def golds() -> tuple[Gold, ...]:
    return read_gold()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return read_texts()


def folded(text: str) -> str:
    """NFKC, then without blanks, punctuation and control characters."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if unicodedata.category(char)[0] not in "PZC")


def homes(gold: Gold, texts: dict[str, str]) -> list[str]:
    """Return the texts that may ground `gold`: its own document, or all of them."""
    return list(texts.values()) if gold.doc == ANYWHERE else [texts[gold.doc]]


def holding(string: str, texts: Iterable[str]) -> list[str]:
    """Return the paragraphs that hold `string` exactly."""
    return [line for text in texts for line in text.splitlines() if string in line]


def dev_share(golds: Iterable[Gold]) -> float:
    splits = Counter(gold.split for gold in golds)
    return splits["dev"] / splits.total()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("チップ 売上の15%", "チップ売上の15"), ("「1,066秒間、」", "1066秒間"), ("\u3000\n", "")],
)
def test_folding(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_one_plain_object_a_line() -> None:
    raw = GOLD.read_text(encoding="utf-8")
    assert raw.endswith("\n") and "\\u" not in raw
    for line in raw.splitlines():
        keys = list(json.loads(line))
        assert keys in (KEYS, [*KEYS, "pair"]), line


def test_ids_run_from_s001_in_order(golds: tuple[Gold, ...]) -> None:
    assert [gold.id for gold in golds] == [f"s{n:03d}" for n in range(1, len(golds) + 1)]


def test_no_question_twice(golds: tuple[Gold, ...]) -> None:
    asked = Counter(folded(gold.q).casefold() for gold in golds)
    assert [q for q, times in asked.items() if times > 1] == []


@QUESTIONS
def test_fields_hold_known_values(gold: Gold, texts: dict[str, str]) -> None:
    assert gold.lang in {"ja", "en"}
    assert gold.split in {"dev", "test"}
    assert gold.kind in KINDS
    assert gold.doc in {*texts, ANYWHERE, NOWHERE}
    japanese = any(unicodedata.name(char, "").startswith(JAPANESE_LETTERS) for char in gold.q)
    assert japanese == (gold.lang == "ja"), gold.q


@QUESTIONS
def test_support_is_exact_and_one_piece_of_evidence(gold: Gold, texts: dict[str, str]) -> None:
    if not gold.answerable:
        assert (gold.doc, gold.support, gold.accept) == (NOWHERE, (), ())
        return
    assert 1 <= len(gold.support) <= MOST_SUPPORTS
    for support in gold.support:
        assert 8 <= len(support) <= 60, support
        assert len(holding(support, homes(gold, texts))) == 1, support
        assert len(holding(support, texts.values())) == 1, f"{support!r} in other places too"


@QUESTIONS
def test_every_support_yields_an_accepted_answer(gold: Gold, texts: dict[str, str]) -> None:
    answers = [folded(answer) for answer in gold.accept]
    assert len(set(answers)) == len(answers)
    for support in gold.support:
        assert any(answer in folded(support) for answer in answers), support


@QUESTIONS
def test_first_accepted_answer_stands_in_the_source(gold: Gold, texts: dict[str, str]) -> None:
    if gold.answerable:
        first = folded(gold.accept[0])
        assert len(first) >= 2
        assert any(first in folded(text) for text in homes(gold, texts)), gold.accept[0]


def test_several_documents_means_support_in_at_least_two(
    golds: tuple[Gold, ...], texts: dict[str, str]
) -> None:
    for gold in golds:
        if gold.doc == ANYWHERE:
            used = {name for name, text in texts.items() for s in gold.support if s in text}
            assert len(used) >= 2, gold.q


def test_a_conflict_shows_two_sides_with_different_answers(golds: tuple[Gold, ...]) -> None:
    for gold in golds:
        if gold.kind == "conflict":
            sides = [
                {answer for answer in gold.accept if folded(answer) in folded(support)}
                for support in gold.support
            ]
            assert any(one.isdisjoint(other) for one, other in combinations(sides, 2)), gold.q


def test_pairs_have_both_languages_and_one_split(golds: tuple[Gold, ...]) -> None:
    pairs: dict[str, list[Gold]] = defaultdict(list)
    for gold in golds:
        if gold.pair is not None:
            pairs[gold.pair].append(gold)
    assert len(pairs) >= 111
    assert list(pairs) == [f"p{n:02d}" for n in range(1, len(pairs) + 1)]
    for name, members in pairs.items():
        assert sorted(gold.lang for gold in members) == ["en", "ja"], name
        shared = {(g.split, g.kind, g.doc, g.support, g.accept) for g in members}
        assert len(shared) == 1, name


def test_counts(golds: tuple[Gold, ...]) -> None:
    assert len(golds) >= 354
    languages = Counter(gold.lang for gold in golds)
    assert languages["ja"] == languages["en"]
    kinds = Counter(gold.kind for gold in golds)
    assert set(kinds) == KINDS
    assert kinds["conflict"] >= 8
    assert kinds["false-premise"] >= 10
    assert min(kinds.values()) >= 8
    refusals = Counter(gold.lang for gold in golds if not gold.answerable)
    assert min(refusals["ja"], refusals["en"]) >= 15


def test_about_half_of_the_unanswerable_are_near_misses(golds: tuple[Gold, ...]) -> None:
    refusals = [gold for gold in golds if not gold.answerable]
    near = [gold for gold in refusals if any(name in gold.q for name in KNOWN_NAMES)]
    assert 0.5 <= len(near) / len(refusals) <= 0.6


def test_every_part_of_every_document_is_asked_about(
    golds: tuple[Gold, ...], texts: dict[str, str]
) -> None:
    for name, text in texts.items():
        found = sorted(text.find(s) for gold in golds for s in gold.support if s in text)
        gaps = [after - before for before, after in pairwise([0, *found, len(text)])]
        assert max(gaps) <= 800, f"{name}: {max(gaps)} characters without a question"


def test_split_is_balanced(golds: tuple[Gold, ...]) -> None:
    assert 0.45 <= dev_share(golds) <= 0.55
    groups: dict[str, list[Gold]] = defaultdict(list)
    for gold in golds:
        for value in (gold.lang, gold.kind, gold.doc):
            groups[value].append(gold)
    for value, members in groups.items():
        assert min(Counter(gold.split for gold in members).values()) >= 8, value
        # Few questions need several documents, and most of those are dev ones.
        if value != ANYWHERE:
            assert 0.4 <= dev_share(members) <= 0.6, value


def test_questions_on_the_same_evidence_share_a_split(golds: tuple[Gold, ...]) -> None:
    splits: dict[str, set[str]] = defaultdict(set)
    for gold in golds:
        for support in gold.support:
            splits[support].add(gold.split)
    assert [support for support, found in splits.items() if len(found) > 1] == []


def test_card_question_is_kept_for_the_test_split(golds: tuple[Gold, ...]) -> None:
    (card,) = [gold for gold in golds if gold.q == CARD_QUESTION]
    assert card.split == "test"
    assert card.doc.startswith("003_")
    assert card.accept[0] == "チップ売上"
    assert "チップ売上の15%を米国政府が徴収する" in card.support
    assert card.pair in {gold.pair for gold in golds if gold.lang == "ja"}
