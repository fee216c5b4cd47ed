from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from models import save_static

from indexer.__main__ import main
from indexer.store import Store
from indexer.wordvectors import BUNDLED, WordVectors

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(save_static(tmp_path_factory.mktemp("cli") / "model"))


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "文書"
    folder.mkdir()
    (folder / "山.txt").write_text("山の話\n\n山は高い。cat and dog.\n", encoding="utf-8")
    (folder / "川.txt").write_text("川の話\n\n川は長い。\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process; return exit status, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["indexer", *map(str, arguments)])
        try:
            status = main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_build_then_check_and_info(run: Run, documents: Path, tmp_path: Path, model: str) -> None:
    index = tmp_path / "index"
    status, out, _ = run("build", documents, index, "--model", model)
    generation = Store(index).current().name
    assert status == 0
    assert out == (
        f"{index}: generation {generation}, 2 documents (2 analysed, 0 unchanged, 0 removed), "
        f"{Store(index).manifest().passages} passages, 0 skipped\n"
    )
    status, out, _ = run("check", index)
    files = len(Store(index).manifest().files)
    assert (status, out) == (0, f"{index}: generation {generation}, {files} files intact\n")
    status, out, _ = run("info", index)
    assert status == 0
    assert out == Store(index).manifest().to_json()
    assert json.loads(out)["config"]["model"] == model


def test_the_table_of_vectors_is_read_once(
    run: Run, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, folders = WordVectors.open, []

    def opened(folder: Path = BUNDLED) -> WordVectors:
        folders.append(folder)
        return read(folder)

    monkeypatch.setattr(WordVectors, "open", opened)
    assert run("build", documents, tmp_path / "index")[0] == 0
    assert folders == [BUNDLED]


def test_a_second_build_has_nothing_to_do(
    run: Run, documents: Path, tmp_path: Path, model: str
) -> None:
    index = tmp_path / "index"
    run("build", documents, index, "--model", model)
    manifest = Store(index).manifest()
    status, out, _ = run("build", documents, index, "--model", model)
    assert status == 0
    assert out == (
        f"{index} is current: generation {manifest.generation}, 2 documents, "
        f"{manifest.passages} passages, 0 skipped\n"
    )


def test_a_build_that_only_reuses_is_not_called_current(
    run: Run, documents: Path, tmp_path: Path, model: str
) -> None:
    index = tmp_path / "index"
    run("build", documents, index, "--model", model)
    (documents / "山.txt").rename(documents / "岳.txt")
    status, out, _ = run("build", documents, index, "--model", model)
    assert status == 0
    assert f"{index}: generation" in out
    (documents / "岳.txt").unlink()
    _, single, _ = run("build", documents, index, "--model", model)
    assert ", 1 document (0 analysed, 1 unchanged, 1 removed), " in single
    assert "(0 analysed, 2 unchanged, 1 removed)" in out


def test_an_error_that_nobody_can_take_still_has_its_status(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the log is on the disk that is full."""

    class Full(StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    assert run("check", tmp_path / "none")[:2] == (2, "")


def test_settings_reach_the_index(
    run: Run, documents: Path, tmp_path: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    monkeypatch.setenv("MODEL", model)
    options = ("--passage-chars", 50, "--overlap-sentences", 0)
    assert run("build", documents, index, *options)[0] == 0
    config = Store(index).manifest().config
    assert (config.model, config.passage_chars, config.overlap_sentences) == (model, 50, 0)


def test_skipped_files_are_printed_and_kept(
    run: Run, documents: Path, tmp_path: Path, model: str
) -> None:
    (documents / "壊.txt").write_bytes(b"\xff\xfe\x00")
    (documents / "図.png").write_bytes(b"png")
    status, out, err = run("build", documents, tmp_path / "index", "--model", model)
    assert status == 0
    assert out.endswith("2 skipped\n")
    lines = [line for line in err.splitlines() if line.startswith("skipped ")]
    assert [("壊.txt" in line, "図.png" in line) for line in sorted(lines)] == [
        (False, True),
        (True, False),
    ]
    kept = Store(tmp_path / "index").manifest().skipped
    assert sorted(lines) == sorted(f"skipped {item.source}: {item.reason}" for item in kept)


def assert_refused(answer: tuple[int, str, str], said: str) -> None:
    status, out, err = answer
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert said in err


def test_errors_are_one_line_and_status_2(
    run: Run, documents: Path, tmp_path: Path, model: str
) -> None:
    index, missing = tmp_path / "index", tmp_path / "missing"
    assert_refused(run("check", index), f"python -m indexer build CORPUS {index}")
    assert_refused(run("info", index), "no index here")
    assert_refused(run("build", missing, index, "--model", model), "no such file or folder")
    assert_refused(run("build", documents, index, "--model", missing), "no such model folder")
    assert_refused(run("build", documents, index, "--passage-chars", 3), "choose 40 to 5000")
    assert not index.exists()


def test_a_damaged_index_is_refused(run: Run, documents: Path, tmp_path: Path, model: str) -> None:
    run("build", documents, tmp_path / "index", "--model", model)
    (Store(tmp_path / "index").current() / "dense.faiss").write_bytes(b"")
    assert_refused(run("check", tmp_path / "index"), "dense.faiss: size or digest differs")


def test_an_index_place_that_cannot_hold_one_is_refused(
    run: Run, documents: Path, tmp_path: Path, model: str
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert_refused(run("build", documents, tmp_path / "file", "--model", model), "file")


def test_a_second_build_at_once_is_refused(
    run: Run, documents: Path, tmp_path: Path, model: str
) -> None:
    with Store(tmp_path / "index").writing():
        answer = run("build", documents, tmp_path / "index", "--model", model)
    assert_refused(answer, "another build is running")


@pytest.mark.parametrize("arguments", [("build",), ("nonsense",), ("check", "a", "b")])
def test_wrong_usage_has_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, _, err = run(*arguments)
    assert status == 2
    assert "Traceback" not in err


def test_the_module_runs_as_a_process(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "indexer", "check", str(tmp_path / "index")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert_refused((answer.returncode, answer.stdout, answer.stderr), "no index here")


def test_an_index_inside_its_corpus_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("山。", encoding="utf-8")
    for index in (tmp_path, tmp_path / "index"):
        code, _, said = run("build", str(tmp_path), str(index))
        assert code == 2
        assert "keep the index outside of it" in said
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_is_no_index(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "index"
    place.write_text("mine", encoding="utf-8")
    code, _, said = run("build", str(tmp_path / "corpus"), str(place))
    assert code == 2
    assert "give a folder" in said
    assert place.read_text(encoding="utf-8") == "mine"
