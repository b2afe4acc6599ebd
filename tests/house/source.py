"""The source files of the house, parsed once, for the tests of its rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/core/koppeling"
SHELLS = ("aws", "cli")
"""Rooms of the package that are not the core: they have a clock and an environment."""


@dataclass(frozen=True)
class Source:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def imports(self) -> set[str]:
        """Every module that is imported, at the top or late, by its full name."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: relative import"
                found |= {node.module or ""}
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
        return found


def sources(*folders: str) -> list[Source]:
    """All Python files below these folders of the repository."""
    return [
        Source(path, text := path.read_text(encoding="utf-8"), ast.parse(text))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def core() -> list[Source]:
    """The core: everything in the package but its shells."""
    return [
        source
        for source in sources("layers/core/koppeling")
        if source.path.relative_to(PACKAGE).parts[0] not in SHELLS
    ]


def product() -> list[Source]:
    """Everything but tests: what budgets hold for."""
    return sources("layers/core/koppeling", "functions", "local", "bench")


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every file that is ours to read: no caches, no environments, no bytes."""
    skip = {".git", ".venv", ".local", ".aws-sam", "__pycache__", "node_modules"}
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or any(p in skip or p.endswith("_cache") for p in parts):
            continue
        try:
            yield "/".join(parts), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a message in its own code page, or a workbook
