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
        "3行でまとめて",
        "まとめてください",
        "要約してね",
        "要約を作成してください",
        "この記事を翻訳していただけませんか",
        "影響が大きかったものをまとめて",
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
        "何語に翻訳できる?",
        "一日に何ページ翻訳できますか",
        "AIは論文を要約できますか?",
        "この機械は会話を翻訳してくれますか",
        "センサーは現場で校正できる?",
        "どのツールが議事録を要約してくれる?",
        "いくらで翻訳してもらえますか",
        "誰に記事を書いてほしい?",
        "誰が契約をまとめて",
        "価格はいくらですか。要約して",
        "Translate Bio was acquired by which company?",
        "Rewrite rules were introduced when?",
        "Can you translate speech with the new Pixel?",
        "Can you make a report to the SEC anonymously?",
        "Give the report date",
        "Give the article number that bans exports",
        "Give me the program Huang mentioned",
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
