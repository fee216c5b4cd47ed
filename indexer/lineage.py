"""Which code made an index: a digest over the source of modules and of all they import."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from indexer.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent


def code_digest(*roots: str) -> str:
    """Return 16 hex digits over the source of modules of this package and what they import of it.

    Hashing the code can't be forgotten, as raising a version number can; a comment changed costs
    one rebuild. Raises ConfigError when there is no such module.
    """
    for root in roots:
        if not _path(root).is_file():
            raise ConfigError(
                f"{_path(root)}: no such module; its code decides an index's identity"
            )
    modules = sorted(_closure(list(roots)))
    total = hashlib.sha256()
    for module in modules:
        total.update(f"{module}\0".encode() + _path(module).read_bytes() + b"\0")
    return total.hexdigest()[:16]


def imported_modules(source: str, package: str) -> set[str]:
    """Return the dotted names below ``package`` that a module's source imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    prefix = f"{package}."
    return {name.removeprefix(prefix) for name in found if name.startswith(prefix)}


def _closure(modules: list[str]) -> set[str]:
    seen: set[str] = set()
    while modules:
        module = modules.pop()
        if module not in seen and _path(module).is_file():
            seen.add(module)
            modules += imported_modules(_path(module).read_text(encoding="utf-8"), _PACKAGE.name)
    return seen


def _path(module: str) -> Path:
    return _PACKAGE / f"{module.replace('.', '/')}.py"
