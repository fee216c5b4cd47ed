"""What mends a damaged index: commands, as they are typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from indexer.config import IndexConfig
from indexer.errors import IndexCorrupt
from indexer.manifest import SCHEMA_VERSION, Manifest, read_manifest


def remedy(index: Path, pointer: str, bad: Path | None, generations: Iterable[Path]) -> str:
    """Return the command that builds ``index`` again, and the one that goes back if one can.

    ``pointer`` is the name of the file that names the live generation; ``bad`` is that generation,
    None where none is named; ``generations`` are the folders of all. One that is there to go back
    to has not been verified: only its manifest is whole.
    """
    told = f"`{build_command(index, _config(bad))}`"
    others = (folder.name for folder in generations if folder != bad and _manifest(folder))
    other = min(others, default=None)
    if other is None:
        return told
    current, new = (shlex.quote(str(index / name)) for name in (pointer, f"{pointer}.new"))
    back = f"`echo {other} > {new} && mv {new} {current}`"
    return f"{told}; or go back to generation {other}, which is still there: {back}"


def build_command(index: Path, config: IndexConfig) -> str:
    """Return the command that builds ``index`` by ``config``; CORPUS stands for the documents."""
    default = asdict(IndexConfig())
    options = [
        f"--{name.replace('_', '-')} {shlex.quote(str(value))}"
        for name, value in asdict(config).items()
        if value != default[name]
    ]
    return " ".join(["python -m indexer build CORPUS", shlex.quote(str(index)), *options])


def _config(generation: Path | None) -> IndexConfig:
    manifest = _manifest(generation) if generation else None
    return manifest.config if manifest else IndexConfig()


def _manifest(generation: Path) -> Manifest | None:
    """Return what a generation was made of, or None when this version cannot tell."""
    try:
        manifest = read_manifest(generation)
    except IndexCorrupt:
        return None
    fits = (manifest.schema, manifest.generation) == (SCHEMA_VERSION, generation.name)
    return manifest if fits else None
