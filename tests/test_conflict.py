"""Which pairs of statements answer a question incompatibly, with the real tokenizer and lexicon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from agreements import AGREED
from conflicts import CONFLICTS, Pair
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.lexicon import Lexicon, Rendering, Translation
from indexer.normalize import search_key
from indexer.terms import is_content, lemma_term
from indexer.tokens import Tokenizer
from indexer.wording import LATIN, Word, kind_of
from service.conflict import conflicting, rivals
from service.query import fold
from service.topics import Asking, Statement, lemmas_of

Ask = Callable[[str], Asking]
State = Callable[..., Statement]


@pytest.fixture(scope="module")
def words() -> Callable[[str], tuple[Word, ...]]:
    tokenizer = Tokenizer()

    def read(text: str) -> tuple[Word, ...]:
        key = search_key(text).text
        tokens = [token for token in tokenizer.tokens(key) if is_content(token)]
        return tuple(Word(lemma_term(token), kind_of(token, key)) for token in tokens)

    return read


@pytest.fixture(scope="module")
def ask(words: Callable[[str], tuple[Word, ...]]) -> Ask:
    lexicon = Lexicon.open()

    def read(question: str) -> Asking:
        folded = fold(question)
        return Asking(folded, words(folded), lexicon.translations(folded))

    return read


@pytest.fixture(scope="module")
def state(words: Callable[[str], tuple[Word, ...]]) -> State:
    def read(text: str, answer: str = "", context: str = "") -> Statement:
        return Statement(text, answer or text, words(text), lemmas_of(words(context)))

    return read


@pytest.mark.parametrize("pair", CONFLICTS, ids=lambda pair: f"{pair[0]} {pair[4]}")
def test_conflicts(pair: Pair, ask: Ask, state: State) -> None:
    question, first, second = ask(pair[0]), state(*pair[1:3]), state(*pair[3:])
    assert conflicting(question, first, second)
    assert conflicting(question, second, first)


@pytest.mark.parametrize("pair", AGREED, ids=lambda pair: f"{pair[0]} {pair[3]}")
def test_near_conflicts(pair: Pair, ask: Ask, state: State) -> None:
    question, first, second = ask(pair[0]), state(*pair[1:3]), state(*pair[3:])
    assert not conflicting(question, first, second)
    assert not conflicting(question, second, first)


def test_a_name_may_stand_in_the_context(ask: Ask, state: State) -> None:
    question = ask("ASMLが開発と商業化に何年かかりましたか")
    first = state("ASMLが開発にかかった期間は20年間だ。", "20年間")
    second = state("それは開発と商業化に約30年かかりました。", "約30年")
    told = replace(second, context=lemmas_of(state("ASMLの機械を考えてみてください。").words))
    assert not conflicting(question, first, second)
    assert conflicting(question, first, told)


@pytest.mark.parametrize(("weight", "known"), [(0.29, False), (0.31, True)])
def test_a_weak_rendering_says_nothing(weight: float, known: bool, state: State) -> None:
    staff = Translation("staff", (Rendering(("従業",), weight),))
    question = Asking("how many staff are there?", (Word("staff", LATIN),), (staff,))
    first, second = state("従業員は300人です。", "300人"), state("従業員が450人いる。", "450人")
    assert conflicting(question, first, second) is known


def test_the_best_rival_comes_first(ask: Ask, state: State) -> None:
    question = ask("東京工場の従業員は何人ですか")
    best = state("東京工場の従業員は300人です。", "300人")
    others = [
        state("東京工場の従業員はおよそ300人だ。", "およそ300人"),
        state("大阪工場の従業員は600人です。", "600人"),
        state("東京工場には従業員が450人いる。", "450人"),
        state("東京工場の従業員は500人だ。", "500人"),
    ]
    assert [number for number, _ in rivals(question, best, others)] == [2, 3]
    assert rivals(question, best, others[:2]) == ()
    assert rivals(question, best, []) == ()


def test_rivals_find_the_figure_that_disagrees(ask: Ask, state: State) -> None:
    question = ask("東京工場の従業員は何人ですか")
    best = state("東京工場の従業員は300人です。", "300人")
    unread = [
        best,
        state("大阪工場の従業員は600人です。"),
        state("面積が2ヘクタールの東京工場には従業員が450人いる。"),
    ]
    found = rivals(question, best, unread)
    assert [(number, rival.answer) for number, rival in found] == [(2, "450人")]
    assert found[0][1].text == unread[2].text


def test_rivals_of_a_direction_are_whole_sentences(ask: Ask, state: State) -> None:
    question = ask("京都の観光客は増えたか")
    best = state("京都の観光客は増加している。", "増加している")
    rival = state("京都の観光客は減少が続く。")
    assert rivals(question, best, [rival]) == ((0, rival),)
    # A direction needs less in common than a figure: here two words of six.
    broad = ask("京都の寺に来る若い観光客の割合は増えたか")
    assert rivals(broad, best, [rival]) == ((0, rival),)


PARTS = st.sampled_from(
    "東京 工場 の は 従業員 が 300人 450人 2023年 約10倍 10分の1 増加 減少 成功 失敗 し ない ません"
    " 、 。 GPT-4 ASML 15% 3割 だ か ? なぜ 何 いつ compare or 💴 （ 「".split()
)
TEXTS = st.lists(PARTS, min_size=1, max_size=9).map("".join)


@settings(max_examples=80, deadline=None)
@given(asked=TEXTS, texts=st.tuples(TEXTS, TEXTS), cuts=st.tuples(*[st.integers(0, 30)] * 2))
def test_conflict_is_symmetric_and_never_with_itself(
    asked: str, texts: tuple[str, str], cuts: tuple[int, int], ask: Ask, state: State
) -> None:
    question = ask(asked)
    first, second = (state(text, text[cut:]) for text, cut in zip(texts, cuts, strict=True))
    assert conflicting(question, first, second) == conflicting(question, second, first)
    assert not conflicting(question, first, first)
    for number, rival in rivals(question, first, [second]):
        assert number == 0
        assert rival.answer in second.text
        assert conflicting(question, first, rival)
    if conflicting(question, first, state(texts[1])):
        assert rivals(question, first, [second])
