"""Faults planted in the real engine: the evaluation catches each, and says what it is about."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.baseline import Comparison, compare
from eval.evaluate import rank_gold
from eval.figures import Bar
from eval.gold.questions import Question, read_gold
from eval.junit import junit
from eval.record import Run, from_json
from eval.report import ranking_figures
from eval.run import SEEDS_GOLD, app
from eval.scores import ranking_rows
from service.answer import Answerer
from service.fusion import WEIGHTS
from service.judgement import Judge
from service.records import Language
from tests.planted import FirstSentences, Remembering, ShiftedQuotes, ShiftedSpans

# Bars that nothing misses: only the baseline tells what got worse.
HELD = (
    "dev.ja.Success@1",
    "dev.ja.answer accepted",
    "dev.ja.unanswerable refused",
    "citations.valid",
)
BARS = {name: Bar(0.0, 1.0) for name in HELD}
FACTS = 16


def own(lang: str, split: str, *kinds: str) -> list[Question]:
    """The seeds' gold questions of a language and a split, of some kinds or of all."""
    return [
        question
        for question in read_gold(SEEDS_GOLD)
        if (question.lang, question.split) == (lang, split)
        and (not kinds or question.kind in kinds)
    ]


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Japanese questions of the dev split: some facts, and what the corpus cannot answer."""
    asked = [*own("ja", "dev", "fact")[:FACTS], *own("ja", "dev", "unanswerable")]
    path = tmp_path_factory.mktemp("gold") / "some.jsonl"
    lines = [json.dumps(asdict(question), ensure_ascii=False) for question in asked]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Runs the command over ``gold`` with an engine of ours."""

    gold: Path
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def run(self, engine: Remembering, *arguments: str) -> tuple[int, str]:
        self.monkeypatch.setattr("eval.running.open_engine", lambda index: engine)
        self.monkeypatch.setattr("eval.run.SEEDS_GOLD", self.gold)
        self.monkeypatch.setattr("eval.run.read_bars", lambda section: BARS)
        found = CliRunner().invoke(app, ["--gold", str(self.gold), *arguments])
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found.exit_code, found.output

    def stored(self, engine: Remembering) -> tuple[Path, int]:
        path = self.folder / "before.json"
        code, _ = self.run(engine, "--json", str(path))
        return path, code


@pytest.fixture
def evaluator(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluator:
    return Evaluator(gold, tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def sound(seeds_engine: Answerer) -> Remembering:
    """The engine as it is."""
    return Remembering(seeds_engine)


def worse_measures(said: str) -> set[str]:
    """The measures of the dev split and of the citations that a printed comparison calls worse."""
    lines = re.findall(r"^(?:dev|citations)\.(\S.*?)  .*  worse  ", said, re.MULTILINE)
    return {line.removeprefix("ja.") for line in lines}


def test_the_same_engine_passes(evaluator: Evaluator, sound: Remembering) -> None:
    before, code = evaluator.stored(sound)
    assert code == 0
    code, said = evaluator.run(sound, "--baseline", str(before))
    assert code == 0
    assert "against the baseline: 0 better, 0 worse" in said
    assert "broken:" not in said


@pytest.mark.parametrize(
    ("planted", "named", "spared"),
    [
        (
            FirstSentences,
            {"answer accepted", "EM", "F1", "replied rightly"},
            {"valid", "unanswerable refused"},
        ),
        (ShiftedSpans, {"valid"}, {"answer accepted", "unanswerable refused"}),
        (ShiftedQuotes, {"valid"}, {"answer accepted", "unanswerable refused"}),
    ],
)
def test_a_fault_in_what_is_said_is_caught_and_named(
    evaluator: Evaluator,
    sound: Remembering,
    planted: type[Remembering],
    named: set[str],
    spared: set[str],
) -> None:
    before, _ = evaluator.stored(sound)
    faulty = planted(sound.engine, sound.replies, sound.found)
    code, said = evaluator.run(faulty, "--baseline", str(before))
    assert code == 1
    worse = worse_measures(said)
    assert named <= worse
    assert not worse & (spared | {"Success@1", "nDCG@10"})
    assert "broken:" in said


def test_refusal_disabled_is_caught_and_named(
    evaluator: Evaluator, sound: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = evaluator.stored(sound)
    engine = sound.engine
    judges: Mapping[Language, Judge] = engine._judges
    rash = {lang: replace(each, least=0.0, least_topic=0.0) for lang, each in judges.items()}
    monkeypatch.setattr(engine, "_judges", rash)
    monkeypatch.setattr("service.answer.strangers", lambda *_: ())
    code, said = evaluator.run(
        Remembering(engine, found=sound.found),
        *("--baseline", str(before), "--json", str(evaluator.folder / "after.json")),
    )
    assert code == 1
    worse = worse_measures(said)
    assert "unanswerable refused" in worse
    assert not worse & {"answer accepted", "support cited", "valid", "Success@1", "nDCG@10"}
    assert_broken_are_unanswerable(before, evaluator.folder / "after.json")


def assert_broken_are_unanswerable(before: Path, after: Path) -> None:
    """The questions that broke are those that were refused rightly, in CI's files as well."""
    was, now = (from_json(path.read_text(encoding="utf-8"), path.name) for path in (before, after))
    comparison = compare(was, now)
    refused = [row for row in was.rows if row.measures.get("unanswerable refused") == 1.0]
    assert {change.after.id for change in comparison.broken} == {row.id for row in refused}
    assert {change.before.kind for change in comparison.broken} == {"unanswerable"}
    xml = junit(now, comparison)
    assert all(f'name="{row.id}: ' in xml for row in refused)
    assert xml.count("<failure ") == len(refused) + len(comparison.regressions)


def ranked(engine: Answerer, questions: Sequence[Question]) -> Run:
    """A run that only ranks."""
    rows = ranking_rows(rank_gold(engine.searcher, questions, "all"))
    return Run("seeds.all", "0", engine.generation, tuple(ranking_figures(rows)), rows, {})


def compared_without(
    leg: str, engine: Answerer, questions: Sequence[Question], monkeypatch: pytest.MonkeyPatch
) -> Comparison:
    before = ranked(engine, questions)
    off = {"views": ()} if leg == "lexical" else {leg: 0.0}
    for language, weights in list(WEIGHTS.items()):
        monkeypatch.setitem(WEIGHTS, language, replace(weights, **off))
    return compare(before, ranked(engine, questions))


@pytest.mark.parametrize(
    ("leg", "lang", "split"),
    [("lexical", "ja", "test"), ("translation", "en", "dev"), ("dense", "en", "dev")],
)
def test_a_leg_that_is_off_is_caught_and_named(
    seeds_engine: Answerer, monkeypatch: pytest.MonkeyPatch, leg: str, lang: str, split: str
) -> None:
    comparison = compared_without(leg, seeds_engine, own(lang, split), monkeypatch)
    worse = {each.name for each in comparison.worse}
    assert f"{split}.{lang}.nDCG@10" in worse
    assert f"{split}.{lang}.R@10" in worse
    assert all(each.after < each.before for each in comparison.worse)
