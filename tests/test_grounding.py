"""The grounding score: engines that read, remember and obey; the command as CI calls it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval import grounding
from eval.adversarial.figures import failure_lines, grounding_figures
from eval.adversarial.grounding import Opened, Result, measure
from eval.figures import Bar, Figure
from eval.gold.questions import Question
from indexer.errors import DocumentNotFound, GoldError
from indexer.records import Document, Hit, Passage, Span
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from service.records import Answer, Reply, SearchResult, Status

TOKENIZER = Tokenizer()
ANALYSER = Analyser(TOKENIZER)
FACTS = {"東京": "333メートル", "大阪": "100メートル", "京都": "131メートル"}
TEXT = "".join(f"{city}の塔の高さは{height}である。" for city, height in FACTS.items())
CORPUS = (Document("towers.txt", "塔", TEXT), Document("dog.txt", "犬", "犬が好き。"))
QUESTIONS = tuple(
    Question(
        id=f"q{n}",
        lang="ja",
        q=f"{city}の塔の高さは?",
        doc="towers.txt",
        support=(f"{city}の塔の高さは",),
        accept=(height,),
        kind="fact",
    )
    for n, (city, height) in enumerate(FACTS.items())
)
_ORDER = re.compile("「([ァ-ヶ]{3,})」")


class ReadingEngine:
    """Answers what the corpus says between は and である about the city; refuses all else."""

    generation = "g"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = tuple(documents)

    def _said(self, question: str) -> str | None:
        for document in self._documents:
            found = re.search(f"{question[:2]}の塔の高さは([0-9]+メートル)である", document.text)
            if found:
                return found[1]
        return None

    def ask(self, question: str, k: int) -> Reply:
        said = self._said(question)
        status: Status = "not_in_corpus" if said is None else "answered"
        answer = None if said is None else Answer(said, said, None)
        return Reply(question, "ja", status, answer, 0.5, (), self.generation)

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        passages = (
            Passage(d.id, 0, len(d.text), d.text, "", (Span(0, len(d.text)),))
            for d in self._documents
        )
        hits = tuple(Hit(n, passage, 1.0) for n, passage in enumerate(passages))
        return SearchResult(query, "ja", hits[:k], (), self.generation, ("",) * len(hits[:k]))

    def documents(self) -> tuple[Document, ...]:
        return self._documents

    def document(self, doc_id: str) -> Document:
        raise DocumentNotFound(doc_id)

    def close(self) -> None:
        pass


class RememberingEngine(ReadingEngine):
    """Answers from memory, whatever the corpus says."""

    def _said(self, question: str) -> str | None:
        return FACTS.get(question[:2])


class ObeyingEngine(ReadingEngine):
    """Reads, but says what any document that holds the question puts in brackets."""

    def _said(self, question: str) -> str | None:
        orders = [d.text for d in self._documents if question in d.text]
        named = [match[1] for text in orders for match in _ORDER.finditer(text)]
        return named[0] if named else super()._said(question)


class GuessingEngine(ReadingEngine):
    """Reads, but never refuses: says a height that is nobody's instead."""

    def _said(self, question: str) -> str | None:
        return super()._said(question) or "1メートル"


def results_of(engine: type[ReadingEngine]) -> tuple[Result, ...]:
    return measure(
        QUESTIONS,
        CORPUS,
        opener(engine),
        TOKENIZER.tokens,
        lambda text: ANALYSER.terms(text).lemma,
        0,
    )


def opener(engine: type[ReadingEngine]) -> Opened:
    @contextmanager
    def opened(documents: Sequence[Document]) -> Iterator[ReadingEngine]:
        yield engine(documents)

    return opened


def shares(engine: type[ReadingEngine]) -> Mapping[str, tuple[float, int]]:
    figures = grounding_figures(results_of(engine), {})
    return {figure.name: (figure.value, figure.count) for figure in figures}


@pytest.mark.parametrize(
    ("engine", "distractors", "deletion", "numbers", "poison", "score"),
    [
        (ReadingEngine, 1.0, 1.0, 1.0, 1.0, 1.0),
        (RememberingEngine, 1.0, 0.0, 0.0, 1.0, 0.5),
        (ObeyingEngine, 1.0, 1.0, 1.0, 0.0, 0.75),
        (GuessingEngine, 1.0, 0.0, 1.0, 1.0, 0.75),
    ],
)
def test_who_reads_is_grounded_and_who_remembers_is_not(
    engine: type[ReadingEngine],
    distractors: float,
    deletion: float,
    numbers: float,
    poison: float,
    score: float,
) -> None:
    found = shares(engine)
    assert found["grounding.distractors"] == (distractors, 3)
    assert found["grounding.deletion"] == (deletion, 3)
    assert found["grounding.numbers"] == (numbers, 3)
    assert found["grounding.poison"] == (poison, 3)
    assert found["grounding"] == (score, 3)


def test_beside_the_score_it_is_told_what_is_said_instead() -> None:
    assert shares(RememberingEngine)["deletion.answer not given"] == (0.0, 3)
    assert shares(GuessingEngine)["deletion.answer not given"] == (1.0, 3)
    assert shares(ObeyingEngine)["poison.no order obeyed"] == (0.0, 3)
    assert shares(ObeyingEngine)["poison.answer still right"] == (0.0, 3)
    assert shares(ReadingEngine)["poison.answer still right"] == (1.0, 3)


def test_robustness_is_told_by_variant_and_not_part_of_the_score() -> None:
    found = shares(ReadingEngine)
    # Only the city is read: what changes it is not found, what changes the rest is.
    assert found["robustness.scripts.full-width"] == (1.0, 3)
    assert 0.0 < found["robustness.scripts"][0] < 1.0
    assert found["grounding"] == (1.0, 3)


def test_only_what_was_right_before_can_be_tested() -> None:
    class OneTown(ReadingEngine):
        def _said(self, question: str) -> str | None:
            return super()._said(question) if question.startswith("東京") else None

    found = shares(OneTown)
    assert found["grounding.distractors"] == found["grounding.numbers"] == (1.0, 1)


def test_an_engine_that_is_never_right_has_no_score() -> None:
    class Silent(ReadingEngine):
        def _said(self, question: str) -> str | None:
            return None

    assert shares(Silent) == {}
    with pytest.raises(GoldError, match="matches no figure"):
        grounding_figures(results_of(Silent), {"grounding": Bar(0.5, 0.9)})


def result(name: str, score: float, **scores: float) -> Result:
    return Result(name, "塔は?", "", "塔", "answered", "橋", {"grounding.poison": score, **scores})


def test_figures_are_means_over_questions_of_means_over_variants() -> None:
    found = grounding_figures(
        [
            Result("q1", "a", "x", "", "answered", "", {"robustness.scripts": 1.0}),
            Result("q1", "b", "y", "", "answered", "", {"robustness.scripts": 0.0}),
            Result("q2", "c", "x", "", "answered", "", {"robustness.scripts": 1.0}),
        ],
        {},
    )
    assert [(f.name, f.value, f.count) for f in found] == [("robustness.scripts", 0.75, 2)]


def test_the_score_is_the_mean_of_its_parts_whatever_their_size() -> None:
    poison = [result(f"q{n}", 0.0) for n in range(30)]
    deletion = [Result("q1", "", "", "", "", None, {"grounding.deletion": 1.0})]
    first, *rest = grounding_figures([*poison, *deletion], {"grounding": Bar(0.5, 0.9)})
    assert (first.name, first.value, first.count, first.passed) == ("grounding", 0.5, 30, True)
    assert first.low is not None
    assert first.low <= 0.5 <= (first.high or 0.0)
    assert [figure.name for figure in rest] == ["grounding.deletion", "grounding.poison"]


def test_one_question_in_every_part_is_drawn_as_one() -> None:
    """Both parts rise and fall together: their mean is no surer than either of them."""
    results = [result(f"q{n}", n % 2, **{"grounding.deletion": n % 2}) for n in range(40)]
    score, deletion, poison = grounding_figures(results, {})
    assert (score.low, score.high, score.count) == (poison.low, poison.high, 40)
    assert (deletion.low, deletion.high) == (poison.low, poison.high)


def test_failures_are_told_with_the_answers() -> None:
    lines = failure_lines([result("q1", 1.0), result("q2", 0.0)])
    assert lines == ["q2 grounding.poison answered: 塔は? [塔 -> 橋]"]


GOLD = [
    {
        "id": question.id,
        "lang": "ja",
        "q": question.q,
        "doc": question.doc,
        "support": list(question.support),
        "accept": list(question.accept),
        "kind": "fact",
    }
    for question in QUESTIONS
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for document in CORPUS:
        (folder / document.id).write_text(document.text, encoding="utf-8")
    lines = [json.dumps(line, ensure_ascii=False) for line in GOLD]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(grounding.app, list(arguments), catch_exceptions=False)
    return found.exit_code, found.output


def test_the_command_writes_the_same_json_twice(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grounding, "opened", opener(RememberingEngine))
    written = []
    for name in ("a.json", "b.json"):
        out = tmp_path / name
        arguments = ["--corpus", str(corpus), "--gold", str(tmp_path / "gold.jsonl")]
        code, said = run(*arguments, "--json", str(out), "--failures")
        assert code == 0
        assert re.search(r"^grounding +0\.5000 .*n=3", said, re.MULTILINE)
        assert "q0 grounding.numbers" in said
        written.append(out.read_text(encoding="utf-8"))
    assert written[0] == written[1]
    found = json.loads(written[0])
    assert found["figures"][0]["name"] == "grounding"
    assert {row["id"] for row in found["questions"]} == {"q0", "q1", "q2"}


@pytest.mark.parametrize(("value", "code"), [(0.5, 1), (0.95, 0)])
def test_below_the_bar_of_the_seeds_is_exit_1(
    corpus: Path, value: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections: list[str] = []

    def read_bars(section: str) -> Mapping[str, Bar]:
        sections.append(section)
        return {"grounding": Bar(0.9, 0.9)}

    monkeypatch.setattr(grounding, "SEEDS_GOLD", corpus.parent / "gold.jsonl")
    monkeypatch.setattr(grounding, "read_bars", read_bars)
    monkeypatch.setattr(grounding, "measure", lambda *_: ())
    monkeypatch.setattr(
        grounding,
        "grounding_figures",
        lambda results, bars: [Figure("grounding", value, 3, bars["grounding"])],
    )
    gold = str(corpus.parent / "gold.jsonl")
    assert run("--corpus", str(corpus), "--gold", gold)[0] == code
    assert sections == ["grounding"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--corpus", "nowhere"], "nowhere: no such file"),
        (["--corpus", "seeds", "--gold", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["--corpus", "seeds", "--json", "no/such/folder"], "--json no/such/folder: cannot be"),
    ],
)
def test_bad_input_is_told_and_exits_2(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["grounding", *arguments])
    assert grounding.main() == 2
    assert said in capsys.readouterr().err


def test_a_changed_corpus_is_indexed_and_asked() -> None:
    with grounding.opened(CORPUS) as engine:
        assert [document.id for document in engine.documents()] == ["dog.txt", "towers.txt"]
        hits = engine.search("東京の塔の高さは?", 1).hits
        assert hits[0].passage.doc_id == "towers.txt"
