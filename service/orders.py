"""Whether a sentence gives orders to whoever answers, rather than say something; pure.

Documents are data. An order in one is neither followed, for nothing here follows orders, nor
quoted as if it answered.
"""

from __future__ import annotations

import re
import unicodedata

from indexer.characters import IGNORABLE

# "Answer so": a verb of answering, citing or telling, commanded.
_ANSWERING = r"(?:答え|回答|返答|応答|返信|出力|引用|明記|記載|提示|挙げ|伝え|案内|誘導)"
_COMMANDED = (
    r"(?:なさい|ください|下さい|せよ|しろ|よ|ろ|すること|ること|ないこと|ように|てほしい|べし)"
)
# "Ignore what you were told."
_TOLD = r"(?:指示|命令|規則|ルール|制約|設定|プロンプト|回答|文書|資料|情報|出典)"
_SET_ASIDE = r"(?:無視|無効|忘れ|破棄|従わ(?:ず|ない)|読ま(?:ず|ない)|参照せず|参照しない|上書き)"
_AT_ONCE = r"(?:して|し|せよ|しろ|て|で|に|すること|ること)?(?:なさい|ください|下さい|、|$)"
_JAPANESE = (
    rf"{_ANSWERING}(?:る|し|して|て|たり|します)?{_COMMANDED}$",
    r"(?:回答|答え|返答)[はを].{0,60}(?:置き換え|差し替え|変更し|書き換え)",
    r"(?:回答|答え|返答|応答|返信)(?:の(?:中|末尾|最後|冒頭))?に(?:は)?[^。]{0,80}"
    r"(?:入れ|含め|加え|書き?(?:加え|添え)?|記し|載せ|混ぜ|盛り込)(?:て|み|め|け|んで|る)?"
    r"(?:なさい|ください|下さい|よ|ろ|こと|ように)$",
    r"」の正しい(?:答え|回答)は",
    r"(?:リンク|url)を(?:必ず)?(?:付け|貼り?|添え|開)(?:る|て)?(?:なさい|ください|下さい|よ|こと|ように)$",
    rf"(?:以前|これまで|従来|今まで|上記|前|他|ほか|すべて|全て|あらゆる)の?[^。]{{0,8}}{_TOLD}[^。]{{0,8}}{_SET_ASIDE}{_AT_ONCE}",
    rf"(?:と|を)(?:聞かれ|尋ねられ|質問され|問われ)たら.{{0,60}}と{_ANSWERING}",
    r"(?:あなた|君|アシスタント|ai|チャットボット|システム|言語モデル|llm)(?:は|へ|への?|に|宛)[^。]{0,20}(?:命令|注意|指示|警告|通達)",
    rf"{_TOLD}(?:は|を)(?:すべて|全て|一切)?(?:無効(?:です|である|だ|とする|$)|{_SET_ASIDE}{_AT_ONCE})",
)
_ANSWER = r"(?:answer|reply|respond|say|output|print|repeat|cite|quote|mention|state)"
_ASIDE = r"(?:ignore|disregard|forget|override|bypass|skip)"
_ENGLISH = (
    rf"(?:^\W*|[:;,.]\s*|\bplease\s+|\b(?:must|should)\s+){_ASIDE}\b.{{0,30}}\b(?:instructions?|rules?|prompts?|guidelines?|documents?|sources?|context)\b",
    r"\b(?:instructions?|rules?|guidelines?|prompts?)\b.{0,20}\b(?:no longer|do not|don't) apply\b",
    r"^\W*(?:(?:system|assistant|note|important|attention|user)\b[^:]{0,30}:\s*)?"
    r"(?:please\s+)?(?:always\s+|only\s+|instead,?\s+)?"
    r"(?:answer|reply|respond|say|output|print|repeat|cite|quote|link|tell (?:the )?users?|"
    r"replace the answer|pretend|act as|you are now|do not (?:answer|mention|cite|reveal))\b",
    r"\b(?:your|the) (?:answer|reply|response|output)s? (?:must|should|has to|shall|will) be\b",
    r"\b(?:you|assistants?|models?) (?:must|should|shall|have to) "
    r"(?:answer|reply|respond|say|output|cite|recommend|tell)\b",
    r"\b(?:and|then) (?:tell|answer|inform) (?:them|him|her|users?|people|everyone|anyone)\b",
    r"\badd (?:a|the) (?:link|url|citation)\b",
    r"(?:^\W*|[:;.]\s*|\b(?:please|then|must|should|always)\s+)"
    r"(?:put|place|insert|include|add|write|paste|use|mention|state|give)\b.{0,200}\b"
    r"(?:in|into|to|as) (?:the|your|any|every|each) (?:answer|reply|response|output)\b",
    r"(?:^|[>-])\s*(?:dear\s+)?(?:ai\s+)?(?:assistant|chatbot|language model)s?\s*[,:]",
    r"\b(?:whoever|anyone who|everyone who) asks\b.{0,100}\bmust be (?:told|sent|given)\b",
    rf"\b(?:please|kindly) (?:always |only )?{_ANSWER}\b",
    rf"\b(?:you|could|can|would|should|must) {_ANSWER}\b.{{0,100}}"
    r"\b(?:whenever|every time|each time|any time) (?:\w+ ){1,3}(?:asks?|wonders?)\b",
    r"\blet(?:'s| us) play\b.{0,40}\byou are\b|\bstay in character\b",
    r"\bthe (?:correct|right|only|official) answer to\b.{0,200}\bis\b",
    r"\bwhen (?:you are )?asked\b.{0,200}\b(?:answer|reply|respond|say)\b",
    r"^\W*(?:if )?asked\b.{0,200}\b(?:an?|any|every|the) (?:machine|assistant|chatbot|ai|"
    r"(?:language )?model) (?:always )?(?:returns|answers|replies|responds|repeats|says|gives)\b",
)
_ORDERS = re.compile("|".join((*_JAPANESE, *_ENGLISH)), re.DOTALL)
# What readers of the page do not see: comments, elements that are not shown, and more tag
# characters than the flag of a region has.
_HIDDEN = re.compile(
    r"<!--|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0\b"
    "|[\U000e0020-\U000e007e]{8}",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(f"[{IGNORABLE}]")
_CLOSERS = "」』)]】\"'。．.!！ 　"


def orders(sentence: str) -> bool:
    """Tell whether a sentence commands an answer, in either language, or is hidden from readers.

    Invisible characters between the letters make no difference.
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", sentence))
    bare = plain.lower().strip().rstrip(_CLOSERS)
    return _ORDERS.search(bare) is not None or _HIDDEN.search(sentence) is not None
