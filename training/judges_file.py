"""Writes the judges as `service.judgement` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from service.judgement import FEATURES, SIGNS, TOPIC, Judge
from service.records import Language


def write_judges(path: Path, judges: Mapping[Language, Judge]) -> None:
    """Write the judges as JSON, a line each."""
    told = {
        language: {
            "sentence": judge.sentence,
            "answer": judge.answer,
            "question": judge.question,
            "least": [judge.least],
            "topic": judge.topic,
            "least_topic": [judge.least_topic],
            "risks": [value for pair in judge.risks for value in pair],
        }
        for language, judge in judges.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"features": FEATURES, "signs": SIGNS, "topics": TOPIC, **told}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
