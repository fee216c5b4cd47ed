from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from indexer.config import IndexConfig
from indexer.errors import IndexCorrupt
from indexer.manifest import (
    MANIFEST_FILE,
    SCHEMA_VERSION,
    FileDigest,
    Fingerprints,
    Manifest,
    file_digests,
    generation_name,
    read_manifest,
    verify_files,
)
from indexer.records import Skipped

MARKS = Fingerprints("corpus", "chunker", "analysis", "dictionary", "model")
CONFIG = IndexConfig(model="模型")
FILES = {
    "a.bin": b"\x00\x01",
    "lexical/meta.json": b"{}",
    "lexical/.lock": b"",
    "z": "根拠".encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / MANIFEST_FILE).write_text(manifest_of(tmp_path).to_json(), encoding="utf-8")
    return tmp_path


def manifest_of(folder: Path) -> Manifest:
    return Manifest(
        schema=SCHEMA_VERSION,
        generation=generation_name(MARKS, CONFIG),
        config=CONFIG,
        fingerprints=MARKS,
        documents=3,
        passages=5,
        dim=4,
        skipped=(Skipped("悪い.txt", "UTF-8でない"),),
        files=file_digests(folder),
    )


def test_a_manifest_comes_back_as_written(folder: Path) -> None:
    assert read_manifest(folder) == manifest_of(folder)
    verify_files(folder, read_manifest(folder))


def test_the_file_is_readable_json(folder: Path) -> None:
    text = (folder / MANIFEST_FILE).read_text(encoding="utf-8")
    raw = json.loads(text)
    assert "悪い.txt" in text
    assert list(raw) == sorted(raw)
    assert raw["config"]["model"] == "模型"
    assert (raw["documents"], raw["passages"], raw["dim"]) == (3, 5, 4)


def test_digests_are_sha256_ordered_by_path(folder: Path) -> None:
    expected = [
        FileDigest(name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in sorted(FILES.items(), key=lambda item: Path(item[0]))
    ]
    assert list(file_digests(folder)) == expected


def test_a_flipped_bit_in_the_manifest_is_refused(folder: Path) -> None:
    path = folder / MANIFEST_FILE
    whole = path.read_bytes()
    for place in range(0, len(whole), 2):
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
        )
        with pytest.raises(IndexCorrupt, match=r"manifest\.json.*build again"):
            read_manifest(folder)


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"3", b"{}", b'{"schema": 1}', b"\xff", b'{"config": 1}']
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST_FILE).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_a_manifest_with_a_further_field_is_refused(folder: Path) -> None:
    raw = json.loads((folder / MANIFEST_FILE).read_bytes())
    (folder / MANIFEST_FILE).write_text(json.dumps({**raw, "later": 1}), encoding="utf-8")
    with pytest.raises(IndexCorrupt, match="later"):
        read_manifest(folder)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_damaged_file_is_named(folder: Path, name: str) -> None:
    manifest, path, whole = manifest_of(folder), folder / name, FILES[name]
    damaged = [whole + b"\x00", whole + whole + b"x"]
    damaged += [whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])] if whole else []
    for content in damaged:
        path.write_bytes(content)
        with pytest.raises(IndexCorrupt, match=f"{name}: size or digest differs; build again"):
            verify_files(folder, manifest)
    path.unlink()
    with pytest.raises(IndexCorrupt, match=f"{name}: missing; build again"):
        verify_files(folder, manifest)


@pytest.mark.parametrize("name", ["extra", "lexical/extra", f"lexical/{MANIFEST_FILE}"])
def test_a_further_file_is_named(folder: Path, name: str) -> None:
    manifest = manifest_of(folder)
    (folder / name).write_bytes(b"")
    with pytest.raises(IndexCorrupt, match=f"{name}: not part of this generation"):
        verify_files(folder, manifest)


def test_generation_names_differ_with_every_part() -> None:
    marks = [MARKS] + [replace(MARKS, **{part.name: "other"}) for part in fields(MARKS)]
    configs = [CONFIG, IndexConfig("x"), IndexConfig("模型", 100), IndexConfig("模型", 320, 0)]
    names = [generation_name(mark, CONFIG) for mark in marks]
    names += [generation_name(MARKS, config) for config in configs[1:]]
    assert len(set(names)) == len(names) == 9
    assert all(len(name) == 16 and name.isalnum() and name.isascii() for name in names)
    assert generation_name(MARKS, CONFIG) == generation_name(replace(MARKS), replace(CONFIG))
