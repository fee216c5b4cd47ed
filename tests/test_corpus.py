from __future__ import annotations

import hashlib
import os
import tomllib
from pathlib import Path

import pytest

from indexer import folder as folder_module
from indexer.corpus import Corpus, read_corpus
from indexer.errors import CorpusError
from indexer.records import Skipped

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def listing(*entries: tuple[str, str, str]) -> str:
    """A manifest of (file, title, text)."""
    return "".join(
        f'[[document]]\nfile = "{file}"\ntitle = "{title}"\n'
        f'sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\n'
        for file, title, text in entries
    )


def ids(corpus: Corpus) -> list[str]:
    return [document.id for document in corpus.documents]


def reasons(corpus: Corpus, root: Path) -> dict[str, str]:
    return {os.path.relpath(skip.source, root): skip.reason for skip in corpus.skipped}


def test_the_seeds_are_whole() -> None:
    corpus = read_corpus(SEEDS)
    assert len(corpus.documents) == 5 and corpus.skipped == ()
    for document in corpus.documents:
        assert document.text.encode() == (SEEDS / document.id).read_bytes()
        assert document.title and document.title != Path(document.id).stem


def test_the_seeds_are_declared_as_third_party_texts() -> None:
    manifest = tomllib.loads((SEEDS / "manifest.toml").read_text(encoding="utf-8"))
    assert "not covered by the project's licence" in manifest["note"]
    assert {entry["language"] for entry in manifest["document"]} == {"ja"}


def test_a_folder_is_read_with_its_subfolders_in_order_of_id(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "二", "a/z.txt": "三", "a.TXT": "一", "資料/序.txt": "四"})
    corpus = read_corpus(tmp_path)
    assert ids(corpus) == ["a.TXT", "a/z.txt", "b.txt", "資料/序.txt"]
    assert [d.title for d in corpus.documents] == ["a", "z", "b", "序"]
    assert corpus.skipped == ()


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "一", ".b.txt": "二", ".git/c.txt": "三"})
    corpus = read_corpus(tmp_path)
    assert (ids(corpus), corpus.skipped) == (["a.txt"], ())


def test_readmes_are_skipped_with_a_reason(tmp_path: Path) -> None:
    readmes = ("README.md", "README.txt", "d/README", "readme.ja.txt")
    write(tmp_path, {"a.txt": "一", "readmes.txt": "二"} | dict.fromkeys(readmes, "三"))
    corpus = read_corpus(tmp_path)
    assert ids(corpus) == ["a.txt", "readmes.txt"]
    told = "a README is about the documents, not one of them; give it another name, in .txt"
    assert reasons(corpus, tmp_path) == dict.fromkeys(readmes, told)


def test_everything_else_is_skipped_with_a_reason(tmp_path: Path) -> None:
    root = write(tmp_path / "in", {"a.txt": "一", "b.pdf": "x", "c": "x", "d.jsonl": "{}"})
    write(root, {"e.txt": "", "sub/manifest.toml": ""})
    (root / "f.txt").write_bytes(b"ok\xff")
    (root / "g.txt").mkdir()
    write(tmp_path, {"outside.txt": "外", "far/x.txt": "外"})
    (root / "h.txt").symlink_to(tmp_path / "outside.txt")
    (root / "i.txt").symlink_to(root / "missing.txt")
    (root / "j").symlink_to(tmp_path / "far")
    (root / "k").symlink_to(root)
    (root / "l.txt").symlink_to(root / "l.txt")
    os.mkfifo(root / "m.txt")
    corpus = read_corpus(root)
    assert ids(corpus) == ["a.txt"]
    leaves = "is a link that leaves the folder; copy what it points to into the folder"
    irregular = "is not a regular file; remove it or put a file in its place"
    assert reasons(corpus, root) == {
        "b.pdf": "files named .pdf are not read; convert it to .txt",
        "c": "files named without suffix are not read; convert it to .txt",
        "d.jsonl": "a .jsonl file is a corpus by itself; give its own path instead of the folder's",
        "e.txt": "holds no letter or digit; remove it or give it text",
        "f.txt": "byte 2 (0xff) is not UTF-8; save the file as UTF-8",
        "h.txt": leaves,
        "i.txt": irregular,
        "j": leaves,
        "k": "is a link to a folder; links to folders are not followed",
        "l.txt": irregular,
        "m.txt": irregular,
        "sub/manifest.toml": "files named .toml are not read; convert it to .txt",
    }
    assert list(corpus.skipped) == sorted(corpus.skipped, key=lambda skip: skip.source)


def test_a_link_inside_the_folder_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "一"})
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert ids(read_corpus(tmp_path)) == ["a.txt", "b.txt"]


def test_a_file_over_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MAX_FILE_BYTES", 5)
    write(tmp_path, {"a.txt": "12345", "b.txt": "123456"})
    corpus = read_corpus(tmp_path)
    assert ids(corpus) == ["a.txt"]
    assert reasons(corpus, tmp_path) == {"b.txt": "6 bytes long, over the limit of 5; split it"}


def test_a_name_that_is_not_utf8_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "一"})
    with open(os.fsencode(tmp_path) + b"/\xff.txt", "wb") as file:
        file.write(b"x")
    (skip,) = read_corpus(tmp_path).skipped
    assert skip.source == f"{tmp_path}/\\xff.txt"
    assert skip.reason.startswith("the name's character 0 is U+DCFF")


def test_a_file_that_cannot_be_opened_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": "一", "b.txt": "二"})
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert reasons(read_corpus(tmp_path), tmp_path) == {
        "b.txt": "cannot be read (Permission denied); check its permissions"
    }


def test_a_jsonl_file_is_a_corpus(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "b", "text": "二"}\n{"id": "a", "text": "一"}\nno\n', encoding="utf-8")
    corpus = read_corpus(path)
    assert ids(corpus) == ["a", "b"]
    assert corpus.skipped == (Skipped(f"{path}:3", "column 1: not JSON (Expecting value)"),)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "missing",
            "missing: no such file or folder; give a folder of .txt files or a .jsonl file",
        ),
        ("a.txt", "a.txt: a single file must be one of .jsonl; to read text files give the folder"),
        ("empty", "empty: holds no document; put .txt files there"),
        ("useless", "useless: no usable document\n  .*a.pdf: files named .pdf are not read"),
        ("many", "and 2 more"),
        ("empty.jsonl", "empty.jsonl: holds no document"),
    ],
)
def test_a_corpus_without_documents_is_refused(tmp_path: Path, name: str, message: str) -> None:
    write(tmp_path, {"a.txt": "一", "useless/a.pdf": "x", "empty/.keep": "", "empty.jsonl": "\n"})
    write(tmp_path, {f"many/{n}.pdf": "x" for n in range(7)})
    with pytest.raises(CorpusError, match=message):
        read_corpus(tmp_path / name)


def test_titles_come_from_the_manifest(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "一", "b/c.txt": "二"})
    write(tmp_path, {"manifest.toml": listing(("b/c.txt", "題二", "二"), ("a.txt", "題一", "一"))})
    assert [d.title for d in read_corpus(tmp_path).documents] == ["題一", "題二"]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("files", "entries", "message"),
    [
        (
            {"a.txt": "変"},
            [("a.txt", "題", "一")],
            f"a.txt: expected sha256 {sha('一')}, found {sha('変')}; restore the file",
        ),
        (
            {"a.txt": "一"},
            [("a.txt", "題", "一"), ("b.txt", "題", "二")],
            f"b.txt: expected sha256 {sha('二')}, found no such document; put the file back",
        ),
        (
            {"a.txt": "一", "b.txt": "二"},
            [("a.txt", "題", "一")],
            f"b.txt: expected no such file, found sha256 {sha('二')}; remove the file or add",
        ),
    ],
)
def test_a_folder_that_differs_from_its_manifest_is_refused(
    tmp_path: Path, files: dict[str, str], entries: list[tuple[str, str, str]], message: str
) -> None:
    write(tmp_path, {**files, "manifest.toml": listing(*entries)})
    with pytest.raises(CorpusError, match=message):
        read_corpus(tmp_path)


GOOD = listing(("a.txt", "題", "一"))


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("note = ", "cannot be read as TOML"),
        ("documents = 1", "remove documents"),
        ("note = 1", "may hold a string note"),
        ("document = 1", "may hold a string note"),
        ("document = [1]", "document 1 is not a table"),
        (GOOD + "sha265 = 'x'", "document 1: wrong or missing field 'sha265'"),
        (GOOD.replace("title", "language"), "document 1: wrong or missing field 'title'"),
        (GOOD.replace('"題"', '" "'), "document 1: wrong or missing field 'title'"),
        (GOOD.replace('"題"', "7"), "document 1: wrong or missing field 'title'"),
        (GOOD.replace('sha256 = "', 'sha256 = "x'), "document 1: sha256 must be 64"),
        (GOOD + GOOD, "a.txt is listed twice"),
    ],
)
def test_a_malformed_manifest_is_refused(tmp_path: Path, manifest: str, message: str) -> None:
    write(tmp_path, {"a.txt": "一", "manifest.toml": manifest})
    with pytest.raises(CorpusError, match=message):
        read_corpus(tmp_path)


def test_a_manifest_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "一"})
    (tmp_path / "manifest.toml").write_bytes(b'note = "\xff"')
    with pytest.raises(CorpusError, match="cannot be read as TOML"):
        read_corpus(tmp_path)
