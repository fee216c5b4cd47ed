from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import ConfigError
from indexer.records import Token
from indexer.tokens import Tokenizer

ROOT = Path(__file__).parent.parent

LEMMAS = [
    ("私は東京に行った。", "私 は トウキョウ に 行く た 。"),
    ("走らせられました", "走る せる られる ます た"),
    ("サーバとサーバー", "サーバー と サーバー"),
    ("ヴェスパのチップ", "ベスパ の チップ"),
    ("H20とGPT-4", "h20 と gpt - 4"),
    ("DeepSeek-V3 o1-preview", "deepseek - v3 o1 - preview"),
    ("価格は3,500.5円です。", "価格 は 3,500.5 円 です 。"),
    ("457329人", "457329 人"),
    ("１２３，４５６個", "123,456 個"),
    ("OpenAIのAPI", "openai の api"),
    ("caf\u00e9とre\u0301sume\u0301", "caf\u00e9 と r\u00e9sum\u00e9"),
    ("1,2、3.", "1,2 、 3 ．"),
    ("葛\U000e0100城市", "カツラギ 市"),
    ("東\u200b京", "トウキョウ"),
    ("彼は言った。「行く。」と", "彼 は 言う た 。 「 行く 。 」 と"),
    ("a\x00b", "a \ufffd b"),
    ("\ud800", "\ufffd"),
    ("  改行\n\u3000全角　空白\t\u00a0", "改行 全角 空白"),
    (" \n\t\u3000\u2003", ""),
    ("", ""),
]

SURFACES = [
    ("葛\U000e0100城市", "葛\U000e0100城 市"),
    ("東\u200b京都", "東\u200b京 都"),
    ("\ufeff東京", "\ufeff 東京"),
    ("H\u00ad20は", "H\u00ad20 は"),
    ("v1.5、x86", "v1.5 、 x86"),
]

# Each of these has crashed the process, raised, or lost text when given to MeCab as it is.
HAZARDS = [
    "x" * 50_000,
    "漢" * 50_000,
    "9" * 50_000,
    "\u3099" * 30_000,
    "か" * 30_000,
    "東京と大阪" * 10_000,
    "a\U000e0100" * 10_000,
    "\u200b" * 30_000,
    "🙂\u200d♂\ufe0f" * 5_000,
    "あ い" * 10_000,
    "。" * 30_000,
    "\n" * 50_000,
    "\x00" * 30_000,
    "\ud800\udfff" * 10_000,
]

JAPANESE = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FF),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0xFF00, max_codepoint=0xFFEF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
        st.characters(min_codepoint=0x1F300, max_codepoint=0x1F64F),
        st.characters(min_codepoint=0x0300, max_codepoint=0x036F),
        st.sampled_from("aZ09.,-。！」\x00\ud800\udc00\u200b\u200d\ufe0f\ufeff\U000e0100"),
        st.sampled_from(" \n\r\t\u3000\x85\u2028"),
    ),
    max_size=60,
)
ANY_TEXT = st.one_of(JAPANESE, st.text(alphabet=st.characters(exclude_categories=()), max_size=40))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


def assert_covers(tokens: tuple[Token, ...], text: str) -> None:
    """Check that the tokens are in order, exact, and leave out nothing but blanks."""
    end = 0
    for token in tokens:
        assert text[token.start : token.end] == token.surface
        assert end <= token.start < token.end
        assert not text[end : token.start].strip()
        assert token.lemma
        end = token.end
    assert not text[end:].strip()


@pytest.mark.parametrize(("text", "expected"), LEMMAS)
def test_lemmas(tokenizer: Tokenizer, text: str, expected: str) -> None:
    assert " ".join(token.lemma for token in tokenizer.tokens(text)) == expected


@pytest.mark.parametrize(("text", "expected"), SURFACES)
def test_surfaces(tokenizer: Tokenizer, text: str, expected: str) -> None:
    assert [token.surface for token in tokenizer.tokens(text)] == expected.split(" ")


def test_fields_of_a_token(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("\n新しいチップ H20") == (
        Token("新しい", "新しい", "", "形容詞/一般", 1, 4, "アタラシイ"),
        Token("チップ", "チップ", "chip", "名詞/普通名詞", 4, 7, "チップ", "一般"),
        Token("H20", "h20", "", "名詞/普通名詞", 8, 11),
    )


DETAILS = [
    ("田中は米国に行った", "人名/姓 - 地名/国 - - -"),
    ("東京で彼が食べた。", "地名/一般 - - - - - -"),
    ("山は 3,500 x86 京都市", "一般 - - - 地名/一般 一般"),
    ("\u200b田中", "- 人名/姓"),
]


@pytest.mark.parametrize(("text", "expected"), DETAILS)
def test_details(tokenizer: Tokenizer, text: str, expected: str) -> None:
    """The third and fourth level of the part of speech, for words of the dictionary."""
    assert [token.detail or "-" for token in tokenizer.tokens(text)] == expected.split()


def test_part_of_speech_without_a_second_level_has_no_slash(tokenizer: Tokenizer) -> None:
    assert [token.pos for token in tokenizer.tokens("私た")] == ["代名詞", "助動詞"]


@pytest.mark.parametrize("text", HAZARDS, ids=lambda text: ascii(text[:5]))
def test_hazard_is_covered(tokenizer: Tokenizer, text: str) -> None:
    assert_covers(tokenizer.tokens(text), text)


@settings(max_examples=400, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_covered(tokenizer: Tokenizer, text: str) -> None:
    assert_covers(tokenizer.tokens(text), text)


@settings(max_examples=100, deadline=None)
@given(first=JAPANESE, second=JAPANESE)
def test_tokens_of_a_line_depend_on_no_other(tokenizer: Tokenizer, first: str, second: str) -> None:
    lemmas = [token.lemma for token in tokenizer.tokens(f"{first}\n{second}")]
    alone = [token.lemma for text in (first, second) for token in tokenizer.tokens(text)]
    assert lemmas == alone


def test_long_sentence_is_cut_at_pauses_without_a_trace(tokenizer: Tokenizer) -> None:
    clause = "国際標準化に関する動向を調査し、"
    text = clause * 300
    assert len(text) > 4 * Tokenizer.MAX_CALL
    lemmas = [token.lemma for token in tokenizer.tokens(text)]
    assert lemmas == [token.lemma for token in tokenizer.tokens(clause)] * 300


def test_long_sentence_without_pauses_is_cut_between_scripts(tokenizer: Tokenizer) -> None:
    text = "コンピュータを" * 500
    assert [token.surface for token in tokenizer.tokens(text)] == ["コンピュータ", "を"] * 500


def test_threads_sharing_a_tokenizer_get_what_one_gets(tokenizer: Tokenizer) -> None:
    texts = [
        f"{number}番目の文章では、東京と大阪の{number % 7}社が「H{number}」を使った。新しい技術だ。"
        for number in range(400)
    ]
    alone = [tokenizer.tokens(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        shared = list(pool.map(tokenizer.tokens, texts * 3))
    assert shared == alone * 3


def test_very_long_text_does_not_end_the_process() -> None:
    script = (
        "from indexer.tokens import Tokenizer\n"
        "tokenizer = Tokenizer()\n"
        "for text in ('x' * 250_000, '漢' * 450_000):\n"
        "    print(sum(token.end - token.start for token in tokenizer.tokens(text)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout) == (0, "250000\n450000\n"), done.stderr


def test_fingerprint_names_packages_and_dictionary(tokenizer: Tokenizer) -> None:
    fugashi, unidic, dictionary = tokenizer.fingerprint.split(" ")
    assert fugashi.startswith("fugashi-")
    assert unidic.startswith("unidic-lite-")
    assert re.fullmatch("[0-9]+-[0-9a-f]{16}", dictionary)
    assert tokenizer.fingerprint == Tokenizer().fingerprint


def test_missing_dictionary_is_reported_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("indexer.tokens._FORMAT", f"-d {tmp_path}")
    with pytest.raises(ConfigError, match="pip install --force-reinstall fugashi unidic-lite"):
        Tokenizer()


@pytest.mark.parametrize(
    ("natural", "odd"),
    [
        ("これはいくらですか", "これはいらくですか"),
        ("どこにありますか", "どこにりあますか"),
        ("薬が届いた。", "薬が届いた。薬が届いた。"),
    ],
)
def test_what_is_odd_costs_more(natural: str, odd: str) -> None:
    tokenizer = Tokenizer()
    assert 0 < tokenizer.cost(natural) < tokenizer.cost(odd)


def test_sentences_and_long_texts_cost_what_their_parts_do() -> None:
    tokenizer = Tokenizer()
    assert tokenizer.cost("") == 0
    assert tokenizer.cost("薬が届いた。\n犬だ。") == tokenizer.cost(
        "薬が届いた。\n"
    ) + tokenizer.cost("犬だ。")
    assert tokenizer.cost("薬、" * Tokenizer.MAX_CALL) > 1000 * tokenizer.cost("薬、")


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_cost(text: str) -> None:
    assert isinstance(Tokenizer().cost(text), int)
