"""The command line: `python -m indexer build|check|info`."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from indexer.analysis import PassageAnalyser
from indexer.build import Report
from indexer.build import build as build_index
from indexer.config import IndexConfig
from indexer.corpus import read_corpus
from indexer.embedder import Embedder
from indexer.errors import ConfigError, KonkyoError
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors

DEFAULT = IndexConfig()
app = typer.Typer(
    help="Build and check Konkyo indexes.", no_args_is_help=True, pretty_exceptions_enable=False
)


@app.command()
def build(
    corpus: Annotated[Path, typer.Argument(help="A folder of documents, or a .jsonl file.")],
    index: Annotated[Path, typer.Argument(help="The index folder to make or to bring up to date.")],
    model: Annotated[
        str, typer.Option(envvar="MODEL", help="Bundled model, model folder or hub id.")
    ] = DEFAULT.model,
    passage_chars: Annotated[
        int, typer.Option(help="Most characters of a passage of several sentences.")
    ] = DEFAULT.passage_chars,
    overlap_sentences: Annotated[
        int, typer.Option(help="Sentences that neighbouring passages share.")
    ] = DEFAULT.overlap_sentences,
) -> None:
    """Index CORPUS into INDEX; unchanged documents are not worked on again."""
    config = IndexConfig(model, passage_chars, overlap_sentences)
    _check_place(corpus, index)
    read = read_corpus(corpus)
    for item in read.skipped:
        typer.echo(f"skipped {item.source}: {item.reason}", err=True)
    vectors = WordVectors.open()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    embedder = Embedder(config.model, vectors)
    report = build_index(read, Store(index), config, analyser, embedder, _show)
    typer.echo(_told(index, report))


@app.command()
def check(index: Annotated[Path, typer.Argument(help="The index folder.")]) -> None:
    """Verify the digest of every file of the live generation."""
    manifest = Store(index).check()
    typer.echo(f"{index}: generation {manifest.generation}, {len(manifest.files)} files intact")


@app.command()
def info(index: Annotated[Path, typer.Argument(help="The index folder.")]) -> None:
    """Print the manifest of the live generation as JSON."""
    typer.echo(Store(index).manifest().to_json(), nl=False)


def _check_place(corpus: Path, index: Path) -> None:
    if index.exists() and not index.is_dir():
        raise ConfigError(f"{index} is a file: give a folder to keep the index in")
    if corpus.is_dir() and index.resolve().is_relative_to(corpus.resolve()):
        raise ConfigError(f"{index} lies in the corpus {corpus}: keep the index outside of it")


def _told(index: Path, report: Report) -> str:
    manifest, changes = report.manifest, ""
    if report.written:
        told = (f"{report.analysed} analysed", f"{report.reused} unchanged")
        changes = f" ({', '.join(told)}, {report.removed} removed)"
    return (
        f"{index}{':' if report.written else ' is current:'} generation {manifest.generation}, "
        f"{_counted(manifest.documents, 'document')}{changes}, "
        f"{_counted(manifest.passages, 'passage')}, "
        f"{len(manifest.skipped)} skipped"
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _show(step: str, done: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        end = "\n" if done == total else ""
        typer.echo(f"\r{step}: {done}/{total}{end}", err=True, nl=False)


def main() -> int:
    """Run the command line; return 0, or 2 after a clear line on stderr."""
    try:
        app()
    except (KonkyoError, OSError) as error:  # OSError: no space, no permission
        with suppress(OSError):  # a full disk may be that of the log too: the status still tells
            typer.echo(f"error: {error}", err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
