"""Editions of one small corpus: what lasts, what changes, and what one edition alone has."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.corpus import Corpus
from tests.fakes import corpus, document

LASTING = {
    "工場": "大阪の工場長は田中一郎である。工場は1998年に建てられた。",
    "港": "神戸の港では毎朝6時に船が出る。船長は佐藤花子である。",
    "学校": "京都の学校には生徒が320人いる。校舎は木造である。",
}
QUESTIONS = (
    "名古屋倉庫の在庫はいくつか？",
    "臨時倉庫はどこにあるか？",
    "大阪の工場長は誰か？",
    "札幌支店の売上は？",
    "How many students are there at the school in Kyoto?",
    "第1版だけの記録は何か？",
)


def edition(number: int) -> Corpus:
    """Return the edition of that number; all but what lasts names it in each sentence."""
    stock = f"第{number}版によると、名古屋倉庫の在庫は{100 + number}個である。"
    sales = f"第{number}版では札幌支店の売上は{200 + number}万円だった。"
    own = f"第{number}版だけの記録である。第{number}版の臨時倉庫{number}号は福岡にある。"
    texts = {**LASTING, "在庫": stock * 3, "売上": sales, f"臨時{number}": own}
    return corpus(*(document(f"{name}.txt", text, name) for name, text in texts.items()))


def write_edition(number: int, path: Path) -> Path:
    """Write the edition of that number as JSON Lines and return ``path``."""
    lines = [
        {"id": item.id, "title": item.title, "text": item.text}
        for item in edition(number).documents
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path
