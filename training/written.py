"""The questions written for this project over JaQuAD's paragraphs, as sets to rank."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Literal

from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import TrainingError
from indexer.records import Document
from service.records import Language
from training.asked import WRITTEN, read_written

Part = Literal["train", "dev"]


def question_set(
    data: Path, part: Part, language: Language, written: Path = WRITTEN
) -> QuestionSet:
    """Return the questions in the folder ``written`` over all of a part's paragraphs.

    Raises:
        TrainingError: a question's id is not in the data.
    """
    asked = {
        item.id: item.english if language == "en" else item.japanese
        for item in read_written(f"jaquad-{part}", written)
        if language == "en" or item.japanese
    }
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
