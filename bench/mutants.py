"""`make mutants`: the accounting changed in one place at a time; which changes does no test notice?

mutmut makes the changes and runs, for each, the tests of `tests/accounting` that come by it. It
works on a copy in `.local/mutation/work`, so nothing here is touched; `--write` puts the figures
into docs/quality.md. What was not noticed is listed, and `mutmut show NAME`, run in that copy,
shows the change. Exit 1 when fewer than nine in ten are noticed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.page import DOCS, put

COMMAND = "make mutants ARGS=--write"
PAGE = DOCS / "quality.md"
TARGET = 90
ROOM = "koppeling/accounting"
TESTS = ("tests/accounting",)
WORK = Path(".local/mutation/work")
PYTHON = Path(".local/mutation/bin/python").absolute()
NEEDED = ("tests", "bench", "functions", "local", "events", "docs", "template.yaml")
SETTINGS = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/{ROOM}/*.py"]
also_copy = {[*NEEDED]}
pytest_add_cli_args_test_selection = {[*TESTS]}
pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]
"""
NOTICED = {1, 3, 24, 36, 37, 152, 255, -24}
"""Exit codes of a change that a test noticed, or that never came to an end."""


def main() -> int:
    """Copy, change, count; 1 when too few changes are noticed."""
    _copy()
    environment = os.environ | {"PYTHONPATH": str(WORK.absolute() / "mutants/src")}
    subprocess.run(
        [PYTHON, "-m", "mutmut", "run"], cwd=WORK, env=environment, check=True, stdout=sys.stderr
    )
    found = counted()
    noticed, made = (sum(c[i] for c in found.values()) for i in (0, 1))
    share = 100 * noticed // made
    text = _table(found, noticed, made)
    print(text)
    for name in missed():
        print(f"  not noticed: {name}")
    if "--write" in sys.argv:
        put(COMMAND, text, PAGE)
    good = share >= TARGET
    print(f"  {share} % noticed (at least {TARGET})" + ("" if good else ": TARGET MISSED"))
    return 0 if good else 1


def _copy() -> None:
    """The sources as `src/`, which mutmut expects, with everything that the tests need."""
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "mutants/src").mkdir(parents=True)
    shutil.copytree("layers/core/koppeling", WORK / "src/koppeling")
    for name in NEEDED:
        copy = shutil.copytree if Path(name).is_dir() else shutil.copy
        copy(name, WORK / name)
    text = Path("pyproject.toml").read_text(encoding="utf-8")
    lines = [
        line.replace('pythonpath = ["."]', 'pythonpath = [".", "src"]')
        for line in text.splitlines()
        # these belong to xdist, which mutmut does without
        if not line.strip().startswith(('"--dist', '"--no-loadscope', '"--maxprocesses'))
    ]
    (WORK / "pyproject.toml").write_text("\n".join(lines) + SETTINGS, encoding="utf-8")


def _codes() -> dict[str, dict[str, int | None]]:
    """By module: each change and how its tests ended."""
    files = sorted((WORK / "mutants/src" / ROOM).glob("*.py.meta"))
    return {
        f.name.removesuffix(".py.meta"): json.loads(f.read_text())["exit_code_by_key"]
        for f in files
    }


def counted() -> dict[str, tuple[int, int]]:
    """By module: changes noticed, and all."""
    return {
        module: (sum(code in NOTICED for code in codes.values()), len(codes))
        for module, codes in _codes().items()
        if codes
    }


def missed() -> list[str]:
    """Where changes were not noticed, most first: function and how many."""
    names = Counter(
        name.partition("__mutmut_")[0]
        for codes in _codes().values()
        for name, code in codes.items()
        if code not in NOTICED
    )
    return [f"{name} {count}" for name, count in names.most_common()]


def _table(found: dict[str, tuple[int, int]], noticed: int, made: int) -> str:
    rows = ["| module of `accounting/` | changes | noticed |", "|---|---:|---:|"]
    rows += [f"| {m} | {n:,} | {100 * k // n} % |" for m, (k, n) in found.items()]
    return "\n".join([*rows, f"| together | {made:,} | {100 * noticed // made} % |"])


if __name__ == "__main__":
    sys.exit(main())
