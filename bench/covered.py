"""`make covered`: the lines and branches of the accounting that its fast tests come by.

All of them must: what no test comes by is tested or deleted. `--write` puts the figures into
docs/quality.md. Exit 1 when anything is missing.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.page import DOCS, put

COMMAND = "make covered ARGS=--write"
PAGE = DOCS / "quality.md"
ROOM = "koppeling/accounting"
TESTS = (
    "tests/accounting",
    "tests/settle/test_worked_cases.py",
    "tests/settle/test_identities.py",
)
LARGE = ("tests/accounting/test_equivalence.py", "tests/accounting/test_commits.py")
"""Thousands of histories: they prove what the rules do all together, not that each is held."""
SELECTED = (*TESTS, *(f"--ignore={path}" for path in LARGE))
Figures = dict[str, tuple[int, int, list[str]]]


def measured() -> Figures:
    """By module: statements, branches, and where something is missed (`module:line`)."""
    with tempfile.TemporaryDirectory() as folder:
        data, told = Path(folder) / "data", Path(folder) / "told.json"
        environment = os.environ | {"SIZE": "few", "COVERAGE_FILE": str(data)}
        python = [sys.executable, "-m"]
        options = ["--branch", f"--source=layers/core/{ROOM}", "--rcfile=/dev/null"]
        tests = ["pytest", "-q", "-p", "no:cacheprovider", "--numprocesses=0", *SELECTED]
        run = [*python, "coverage", "run", *options, "-m", *tests]
        subprocess.run(run, check=True, env=environment, stdout=sys.stderr)
        report = [*python, "coverage", "json", "--rcfile=/dev/null", "-q", "-o", str(told)]
        subprocess.run(report, check=True, env=environment)
        files = json.loads(told.read_text(encoding="utf-8"))["files"]
    return {Path(name).stem: _figures(Path(name).stem, found) for name, found in files.items()}


def _figures(module: str, found: dict[str, Any]) -> tuple[int, int, list[str]]:
    lines = {*found["missing_lines"], *(line for line, _ in found["missing_branches"])}
    summary = found["summary"]
    missed = [f"{module}:{line}" for line in sorted(lines)]
    return summary["num_statements"], summary["num_branches"], missed


def main() -> int:
    """Measure, show, and write if asked."""
    found = measured()
    missed = [place for *_, places in found.values() for place in places]
    statements = sum(figures[0] for figures in found.values())
    branches = sum(figures[1] for figures in found.values())
    rows = [
        "| modules of `accounting/` | statements | branches | not reached |",
        "|---:|---:|---:|---:|",
    ]
    rows.append(f"| {len(found)} | {statements:,} | {branches:,} | {len(missed)} |")
    print("\n".join(rows))
    for place in missed:
        print(f"  not reached: {place}")
    if "--write" in sys.argv:
        put(COMMAND, "\n".join(rows), PAGE)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
