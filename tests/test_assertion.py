"""Which words of a question a sentence says, and how much they weigh."""

from __future__ import annotations

from indexer.wording import NOUN, word_key
from service.assertion import SAYS, asking, read
from service.records import Unit
from tests.asserted import ask, say, tokens_of


def test_a_phrase_lends_its_words_to_each_of_its_parts() -> None:
    key = "export controls"
    phrase = Unit(4.0, {word_key(key): 1.0, word_key("規制"): 0.75}, NOUN)
    part = Unit(1.0, {word_key("controls"): 1.0}, NOUN)
    first, second = asking(key, "en", tokens_of(key), [part, phrase]).topics
    assert (first.weight, second.weight) == (2.0, 1.0)
    for topic in (first, second):
        assert topic.words[word_key("規制")] == 0.75


def test_a_word_that_shares_a_kanji_almost_says_it() -> None:
    asked = ask("設立した年")
    (row,) = read(asked, say(asked, "会社を創立した。")).said
    assert 0 < max(row) < SAYS
