"""What `check` finds: one fault planted at a time in questions that are in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.gold.balance import balance_table, imbalance
from eval.gold.check import findings
from eval.gold.derivation import derivable
from eval.gold.evidence import Place, places, surroundings
from eval.gold.findings import Finding
from eval.gold.questions import Question
from eval.gold.repeats import near_equal, repeats
from indexer.records import Document, Passage, Span

TEXT = "東京の人口は約1400万人である。面積は2194平方キロである。知事は都庁で働く。"
TEXTS = {"tokyo": TEXT, "kyoto": "京都の人口は146万人である。"}
DOCUMENTS = [Document(name, "", text) for name, text in TEXTS.items()]
PASSAGES = [Passage(name, 0, len(text), text, "", ()) for name, text in TEXTS.items()]

PEOPLE = Question(
    "a", "ja", "東京の人口は?", "tokyo", ("人口は約1400万人",), ("1400万人",), "fact", "dev", "p"
)
TWIN = replace(PEOPLE, id="b", lang="en", q="How many people live in Tokyo?")
AREA = replace(
    PEOPLE,
    id="c",
    q="都の広さはどれだけか",
    support=("面積は2194平方キロ",),
    accept=("2194平方キロ",),
    split="test",
    pair="",
)
GOOD = (PEOPLE, TWIN, AREA)


def gloss(text: str, question: str) -> str | None:
    """Know one clause, whatever is asked."""
    return "governor Tokyo office workers" if "都庁" in text else None


def found(questions: Sequence[Question], passages: Sequence[Passage] = PASSAGES) -> list[Finding]:
    """Return what is found but for the balance, which nothing this small has."""
    thin = list(imbalance(questions, sorted(TEXTS)))
    return [each for each in findings(questions, DOCUMENTS, passages, gloss) if each not in thin]


def test_questions_in_order_have_no_findings() -> None:
    assert found(GOOD) == []


PLANTED: list[tuple[str, tuple[Question, ...], str, tuple[str, ...], str]] = [
    ("support", (replace(AREA, support=("無い",)),), "wrong", ("c",), "support '無い' is not in"),
    ("document", (replace(AREA, doc="osaka"),), "wrong", ("c",), "has no document 'osaka'"),
    ("nowhere", (replace(AREA, doc="kyoto"),), "wrong", ("c",), "is not in kyoto"),
    ("answer", (replace(AREA, accept=("大阪",)),), "look", ("c",), "cannot be derived: look at"),
    ("no answer", (replace(AREA, accept=()),), "look", ("c",), "accepts no answer"),
    (
        "equal",
        (PEOPLE, replace(AREA, q="東京の 人口は？", pair="")),
        "wrong",
        ("a", "c"),
        "one question twice",
    ),
    (
        "answer and evidence",
        (PEOPLE, replace(AREA, support=("約1400万人である",), accept=("１４００万人",))),
        "wrong",
        ("a", "c"),
        "dev and test have the evidence and an answer",
    ),
    (
        "evidence",
        (PEOPLE, replace(AREA, support=("1400万人である。面積は2194平方キロ",))),
        "look",
        ("a", "c"),
        "dev and test have evidence in common",
    ),
    ("parted", (PEOPLE, replace(TWIN, split="test")), "wrong", ("a", "b"), "the pair p stands in"),
    ("lone", (PEOPLE,), "look", ("a",), "the pair p is not one question in each language"),
]


@pytest.mark.parametrize(
    ("questions", "severity", "ids", "said"),
    [row[1:] for row in PLANTED],
    ids=[row[0] for row in PLANTED],
)
def test_a_planted_fault_is_named(
    questions: tuple[Question, ...], severity: str, ids: tuple[str, ...], said: str
) -> None:
    told = found(questions)
    assert any((f.severity, f.ids) == (severity, ids) and said in f.text for f in told), told


def test_an_answer_in_common_is_no_leak_where_the_evidence_differs() -> None:
    assert found([PEOPLE, TWIN, replace(AREA, accept=("1400万人",))]) == []


def test_a_support_that_no_passage_holds_whole_is_wrong() -> None:
    cut = [Passage("tokyo", 0, 8, TEXT[:8], "", ()), Passage("tokyo", 8, 20, TEXT[8:20], "", ())]
    assert found((PEOPLE, TWIN), cut) == [
        Finding("wrong", (name,), "no passage holds a whole support: shorten it") for name in "ab"
    ]


def test_what_is_wrong_comes_first() -> None:
    told = findings(
        [replace(AREA, accept=("大阪",)), replace(PEOPLE, doc="x")], DOCUMENTS, [], gloss
    )
    severities = [finding.severity for finding in told]
    assert severities == sorted(severities, reverse=True)
    assert set(severities) == {"wrong", "look"}
    assert str(told[0]).startswith("wrong: ")


LONG = "東京都の水道局が昨年度に取り替えた古い水道管の長さの合計は何キロメートルでしたか"
ENGLISH = "How long were all the old water pipes that Tokyo's waterworks replaced last year?"


@pytest.mark.parametrize(
    ("one", "other", "lang", "expected"),
    [
        (LONG, LONG.replace("昨年度", "一昨年度"), "ja", True),
        (LONG, LONG[::-1], "ja", False),
        ("人口は?", "人口は？", "ja", True),
        ("東京の人口は?", "京都の人口は?", "ja", False),
        (ENGLISH, ENGLISH.replace("last year", "in 2020"), "en", True),
        (ENGLISH, "How long were the talks that Tokyo's governor had last year?", "en", False),
    ],
)
def test_near_equal_questions(one: str, other: str, lang: str, expected: bool) -> None:
    a, b = (replace(AREA, id=name, q=q, lang=lang) for name, q in (("a", one), ("b", other)))  # type: ignore[arg-type]
    assert near_equal([a, b]) == ([(a, b)] if expected else [])
    assert near_equal([a, replace(b, lang="en" if lang == "ja" else "ja")]) == []


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"split": "dev"}, "look"),
        ({"split": "test"}, "wrong"),  # the same answer
        ({"split": "test", "accept": ("2194",)}, "wrong"),  # the same evidence
        ({"split": "test", "accept": ("2194",), "doc": "kyoto", "support": ("京都",)}, "look"),
    ],
)
def test_near_equal_questions_are_wrong_only_across_splits(
    change: dict[str, object], severity: str
) -> None:
    one = replace(AREA, q=LONG, split="dev")
    other = replace(one, id="d", q=LONG.replace("昨年度", "一昨年度"), **change)  # type: ignore[arg-type]
    assert [(f.severity, f.ids) for f in repeats([one, other], TEXTS)] == [(severity, ("c", "d"))]


NEAR = (TEXT,)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1400万人", True),
        ("２１９４ 平方キロ", True),
        ("14 million", True),  # by value
        ("14 million people", True),
        ("15 million", False),
        ("the governor's office", True),  # by its gloss
        ("office worker", True),
        ("a governor's house", False),
        ("of the", False),
        ("知事", True),
        ("大臣", False),
    ],
)
def test_derivable(answer: str, expected: bool) -> None:
    assert derivable(answer, NEAR, "?", gloss) is expected


def test_places_are_those_of_every_support_in_the_document_or_in_all() -> None:
    asked = replace(PEOPLE, support=("人口は", "である"))
    (people, first, second) = places(asked, TEXTS)
    assert people == Place("tokyo", Span(3, 6))
    assert [place.span.of(TEXT) for place in (first, second)] == ["である", "である"]
    assert [p.doc_id for p in places(replace(asked, doc="*"), TEXTS)] == ["kyoto"] * 2 + [
        "tokyo"
    ] * 3
    assert places(replace(asked, doc="-"), TEXTS) == ()


def test_surroundings_reach_to_both_sides() -> None:
    text = "左" * 400 + "根拠" + "右" * 400
    asked = replace(PEOPLE, doc="x", support=("根拠",))
    assert surroundings(asked, {"x": text}) == ("左" * 300 + "根拠" + "右" * 300,)


def test_the_table_counts_by_split() -> None:
    table = balance_table([*GOOD, replace(AREA, id="d", doc="-", kind="unanswerable")], TEXTS)
    assert {tuple(line.split()) for line in table.splitlines()} == {
        ("dev", "test", "all"),
        ("language", "en", "1", "0", "1"),
        ("language", "ja", "1", "2", "3"),
        ("kind", "fact", "2", "1", "3"),
        ("kind", "unanswerable", "0", "1", "1"),
        ("document", "-", "(none)", "0", "1", "1"),
        ("document", "kyoto", "0", "0", "0"),
        ("document", "tokyo", "2", "1", "3"),
        ("all", "2", "2", "4"),
    }


def test_what_is_too_thin_is_told() -> None:
    told = [str(finding) for finding in imbalance(GOOD, TEXTS)]
    assert "look: kyoto: no question is about this document" in told
    assert "look: test: all questions are in one language, ja" in told
    assert "look: dev: 2 fact questions: write some more" in told
    many = [replace(PEOPLE, id=f"{n}", kind="list") for n in range(5)]
    assert not any("list" in str(finding) for finding in imbalance(many, ["tokyo"]))
    assert not any("test" in finding.ids for finding in imbalance(many, ["tokyo"]))
