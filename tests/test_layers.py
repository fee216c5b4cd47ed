"""The shape of the code: imports run one way, each third-party package has its one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("indexer", "service", "eval", "training")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# A package may import from those before it; training sees all but is seen by none.
ORDER = {"indexer": 0, "service": 1, "eval": 2, "training": 3}
# Inside indexer: a module imports only from lower layers, or from its own.
INDEXER_LAYERS = (
    ("records", "errors", "characters", "kept", "scratch"),
    ("config", "searchkey", "folding", "kana", "numerals", "numbers", "english", "units", "dates"),
    (
        "katakana",
        "romaji",
        "neighbours",
        "sound",
        "transliteration",
        "pinyin",
        "quantities",
        "wording",
    ),
    ("normalize", "tokens", "lines", "brackets", "clauses", "structure", "sentences"),
    (
        "loaders",
        "folder",
        "provenance",
        "corpus",
        "chunker",
        "embedder",
        "wordvectors",
        "terms",
        "lineage",
    ),
    ("lexicon", "english_words"),
    ("hanzi", "vocabulary", "sounds", "aloud", "romanized", "heard"),
    ("analysis",),
    ("lexical", "dense"),
    ("manifest", "remedy", "generation", "store"),
    ("build",),
    ("__main__", "__init__"),
)
HOMES = {
    "fugashi": {"indexer/tokens.py"},
    "kanalizer": {"indexer/transliteration.py"},
    "pypinyin": {"indexer/pinyin.py"},
    "unidic_lite": {"indexer/tokens.py"},
    "sentence_transformers": {"indexer/embedder.py"},
    "tantivy": {"indexer/lexical.py"},
    "faiss": {"indexer/dense.py"},
    "safetensors": {
        "indexer/embedder.py",
        "indexer/wordvectors.py",
        "service/rerank.py",
        "service/reader/reader.py",
        "service/reader/contextual.py",
        "service/reader/selector.py",
    },
    "torch": {
        "service/reader/encoder.py",
        "service/reader/contextual.py",
        "service/reader/selector.py",
        "service/reader/network.py",
        "service/reader/weights.py",
        "service/reader/batches.py",
        "service/reader/reader.py",
        "service/threads.py",
    },
    "threadpoolctl": {"service/threads.py"},
    "tokenizers": {"indexer/wordvectors.py", "service/reader/contextual.py"},
    "snowballstemmer": {"indexer/terms.py"},
    "ir_measures": {"eval/metrics.py"},
    "jinja2": {"eval/htmlreport/render.py"},
    "limits": {"service/clients.py"},
    "opentelemetry": {"service/traces.py"},
    "prometheus_client": {"service/meters.py"},
    "sse_starlette": {"service/stream.py"},
    "fastapi": {"service/routes.py", "service/app.py", "service/problems.py"},
    "pydantic": {"service/settings.py", "service/queries.py", "service/schemas.py"},
    "pydantic_settings": {"service/settings.py"},
    "sqlite3": {"indexer/generation.py"},
}
# Where what nobody foresaw is logged with its cause: a plain 500, an index that is not taken.
PROCESS_EDGES = {"service/edge.py", "service/idle.py", "service/watch.py"}
BANNED = {"pickle", "shelve", "marshal", "subprocess", "joblib"}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(str(node.module))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_packages_import_downwards_only(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    for module in imports(path):
        top = module.partition(".")[0]
        if top in ORDER and top != own:
            assert ORDER[top] < ORDER[own], f"{name(path)} imports {module}"
        assert top != "tests"


def test_indexer_layers_are_complete_and_point_down() -> None:
    layer = {module: n for n, modules in enumerate(INDEXER_LAYERS) for module in modules}
    for path in (ROOT / "indexer").rglob("*.py"):
        own = path.relative_to(ROOT / "indexer").with_suffix("").parts[0]
        assert own in layer, f"indexer/{own} has no layer yet: give it one in this test"
        for module in imports(path):
            if module.startswith("indexer."):
                other = module.split(".")[1]
                assert layer[other] <= layer[own], f"indexer/{own} imports {module}"


def test_no_import_cycles() -> None:
    graph = {
        name(path)[:-3].replace("/", ".").removesuffix(".__init__"): {
            module for module in imports(path) if module.partition(".")[0] in ORDER
        }
        for path in MODULES
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"cycle: {' -> '.join((*trail, module))}"
        if module in done or module not in graph:
            return
        for other in sorted(graph[module]):
            visit(other, (*trail, module))
        done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_third_party_packages_stay_in_their_homes(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] == "training":
        return  # training makes models: it may use the libraries that the models are made with
    for module in imports(path):
        top = module.partition(".")[0]
        assert top not in BANNED, f"{name(path)} imports {module}"
        if top in HOMES:
            assert name(path) in HOMES[top], f"{name(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_median_function_is_short() -> None:
    lengths = sorted(
        int(node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[len(lengths) // 2] < 15


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_broad_except_and_no_dict_of_any(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "dict[str, Any]" not in source
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            if name(path) in PROCESS_EDGES:
                continue
            assert caught not in ("", "Exception", "BaseException"), name(path)
