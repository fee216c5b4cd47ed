from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.pinyin import pinyin, pinyin_key

READ = [
    pair.split("=")
    for pair in """
    習近平=xi_jin_ping 习近平=xi_jin_ping 梁文峰=liang_wen_feng 丁薛祥=ding_xue_xiang 林楠=lin_nan
    荘栄文=zhuang_rong_wen 莊榮文=zhuang_rong_wen 庄荣文=zhuang_rong_wen 深圳=shen_zhen
    華為=hua_wei 华为=hua_wei 清華=qing_hua 西安=xi_an 毛沢東=mao_ze_dong 毛澤東=mao_ze_dong
    広州=guang_zhou 廣州=guang_zhou 重慶=chong_qing 重庆=chong_qing 厦門=xia_men 長沙=chang_sha
    呂布=lu_bu 曽慶紅=zeng_qing_hong 単田芳=shan_tian_fang 張芸謀=zhang_yi_mou 趙楽際=zhao_le_ji
    恵気浜豊=hui_qi_bin_feng 単=dan シ= 林シ= 々=
    """.split()
]


@pytest.mark.parametrize(("name", "expected"), READ)
def test_names_in_any_characters_are_read_as_in_china(name: str, expected: str) -> None:
    assert "_".join(pinyin(name)) == expected


KEYS = [
    ("Jinping", "jinping"),
    ("Xi'an", "xian"),
    ("Xi\u2019an", "xian"),
    ("Xue-xiang", "xuexiang"),
    ("L\u00fc", "lu"),
    ("Lyu", "lu"),
    ("Tsinghua", "qinghua"),
    ("Sh\u011bnzh\u00e8n", "shenzhen"),
    ("H20", ""),
    ("\u7fd2", ""),
    ("", ""),
]


@pytest.mark.parametrize(("word", "expected"), KEYS)
def test_a_latin_word_as_syllables_are_joined(word: str, expected: str) -> None:
    assert pinyin_key(word) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), max_size=5))
def test_all_characters_are_read_or_none(name: str) -> None:
    read = pinyin(name)
    assert len(read) in (0, len(name))
    assert all(pinyin_key(sound) == sound for sound in read if sound not in ("lyu", "nyu"))
