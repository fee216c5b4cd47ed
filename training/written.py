"""The questions written for this project over JaQuAD's paragraphs, as sets to rank."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import TrainingError
from indexer.records import Document
from service.records import Language

FOLDER = Path(__file__).resolve().parent / "questions"
Part = Literal["train", "dev"]


def read_questions(part: Part, language: Language) -> Mapping[str, str]:
    """Return the questions of a part in one language by JaQuAD's id."""
    lines = (FOLDER / f"jaquad-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["id"]: row[language] for row in rows if language in row}


def question_set(data: Path, part: Part, language: Language) -> QuestionSet:
    """Return the written questions over all of a part's paragraphs.

    Raises:
        TrainingError: a question's id is not in the data.
    """
    asked = dict(read_questions(part, language))
    documents, questions = [], []
    with gzip.open(data / f"jaquad-{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            documents.append(Document(f"{number:06d}", "", row["context"]))
            for item in row["qas"]:
                if text := asked.pop(item["id"], ""):
                    answers = tuple(answer["text"] for answer in item["answers"])
                    questions.append(SetQuestion(item["id"], text, f"{number:06d}", answers))
    if asked:
        raise TrainingError(f"questions about no paragraph of jaquad-{part}: {sorted(asked)[:5]}")
    return QuestionSet(Corpus(tuple(documents), ()), tuple(questions))
