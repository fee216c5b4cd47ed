"""Whether somebody asks for work on the documents, and not for what they say; pure.

A summary or a translation is no answer that a sentence of the corpus could be: whatever would be
found for it says something else.
"""

from __future__ import annotations

import re

_PLEASE = (
    r"(?:ください|下さい|くれ(?:る|ませんか|ない)?|ほしい(?:です)?|欲しい(?:です)?|"
    r"もらえ(?:る|ますか|ませんか)|(?:いただ|頂)け(?:る|ますか|ませんか))?"
)
_DONE = (
    rf"(?:を)?(?:(?:簡単|簡潔|短く|手短)に?)?"
    rf"(?:して{_PLEASE}|しなさい|しろ|せよ|お願い(?:します|いたします|致します)?|頼む|頼みます|できますか|できる)"
)
_JAPANESE = (
    rf"(?:要約|翻訳|和訳|英訳|添削|校正|箇条書きに|文章化|リライト){_DONE}$",
    rf"(?:に|へ|を)訳して{_PLEASE}$|(?:を|について|に)(?:簡単に|短く|手短に)?(?:まとめて|要約して){_PLEASE}$",
    r"(?:文章|メール|作文|記事|詩|コード|プログラム|表|レポート)を?(?:新たに)?(?:書いて|作って|作成して)"
    rf"{_PLEASE}$",
)
_ASKED = r"^(?:please |kindly )?(?:(?:can|could|will|would) you )?(?:please )?"
_ENGLISH = (
    rf"{_ASKED}(?:summari[sz]e|translate|paraphrase|rewrite|rephrase|proofread)\b",
    rf"{_ASKED}(?:write|draft|compose|give|make) (?:me |us )?(?:an?|the|some) "
    r"(?:short |brief |quick )?"
    r"(?:summary|translation|overview|email|e-mail|essay|poem|article|report|program|script)\b",
)
_CHORE = re.compile("|".join((*_JAPANESE, *_ENGLISH)))
_ENDS = " ?？!！。.、,\u3000"


def is_chore(question: str) -> bool:
    """Tell whether a folded question asks for a summary, a translation or another text."""
    return bool(_CHORE.search(question.strip(_ENDS).lower()))
