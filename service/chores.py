"""Whether somebody asks for work on the documents, and not for what they say; pure.

A summary or a translation is no answer that a sentence of the corpus could be: whatever would be
found for it says something else. What may be a question is taken for one.
"""

from __future__ import annotations

import re

# Who translates it, and what it was summed up as, are questions.
_QUESTION = re.compile(
    r"誰|だれ|どこ|どの|どれ|どちら|どなた|何(?!か)|いつ|いくら|なぜ|どうして|どうやって"
)
# Whether somebody or something does it is a question too: この機械は翻訳してくれますか.
_SUBJECT = re.compile("[はが]")
_COMMANDED = r"(?:て(?:ください|下さい|ほしい(?:です)?|欲しい(?:です)?)?|なさい|ろ|せよ)[ねよな]?"
_REQUESTED = r"て(?:くれ|くださ|もらえ|いただけ|頂け)[ぁ-ん]{0,8}か"
_PLEASE = r"をお?願い(?:します|いたします|致します|できますか|できませんか)?"
_WORK = r"(?:要約|翻訳|和訳|英訳|添削|校正|箇条書きに|リライト)(?:を)?(?:し)?"
_TEXT = r"(?:要約|翻訳|文章|メール|作文|記事|詩|レポート)を?(?:書い|作っ|作成し)"
_INTO = r"(?:に|へ|を)訳し|(?:を|について|に|で|^)(?:簡単に|短く|手短に)?まとめ"
_DOING = rf"(?:{_WORK}|{_TEXT}|{_INTO})"
_JAPANESE = re.compile(rf"{_DOING}{_COMMANDED}$|{_WORK}(?<!し){_PLEASE}$")
_POLITE = re.compile(rf"{_DOING}{_REQUESTED}$")
_ASKED = r"^(?:please |kindly )?(?:(?:can|could|will|would) you )?(?:please )?"
_THAT = r"(?:this|that|these|those|the|it|all|my|our|everything)\b"
_ENGLISH = re.compile(
    r"^(?:please |kindly )?summari[sz]e\b"
    rf"|{_ASKED}(?:summari[sz]e|translate|paraphrase|rewrite|rephrase|proofread) {_THAT}"
    rf"|{_ASKED}(?:give|write|create|provide|make) (?:me |us )?(?:an?|the|some) "
    r"(?:short |brief |quick )?(?:summary|translation|overview)\b"
    rf"|{_ASKED}(?:write|draft|compose) (?:me |us )?an? (?:short |brief )?"
    r"(?:email|e-mail|essay|poem|article|report)\b"
)
_ENDS = " ?!。."


def is_chore(question: str) -> bool:
    """Tell whether a folded question asks for a summary, a translation or another text."""
    said = question.strip(_ENDS).lower()
    if _QUESTION.search(said):
        return False
    polite = _POLITE.search(said) and not _SUBJECT.search(said)
    return bool(_JAPANESE.search(said) or polite or _ENGLISH.search(said))
