"""What the bundled reader finds in texts of its own: `python -m training.golden` after training.

Writes golden.json beside the weights. A test holds the service to it, so that no new version of a
library changes what is read without anyone noticing.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.indexing import index_corpus
from indexer.corpus import Corpus
from indexer.errors import TrainingError
from indexer.records import Document
from indexer.sentences import sentence_spans
from service.reader.reader import FOLDER, Reader
from service.search import Searcher

FILE_NAME = "golden.json"
_LIBRARY = (
    "青葉市立図書館は1998年に開館した。設計は建築家の森田恵子が担当し、蔵書は約42万冊である。"
    "休館日は毎週月曜日。"
)
_SWALLOWS = (
    "ツバメは春になると南の国から日本へ渡ってくる。巣は泥と枯れ草で軒下に作られ、"
    "ひなは約三週間で巣立つ。"
)
_FACTORY = (
    "新しい工場は来年4月に稼働する予定だ。投資額は350億円で、電池を年に20万個生産する。"
    "作った電池は電気自動車に使われる。"
)
PAIRS = (
    ("図書館が開館したのはいつですか。", _LIBRARY),
    ("図書館を設計したのは誰ですか。", _LIBRARY),
    ("How many books does the library have?", _LIBRARY),
    ("図書館の館長は誰ですか。", _LIBRARY),
    ("ツバメの巣は何で作られますか。", _SWALLOWS),
    ("Where do the swallows come from in spring?", _SWALLOWS),
    ("工場への投資額はいくらですか。", _FACTORY),
    ("When will the new factory start?", _FACTORY),
    ("How many people work in the factory?", _FACTORY),
)
"""Questions with a passage each; two passages do not answer theirs."""


@dataclass(frozen=True, slots=True)
class Golden:
    """The likeliest ``answer`` of a passage, its ``share``, and two probabilities.

    ``none``: that nothing answers; ``denied``: that what is taken for granted is denied. And how
    well the answer's sentence ``matched``.
    """

    question: str
    passage: str
    answer: str
    share: float
    none: float
    denied: float
    matched: float


@contextmanager
def searching() -> Iterator[Searcher]:
    """Yield a searcher of the passages of PAIRS: their index weighs the words of the questions."""
    passages = dict.fromkeys(passage for _, passage in PAIRS)
    documents = tuple(Document(f"{number}", "", text) for number, text in enumerate(passages))
    with tempfile.TemporaryDirectory() as folder:
        generation, tools = index_corpus(Corpus(documents, ()), Path(folder), scorers={})
        with closing(generation):
            yield Searcher(generation, tools)


def golden(reader: Reader, searcher: Searcher) -> tuple[Golden, ...]:
    """Return what a reader finds in PAIRS; ``searcher`` is that of `searching`."""
    return tuple(_golden(reader, searcher, *pair) for pair in PAIRS)


def _golden(reader: Reader, searcher: Searcher, question: str, passage: str) -> Golden:
    asking = reader.asking(searcher.prepare(question), searcher.generation.lexical)
    ready = reader.passage(passage, sentence_spans(passage))
    (reading,) = reader.read(asking, reader.score(asking, [ready]))
    if reading.best is None:
        raise TrainingError(f"nothing can be read in {passage!r}: mend PAIRS")
    found = reading.best
    answer = found.span.of(passage)
    told = (found.share, reading.none, reading.denied, found.matched)
    return Golden(question, passage, answer, *told)


def write_golden(rows: Sequence[Golden], folder: Path = FOLDER) -> None:
    """Write the rows as a JSON array, their numbers with four digits."""
    rounded = [
        {name: round(value, 4) if isinstance(value, float) else value for name, value in each}
        for each in (asdict(row).items() for row in rows)
    ]
    text = json.dumps(rounded, ensure_ascii=False, indent=1)
    (folder / FILE_NAME).write_text(f"{text}\n", encoding="utf-8")


def read_golden(folder: Path = FOLDER) -> tuple[Golden, ...]:
    """Return the rows that were written."""
    rows = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return tuple(Golden(**row) for row in rows)


def main(folder: Path = FOLDER) -> None:
    """Read with the weights of ``folder`` and write what they find beside them."""
    with searching() as searcher:
        reader = Reader.open(searcher.tools.analyser, searcher.tools.vectors, folder)
        write_golden(golden(reader, searcher), folder)


if __name__ == "__main__":
    main()
