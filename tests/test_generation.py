"""A generation gives back what was written, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from fakes import CharacterAnalyser, CountingEmbedder, open_files, plain
from generations import DOCUMENTS, PASSAGES, analysis, manifest, passage, write
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import Analysis
from indexer.dense import DenseIndex
from indexer.errors import DocumentNotFound
from indexer.generation import Generation, write_corpus
from indexer.lexical import LexicalIndex
from indexer.manifest import (
    CORPUS_FILE,
    DENSE_FILE,
    LEXICAL_FOLDER,
)
from indexer.records import Document, Span
from indexer.terms import Terms
from indexer.vocabulary import merged
from indexer.wording import pack, wording


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    folder = tmp_path / "索引 #1?%20"
    folder.mkdir()
    write(folder, DOCUMENTS, PASSAGES)
    assert open_files(folder) == []
    with closing(Generation(folder, manifest(4))) as opened:
        yield opened


def test_documents_come_back_as_stored(generation: Generation) -> None:
    assert generation.documents() == DOCUMENTS
    assert [generation.document(item.id) for item in DOCUMENTS] == list(DOCUMENTS)


def test_passages_come_back_in_the_order_asked_for(generation: Generation) -> None:
    rows = [5, 0, len(PASSAGES) - 1, 5]
    assert generation.passages(rows) == tuple(PASSAGES[row] for row in rows)
    assert generation.passages(range(len(PASSAGES))) == PASSAGES
    assert generation.passages([]) == ()
    for item in generation.passages(range(len(PASSAGES))):
        assert item.text == generation.document(item.doc_id).text[item.start : item.end]


def test_quotes_are_slices_of_the_text(generation: Generation) -> None:
    for item in DOCUMENTS:
        for start in range(len(item.text) + 1):
            for end in range(start, len(item.text) + 1):
                span = Span(start, end)
                assert generation.quote(item.id, span) == item.text[start:end]


def test_titles_come_in_the_order_asked_for(generation: Generation) -> None:
    assert generation.titles(["nul", "astral", "nul"]) == ("題 nul", "題 astral", "題 nul")
    assert generation.titles(iter(())) == ()


def test_an_unknown_document_is_named(generation: Generation) -> None:
    for ask in (
        lambda: generation.document("無い"),
        lambda: generation.quote("無い", Span(0, 1)),
        lambda: generation.titles(["nul", "無い"]),
    ):
        with pytest.raises(DocumentNotFound, match="'無い'"):
            ask()


def test_content_gives_the_rows_of_its_document(generation: Generation) -> None:
    expected = {
        f"digest of {item.text}": range(2 * place, 2 * place + 2)
        for place, item in enumerate(DOCUMENTS)
    }
    assert generation.rows_by_content() == expected


def test_analysed_rows_come_back_as_they_were_analysed(generation: Generation) -> None:
    found = generation.analysed(range(3, 9))
    assert [item for item, _ in found] == list(PASSAGES[3:9])
    assert [plain(item) for _, item in found] == [plain(analysis(item)) for item in PASSAGES[3:9]]
    assert generation.analysed(range(3, 3)) == []


def test_wordings_come_back_in_the_order_asked_for(generation: Generation) -> None:
    packed = [pack(analysis(item).wording) for item in PASSAGES]
    assert len(set(packed)) == len(packed)
    rows = [5, 0, len(PASSAGES) - 1, 5]
    assert [pack(item) for item in generation.wordings(rows)] == [packed[row] for row in rows]
    assert [pack(item) for item in generation.wordings(range(len(PASSAGES)))] == packed
    assert generation.wordings([]) == ()


def test_readings_are_those_of_all_passages_once(generation: Generation) -> None:
    found = generation.readings()
    characters = "".join(item.text for item in PASSAGES)
    expected = {character for character in characters if character.isalnum()}
    assert {item.kana: item.count for item in found} == {
        character: characters.count(character) for character in expected
    }
    assert list(found) == sorted(set(found))


def test_the_mean_length_is_in_characters(generation: Generation) -> None:
    assert generation.mean_length() == pytest.approx(fmean(len(item.text) for item in PASSAGES))


def test_a_generation_without_passages(tmp_path: Path) -> None:
    write(tmp_path, DOCUMENTS, ())
    with closing(Generation(tmp_path, manifest(4))) as opened:
        assert (opened.readings(), opened.mean_length(), opened.wordings([])) == ((), 0, ())
        assert opened.documents() == DOCUMENTS


def test_what_was_read_back_is_written_again_as_it_was(
    generation: Generation, tmp_path: Path
) -> None:
    """As an incremental build does with what did not change."""
    documents = [(item, item.text) for item in DOCUMENTS]
    known = generation.analysed(range(len(PASSAGES)))
    write_corpus(tmp_path / CORPUS_FILE, documents, iter(known))
    LexicalIndex.write(tmp_path / LEXICAL_FOLDER, [item.terms for _, item in known])
    DenseIndex.write(tmp_path / DENSE_FILE, generation.dense.vectors())
    with closing(Generation(tmp_path, manifest(4))) as opened:
        rows = range(len(PASSAGES))
        assert [plain(item) for _, item in opened.analysed(rows)] == [
            plain(item) for _, item in known
        ]
        assert opened.readings() == generation.readings() == merged(a.readings for _, a in known)


def test_rows_are_those_of_the_legs(generation: Generation) -> None:
    for row, item in enumerate(PASSAGES):
        terms = CharacterAnalyser().terms(item.text)
        found = [hit for hit, _ in generation.lexical.search(terms, {"lemma": 1.0}, 99)]
        assert row in found or not terms.lemma
    expected = CountingEmbedder().documents([item.text for item in PASSAGES])
    np.testing.assert_array_equal(generation.dense.vectors(), expected)


any_text = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("山\r\n\x00\ufeff\u3099🍚")),
    min_size=1,
    max_size=30,
)


@given(st.lists(st.tuples(any_text, any_text), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None)
def test_any_text_and_title_round_trip(given_texts: list[tuple[str, str]]) -> None:
    documents = [Document(f"{n}", title, text) for n, (text, title) in enumerate(given_texts)]
    cuts = [
        passage(item, len(item.text) // 3, len(item.text) // 3 * 2 + 1, item.title)
        for item in documents
    ]
    # tantivy locks a file there a moment after it has opened an index: perhaps while it is removed.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        write(Path(folder), documents, cuts)
        with closing(Generation(Path(folder), manifest(4))) as opened:
            assert opened.documents() == tuple(documents)
            assert opened.passages(range(len(cuts))) == tuple(cuts)
            found = [plain(item) for _, item in opened.analysed(range(len(cuts)))]
            assert found == [plain(analysis(cut)) for cut in cuts]
            assert opened.titles(item.id for item in documents) == tuple(
                item.title for item in documents
            )
            for cut in cuts:
                assert opened.quote(cut.doc_id, Span(cut.start, cut.end)) == cut.text


def test_a_document_of_very_many_passages(tmp_path: Path) -> None:
    item = Document("長い", "題", "山" * 40_000)
    terms = Terms(("山",), (), (), ())
    same = Analysis(terms, wording([], [], []), ())
    passages = [(passage(item, place, place + 1), same) for place in range(40_000)]
    write_corpus(tmp_path / CORPUS_FILE, [(item, "c")], passages)
    LexicalIndex.write(tmp_path / LEXICAL_FOLDER, [terms] * 40_000)
    DenseIndex.write(tmp_path / DENSE_FILE, np.zeros((40_000, 1), dtype=np.float32))
    with closing(Generation(tmp_path, manifest(1))) as opened:
        rows = opened.rows_by_content()["c"]
        assert [found for found, _ in opened.analysed(rows)] == [made for made, _ in passages]
        assert len(opened.wordings(rows)) == 40_000
        assert opened.passages(rows) == tuple(item for item, _ in passages)


def test_many_threads_read_at_once(generation: Generation) -> None:
    def read(seed: int) -> object:
        row = seed % len(PASSAGES)
        item = PASSAGES[row]
        quoted = generation.quote(item.doc_id, Span(item.start, item.end))
        terms = CharacterAnalyser().terms(item.text)
        vector = CountingEmbedder().documents([item.text])[0]
        hits = generation.lexical.search(terms, {"lemma": 1.0}, 3)
        near = generation.dense.search(vector, 3)
        return generation.passages([row]), quoted == item.text, hits, near

    alone = [read(seed) for seed in range(len(PASSAGES))]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(20 * len(PASSAGES)))) == alone * 20


def test_reading_changes_no_file(generation: Generation) -> None:
    files = [path for path in generation.folder.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    generation.documents()
    generation.passages([0])
    after = [path for path in generation.folder.rglob("*") if path.is_file()]
    assert {path: path.read_bytes() for path in after} == before
