from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.conversation import Turn
from service.followup import resolve
from service.query import LONGEST_QUESTION

FOUNDER, FOUNDED = "Who founded DeepSeek?", "When was DeepSeek founded?"
COST, BANNED = "How much does the ASML machine cost?", "Why was the H800 banned?"
SOLD = "How many chips did Nvidia sell in 2023?"
LEVY = "What price did Trump's 15% levy apply to?"
RULE = "What does the Biden administration's new export rule aim at?"
ENGLISH = [
    (COST, None, "And in Japanese yen?", "How much does the ASML machine cost in Japanese yen?"),
    (COST, None, "How much in yen?", "How much does the ASML machine cost in yen?"),
    (COST, None, "How much is that in yen?", "How much is the ASML machine in yen?"),
    (COST, None, "Who makes it?", "Who makes the ASML machine?"),
    (COST, None, "Why?", "Why does the ASML machine cost that much?"),
    (FOUNDER, "梁文峰", "When was he born?", "When was 梁文峰 born?"),
    (FOUNDER, None, "When was he born?", "When was the person who founded DeepSeek born?"),
    (FOUNDER, "梁文峰", "When?", "When was DeepSeek founded?"),
    (FOUNDER, "梁文峰", "What about OpenAI?", "Who founded OpenAI?"),
    (FOUNDED, "2023年", "By whom?", "By whom was DeepSeek founded?"),
    (FOUNDED, "2023年", "Who?", "By whom was DeepSeek founded?"),
    (FOUNDED, "2023年", "Where is it based?", "Where is DeepSeek based?"),
    (FOUNDED, "2023年", "Who runs the company?", "Who runs DeepSeek?"),
    (FOUNDED, "2023年", "What else happened then?", "What else happened in 2023年?"),
    (BANNED, None, "When was that?", "When was the H800 banned?"),
    (BANNED, None, "When?", "When was the H800 banned?"),
    (BANNED, None, "And the H20?", "Why was the H20 banned?"),
    (BANNED, None, "So when was it announced?", "When was the H800 announced?"),
    (SOLD, None, "In 2024?", "How many chips did Nvidia sell in 2024?"),
    (SOLD, None, "And in 2024?", "How many chips did Nvidia sell in 2024?"),
    (SOLD, None, "2024?", "How many chips did Nvidia sell in 2024?"),
    (SOLD, None, "Why?", "Why did Nvidia sell chips in 2023?"),
    (LEVY, "チップ売上", "When did it start?", "When did Trump's 15% levy start?"),
    (LEVY, "チップ売上", "Did he explain why?", "Did Trump explain why?"),
    ("Which company makes the EUV machine?", "ASML", "Where is it based?", "Where is ASML based?"),
    ("Where is ASML based?", "オランダ", "Who lives there?", "Who lives in オランダ?"),
    ("Did China ban the H800?", None, "Why?", "Why did China ban the H800?"),
    ("Did China ban the H800?", None, "Why did China ban it?", "Why did China ban the H800?"),
    ("How much does the machine cost?", None, "Who makes it?", "Who makes the machine?"),
    ("What do consumers fear?", None, "Why do they worry?", "Why do consumers worry?"),
    ("Is the H20 or the H800 faster?", None, "Was the latter banned?", "Was the H800 banned?"),
    (
        RULE,
        None,
        "When did it start?",
        "When did the Biden administration's new export rule start?",
    ),
    ("How does the new rule work?", None, "And the price?", "What is the price of the new rule?"),
    ("DeepSeekはいつ設立された？", None, "Who founded it?", "Who founded DeepSeek?"),
    ("DeepSeekはいつ設立された？", None, "And OpenAI?", "OpenAIはいつ設立された？"),
    ("ASMLの装置はいくら？", None, "And in yen?", "ASMLの装置 in yen?"),
]
REASON, FOUNDER_JA = "H800が禁止された理由は？", "DeepSeekを設立したのは誰？"
FOUNDED_JA, COST_JA = "DeepSeekはいつ設立された？", "ASMLの装置はいくら？"
RULE_JA = "バイデン政権の新たな輸出規制は何を目的としている？"
JAPANESE = [
    (REASON, None, "それはいつ？", "H800が禁止されたのはいつ？"),
    (REASON, None, "いつ？", "H800が禁止されたのはいつ？"),
    (REASON, None, "誰が禁止した？", "H800は誰が禁止した？"),
    (REASON, None, "その価格は？", "H800の価格は？"),
    (REASON, None, "ではH20は？", "H20が禁止された理由は？"),
    (FOUNDER_JA, "梁文峰", "彼はいつ生まれた？", "梁文峰はいつ生まれた？"),
    (FOUNDER_JA, None, "彼はいつ生まれた？", "DeepSeekを設立した人はいつ生まれた？"),
    (FOUNDER_JA, "梁文峰", "いつ？", "DeepSeekを設立したのはいつ？"),
    (FOUNDER_JA, "梁文峰", "同社の本社は？", "DeepSeekの本社は？"),
    (FOUNDED_JA, "2023年", "OpenAIは？", "OpenAIはいつ設立された？"),
    (FOUNDED_JA, "2023年", "では、OpenAIは？", "OpenAIはいつ設立された？"),
    (FOUNDED_JA, "2023年", "じゃあOpenAIについては？", "OpenAIはいつ設立された？"),
    (FOUNDED_JA, "2023年", "誰？", "DeepSeekは誰によって設立された？"),
    (FOUNDED_JA, "2023年", "なぜですか？", "DeepSeekはなぜ設立された？"),
    (FOUNDED_JA, "2023年", "どこで？", "DeepSeekはどこで設立された？"),
    (FOUNDED_JA, "2023年", "その時の社長は？", "2023年の社長は？"),
    (FOUNDED_JA, "2023年", "創業者は？", "DeepSeekの創業者は？"),
    (FOUNDED_JA, "2023年", "本社はどこ？", "DeepSeekの本社はどこ？"),
    (FOUNDED_JA, "2023年", "その会社はどこにある？", "DeepSeekはどこにある？"),
    (COST_JA, None, "日本円では？", "ASMLの装置は日本円ではいくら？"),
    (COST_JA, None, "誰が作った？", "ASMLの装置は誰が作った？"),
    ("ASMLの装置の価格は？", None, "日本円では？", "日本円では、ASMLの装置の価格は？"),
    ("ASMLの装置の価格は？", None, "それは誰が買った？", "ASMLの装置は誰が買った？"),
    ("2023年に売れたチップの数は？", None, "2024年は？", "2024年に売れたチップの数は？"),
    ("エヌビディアは何台売った？", None, "2024年には？", "エヌビディアは2024年には何台売った？"),
    (RULE_JA, None, "この規制の対象は？", "バイデン政権の新たな輸出規制の対象は？"),
    (RULE_JA, None, "それはいつ始まった？", "バイデン政権の新たな輸出規制はいつ始まった？"),
    ("中国は製造を何年までに目指している？", "2028年", "なぜ？", "中国は製造をなぜ目指している？"),
    ("中国はH800を禁止しましたか？", None, "なぜ？", "中国はなぜH800を禁止しましたか？"),
    ("中国はH800を禁止した？", None, "中国はなぜそれを禁止した？", "中国はなぜH800を禁止した？"),
    ("H20とH800はどちらが速い？", None, "後者の価格は？", "H800の価格は？"),
    ("H20とH800はどちらが速い？", None, "前者はいつ禁止された？", "H20はいつ禁止された？"),
    ("ASMLの本社はどこ？", "オランダ", "そこでは何語が話される？", "オランダでは何語が話される？"),
    ("トランプ大統領の関税は何%？", "15%", "彼はなぜ決めた？", "トランプ大統領はなぜ決めた？"),
    ("誰がDeepSeekを設立した？", "梁文峰", "何年に設立された？", "DeepSeekは何年に設立された？"),
    ("どの会社がEUV装置を作っている？", "ASML", "同社の売上は？", "ASMLの売上は？"),
    (FOUNDED, "2023年", "それはどこにある？", "DeepSeekはどこにある？"),
    (FOUNDED, "2023年", "OpenAIは？", "When was OpenAI founded?"),
]


@pytest.mark.parametrize(("question", "answer", "followup", "resolved"), ENGLISH + JAPANESE)
def test_a_followup_is_completed(
    question: str, answer: str | None, followup: str, resolved: str
) -> None:
    assert resolve(followup, [Turn(question, answer)]) == resolved


BY_ITSELF = [
    "When was DeepSeek founded?",
    "How much did OpenAI say it spent?",
    "Is it true that China banned the H20?",
    "How long does it take to train a model?",
    "How many years did it take ASML to develop EUV?",
    "What is a tariff?",
    "ASML price",
    "H800 export ban",
    "So how does the H20 work?",
    "Why did Trump say that China cheats?",
    "Are there any limits on chips?",
    "Which chips does Nvidia sell to its customers in China?",
    "Was it Biden who in 2020 barred Chinese chipmakers from using American equipment?",
    "Why might both superpowers skimp on safety once they are neck and neck?",
    "Which Communist Party body does the man overseeing the chip project head?",
    "H800の価格は？",
    "中国は実用的なチップ製造を何年までに目指している？",
    "H20ですか、それともH800ですか？",
    "それぞれの国の関税は？",
    "トランプ氏は彼の側近に何を命じた？",
    "H800とその後継は何？",
    "誰が米国の大統領？",
    "日本に来たのはいつ？",
    "関税とは何ですか？",
    "ASMLはどこの国の会社？",
    "この論評は米中以外に挙げている地域は？",
    "2023年当時、ピーター・ウェニック氏の肩書きは？",
    "OpenAIが同社に投資した理由は？",
    "輸出規制",
    "東京の天気は？",
    "こんにちは",
    "今何時？",
    "あなたは誰？",
    "Who are you?",
    "What's the date?",
    "＠！？",
    "",
]


@pytest.mark.parametrize("question", BY_ITSELF)
@pytest.mark.parametrize("earlier", [FOUNDER, COST, REASON, RULE_JA, "Hello", "？"])
def test_a_question_that_stands_by_itself_is_never_changed(question: str, earlier: str) -> None:
    assert resolve(question, [Turn(earlier, "梁文峰")]) == question


def test_without_a_turn_nothing_is_followed_up() -> None:
    assert resolve("それはいつ？", []) == "それはいつ？"


@pytest.mark.parametrize(
    ("turns", "followup", "resolved"),
    [
        (
            [(FOUNDER, "梁文峰"), ("When was he born?", None)],
            "And where?",
            "Where was 梁文峰 born?",
        ),
        ([(FOUNDER, None), ("What about OpenAI?", None)], "And Google?", "Who founded Google?"),
        ([(REASON, None), ("H20は？", None)], "それはいつ？", "H20が禁止されたのはいつ？"),
        ([(REASON, None), ("それはいつ？", None)], "誰が？", "H800が禁止されたのは誰？"),
        ([(FOUNDER, "梁文峰"), ("Thanks!", None)], "And where?", "Where was DeepSeek founded?"),
        ([(REASON, None), ("ありがとう", None)], "それはいつ？", "H800が禁止されたのはいつ？"),
        ([(COST, None), (FOUNDER, "梁文峰")], "When was he born?", "When was 梁文峰 born?"),
    ],
)
def test_a_followup_of_a_followup(
    turns: list[tuple[str, str | None]], followup: str, resolved: str
) -> None:
    assert resolve(followup, [Turn(*turn) for turn in turns]) == resolved


def test_only_a_short_answer_names_something() -> None:
    long = "梁文峰が2023年に設立した。その後は急成長した。"
    resolved = resolve("When was he born?", [Turn(FOUNDER, long)])
    assert resolved == "When was the person who founded DeepSeek born?"


TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(
        st.sampled_from(
            "it its he there then that the company former And in of Why When was did ? DeepSeek "
            "H800 2023 それ その 彼 同社 は が の いつ なぜ 誰 では 理由 、 ？ \ufdfa 'S".split()
        ),
        max_size=30,
    ).map(" ".join),
    st.lists(st.sampled_from("それはその誰のがはいつなぜH8国年、？"), max_size=30).map("".join),
)


@settings(max_examples=150)
@given(TEXTS, st.lists(st.builds(Turn, TEXTS, st.none() | TEXTS), max_size=4))
def test_it_never_fails_and_never_makes_too_long_a_question(
    question: str, turns: list[Turn]
) -> None:
    resolved = resolve(question, turns)
    assert resolved == question or len(unicodedata.normalize("NFKC", resolved)) <= LONGEST_QUESTION


@pytest.mark.parametrize("part", ["it ", "の", "1", "a1", "新", "たのは", "A of ", "\ufdfa"])
def test_the_longest_questions_are_done_with(part: str) -> None:
    longest = (part * LONGEST_QUESTION)[:LONGEST_QUESTION]
    turns = [Turn((part * 300)[:300], longest)] * 10
    for question in (longest, longest[:149] + "?", "それは？", "And it?"):
        assert resolve(question, turns)
