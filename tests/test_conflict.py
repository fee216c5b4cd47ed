"""Which pairs of statements answer a question incompatibly, with the real tokenizer and lexicon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.lexicon import Lexicon, Rendering, Translation
from indexer.normalize import search_key
from indexer.terms import is_content, lemma_term
from indexer.tokens import Tokenizer
from indexer.wording import LATIN, Word, kind_of
from service.conflict import Asking, Statement, conflicting, rivals
from service.query import fold

Ask = Callable[[str], Asking]
State = Callable[..., Statement]
Pair = tuple[str, str, str, str, str]


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
        return Statement(text, answer or text, words(text), words(context))

    return read


# Question, one sentence and its answer, another and its answer.
CONFLICTS: tuple[Pair, ...] = (
    # figures
    (
        "Claude 3.5 SonnetのAPI価格はGPT-4の何倍ですか",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "Claude 3.5 Sonnetは良いスコアを出したが、同時にAPI価格はGPT-4の約10分の1になった。",
        "約10分の1",
    ),
    (
        "How does Claude 3.5 Sonnet's API price compare with GPT-4's?",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "Claude 3.5 Sonnetは良いスコアを出したが、同時にAPI価格はGPT-4の約10分の1になった。",
        "約10分の1",
    ),
    (
        "ASMLが開発と商業化に何年かかりましたか",
        "ASMLは開発と商業化に約30年かかりました。",
        "約30年",
        "ASMLが開発にかかった期間は20年間だ。",
        "20年間",
    ),
    (
        "How many years did ASML take for development?",
        "ASMLは開発と商業化に約30年かかりました。",
        "約30年",
        "ASMLが開発にかかった期間は20年間だ。",
        "20年間",
    ),
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場には従業員が450人いる。",
        "450人",
    ),
    (
        "How many employees does the Tokyo factory have?",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場には従業員が450人いる。",
        "450人",
    ),
    (
        "トヨタの新車の価格はいくら?",
        "トヨタの新車の価格は300万円だ。",
        "300万円",
        "トヨタの新車は価格が450万円とされる。",
        "450万円",
    ),
    (
        "How much does Toyota's new car cost?",
        "トヨタの新車の費用は3万ドルだ。",
        "3万ドル",
        "トヨタの新車は費用が4万5000ドルとされる。",
        "4万5000ドル",
    ),
    (
        "ソニーが京都に研究所を設立したのはいつ?",
        "ソニーは2019年に京都に研究所を設立した。",
        "2019年",
        "ソニーの京都の研究所が設立されたのは2021年4月だ。",
        "2021年4月",
    ),
    (
        "When was Sony's laboratory in Kyoto established?",
        "ソニーは2019年に京都に研究所を設立した。",
        "2019年",
        "ソニーの京都の研究所が設立されたのは2021年4月だ。",
        "2021年4月",
    ),
    (
        "消費税の割合は何%か",
        "消費税の割合は10%である。",
        "10%",
        "消費税の割合は8パーセントである。",
        "8パーセント",
    ),
    # a wording of its own, of sentences that are much the same
    (
        "Claude 3.5 SonnetのAPI料金はGPT-4の何倍?",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "GPT-4に勝るClaude 3.5 SonnetのAPI価格は約10分の1になった。",
        "約10分の1",
    ),
    # directions of figures
    (
        "電気料金はどう変わりましたか",
        "電気料金は大きく上昇した。",
        "上昇した",
        "電気料金は大きく下落した。",
        "下落した",
    ),
    (
        "電気料金は上がりましたか",
        "電気料金は上がった。",
        "",
        "電気料金は安くなり、2年続けて下がっている。",
        "下がっている",
    ),
    (
        "Has the electricity rate risen or fallen?",
        "電気料金は上昇した。",
        "上昇した",
        "電気料金は下落した。",
        "下落した",
    ),
    (
        "京都の観光客は増えたか",
        "京都の観光客は増加している。",
        "増加",
        "京都の観光客は減少が続く。",
        "減少",
    ),
    (
        "Did tourists to Kyoto increase?",
        "京都の観光客は増加している。",
        "増加",
        "京都の観光客は減少が続く。",
        "減少",
    ),
    # opposites
    (
        "DeepSeekの計算資源は乏しいのか",
        "DeepSeekは限られた計算資源しか保有していない。",
        "限られた計算資源",
        "DeepSeekは計算資源に制約があるわけではない。",
        "制約があるわけではない",
    ),
    (
        "Is DeepSeek short of computing resources?",
        "DeepSeekは限られた計算リソースしか保有していない。",
        "限られた計算リソース",
        "DeepSeekは計算リソースに制約があるわけではない。",
        "制約があるわけではない",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は成功した。",
        "成功した",
        "探査機の月面着陸は失敗に終わった。",
        "失敗に終わった",
    ),
    (
        "政府はドローンの飛行を許可しているか",
        "政府は公園でのドローンの飛行を認めている。",
        "認めている",
        "政府は公園でのドローンの飛行を禁止している。",
        "禁止している",
    ),
    (
        "優位を保つことは可能ですか",
        "どの国も優位を保つことは不可能だ。",
        "不可能",
        "優位を長く保つことができる国もある。",
        "優位を長く保つことができる",
    ),
    (
        "Is the new drug safe?",
        "この新薬は安全だ。",
        "安全",
        "この新薬は危険だとされる。",
        "危険",
    ),
    (
        "ソニーの半導体事業は黒字か",
        "ソニーの半導体事業は黒字だ。",
        "黒字",
        "ソニーの半導体事業は黒字ではない。",
        "黒字ではない",
    ),
    # negation of the same predicate
    (
        "中国の工場はチップを生産していますか",
        "中国の工場はチップを生産している。",
        "生産している",
        "中国の工場はチップを生産していない。",
        "生産していない",
    ),
    (
        "Does the Chinese factory produce chips?",
        "中国の工場はチップを生産している。",
        "生産している",
        "中国の工場ではチップがまだ生産されていません。",
        "生産されていません",
    ),
    (
        "DeepSeekの性能は輸出規制の失敗を意味するか",
        "DeepSeekの性能は輸出規制の失敗を意味する。",
        "",
        "DeepSeekの性能は輸出規制の失敗を意味しない。",
        "",
    ),
)

AGREED: tuple[Pair, ...] = (
    # the same value, said otherwise or more exactly
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場には従業員が約310人いる。",
        "約310人",
    ),
    (
        "消費税の割合は何%か",
        "消費税の割合は25%である。",
        "25%",
        "消費税の割合は2割5分である。",
        "2割5分",
    ),
    (
        "ソニーが京都に研究所を設立したのはいつ?",
        "ソニーは2019年に京都に研究所を設立した。",
        "2019年",
        "ソニーの京都の研究所が設立されたのは2019年4月だ。",
        "2019年4月",
    ),
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場には従業員が450人いたが、300人に減った。",
        "450人",
    ),
    (
        "ASMLが開発と商業化に何年かかりましたか",
        "ASMLは開発と商業化に30年かかりました。",
        "30年",
        "ASMLは開発と商業化に20年以上かかりました。",
        "20年以上",
    ),
    # another party, product, year or place
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "大阪工場の従業員は450人です。",
        "450人",
    ),
    (
        "How many employees does the Tokyo factory have?",
        "東京工場の従業員は300人です。",
        "300人",
        "大阪工場の従業員は450人です。",
        "450人",
    ),
    (
        "従業員は何人ですか",
        "トヨタの従業員は300人です。",
        "300人",
        "ホンダの従業員は450人です。",
        "450人",
    ),
    (
        "API価格はGPT-4の何倍ですか",
        "Claude 3.5のAPI価格はGPT-4の10倍だ。",
        "10倍",
        "Claude 3.7のAPI価格はGPT-4の20倍だ。",
        "20倍",
    ),
    (
        "トヨタの売上高はいくら?",
        "2022年のトヨタの売上高は30兆円だった。",
        "30兆円",
        "2023年のトヨタの売上高は45兆円だった。",
        "45兆円",
    ),
    (
        "How much were Toyota's sales in 2022?",
        "2022年のトヨタの売上高は30兆円だった。",
        "30兆円",
        "2023年のトヨタの売上高は45兆円だった。",
        "45兆円",
    ),
    (
        "電気料金は上がりましたか",
        "東京の電気料金は上がった。",
        "",
        "大阪の電気料金は下がった。",
        "",
    ),
    (
        "トヨタの東京工場の従業員は何人ですか",
        "トヨタの東京工場の従業員は300人です。",
        "300人",
        "東京工場の従業員は450人です。",
        "450人",
    ),
    # another matter, unit or part
    (
        "Claude 3.5 Sonnetのパラメータ数は?",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10分の1です。",
        "約10分の1",
    ),
    (
        "トヨタの新車の価格はいくら?",
        "トヨタの新車の価格は300万円だ。",
        "300万円",
        "トヨタは広告に450億円を使った。",
        "450億円",
    ),
    (
        "トヨタの新車の重さは何トン?",
        "トヨタの新車の重さは2トンだ。",
        "2トン",
        "トヨタの新車の重さはバイク5台に当たる。",
        "5台",
    ),
    (
        "ソニーが京都に研究所を設立したのはいつ?",
        "ソニーは2019年に京都に研究所を設立した。",
        "2019年",
        "ソニーは2024年に京都で祭りに参加した。",
        "2024年",
    ),
    (
        "ASMLが開発に何年かかりましたか",
        "ASMLは開発に13年かかりました。",
        "13年",
        "ASMLは開発にさらに10年かかりました。",
        "10年",
    ),
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場の従業員は平均で450人です。",
        "450人",
    ),
    # a plan or a condition
    (
        "ソニーが京都に研究所を設立するのはいつ?",
        "ソニーは2019年に京都に研究所を設立する計画だった。",
        "2019年",
        "ソニーは2021年に京都に研究所を設立した。",
        "2021年",
    ),
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "もし拡張すれば、東京工場の従業員は450人です。",
        "450人",
    ),
    # the same direction, or none
    (
        "京都の観光客は増えたか",
        "京都の観光客は増加している。",
        "増加",
        "京都の観光客は減少していない。",
        "減少していない",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は成功した。",
        "成功した",
        "探査機の月面着陸は失敗ではなかった。",
        "失敗ではなかった",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は成功した。",
        "成功した",
        "探査機の月面着陸は成功したかもしれない。",
        "成功したかもしれない",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は成功した。",
        "成功した",
        "探査機の月面着陸は成功しないわけではない。",
        "成功しないわけではない",
    ),
    (
        "中国の工場はチップを生産していますか",
        "中国の工場はチップを生産している。",
        "",
        "中国の工場はチップを生産しているだけでなく輸出している。",
        "",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は成功した。",
        "",
        "探査機の月面着陸は失敗もあったが成功した。",
        "",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は失敗に終わった。",
        "",
        "探査機の月面着陸は失敗もあったが成功した。",
        "",
    ),
    (
        "京都の観光客が増えたのは何月か",
        "京都の観光客は増加した。",
        "",
        "京都の観光客は減少した。",
        "",
    ),
    # a list, a reason, a way, a name: several may be true
    (
        "電気料金が上がったのはなぜですか",
        "電気料金は燃料の高騰で上がった。",
        "",
        "電気料金は需要の減少で下がった。",
        "",
    ),
    (
        "Why did tourists to Kyoto increase?",
        "京都の観光客は円安で増加した。",
        "",
        "京都の観光客は減少した。",
        "",
    ),
    (
        "ソニーの京都の研究所の主な成果を挙げて",
        "ソニーの京都の研究所は特許を300件得た。",
        "300件",
        "ソニーの京都の研究所は特許を450件得た。",
        "450件",
    ),
    (
        "AIチップを作る会社はどこですか",
        "ファーウェイはAIチップを作る。",
        "ファーウェイ",
        "カンブリコンはAIチップを作る。",
        "カンブリコン",
    ),
    # the question asks for no figure
    (
        "東京工場の所長は誰ですか",
        "東京工場の所長は55歳の田中氏だ。",
        "55歳の田中氏",
        "東京工場の所長は60歳の田中氏だ。",
        "60歳の田中氏",
    ),
)


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
    told = replace(second, context=state("ASMLの機械を考えてみてください。").words)
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
