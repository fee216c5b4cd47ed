from __future__ import annotations

import pytest
from starlette.types import Scope

from service.journal import ENTRY, Entry, entry_of


def scope(**state: object) -> Scope:
    return {"type": "http", "method": "GET", "path": "/ask", "state": state}


def test_the_entry_of_a_request_is_the_one_in_its_state() -> None:
    entry = Entry("id", "GET", "/ask", 0.0)
    assert entry_of(scope(**{ENTRY: entry})) is entry


def test_a_request_without_one_gets_one_that_stays() -> None:
    bare = scope()
    made = entry_of(bare)
    assert (made.id, made.method, made.path) == ("", "GET", "/ask")
    assert entry_of(bare) is made
    without_state: Scope = {"type": "http", "method": "GET", "path": "/ask"}
    assert entry_of(without_state) is entry_of(without_state)


def test_entries_share_no_stages() -> None:
    one, other = (Entry("", "GET", "/", 0.0) for _ in range(2))
    assert one.heard is not other.heard
    assert one.heard.stages is not other.heard.stages


def test_what_is_no_entry_is_a_fault() -> None:
    with pytest.raises(TypeError, match="the state's entry is a str"):
        entry_of(scope(**{ENTRY: "x"}))
