from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.chunker import chunk
from indexer.errors import ConfigError
from indexer.records import Document, Passage, Section, Span
from indexer.structure import find_sections

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))


def document(text: str) -> Document:
    return Document("d", "題", text, find_sections(text))


def sentence(mark: str, length: int) -> str:
    """A sentence of ``length`` code points that begins with ``mark``."""
    return mark + "あ" * (length - len(mark) - 1) + "。"


def texts(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.text for passage in passages]


def test_a_short_document_is_one_passage() -> None:
    passages = chunk(document("一つ目だ。二つ目だ。\n"))
    assert passages == (Passage("d", 0, 10, "一つ目だ。二つ目だ。", "", (Span(0, 5), Span(5, 10))),)


@pytest.mark.parametrize("text", ["", " \n　", "\ufeff"])
def test_a_blank_document_has_no_passage(text: str) -> None:
    assert chunk(document(text)) == ()


def test_a_heading_opens_its_section_and_names_all_its_passages() -> None:
    body = "".join(sentence(str(n), 60) for n in range(6))
    passages = chunk(document(f"前書きだ。\n装置の費用\n{body}"), 150, 0)
    assert [p.section for p in passages] == ["", "装置の費用", "装置の費用", "装置の費用"]
    assert passages[1].text.startswith("装置の費用\n0")
    assert all("装置の費用" not in p.text for p in passages[2:])


def test_markup_stands_in_the_passage_but_not_in_the_section() -> None:
    (passage,) = chunk(document("## 費用\n高い。"))
    assert (passage.text, passage.section) == ("## 費用\n高い。", "費用")


def test_a_heading_without_body_is_a_passage() -> None:
    passages = chunk(document("コメント\n1. 費用\n高い。"))
    assert [(p.text, p.section) for p in passages] == [
        ("コメント", "コメント"),
        ("1. 費用\n高い。", "1. 費用"),
    ]


def test_a_heading_is_not_parted_from_the_first_sentence() -> None:
    passages = chunk(document("装置の費用\n" + sentence("い", 98)), 100, 1)
    assert texts(passages) == ["装置の費用\n" + sentence("い", 98)]


def test_a_longer_sentence_stands_alone() -> None:
    parts = [sentence("1", 40), sentence("2", 150), sentence("3", 40)]
    assert texts(chunk(document("".join(parts)), 100, 1)) == parts


def test_overlap_repeats_the_last_sentence() -> None:
    parts = [sentence(str(n), 30) for n in range(5)]
    passages = chunk(document("".join(parts)), 90, 1)
    assert texts(passages) == ["".join(parts[0:3]), "".join(parts[2:5])]


def test_overlap_of_two() -> None:
    parts = [sentence(str(n), 20) for n in range(8)]
    passages = chunk(document("".join(parts)), 100, 2)
    assert texts(passages) == ["".join(parts[0:5]), "".join(parts[3:8])]


def test_no_overlap() -> None:
    parts = [sentence(str(n), 30) for n in range(6)]
    passages = chunk(document("".join(parts)), 90, 0)
    assert texts(passages) == ["".join(parts[0:3]), "".join(parts[3:6])]


def test_a_long_sentence_is_not_repeated() -> None:
    parts = [sentence(str(n), 45) for n in range(4)]
    passages = chunk(document("".join(parts)), 90, 1)
    assert texts(passages) == ["".join(parts[0:2]), "".join(parts[2:4])]


def test_lengths_are_evened_out() -> None:
    """4 sentences of 30 do not fit in 100: 60 + 60 rather than 90 + 30."""
    parts = [sentence(str(n), 30) for n in range(4)]
    assert texts(chunk(document("".join(parts)), 100, 0)) == [
        "".join(parts[0:2]),
        "".join(parts[2:4]),
    ]


def test_a_very_short_sentence_stays_with_the_next() -> None:
    parts = [sentence("1", 60), "なぜか?", sentence("2", 90)]
    assert texts(chunk(document("".join(parts)), 100, 0)) == [parts[0], parts[1] + parts[2]]


def test_a_document_without_sections_is_cut_as_one() -> None:
    assert texts(chunk(Document("d", "題", "一。二。"))) == ["一。二。"]


@pytest.mark.parametrize(("chars", "overlap"), [(0, 1), (-5, 1), (320, -1)])
def test_useless_settings_are_refused(chars: int, overlap: int) -> None:
    with pytest.raises(ConfigError, match="320 and 1"):
        chunk(document("一。"), chars, overlap)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_seed_passages_are_of_even_length(path: Path) -> None:
    source = document(path.read_bytes().decode())
    passages = chunk(source)
    lengths = [len(p.text) for p in passages if len(p.sentences) > 1]
    assert max(lengths) <= 320
    assert sum(lengths) / len(lengths) > 250
    for before, after in pairwise(passages):
        last = before.sentences[-1]
        if before.section == after.section and (last.end - last.start) * 3 <= 320:
            assert after.sentences[0] == last
    check(source, passages, 320, 1)


def test_part_of_a_heading_is_never_repeated() -> None:
    text = ".あ\n！\n概要"
    source = Document("d", "題", text, (Section(Span(0, 2), Span(0, len(text))),))
    check(source, chunk(source, 6, 2), 6, 2)


PARTS = st.sampled_from(["概要", "1. 費用", "# 題", "- 項目", "", "なぜか?", "\ufeff", "「だ。」"])
WORDS = st.text(st.sampled_from("あアー亜。、！「」a 1."), max_size=60)
TEXTS = st.lists(PARTS | WORDS | WORDS.map(lambda s: s * 9), max_size=14).map("\n".join)


def check(source: Document, passages: tuple[Passage, ...], chars: int, overlap: int) -> None:
    """The promises of the docstring."""
    for passage in passages:
        assert passage.doc_id == source.id
        assert source.text[passage.start : passage.end] == passage.text
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (
            passage.start,
            passage.end,
        )
        assert all(a.end <= b.start for a, b in pairwise(passage.sentences))
        (home,) = (s for s in source.sections if s.span.start <= passage.start < s.span.end)
        assert passage.end <= home.span.end
        assert passage.section == home.heading.of(source.text)
        assert passage.start <= home.heading.start or passage.start >= home.heading.end
        assert len(passage.text) <= chars or may_be_long(source.text, home, passage)
    for before, after in pairwise(passages):
        assert before.start < after.start and before.end < after.end
        assert len(set(before.sentences) & set(after.sentences)) <= overlap
    covered = {n for p in passages for s in p.sentences for n in range(s.start, s.end)}
    for n, character in enumerate(source.text):
        assert character.isspace() or n in covered or (n == 0 and character == "\ufeff")


def may_be_long(text: str, home: Section, passage: Passage) -> bool:
    in_heading = sum(s.start < home.heading.end for s in passage.sentences)
    return len(passage.sentences) - in_heading <= 1


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.integers(1, 200), st.integers(0, 3))
def test_passages_keep_what_they_promise(text: str, chars: int, overlap: int) -> None:
    source = document(text)
    check(source, chunk(source, chars, overlap), chars, overlap)


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.integers(1, 200))
def test_cutting_is_blind_to_id_and_title(text: str, chars: int) -> None:
    one = chunk(document(text), chars)
    other = chunk(replace(document(text), id="e", title="別"), chars)
    assert other == tuple(replace(passage, doc_id="e") for passage in one)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(20, 60), min_size=1, max_size=7), st.integers(60, 150))
def test_cuts_cost_no_more_than_any_other_way(lengths: list[int], chars: int) -> None:
    """Against every way to cut the sentences, without overlap: the same least cost."""
    text = "".join(sentence("い", length) for length in lengths)
    found = sum((chars - len(p.text)) ** 2 for p in chunk(document(text), chars, 0))
    ways = range(2 ** (len(lengths) - 1))
    assert found == min(cost for way in ways if (cost := way_cost(lengths, way, chars)) is not None)


def way_cost(lengths: list[int], way: int, chars: int) -> int | None:
    """Bit n of ``way`` says whether a passage ends after sentence n; None when one is too long."""
    sums = [lengths[0]]
    for n, length in enumerate(lengths[1:]):
        if way >> n & 1:
            sums.append(length)
        else:
            sums[-1] += length
    return None if max(sums) > chars else sum((chars - total) ** 2 for total in sums)
