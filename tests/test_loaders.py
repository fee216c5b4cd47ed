from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.loaders import CORPUS_LOADERS, FILE_LOADERS
from indexer.loaders import jsonl as jsonl_module
from indexer.loaders.jsonl import load_jsonl
from indexer.loaders.text import load_text
from indexer.records import Document, Skipped

BODY = "この装置は二〇二五年の初めに完成し、現在は試験の段階に入っていると報じられている。"


def one_text(data: bytes) -> Document | Skipped:
    (entry,) = load_text("dir/x.txt", data)
    return entry


def one_line(line: str | bytes) -> Document | Skipped:
    data = line if isinstance(line, bytes) else line.encode()
    (entry,) = load_jsonl("c.jsonl", data)
    return entry


def reason(entry: Document | Skipped) -> str:
    assert isinstance(entry, Skipped)
    return entry.reason


def test_each_format_has_its_loader() -> None:
    assert dict(FILE_LOADERS) == {".txt": load_text}
    assert dict(CORPUS_LOADERS) == {".jsonl": load_jsonl}


def test_text_is_stored_as_decoded() -> None:
    text = f"\ufeff装置の話\r\n{BODY}\r次\u2028\n\n"
    entry = one_text(text.encode())
    assert isinstance(entry, Document)
    assert (entry.id, entry.title, entry.text, entry.metadata) == (
        "dir/x.txt",
        "装置の話",
        text,
        (),
    )
    assert "".join(section.span.of(text) for section in entry.sections) == text


def test_a_text_without_title_is_named_by_its_stem() -> None:
    entry = one_text(BODY.encode())
    assert isinstance(entry, Document) and entry.title == "x"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"ab\xffc", "byte 2 (0xff) is not UTF-8; save the file as UTF-8"),
        ("装置".encode() + b"\xe3\x81", "byte 6 (0xe3) is not UTF-8; save the file as UTF-8"),
        ("装置".encode("cp932"), "byte 0 (0x91) is not UTF-8; save the file as UTF-8"),
        (b"\xff\xfea\x00", "byte 0 (0xff) is not UTF-8; save the file as UTF-8"),
        (b"\xed\xa0\x80", "byte 0 (0xed) is not UTF-8; save the file as UTF-8"),
        (b"a\x00b", "character 1 is U+0000, a NUL; remove it"),
        (b"", "holds no letter or digit; remove it or give it text"),
        (b"\xef\xbb\xbf \r\n", "holds no letter or digit; remove it or give it text"),
        ("。…\n".encode(), "holds no letter or digit; remove it or give it text"),
    ],
)
def test_unusable_text_is_skipped_with_its_place(data: bytes, expected: str) -> None:
    assert one_text(data) == Skipped("dir/x.txt", expected)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda s: s.encode("utf-8", "replace")))
def test_any_bytes_give_a_faithful_document_or_a_reason(data: bytes) -> None:
    entry = one_text(data)
    if isinstance(entry, Document):
        assert entry.text.encode() == data
    else:
        assert entry.reason


def test_a_jsonl_line_becomes_a_document() -> None:
    entry = one_line('{"text": "高い。", "id": "a/1", "year": 2025, "by": {"名": ["山田"]}}')
    assert isinstance(entry, Document)
    assert (entry.id, entry.title, entry.text) == ("a/1", "a/1", "高い。")
    assert entry.metadata == (("by", '{"名":["山田"]}'), ("year", "2025"))
    assert entry.sections[0].span.of(entry.text) == "高い。"


@pytest.mark.parametrize(
    ("title", "expected"),
    [('"題 "', "題"), ('""', "装置の話"), ("null", "装置の話")],
)
def test_the_given_title_comes_first_then_the_texts(title: str, expected: str) -> None:
    line = json.dumps({"id": "a", "text": f"装置の話\n{BODY}"})[:-1] + f', "title": {title}}}'
    entry = one_line(line)
    assert isinstance(entry, Document) and entry.title == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": "a", "text": "高い。"', "column 26: not JSON (Expecting ',' delimiter)"),
        ("高い。", "column 1: not JSON (Expecting value)"),
        ('["a"]', 'not a JSON object; write {"id": …, "text": …} on each line'),
        ('{"text": "高い。"}', '"id" is missing; add it as a string'),
        ('{"id": 7, "text": "高い。"}', '"id" is int, not a string; write it in quotes'),
        ('{"id": "a"}', '"text" is missing; add it as a string'),
        ('{"id": "a", "text": null}', '"text" is NoneType, not a string; write it in quotes'),
        (
            '{"id": "a", "text": "高い。", "title": 3}',
            '"title" is int, not a string; write it in quotes',
        ),
        ('{"id": " ", "text": "高い。"}', '"id": the name is blank; give it one'),
        (
            '{"id": "a\\n", "text": "高い。"}',
            '"id": the name\'s character 1 is U+000A, a control character; rename it',
        ),
        (
            '{"id": "a", "text": " \\n"}',
            '"text": holds no letter or digit; remove it or give it text',
        ),
        (
            '{"id": "a", "text": "高\\ud800い"}',
            '"text": character 1 is U+D800, half of a surrogate pair; remove it',
        ),
        ('{"id": "a", "text": "高\\u0000い"}', '"text": character 1 is U+0000, a NUL; remove it'),
        (
            '{"id": "a", "text": "高い", "title": "\\udc00"}',
            '"title": character 0 is U+DC00, half of a surrogate pair; remove it',
        ),
        (
            '{"id": "a", "text": "高い", "m": "\\udc00"}',
            "metadata field 'm': character 2 is U+DC00, half of a surrogate pair; remove it",
        ),
        ('{"id": "a", "text": "高い", "id": "b"}', "not usable JSON (field 'id' is given twice)"),
        ('{"id": "a", "text": "高い", "n": NaN}', "not usable JSON (NaN is not a JSON value)"),
        ("[" * 100_000, "nested too deeply; flatten it"),
        (
            b'{"id": "\xff", "text": "a"}',
            "byte 8 (0xff) is not UTF-8; save the file as UTF-8",
        ),
    ],
)
def test_a_bad_jsonl_line_is_skipped_with_its_place(line: str | bytes, expected: str) -> None:
    assert one_line(line) == Skipped("c.jsonl:1", expected)


def test_surrogate_pairs_of_json_are_one_character() -> None:
    entry = one_line('{"id": "a", "text": "\\ud842\\udfb7野家"}')
    assert isinstance(entry, Document) and entry.text == "𠮷野家"


def test_good_lines_survive_bad_ones_and_numbers_count_all_lines() -> None:
    data = (
        b'\xef\xbb\xbf{"id": "a", "text": "x"}\r\n\n{"id": "a", "text": "y"}\nno\n{"id":"\xff"}\n'
    )
    entries = load_jsonl("c.jsonl", data)
    assert isinstance(entries[0], Document) and entries[0].id == "a"
    assert entries[1:] == (
        Skipped(
            "c.jsonl:3",
            "id 'a' was taken by line 1; give each document an id of its own",
        ),
        Skipped("c.jsonl:4", "column 1: not JSON (Expecting value)"),
        Skipped(
            "c.jsonl:5", f"byte {data.index(0xFF)} (0xff) is not UTF-8; save the file as UTF-8"
        ),
    )


def test_a_line_over_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_module, "MAX_LINE_BYTES", 30)
    entry = one_line('{"id": "a", "text": "012345678901234567890"}')
    assert reason(entry) == "44 bytes long, over the limit of 30; split it"


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text(max_size=5))
def test_jsonl_text_comes_back_unchanged(text: str, extra: str) -> None:
    entry = one_line(json.dumps({"id": "a", "text": text, "extra": extra}))
    if isinstance(entry, Document):
        assert entry.text == text
        assert dict(entry.metadata).keys() == {"extra"}
        assert json.loads(entry.metadata[0][1]) == extra
    else:
        assert entry.reason
