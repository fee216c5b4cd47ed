"""External sets: questions over paragraphs, sentence pairs, and retrieval sets with judgements."""

from __future__ import annotations

from eval.sets.load import PAIRS, SETS, SQUAD, load_set, set_name
from eval.sets.records import QuestionSet, SetQuestion

__all__ = ["PAIRS", "SETS", "SQUAD", "QuestionSet", "SetQuestion", "load_set", "set_name"]
