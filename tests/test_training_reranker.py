from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answer import Answerer
from service.layout import Floats
from service.records import Language
from service.rerank import COLUMNS, LANGUAGES, Scorer, load_scorers
from tests.tiny import linear_scorer, tiny_engine
from training import reranker
from training.devsets import DevSet
from training.reranker import (
    SHARES,
    Example,
    Network,
    Training,
    calibrate,
    collect,
    learn,
    mean_reciprocal_rank,
    read_sets,
    write,
)

FUSED, DENSE, LENGTH = (COLUMNS.index(name) for name in ("fused", "dense", "length"))


@pytest.fixture(autouse=True)
def settings_of_torch() -> Iterator[None]:
    """Learning pins torch's threads and algorithms: other tests get theirs back."""
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    yield
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(strict)


def made_up(seed: int, count: int = 200, candidates: int = 6) -> tuple[Example, ...]:
    """Questions whose first candidate is relevant: `dense` mostly tells so, the rest is noise."""
    generator = np.random.default_rng(seed)
    examples = []
    for number in range(count):
        features = generator.normal(size=(candidates, len(COLUMNS))).astype(np.float32)
        features[0, DENSE] += 2 if number % 10 else -1
        examples.append(Example(features, np.arange(candidates) == 0))
    return tuple(examples)


def effects(scorer: Scorer) -> Floats:
    """Return (columns,): by how much 1 more of each raises the scores of new candidates."""
    features = np.concatenate([example.features for example in made_up(7, count=20)])
    raised = [scorer.scores(features + one) for one in np.eye(len(COLUMNS), dtype=np.float32)]
    return np.asarray(np.mean(raised - scorer.scores(features), axis=1))


def unanswerable(example: Example) -> Example:
    return replace(example, relevant=np.zeros_like(example.relevant))


def ranked(fused: list[float], relevant: list[int]) -> Example:
    """An example that says nothing but what the fusion gave each candidate."""
    features = np.zeros((len(fused), len(COLUMNS)), dtype=np.float32)
    features[:, FUSED] = fused
    return Example(features, np.isin(np.arange(len(fused)), relevant))


def same(one: Scorer, other: Scorer) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(astuple(one), astuple(other), strict=True))


@pytest.fixture(scope="module")
def learnt() -> Scorer:
    return learn([Training("a", made_up(1), 1.0), Training("b", made_up(2), 0.5)])


def test_learning_finds_the_column_that_tells(learnt: Scorer) -> None:
    found = effects(learnt)
    assert found[DENSE] > 3 * np.abs(np.delete(found, DENSE)).max()
    before, after = (mean_reciprocal_rank(scorer, made_up(3)) for scorer in (None, learnt))
    assert after[0] > before[0] + 0.2
    assert learnt.calibration[0] > 0


def test_learning_twice_gives_equal_weights(learnt: Scorer) -> None:
    sets = [Training("a", made_up(1), 1.0), Training("b", made_up(2), 0.5)]
    assert same(learn(sets), learnt)
    assert not same(learn(sets, seed=1), learnt)


def test_a_set_counts_as_its_share_says() -> None:
    """Two sets that say the opposite of the same candidates: the larger share wins."""
    contrary = tuple(
        replace(e, relevant=np.arange(len(e.relevant)) == e.features[:, DENSE].argmin())
        for e in made_up(1)
    )
    found = [
        effects(learn([Training("a", made_up(1), a), Training("b", contrary, b)]))[DENSE]
        for a, b in ((1.0, 0.1), (0.1, 1.0))
    ]
    assert found[0] > 0 > found[1]


def test_a_question_without_a_relevant_candidate_does_no_harm(learnt: Scorer) -> None:
    """Not even one that looks just like the others: nothing of it reaches the loss."""
    nothing = Example(np.zeros((0, len(COLUMNS)), dtype=np.float32), np.zeros(0, dtype=bool))
    sets = [
        Training(name, (*given, *map(unanswerable, given), nothing), share)
        for name, given, share in (("a", made_up(1), 1.0), ("b", made_up(2), 0.5))
    ]
    found = learn(sets)
    for name in ("linear", "hidden", "bias", "output"):
        assert getattr(found, name) == pytest.approx(getattr(learnt, name), abs=1e-3)
    # They are less likely right, though, now that some questions have no answer.
    assert found.probability(1.0) < learnt.probability(1.0)
    assert mean_reciprocal_rank(found, [unanswerable(made_up(3)[0]), nothing]) == (0.0, 0.0)


def test_the_loss_is_minus_the_log_of_the_relevant_mass() -> None:
    """Of a padded question as of others: 1 + 2 and 4 of 8 shares of the mass are relevant."""
    logs = [np.log([1, 2, 5]), np.log([4, 1, 1, 1, 1])]
    examples = [ranked(list(logs[0]), [0, 1]), ranked(list(logs[1]), [0])]
    network = Network(torch.zeros(len(COLUMNS)), torch.ones(len(COLUMNS)))
    torch.nn.init.zeros_(network.linear.weight)
    torch.nn.init.ones_(network.linear.weight[:, FUSED])
    padded = reranker._padded(examples)
    for place, mass in enumerate((3 / 8, 4 / 8)):
        features, relevant, present = (part[place : place + 1] for part in padded)
        loss = reranker._loss(network, (features, relevant, present), torch.Generator())
        assert loss.item() == pytest.approx(-np.log(mass), abs=1e-5)


@pytest.mark.parametrize(
    ("fused", "relevant", "expected"),
    [
        ([0.9, 0.5, 0.1], [0], (1.0, 1.0)),
        ([0.9, 0.5, 0.1], [1], (0.5, 0.0)),
        ([0.9, 0.5, 0.1], [2, 1], (0.5, 0.0)),
        ([0.9, 0.5, 0.1], [], (0.0, 0.0)),
        ([float(-n) for n in range(12)], [9], (0.1, 0.0)),
        ([float(-n) for n in range(12)], [10], (0.0, 0.0)),
    ],
)
def test_mean_reciprocal_rank_equals_hand_computed_values(
    fused: list[float], relevant: list[int], expected: tuple[float, float]
) -> None:
    example = ranked(fused, relevant)
    assert mean_reciprocal_rank(None, [example]) == pytest.approx(expected)
    assert mean_reciprocal_rank(linear_scorer(fused=2.0), [example]) == pytest.approx(expected)
    both = mean_reciprocal_rank(None, [example, ranked([1.0], [0])])
    assert both == pytest.approx(tuple((value + 1) / 2 for value in expected))


@settings(max_examples=20)
@given(seed=st.integers(0, 2**31), rows=st.integers(1, 6))
def test_the_scorer_computes_what_the_network_learns(seed: int, rows: int) -> None:
    torch.manual_seed(seed)
    network = Network(torch.randn(len(COLUMNS)), torch.rand(len(COLUMNS)) + 0.5)
    torch.nn.init.normal_(network.output.weight)
    features = torch.randn(rows, len(COLUMNS)) * 3
    scorer = reranker._scorer(network, [Training("a", made_up(1, 4), 1.0)])
    found = scorer.scores(features.numpy())
    assert found == pytest.approx(network(features).detach().numpy(), rel=1e-4, abs=1e-4)
    assert np.abs(found - features.numpy() @ scorer.linear).max() > 0


def on_a_curve(slope: float, offset: float, each: int = 500) -> tuple[Example, ...]:
    """At each score from -3 to 3, as many of ``each`` candidates relevant as the curve says."""
    examples = []
    for score in np.linspace(-3, 3, 13):
        count = round(each / (1 + np.exp(-(slope * score + offset))))
        examples.append(ranked([float(score)] * each, list(range(count))))
    return tuple(examples)


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (0.7, -2.0), (2.0, 1.0), (0.1, -0.5)])
def test_calibration_finds_the_curve_that_made_the_data(slope: float, offset: float) -> None:
    sets = [Training("a", on_a_curve(slope, offset), 0.3)]
    found = calibrate(linear_scorer(fused=1.0), sets)
    assert found.dtype == np.float32
    assert found == pytest.approx([slope, offset], abs=0.03)


def test_calibration_weighs_a_set_by_its_share_and_not_its_size() -> None:
    low, high = on_a_curve(1.0, -1.0), on_a_curve(1.0, 1.0)
    once = calibrate(linear_scorer(fused=1.0), [Training("a", low, 1.0), Training("b", high, 0.2)])
    thrice = calibrate(
        linear_scorer(fused=1.0), [Training("a", low, 1.0), Training("b", high * 3, 0.2)]
    )
    assert thrice == pytest.approx(once, abs=1e-4)
    assert -1 < once[1] < 0


def test_what_is_written_can_be_loaded(learnt: Scorer, tmp_path: Path) -> None:
    other = replace(learnt, linear=learnt.linear + 1)
    write(tmp_path / "new" / "folder", {"ja": learnt, "en": other})
    found = load_scorers(tmp_path / "new" / "folder")
    assert same(found["ja"], learnt)
    assert same(found["en"], other)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


def test_candidates_are_those_that_the_service_reranks(engine: Answerer) -> None:
    taxed, other = collect(
        engine.searcher,
        [("税とは", lambda passage: passage.doc_id == "tax.txt"), ("the weather", lambda _: False)],
    )
    query = engine.searcher.prepare("税とは")
    hits = engine.searcher.search(query, 10).hits
    assert taxed.features.shape == (len(hits), len(COLUMNS))
    assert taxed.features.dtype == np.float32
    assert taxed.relevant.tolist() == [hit.passage.doc_id == "tax.txt" for hit in hits]
    assert taxed.relevant.sum() == 1
    assert (np.diff(taxed.features[:, FUSED]) <= 0).all()
    assert taxed.features[0, LENGTH] == pytest.approx(np.log1p(len(hits[0].passage.text)))
    assert len(other.relevant) > 0 and not other.relevant.any()


ASKED = {"税とは": "tax.txt", "犬と猫": "animals.txt", "気温は": "weather.txt", "売上": "tax.txt"}
NAMES: Mapping[Language, tuple[str, ...]] = {
    "ja": ("jaquad", "reworded", "gold"),
    "en": ("written", "wmt23", "gold"),
}


@pytest.fixture
def sets(engine: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dev sets of four questions each, over the tiny index."""

    def dev_sets(language: Language, data: Path, index: Path) -> Iterator[DevSet]:
        asked = [(q, lambda p, right=doc: p.doc_id == right) for q, doc in ASKED.items()]
        for name in NAMES[language]:
            yield DevSet(name, engine.searcher, asked)

    monkeypatch.setattr(reranker, "dev_sets", dev_sets)


@pytest.mark.usefixtures("sets")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dev_set_has_its_share(language: Language) -> None:
    found = read_sets(language, Path("data"), Path("index"))
    assert [(part.name, part.share) for part in found] == [
        (name, SHARES[name]) for name in NAMES[language]
    ]
    assert [len(part.examples) for part in found] == [len(ASKED)] * len(found)


@pytest.mark.usefixtures("sets")
def test_the_command_writes_both_languages_and_reports_each_half(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranker, "STEPS", 5)
    caplog.set_level(logging.INFO, "training.reranker")
    reranker.main(Path("data"), Path("index"), tmp_path)
    assert set(load_scorers(tmp_path)) == set(LANGUAGES)
    said = [record.getMessage().split() for record in caplog.records]
    assert [(words[0], words[1], words[2]) for words in said] == [
        (language, name, "n=2") for language in LANGUAGES for name in NAMES[language] * 2
    ]


@pytest.mark.usefixtures("sets")
def test_each_half_is_judged_by_what_the_other_half_taught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taught: list[tuple[Scorer, set[int]]] = []
    judged: list[set[int]] = []

    def learning(sets: Sequence[Training]) -> Scorer:
        taught.append((linear_scorer(fused=1.0), {id(e) for part in sets for e in part.examples}))
        return taught[-1][0]

    def judging(scorer: Scorer | None, examples: Sequence[Example]) -> tuple[float, float]:
        for known, seen in taught:
            if known is scorer:
                judged.append({id(example) for example in examples})
                assert seen.isdisjoint(judged[-1])
        return 0.0, 0.0

    monkeypatch.setattr(reranker, "learn", learning)
    monkeypatch.setattr(reranker, "mean_reciprocal_rank", judging)
    reranker.main(Path("data"), Path("index"), tmp_path)
    (first, second, whole), every = [seen for _, seen in taught[:3]], judged[: len(judged) // 2]
    assert first | second == whole == set().union(*every)
