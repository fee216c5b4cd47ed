"""A set by its name or its path -> its corpus and its questions."""

from __future__ import annotations

from pathlib import Path

from eval.sets.beir import is_judgements, read_beir
from eval.sets.pairs import read_pairs
from eval.sets.records import QuestionSet
from eval.sets.squad import SUFFIXES, read_squad
from indexer.errors import GoldError

SQUAD = {"jsquad-valid": "jsquad-valid.jsonl.gz", "jaquad-dev": "jaquad-dev.jsonl.gz"}
PAIRS = {"wmt22-en-ja": "wmt22-en-ja.jsonl.gz"}
SETS = (*SQUAD, *PAIRS)


def load_set(name: str, data: Path) -> QuestionSet:
    """Load one of SETS from the folder ``data``, or a set of one's own by its path.

    A path is a folder in BEIR's layout, the file of one split's judgements in it
    (``FOLDER/qrels/dev.tsv``), or a SQuAD-style file. Raises GoldError when it is not there, is
    malformed, or has no question.
    """
    if name in SQUAD:
        return _asking(read_squad(_in(data, SQUAD[name])), name)
    if name in PAIRS:
        return _asking(read_pairs(_in(data, PAIRS[name])), name)
    path = Path(name)
    if is_judgements(path):
        return _asking(read_beir(path.parent.parent, path.name), name)
    if path.is_dir():
        return _asking(read_beir(path), name)
    if path.is_file() and path.name.endswith(SUFFIXES):
        return _asking(read_squad(path), name)
    raise GoldError(
        f"no set {name!r}; there are {', '.join(SETS)}, or give a folder in BEIR's layout or a "
        f"SQuAD-style file ({', '.join(SUFFIXES)})"
    )


def set_name(name: str) -> str:
    """Return what a set is called in a report: its name, or the last part of its path."""
    if name in SETS:
        return name
    path = Path(name)
    return path.parent.parent.resolve().name if is_judgements(path) else path.resolve().name


def _in(data: Path, file: str) -> Path:
    if not (data / file).is_file():
        raise GoldError(f"{data / file}: no such file; give the folder that holds it by --data")
    return data / file


def _asking(found: QuestionSet, name: str) -> QuestionSet:
    if not found.questions:
        raise GoldError(f"{name}: holds no question; give another by --set or --data")
    return found
