from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import given
from hypothesis import strategies as st
from structlog.typing import EventDict
from web import client_of, problem_of

from indexer.errors import ConfigError
from service import keys
from service.keys import Key, KeyFile, read_keys

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Program:
    """`python -m service.keys` on one file, in this process."""

    file: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        command = ["keys", *arguments, "--file", str(self.file)]
        self.monkeypatch.setattr(sys, "argv", command)
        try:
            code = keys.main()
        except SystemExit as left:
            code = int(left.code or 0)
        return code, *self.capsys.readouterr()

    def add(self, name: str) -> bytes:
        code, key, _ = self("add", name)
        assert code == 0
        return key.strip().encode()


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Program:
    return Program(tmp_path / "keys.json", capsys, monkeypatch)


def test_a_key_is_shown_once_and_kept_as_a_digest(run: Program) -> None:
    key = run.add("夜間バッチ")
    assert key.startswith(b"konkyo_") and len(key) >= len("konkyo_") + 43
    (kept,) = read_keys(run.file)
    assert (kept.name, kept.digest) == ("夜間バッチ", hashlib.sha256(key).hexdigest())
    assert key not in run.file.read_bytes() and key[7:] not in run.file.read_bytes()
    assert run("list") == (0, f"{kept.made}  夜間バッチ\n", "")


def test_keys_differ_and_each_has_its_name(run: Program) -> None:
    made = {run.add(name): name for name in ("a", "b", "c")}
    file = KeyFile(run.file)
    assert len(made) == 3
    assert {key: file.name_of(key) for key in made} == made


def test_the_file_is_its_owners_alone_whatever_was_there(run: Program) -> None:
    left = run.file.with_name("keys.json.new")
    left.write_text("left by a crash")
    left.chmod(0o666)
    before = os.umask(0)
    try:
        run.add("a")
        assert run.file.stat().st_mode & 0o777 == 0o600
        run.file.chmod(0o644)
        run.add("b")
        assert run.file.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert not left.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to another")
def test_the_file_stays_its_owners(run: Program) -> None:
    run.add("a")
    os.chown(run.file, 12345, 23456)
    run.add("b")
    stat = run.file.stat()
    assert (stat.st_uid, stat.st_gid) == (12345, 23456)


def test_a_write_that_fails_leaves_the_old_keys(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.add("a")
    before = run.file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keys.os, "fsync", full)
    assert run("add", "b") == (
        2,
        "",
        f"error: {run.file}: cannot be written (No space left on device)\n",
    )
    assert run.file.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "a"), "there is a key 'a'; revoke it first"),
        (("revoke", "b"), "there is no key 'b'; `list` names those there are"),
        (("add", ""), "'' is no name of a key"),
        (("add", " 　"), "is no name of a key"),
        (("add", "a\nb"), "'a\\nb' is no name of a key"),
        (("add", "\x1b[2J"), "is no name of a key"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    run: Program, arguments: tuple[str, str], said: str
) -> None:
    run.add("a")
    before = run.file.read_bytes()
    code, out, error = run(*arguments)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert said in error
    assert run.file.read_bytes() == before


def test_no_folder_is_one_line(run: Program) -> None:
    lost = Program(run.file / "none" / "keys.json", run.capsys, run.monkeypatch)
    code, _, error = lost("add", "a")
    assert (code, error.count("\n")) == (2, 1)


def test_no_key_is_lost_when_many_are_made_at_once(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    names = [f"n{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: keys.add(name, file), names))
    assert sorted(key.name for key in read_keys(file)) == sorted(names)


def test_no_key_is_lost_between_processes(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    command = [sys.executable, "-m", "service.keys", "add"]
    environment = {**os.environ, "KEYS": str(file)}
    started = [
        subprocess.Popen([*command, name], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for name in ("a", "b", "c")
    ]
    made = [process.communicate()[0].strip() for process in started]
    assert sorted(str(KeyFile(file).name_of(key)) for key in made) == ["a", "b", "c"]


MALFORMED = [
    "",
    "[]",
    '{"keys": 1}',
    '{"keys": [{"name": "a"}]}',
    '{"keys": [{"name": "", "digest": "%s", "made": ""}]}' % ("0" * 64),
    '{"keys": [{"name": "a", "digest": "", "made": ""}]}',
    '{"keys": [{"name": "a", "digest": "%s", "made": ""}]}' % ("é" * 64),
    '{"keys": [{"name": "a", "digest": "\\ud800", "made": ""}]}',
    '{"keys": [{"name": "\\ud800", "digest": "%s", "made": ""}]}' % ("0" * 64),
    '{"keys": [{"name": "a", "digest": "%s", "made": ""}]}' % ("A" * 64),
]


@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_file_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"no file of keys .* make one with `python -m service"):
        KeyFile(file)


def test_a_missing_file_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no file of keys"):
        client_of(FakeEngine(), keys=tmp_path / "keys.json")


def test_a_file_without_a_key_lets_nobody_pass(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text('{"keys": []}')
    assert KeyFile(file).name_of(b"") is None


HOSTILE = [b"", b" ", b"konkyo_", b"\xff\x00", "鍵".encode(), b"x" * 10_000]


@pytest.mark.parametrize("key", HOSTILE)
def test_bytes_of_any_kind_are_no_key(run: Program, key: bytes) -> None:
    real = run.add("a")
    file = KeyFile(run.file)
    assert file.name_of(key) is None
    assert file.name_of(real + key) in (("a",) if not key else (None,))


@given(st.binary(max_size=80))
def test_only_the_key_itself_is_known(tmp_path_factory: pytest.TempPathFactory, key: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "one key.json"
    digest = hashlib.sha256(b"konkyo_the one").hexdigest()
    if not file.exists():
        file.write_text(json.dumps({"keys": [{"name": "a", "digest": digest, "made": ""}]}))
    assert KeyFile(file).name_of(key) is None
    assert KeyFile(file).name_of(b"konkyo_the one") == "a"


def test_digests_are_compared_whole_and_as_bytes(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = keys.hmac.compare_digest

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return bool(real(a, b))

    made = [run.add(name) for name in ("a", "b", "c")]
    monkeypatch.setattr(keys.hmac, "compare_digest", compare)
    assert KeyFile(run.file).name_of(made[0]) == "a"
    # All of them, so that time does not tell which one is near.
    assert len(compared) == 3
    assert {type(side) for pair in compared for side in pair} == {bytes}


class TestRunningService:
    """What a service does when the file changes under it."""

    @pytest.fixture
    def status(self, run: Program, logs: list[EventDict]) -> Iterator[object]:
        run.add("first")
        with client_of(FakeEngine(), keys=run.file) as client:

            def status_with(key: bytes) -> int:
                headers = {b"X-API-Key": key}
                return int(client.get("/ask?q=high", headers=headers).status_code)

            yield status_with

    def test_a_key_counts_from_the_next_request_and_not_after_its_end(
        self, run: Program, status: object
    ) -> None:
        assert callable(status)
        key = run.add("second")
        assert status(key) == 200
        assert run("revoke", "second") == (0, "revoked second\n", "")
        assert status(key) == 401

    @pytest.mark.parametrize("harm", ["removed", "emptied", "a folder"])
    def test_a_file_that_cannot_be_read_lets_nobody_pass_until_it_can(
        self, run: Program, status: object, logs: list[EventDict], harm: str
    ) -> None:
        assert callable(status)
        key = run.add("second")
        good = run.file.read_bytes()
        run.file.unlink()
        if harm == "emptied":
            run.file.write_text("")
        elif harm == "a folder":
            run.file.mkdir()
        assert [status(key) for _ in range(3)] == [401] * 3
        told = [entry for entry in logs if entry["event"] == "keys refused"]
        assert [entry["log_level"] for entry in told] == ["error"]
        if harm == "a folder":
            run.file.rmdir()
        run.file.write_bytes(good)
        assert status(key) == 200

    def test_a_fault_that_passes_is_forgotten(
        self, run: Program, status: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert callable(status)
        key = run.add("second")
        with monkeypatch.context() as fault:

            def out_of_handles(_: Path) -> tuple[Key, ...]:
                raise ConfigError("too many open files")

            fault.setattr(keys, "read_keys", out_of_handles)
            assert status(key) == 401
        assert status(key) == 200


def test_a_key_that_was_not_given_is_asked_for(run: Program, logs: list[EventDict]) -> None:
    run.add("a")
    with client_of(FakeEngine(), keys=run.file) as client:
        reply = client.get("/search?q=high")
    assert "Authorization: Bearer KEY" in problem_of(reply, 401)["detail"]
    assert reply.headers["WWW-Authenticate"] == "Bearer"
