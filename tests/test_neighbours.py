from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.neighbours import LENGTH, Neighbours

WORDS = st.lists(st.text(alphabet="abc", min_size=1, max_size=7), min_size=1, max_size=12)


def one_edit(left: str, right: str) -> bool:
    """Try all substitutions, insertions and deletions of ``left``; brute force."""
    edits = {left[:n] + left[n + 1 :] for n in range(len(left))}
    for letter in "abc":
        edits |= {left[:n] + letter + left[n:] for n in range(len(left) + 1)}
        edits |= {left[:n] + letter + left[n + 1 :] for n in range(len(left))}
    return right in edits | {left}


@settings(max_examples=150, deadline=None)
@given(WORDS, st.text(alphabet="abc", min_size=1, max_size=7))
def test_every_word_one_edit_away_is_found(words: list[str], asked: str) -> None:
    found = set(Neighbours(words, fewest=1).of(asked).tolist())
    assert {row for row, word in enumerate(words) if one_edit(asked, word)} <= found
    assert all(abs(len(words[row]) - len(asked)) <= 1 for row in found)


def test_short_words_are_not_taken_apart() -> None:
    index = Neighbours(["abc", "abd", "abcd", "abce"], fewest=4)
    assert index.of("abc").tolist() == [0, 2, 3]
    assert index.of("abf").tolist() == []
    assert index.of("abcd").tolist() == [0, 1, 2, 3]


def test_a_swap_and_the_tail_of_a_long_word() -> None:
    long = "k" * LENGTH
    index = Neighbours(["nvidia", long + "s"], fewest=4)
    assert index.of("nvdiia").tolist() == [0]
    assert index.of(long + "t").tolist() == [1]


def test_nothing_to_find() -> None:
    assert Neighbours([], fewest=4).of("abcd").tolist() == []
    assert Neighbours(["abcd"], fewest=4).of("").tolist() == []
