"""Every file of a generation damaged a little: `python -m tests.drills.damage --seed 1`.

Of each file one bit is flipped, one byte cut, one byte appended. Each time the store, `indexer
check` and the start of the service must refuse the index and name the file. Exit 1 when one does
not.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import typer

from indexer.errors import IndexCorrupt
from indexer.store import Store
from service.__main__ import serve
from tests.drills.children import ended
from tests.drills.commands import indexer_command
from tests.drills.kill import build_world

Damage = Callable[[bytes, random.Random], bytes]


def flip(whole: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one bit of them flipped."""
    place = chance.randrange(len(whole))
    return whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]


def cut(whole: bytes, chance: random.Random) -> bytes:
    """Return the bytes without one of them."""
    place = chance.randrange(len(whole))
    return whole[:place] + whole[place + 1 :]


def append(whole: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one more at their end."""
    return whole + bytes([chance.randrange(256)])


DAMAGES: tuple[Damage, ...] = (flip, cut, append)


def accepts(index: Path, file: Path) -> list[str]:
    """Return which of the three do not refuse ``index`` with one line that names ``file``."""
    asked = {
        "the store": lambda: _checked(Store(index)),
        "indexer check": lambda: indexer_command("check", str(index)),
        "the service": lambda: serve(["--index", str(index), "--port", "0"]),
    }
    wrong = []
    for who, ask in asked.items():
        end = ended(ask)
        if end.status != 2 or end.told.count("\n") != 1 or str(file) not in end.told:
            wrong.append(f"{who}: status {end.status}: {end.told}")
    return wrong


def _checked(store: Store) -> int:
    try:
        store.check()
    except IndexCorrupt as error:
        typer.echo(error)
        return 2
    return 0


def drill(index: Path, seed: int) -> tuple[int, list[str]]:
    """Damage every file in every way; return how many were tried, and who accepted what."""
    chance = random.Random(seed)
    tried, wrong = 0, []
    for file in sorted(path for path in Store(index).current().rglob("*") if path.is_file()):
        whole = file.read_bytes()
        for damage in DAMAGES if whole else (append,):
            file.write_bytes(damage(whole, chance))
            wrong += [f"{file.name}, {damage.__name__}: {told}" for told in accepts(index, file)]
            tried += 1
        file.write_bytes(whole)
    if ended(lambda: _checked(Store(index))).status:
        wrong.append("the index is refused when it is whole again")
    return tried, wrong


def main() -> int:
    """Damage a copy of an index; return 0 when every damage was refused by name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, help="the index to copy; a tiny one without")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder).resolve() / "index"
        if given.index:
            shutil.copytree(given.index, index)
        else:
            ended(lambda: build_world(index, 1))
        tried, wrong = drill(index, given.seed)
    for told in wrong:
        typer.echo(told)
    typer.echo(f"{tried} damaged files, seed {given.seed}: {len(wrong)} not refused by name")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
