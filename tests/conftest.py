"""What several test files share: the real index of the seeds, built once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import HealthCheck, settings
from pages import launched, served, watched
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient
from structlog.testing import capture_logs
from structlog.typing import EventDict
from web import Exchanged, client_of

from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import read_corpus
from indexer.embedder import Embedder
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import BUNDLED, WordVectors
from service.answer import Answerer
from service.open import open_engine
from service.settings import Settings
from tests.tiny import word_vectors

# No example is timed: machines are shared. CI tries the same examples every time; elsewhere each
# run tries new ones.
settings.register_profile(
    "konkyo",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("konkyo")

ROOT = Path(__file__).resolve().parent.parent


def pytest_itemcollected(item: pytest.Item) -> None:
    """Name the operation in the id of a test that schemathesis makes of it.

    The tests of all come with the one id of their function.
    """
    if operation := getattr(item, "operation_label", None):
        item._id = item.id.with_params(operation)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse two tests of one id: where processes share a run, only one of them would be."""
    twice = [
        name for name, count in Counter(one.nodeid for one in session.items).items() if count > 1
    ]
    if twice:
        raise pytest.UsageError(f"two tests are called {min(twice)}: give each a name")


@pytest.fixture(scope="session", autouse=True)
def one_table() -> Iterator[None]:
    """Read the bundled word vectors once: whoever opens them in this process gets the same.

    Nobody writes to them, and half of the time that an engine takes to open is spent on them. The
    processes that tests start read their own.
    """
    read = WordVectors.open
    bundled = cache(read)

    def opened(folder: Path = BUNDLED) -> WordVectors:
        return bundled() if folder == BUNDLED else read(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WordVectors, "open", opened)
        yield


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of `seeds/` by the bundled model."""
    folder, config = tmp_path_factory.mktemp("seeds") / "index", IndexConfig()
    corpus = read_corpus(ROOT / "seeds")
    analyser = PassageAnalyser(Analyser(Tokenizer()), word_vectors())
    build(corpus, Store(folder), config, analyser, Embedder(config.model))
    return folder


@pytest.fixture(scope="session")
def seeds_engine(seeds_index: Path) -> Iterator[Answerer]:
    """The open engine of `seeds_index`."""
    engine = open_engine(seeds_index)
    yield engine
    engine.close()


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    with capture_logs() as records:
        yield records


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no setting in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def exchanged() -> Exchanged:
    return Exchanged()


@pytest.fixture
def client(engine: FakeEngine, logs: list[EventDict]) -> Iterator[TestClient]:
    with client_of(engine) as opened:
        yield opened


# As long as a browser is open its event loop runs, and no test can have one of its own: modules
# that need one open it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A site over a fake engine; a module whose site is another has its own."""
    with served(FakeEngine()) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with watched(browser, site) as opened:
        yield opened
