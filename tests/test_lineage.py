from __future__ import annotations

from pathlib import Path

import pytest

import indexer.lineage
from indexer.errors import ConfigError
from indexer.lineage import code_digest, imported_modules

SOURCES = {
    "leaf.py": "X = 1\n",
    "middle.py": "from pack.leaf import X\n",
    "root.py": "import json\nfrom pack import middle\nimport pack.below.deep\n",
    "below/deep.py": "def later():\n    from pack.late import Y\n    return Y\n",
    "late.py": "Y = 1\n",
    "unrelated.py": "Z = 1\n",
    "one.py": "from pack.other import A\n",
    "other.py": "from pack.one import B\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pack"
    for name, source in SOURCES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")
    monkeypatch.setattr(indexer.lineage, "_PACKAGE", folder)
    return folder


@pytest.mark.parametrize("name", ["root.py", "middle.py", "leaf.py", "below/deep.py", "late.py"])
def test_a_change_in_any_imported_module_shows(package: Path, name: str) -> None:
    before = code_digest("root")
    (package / name).write_text(SOURCES[name] + "# changed\n", encoding="utf-8")
    assert code_digest("root") != before


def test_a_change_elsewhere_does_not_show(package: Path) -> None:
    before = code_digest("root")
    (package / "unrelated.py").write_text("Z = 2\n", encoding="utf-8")
    (package / "new.py").write_text("", encoding="utf-8")
    assert code_digest("root") == before


def test_the_order_of_roots_does_not_matter(package: Path) -> None:
    assert code_digest("root", "unrelated") == code_digest("unrelated", "root")
    assert code_digest("root", "unrelated") != code_digest("root")


def test_modules_that_import_each_other_end(package: Path) -> None:
    assert code_digest("one") == code_digest("other")


def test_moving_a_line_between_modules_shows(package: Path) -> None:
    before = code_digest("root")
    (package / "leaf.py").write_text("", encoding="utf-8")
    (package / "middle.py").write_text("X = 1\n" + SOURCES["middle.py"], encoding="utf-8")
    assert code_digest("root") != before


def test_an_unknown_root_is_refused(package: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.py"):
        code_digest("root", "gone")


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("", set()),
        ("import json", set()),
        ("import packed.x", set()),
        ("import pack.a, pack.b.c as d", {"a", "b.c"}),
        ("from pack import a", {"a"}),
        ("from pack.a import b", {"a", "a.b"}),
        ("if True:\n    from pack.a import *", {"a", "a.*"}),
        ("from packed import a", set()),
    ],
)
def test_imported_modules(source: str, modules: set[str]) -> None:
    assert imported_modules(source, "pack") == modules


@pytest.mark.parametrize("module", ["terms", "tokens", "normalize", "searchkey", "folding"])
def test_the_analysis_of_this_package_hangs_on_its_modules(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = indexer.lineage._PACKAGE
    copied = tmp_path / here.name
    copied.mkdir()
    for path in here.glob("*.py"):
        (copied / path.name).write_bytes(path.read_bytes())
    before = code_digest("terms", "tokens")
    monkeypatch.setattr(indexer.lineage, "_PACKAGE", copied)
    assert code_digest("terms", "tokens") == before
    (copied / "lexical.py").write_text("", encoding="utf-8")
    assert code_digest("terms", "tokens") == before
    with (copied / f"{module}.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert code_digest("terms", "tokens") != before
