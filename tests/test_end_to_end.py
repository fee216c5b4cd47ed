"""The product as its users meet it: a real process, a real socket, the real seeds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import ROOT, running_server

CARD = "What price did Trump's 15% levy apply to?"
CARD_SENTENCE = "トランプの政策は、チップ売上の15%を米国政府が徴収するというものだった。"
CARD_DOCUMENT = "003_d7826f4cac7e6a05.txt"


@pytest.fixture(scope="module")
def server(seeds_index: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "service", "--index", str(seeds_index)]
    with running_server(command, HOST="127.0.0.1", PORT="0") as address:
        yield address


def get(server: str, path: str, **query: str) -> dict[str, object]:
    url = f"{server}{path}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(url, timeout=30) as reply:
        found = json.loads(reply.read().decode("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "question",
    [
        CARD,
        "what price did trump's １５％ levy apply to",
        "トランプの政策では、何の15%を米国政府が徴収する?",
    ],
)
def test_the_card_question_gets_its_sentence(server: str, question: str) -> None:
    reply = get(server, "/ask", q=question)
    assert reply["status"] in ("answered", "partial")
    answer = reply["answer"]
    assert answer["sentence"] == CARD_SENTENCE  # type: ignore[index]
    assert "チップ売上" in answer["text"]  # type: ignore[index]
    assert answer["text"] in CARD_SENTENCE  # type: ignore[index]
    citation = reply["citations"][0]  # type: ignore[index]
    text = (ROOT / "seeds" / CARD_DOCUMENT).read_bytes().decode("utf-8")
    assert citation["doc_id"] == CARD_DOCUMENT
    assert citation["quote"] == text[citation["start"] : citation["end"]] == CARD_SENTENCE


def test_the_cited_document_is_served_as_stored(server: str) -> None:
    document = get(server, f"/documents/{CARD_DOCUMENT}")
    stored = (ROOT / "seeds" / CARD_DOCUMENT).read_bytes().decode("utf-8")
    assert document["text"] == stored


def test_equal_questions_get_equal_answers(server: str) -> None:
    replies = [get(server, "/ask", q="H20の価格は?") for _ in range(2)]
    for reply in replies:
        del reply["timings_ms"]
    assert replies[0] == replies[1]


def test_ready_names_the_generation(server: str, seeds_index: Path) -> None:
    assert (seeds_index / "CURRENT").read_text().strip() in json.dumps(get(server, "/ready"))


def test_a_damaged_index_is_not_served(seeds_index: Path, tmp_path: Path) -> None:
    shutil.copytree(seeds_index, tmp_path / "index")
    vectors = next((tmp_path / "index").rglob("dense.faiss"))
    data = bytearray(vectors.read_bytes())
    data[len(data) // 2] ^= 1
    vectors.write_bytes(data)
    command = [sys.executable, "-m", "service", "--index", str(tmp_path / "index")]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PORT": "0"}, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert "dense.faiss" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_document_is_a_problem(server: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(server, "/documents/none.txt")
    with refused.value as reply:
        assert reply.code == 404
        assert reply.headers["Content-Type"].startswith("application/problem+json")
