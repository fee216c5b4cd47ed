"""Bilingual dictionaries, read into weighted English-Japanese translations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.data import open_lines

ENTRY = re.compile(r"(\S+)(?: \[(\S+)\])? /(.*)/$")
NOTE = re.compile(r"\([^)]*\)|\{[^}]*\}")
EJDICT_NOTE = re.compile(r"[〈《\[(〔{【][^〉》\])〕}】]*[〉》\])〕}】]|[『』…~〜+]")
NAME_KIND = re.compile(r"\(([a-z,]+)\)")
LONG_VOWELS = (("ou", "o"), ("oo", "o"), ("uu", "u"), ("ō", "o"), ("ū", "u"), ("â", "a"))
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
KATAKANA = re.compile(r"[\u30a0-\u30ff]+")
MAX_GLOSS_WORDS = 5
COMMON = 3.0
"""The weight of a common word's first gloss."""


@dataclass(frozen=True, slots=True)
class Translation:
    """An English word or phrase with one Japanese word; a larger weight is a likelier one."""

    english: str
    japanese: str
    weight: float


def _glosses(text: str) -> list[str]:
    parts = (NOTE.sub("", part).strip() for part in text.split("/") if part[:4] != "EntL")
    short = (re.sub(r"^to ", "", part) for part in parts)
    return [part for part in short if part and len(part.split()) <= MAX_GLOSS_WORDS]


def edict_entry(line: str) -> list[Translation]:
    """Return the translations in one line of EDICT; early glosses and common words weigh more."""
    match = ENTRY.match(line)
    if match is None:
        return []
    head, reading, text = match.groups()
    weight = COMMON if "(P)" in text else 1.0
    heads = [head, reading] if reading and "(uk)" in text else [head]
    return [
        Translation(gloss.lower(), word, weight / (1 + 0.3 * rank))
        for rank, gloss in enumerate(_glosses(text))
        for word in heads
    ]


def ejdict_entry(line: str) -> list[Translation]:
    """Return the translations in one line of EJDict; early ones weigh more."""
    head, _, text = line.partition("\t")
    glosses = re.split(r"[/,;、]", EJDICT_NOTE.sub("", text))
    words = [gloss.strip(" =の") for gloss in glosses if JAPANESE.search(gloss)]
    words = [word for word in words if 0 < len(word) <= 10]
    return [
        Translation(english.strip().lower(), word, 1.5 / (1 + 0.3 * rank))
        for english in head.split(",")
        for rank, word in enumerate(words[:8])
    ]


def _name_gloss(gloss: str, *, katakana: bool) -> str:
    name = NOTE.sub("", gloss).strip().lower()
    if not katakana:
        for long, short in LONG_VOWELS:
            name = name.replace(long, short)
    return name


def name_entry(line: str) -> list[Translation]:
    """Return the name in one line of ENAMDICT: places, organisations, surnames, foreign names.

    Romanised Japanese loses its marks of long vowels, as English texts write it.
    """
    match = ENTRY.match(line)
    if match is None:
        return []
    head, _, text = match.groups()
    kind = NAME_KIND.match(text)
    katakana = KATAKANA.fullmatch(head) is not None
    if kind is None or not (katakana or set(kind[1].split(",")) & {"p", "s", "c", "o", "h"}):
        return []
    name = _name_gloss(text[kind.end() :].split("/")[0], katakana=katakana)
    return [Translation(name, head, 0.3)] if 0 < len(name.split()) <= MAX_GLOSS_WORDS else []


def synonym_groups(lines: Iterable[str]) -> Iterator[list[Translation]]:
    """Yield, for each group of SudachiDict's synonyms, its English words by its Japanese ones."""
    words: list[str] = []
    for line in [*lines, ""]:
        if line:
            words.append(line.split(",")[8])
            continue
        japanese = [word for word in words if JAPANESE.search(word)]
        english = [word.lower() for word in words if word.isascii() and word]
        yield [Translation(left, right, 1.0) for left in english for right in japanese[:4]]
        words = []


def read_words(data: Path) -> list[Translation]:
    """Return the translations of EDICT, EJDict and SudachiDict's synonyms."""
    found = [item for line in open_lines(data / "edict.txt.gz") for item in edict_entry(line)]
    found += [item for line in open_lines(data / "ejdict.tsv.gz") for item in ejdict_entry(line)]
    for group in synonym_groups(open_lines(data / "sudachi-synonyms.txt.gz")):
        found += group
    return found


def read_names(data: Path) -> list[Translation]:
    """Return the names of ENAMDICT that a text may mention."""
    return [item for line in open_lines(data / "enamdict.txt.gz") for item in name_entry(line)]
