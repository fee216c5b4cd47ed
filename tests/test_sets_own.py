"""Sets of one's own: BEIR's layout and SQuAD's files, and what is refused of them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval.sets import SetQuestion, load_set, set_name
from indexer.errors import GoldError

CORPUS: Sequence[object] = [
    {"_id": "d1", "title": "桜", "text": "春に咲く。"},
    {"_id": "d2", "title": "梅", "text": "梅は早春に咲く。"},
    {"_id": "d3", "text": "秋に散る。", "metadata": {}},
    {"_id": "d4", "title": "", "text": ""},
]
QUERIES: Sequence[object] = [
    {"_id": "q1", "text": "春の花は?"},
    {"_id": "q2", "text": "秋は?"},
    {"_id": "q3", "text": "冬は?"},
    {"_id": "q4", "text": "夏は?"},
]
JUDGEMENTS = ["query-id\tcorpus-id\tscore", "q2\td3\t1", "q1\td1\t1", "q1\td2\t2", "q1\td3\t0"]
# q3 is judged, but nothing is relevant; q4 is not judged at all.
JUDGEMENTS += ["q3\td1\t0", "q3\td2\t-1"]


def lines(rows: Sequence[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def beir(
    folder: Path,
    corpus: Sequence[object] = CORPUS,
    queries: Sequence[object] = QUERIES,
    judgements: Sequence[str] = JUDGEMENTS,
) -> Path:
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(lines(corpus), encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(queries), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("\r\n".join(judgements), encoding="utf-8")
    return folder


def test_a_beir_folder(tmp_path: Path) -> None:
    found = load_set(str(beir(tmp_path / "flowers")), tmp_path)
    assert [(d.id, d.title, d.text) for d in found.corpus.documents] == [
        ("d1", "桜", "桜\n\n春に咲く。"),
        ("d2", "梅", "梅は早春に咲く。"),
        ("d3", "", "秋に散る。"),
        ("d4", "", ""),
    ]
    first, second = found.questions
    assert first == SetQuestion("q1", "春の花は?", "d2", (), (("d2", 2), ("d1", 1)))
    assert (first.relevant, second.relevant) == ({"d2": 2, "d1": 1}, {"d3": 1})
    assert found.unjudged == 2
    assert not found.has_answers


def test_another_split_of_a_beir_folder(tmp_path: Path) -> None:
    folder = beir(tmp_path / "flowers")
    (folder / "qrels" / "dev.tsv").write_text("q3\td1\t3\n", encoding="utf-8")
    (question,) = load_set(str(folder / "qrels" / "dev.tsv"), tmp_path).questions
    assert (question.id, question.relevant) == ("q3", {"d1": 3})


def test_packed_files_of_a_beir_folder(tmp_path: Path) -> None:
    folder = beir(tmp_path / "flowers")
    plain = load_set(str(folder), tmp_path)
    for name in ("corpus", "queries"):
        text = (folder / f"{name}.jsonl").read_bytes()
        (folder / f"{name}.jsonl").unlink()
        (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(text))
    assert load_set(str(folder), tmp_path) == plain


LONG = {"_id": "q1", "text": "あ" * 1001}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"corpus": [*CORPUS, CORPUS[0]]}, "corpus.jsonl:5: id 'd1' stands at"),
        ({"corpus": [{"_id": "d1"}]}, "corpus.jsonl:1: text must be a string"),
        ({"corpus": [{"_id": " ", "text": "a"}]}, "corpus.jsonl:1: _id is blank"),
        ({"corpus": [{"_id": "a\tb", "text": "a"}]}, "corpus.jsonl:1: _id: the name's character 1"),
        ({"corpus": [{"_id": "d1", "text": "a\0"}]}, "corpus.jsonl:1: text: character 1 is U+0000"),
        ({"corpus": [["d1"]]}, "corpus.jsonl:1: not a JSON object"),
        ({"corpus": []}, "corpus.jsonl: holds no document"),
        ({"queries": [*QUERIES, QUERIES[1]]}, "queries.jsonl:5: id 'q2' stands at"),
        ({"queries": [LONG, *QUERIES[1:]]}, "queries.jsonl:1: text has 1001 characters"),
        ({"queries": [{"_id": "q1", "text": 3}, *QUERIES[1:]]}, "queries.jsonl:1: text must be"),
        ({"judgements": ["q1 d1 1"]}, "test.tsv:1: 1 columns"),
        ({"judgements": [*JUDGEMENTS, "q1\td4\t0.5"]}, "test.tsv:8: the grade '0.5'"),
        ({"judgements": [*JUDGEMENTS, "q9\td4\t1"]}, "test.tsv:8: queries.jsonl has no _id 'q9'"),
        ({"judgements": [*JUDGEMENTS, "q1\td9\t1"]}, "test.tsv:8: corpus.jsonl has no _id 'd9'"),
        ({"judgements": [*JUDGEMENTS, "q1\td1\t1"]}, "test.tsv:8: id 'q1\\td1' stands at"),
        ({"judgements": ["q1\td1\t0"]}, "holds no question"),
    ],
)
def test_a_bad_beir_folder_is_refused_with_its_place(
    tmp_path: Path, change: Mapping[str, Sequence[object]], said: str
) -> None:
    folder = beir(tmp_path / "flowers", **change)  # type: ignore[arg-type]
    with pytest.raises(GoldError, match=re.escape(said)):
        load_set(str(folder), tmp_path)


def test_a_line_that_is_no_json_is_refused(tmp_path: Path) -> None:
    folder = beir(tmp_path / "flowers")
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "春?"}\n{', encoding="utf-8")
    with pytest.raises(GoldError, match=r"queries\.jsonl:2: not JSON"):
        load_set(str(folder), tmp_path)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("corpus.jsonl", "has no corpus.jsonl"),
        ("queries.jsonl", "has no queries.jsonl"),
        ("qrels/test.tsv", "test.tsv: no such file; there are no judgements"),
    ],
)
def test_a_beir_folder_lacking_a_file_is_refused(tmp_path: Path, gone: str, said: str) -> None:
    folder = beir(tmp_path / "flowers")
    (folder / gone).unlink()
    with pytest.raises(GoldError, match=said):
        load_set(str(folder), tmp_path)


def test_another_split_is_offered_where_the_usual_one_is_missing(tmp_path: Path) -> None:
    folder = beir(tmp_path / "flowers")
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "dev.tsv")
    with pytest.raises(GoldError, match=r"give --set .*qrels/dev\.tsv"):
        load_set(str(folder), tmp_path)


def asked(number: int, **more: object) -> dict[str, object]:
    return {"id": f"q{number}", "question": f"問{number}?", "answers": [{"text": "春"}], **more}


IMPOSSIBLE = {"is_impossible": True, "answers": [], "plausible_answers": [{"text": "秋"}]}
ARTICLES: Sequence[Mapping[str, object]] = [
    {"title": "桜", "paragraphs": [{"context": "春に咲く。", "qas": [asked(1), asked(2)]}]},
    {
        "title": "梅",
        "paragraphs": [
            {"context": "早春に咲く。", "qas": [asked(3, **IMPOSSIBLE)]},
            {"context": "春に咲く。", "qas": [asked(4, is_impossible=False)]},
        ],
    },
]
FLAT = [{"title": a["title"], **p} for a in ARTICLES for p in a["paragraphs"]]  # type: ignore[attr-defined]


def squad_file(folder: Path, name: str, articles: Sequence[Mapping[str, object]]) -> Path:
    path = folder / name
    whole = json.dumps({"version": "v2.0", "data": articles}, ensure_ascii=False)
    path.write_text(whole, encoding="utf-8")
    return path


def test_a_squad_file(tmp_path: Path) -> None:
    found = load_set(str(squad_file(tmp_path, "mine.json", ARTICLES)), tmp_path)
    assert [(d.id, d.title, d.text) for d in found.corpus.documents] == [
        ("000000", "桜", "春に咲く。"),
        ("000001", "梅", "早春に咲く。"),
    ]
    assert [(q.id, q.text, q.answers, q.relevant) for q in found.questions] == [
        ("q1", "問1?", ("春",), {"000000": 1}),
        ("q2", "問2?", ("春",), {"000000": 1}),
        ("q3", "問3?", (), {}),
        ("q4", "問4?", ("春",), {"000000": 1}),
    ]
    assert [q.doc_id for q in found.questions] == ["000000", "000000", "000001", "000000"]
    assert [q.answerable for q in found.questions] == [True, True, False, True]
    assert found.has_answers and found.unjudged == 0


@pytest.mark.parametrize("name", ["mine.jsonl", "mine.jsonl.gz"])
def test_a_paragraph_a_line_reads_as_the_whole_file_does(tmp_path: Path, name: str) -> None:
    data = lines(FLAT).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    whole = load_set(str(squad_file(tmp_path, "mine.json", ARTICLES)), tmp_path)
    assert load_set(str(tmp_path / name), tmp_path) == whole


def paragraph(*qas: object, **more: object) -> list[Mapping[str, object]]:
    return [{"paragraphs": [{"context": "春に咲く。", "qas": list(qas), **more}]}]


@pytest.mark.parametrize(
    ("articles", "said"),
    [
        (paragraph(asked(1), asked(1)), "paragraphs[0], qas[1]: id 'q1' stands at"),
        (paragraph(asked(1), context=" "), "data[0], paragraphs[0]: context is blank"),
        (paragraph("q1"), "qas[0]: not a JSON object"),
        (paragraph(asked(1, question="あ" * 1001)), "qas[0]: question has 1001 characters"),
        (paragraph(asked(1, id=7)), "qas[0]: id must be a string"),
        (paragraph(asked(1, answers="春")), "qas[0]: answers must be a list"),
        (paragraph(asked(1, answers=[{"text": ""}])), "answers[0]: text is blank"),
        (paragraph(asked(1, is_impossible=True)), "is_impossible, and yet it has answers"),
        (paragraph(asked(1, is_impossible="no")), "is_impossible must be true or false"),
        (paragraph(), "holds no question"),
        ([{"title": "桜"}], "data[0]: paragraphs must be a list"),
    ],
)
def test_a_bad_squad_file_is_refused_with_its_place(
    tmp_path: Path, articles: Sequence[Mapping[str, object]], said: str
) -> None:
    path = squad_file(tmp_path, "mine.json", articles)
    with pytest.raises(GoldError, match=re.escape(said)):
        load_set(str(path), tmp_path)


def test_a_flat_file_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text(lines([*FLAT, FLAT[0]]), encoding="utf-8")
    with pytest.raises(GoldError, match=r"mine\.jsonl:4, qas\[0\]: id 'q1' stands at .*:1, qas"):
        load_set(str(tmp_path / "mine.jsonl"), tmp_path)


@pytest.mark.parametrize(
    "data", [b"no gzip", gzip.compress(b"{}", mtime=0)[:-9], b"\x1f\x8b\x08" + b"x" * 30]
)
def test_a_damaged_packed_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "mine.jsonl.gz").write_bytes(data)
    with pytest.raises(GoldError, match="cannot be read"):
        load_set(str(tmp_path / "mine.jsonl.gz"), tmp_path)


def test_a_file_of_another_kind_is_no_set(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("a,b", encoding="utf-8")
    with pytest.raises(GoldError, match="no set .*or give a folder in BEIR's layout"):
        load_set(str(tmp_path / "mine.csv"), tmp_path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jsquad-valid", "jsquad-valid"),
        ("sets/scifact", "scifact"),
        ("sets/scifact/", "scifact"),
        ("sets/scifact/qrels/dev.tsv", "scifact"),
        ("sets/mine.json", "mine.json"),
    ],
)
def test_a_set_is_called_by_the_last_part_of_its_path(name: str, expected: str) -> None:
    assert set_name(name) == expected
