"""The test half of the documents written for this project, as a corpus with gold questions.

`python -m training.gold FOLDER` writes corpus.jsonl and gold.jsonl there, to be indexed and
evaluated like any corpus of one's own. Nothing is learnt from these documents, nor tuned on them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, get_args

import typer

from eval.gold.questions import ANYWHERE, NOWHERE, Kind, Question, to_line
from indexer.records import Span
from indexer.sentences import sentence_spans
from service.records import Language
from training.documents import Written, read_documents

LANGUAGES: tuple[Language, ...] = ("ja", "en")


def gold(written: Sequence[Written]) -> Iterator[Question]:
    """Yield every question in both languages: what answers it grounds it, whole sentences."""
    texts = {one.document.id: one.document.text for one in written}
    for one in written:
        own, text = one.document.id, one.document.text
        for number, asked in enumerate(one.answered):
            grounds, accept = (_sentence(text, asked.span),), (asked.span.of(text),)
            for lang in LANGUAGES:
                name, kind = f"{own}-q{number}", _kind(asked.kind)
                yield _question(name, lang, asked.wording.of(lang), own, grounds, accept, kind)
        for number, near in enumerate(one.near):
            for lang in LANGUAGES:
                name = f"{own}-n{number}"
                yield _question(name, lang, near.of(lang), NOWHERE, (), (), "unanswerable")
        for number, denied in enumerate(one.denied):
            grounds, accept = (_sentence(text, denied.by),), (denied.by.of(text),)
            for lang in LANGUAGES:
                name, asks = f"{own}-p{number}", denied.wording.of(lang)
                yield _question(name, lang, asks, own, grounds, accept, "false-premise")
        for number, disputed in enumerate(one.disputed):
            sides, other = (disputed.here, disputed.there), texts[one.sister]
            both = tuple(
                _sentence(source, _span(source, said))
                for source, said in zip((text, other), sides, strict=True)
            )
            for lang in LANGUAGES:
                name, asks = f"{own}-c{number}", disputed.wording.of(lang)
                yield _question(name, lang, asks, ANYWHERE, both, sides, "conflict")


def _question(
    name: str,
    lang: Language,
    text: str,
    doc: str,
    support: tuple[str, ...],
    accept: tuple[str, ...],
    kind: Kind,
) -> Question:
    return Question(f"{name}-{lang}", lang, text, doc, support, accept, kind, "test", name)


def _kind(told: str) -> Kind:
    return next((kind for kind in get_args(Kind) if kind == told), "fact")


def _span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def _sentence(text: str, span: Span) -> str:
    """Return the sentence that a span begins in, or as much more as the span takes."""
    inside = next(one for one in sentence_spans(text) if span.start < one.end)
    return text[min(inside.start, span.start) : max(inside.end, span.end)].strip()


def main(folder: Annotated[Path, typer.Argument(help="Where to write the two files.")]) -> None:
    """Write the corpus and its gold questions."""
    written = read_documents("test")
    folder.mkdir(parents=True, exist_ok=True)
    rows = (
        {"id": one.document.id, "title": one.document.title, "text": one.document.text}
        for one in written
    )
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "corpus.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    asked = "".join(f"{to_line(question)}\n" for question in gold(written))
    (folder / "gold.jsonl").write_text(asked, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
