from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ConfigError
from indexer.records import Span
from indexer.searchkey import Edit, SearchKey


@st.composite
def keys_with_edits(draw: st.DrawFn) -> tuple[SearchKey, list[Edit]]:
    text = draw(st.text(alphabet="あいうえお", min_size=1, max_size=12))
    cuts = draw(st.sets(st.integers(0, len(text)), max_size=6).map(sorted))
    ranges = list(zip(cuts[::2], cuts[1::2], strict=False))
    return SearchKey.identity(text), [
        (start, end, draw(st.text(alphabet="xyz", max_size=3))) for start, end in ranges
    ]


def slowly_edited(key: SearchKey, edits: list[Edit]) -> list[tuple[str, Span]]:
    """Return each character of the edited key with its source, one character at a time."""
    found, place = [], 0
    for start, end, replacement in [*edits, (len(key.text), len(key.text), "")]:
        found += [(key.text[i], key.source(i, i + 1)) for i in range(place, start)]
        found += [(character, key.source(start, end)) for character in replacement]
        place = end
    return found


@given(keys_with_edits())
def test_edits_agree_with_the_slow_way_twice_over(drawn: tuple[SearchKey, list[Edit]]) -> None:
    key, edits = drawn
    for _ in range(2):
        expected = slowly_edited(key, edits)
        key = key.edited(edits)
        found = [(key.text[i], key.source(i, i + 1)) for i in range(len(key.text))]
        assert found == expected
        edits = [(0, 1, "ab")] if key.text else []


def test_no_edits_return_the_key_itself() -> None:
    key = SearchKey.identity("漢字")
    assert key.edited([]) is key


def test_replacement_maps_to_all_it_replaces() -> None:
    key = SearchKey.identity("約1.5万人").edited([(1, 5, "15000")])
    assert key.text == "約15000人"
    assert key.source(1, 6) == key.source(2, 3) == Span(1, 5)
    assert key.source(0, 7) == Span(0, 6)


def test_dropped_characters_leave_the_rest_in_place() -> None:
    key = SearchKey.identity("abc").edited([(0, 1, ""), (2, 3, "")])
    assert key.text == "b"
    assert key.source(0, 1) == Span(1, 2)
    assert (key.source(0, 0), key.source(1, 1)) == (Span(0, 0), Span(2, 2))


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, 4)])
def test_range_outside_of_the_key_is_refused(start: int, end: int) -> None:
    with pytest.raises(ConfigError, match=f"range {start}:{end} is not inside"):
        SearchKey.identity("abc").source(start, end)
