from __future__ import annotations

import pytest

from service.chores import is_chore
from service.query import fold


@pytest.mark.parametrize(
    "question",
    [
        "この文書を要約して",
        "この文書を要約してください。",
        "この記事を簡潔に要約してくれませんか?",
        "本文の要約をお願いします",
        "これを英語に訳して",
        "これを翻訳してほしい",
        "輸出規制について簡単にまとめて",
        "次の文章を箇条書きにしてください",
        "チップについての記事を書いて",
        "丁寧なメールを作成してください",
        "Summarize this document",
        "Please summarise the article.",
        "Could you please translate this into English?",
        "Give me a short summary of the interview",
        "Write an essay about chips",
    ],
)
def test_work_on_documents_is_a_chore(question: str) -> None:
    assert is_chore(fold(question))


@pytest.mark.parametrize(
    "question",
    [
        "この本を翻訳したのは誰?",
        "翻訳にかかった費用はいくらですか",
        "要約の長さは何字ですか",
        "報告書をまとめて提出したのはいつ?",
        "H20の価格を教えてください",
        "誰が記事を書いていますか",
        "新しいプログラムを作って売り出した会社は?",
        "理由を説明して",
        "規制に対してNvidiaは何をしてくれと頼んだ?",
        "Who translated the book?",
        "What does the summary say about prices?",
        "How much was the write-off?",
        "Who wrote the article?",
        "Give the name of the founder",
        "What did the report summarize?",
        "",
    ],
)
def test_a_question_about_such_work_is_none(question: str) -> None:
    assert not is_chore(fold(question))
