"""The English words of Japanese ones, as they are found in the lexicon."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from indexer.errors import ModelError
from indexer.lexicon import BUNDLED, FILE_NAME, FORMAT
from indexer.wordvectors import WordVectors
from service.glossary import Glossary, Wanted


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors.open()


@pytest.fixture(scope="module")
def glossary(vectors: WordVectors) -> Glossary:
    return Glossary.open(vectors)


def test_the_index_finds_what_a_search_of_the_file_finds(vectors: WordVectors) -> None:
    entries = "\n".join(
        [
            "levy\t課する:40;関税:30",
            "tariff\t関税:90;税 率:76",
            "tax\t税:80;税金:70;関税:10",
            "tax rate\t税 率:80",
        ]
    ).encode()
    glossary = Glossary(entries, vectors)
    for lemmas in [("関税",), ("税",), ("税", "率"), ("税金",), ("率",), ("関",)]:
        sought = " ".join(lemmas)
        plain = {
            line.split("\t")[0]
            for line in entries.decode().split("\n")
            if any(item.split(":")[0] == sought for item in line.split("\t")[1].split(";"))
        }
        assert {item.key for item in glossary._candidates(lemmas)} == plain
        wanted = Wanted(lemmas, "".join(lemmas), "", "", "noun")
        assert (glossary.english(wanted, {}) in plain) == bool(plain)
    wanted = Wanted(("関税",), "関税", "カンゼイ", "", "noun")
    assert glossary.english(wanted, {}) == "tariff"


def test_a_name_in_romaji_is_no_english(glossary: Glossary) -> None:
    assert glossary.english(Wanted(("光",), "光", "ヒカリ", "", "noun"), {}) == "light"
    assert glossary.english(Wanted(("キシダ",), "岸田", "キシダ", "", "name"), {}) == "kishida"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        (b"no gzip", "cannot be read"),
        (gzip.compress(b"other\n\nx\ty:1\n\n", mtime=0), "not of the format"),
        (gzip.compress(FORMAT.encode(), mtime=0), "not of the format"),
    ],
)
def test_a_damaged_lexicon_is_refused(
    tmp_path: Path, vectors: WordVectors, content: bytes | None, what: str
) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ModelError, match=what):
        Glossary.open(vectors, tmp_path)


def test_every_rendering_is_indexed_once(vectors: WordVectors, glossary: Glossary) -> None:
    entries = gzip.decompress((BUNDLED / FILE_NAME).read_bytes()).split(b"\n\n")[1]
    assert len(glossary._places) == entries.count(b"\t") + entries.count(b";")
