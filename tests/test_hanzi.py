"""Which tokens may be a Chinese name, in tokens as MeCab cuts them."""

from __future__ import annotations

import pytest

from indexer.hanzi import hanzi_names
from indexer.records import Token

POS = {"*": "名詞/固有名詞", "+": "助詞/格助詞", "": "名詞/普通名詞"}

# Tokens between blanks: * for a proper noun, + for a particle; _ is a blank in the text.
NAMES = [
    ("中国* の+ 習近 平* 国家 主席", "中国 習近平"),
    ("梁 文 峰 氏", "梁文 梁文峰 文峰 文峰氏"),
    ("丁* 薛* 祥* 副", "丁 丁薛 丁薛祥 薛 薛祥 薛祥副"),
    ("林* 楠* 氏", "林 林楠 林楠氏"),
    ("荘 栄* 文", "荘栄 荘栄文"),
    ("諸葛 亮*", "諸葛亮"),
    ("司馬* 相 如", "司馬 司馬相 司馬相如"),
    ("華 為", "華為"),
    ("深圳* 市", "深圳"),
    ("岸田* 総理", "岸田"),
    ("近衛文麿* 公", "近衛文麿"),
    # too long, cut by a blank, a particle, a word of three kanji or another script
    ("東京証券取引所*", ""),
    ("李 _ 強", ""),
    ("李 は+ 強", ""),
    ("李 国務院*", "国務院"),
    ("李 シン*", ""),
    # neither a proper noun nor single kanji; no surname
    ("高 水準", ""),
    ("雄*", ""),
    ("最 善", ""),
    ("", ""),
]


def tokens(text: str) -> tuple[Token, ...]:
    found, place = [], 0
    for word in text.split():
        surface = word.rstrip("*+")
        if surface != "_":
            pos = POS[word[len(surface) :]]
            found.append(Token(surface, surface, "", pos, place, place + len(surface)))
        place += len(surface)
    return tuple(found)


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_what_may_be_a_chinese_name(text: str, expected: str) -> None:
    found = ["".join(part.surface for part in name) for name in hanzi_names(tokens(text))]
    assert found == expected.split()
