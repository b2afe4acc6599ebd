"""`make mutants`: the accounting changed in one place at a time; which changes does no test notice?

mutmut makes the changes, and `bench/each_change.py` runs, for each, the tests that come by it. All
of it works on a copy in `.local/mutation/work`, so nothing here is touched. `--write` puts the
figures into docs/quality.md; `--one-in=20` tries a twentieth of the changes, the same each time; a
pattern (`ARGS='*.roles.*'`) those of which it is the name. What was not noticed is listed, and
`mutmut show NAME`, run in that copy, shows the change. Exit 1 when fewer than nine in ten are
noticed.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.covered import PAGE, ROOM, SELECTED
from bench.page import put

COMMAND = "make mutants ARGS=--write"
TARGET = 90
WORK = Path(".local/mutation/work")
PYTHON = Path(".local/mutation/bin/python").absolute()
NEEDED = ("tests", "bench", "functions", "local", "events", "docs", "template.yaml")
SETTINGS = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/{ROOM}/*.py"]
also_copy = {[*NEEDED]}
"""


def main() -> int:
    """Copy, change, count; 1 when too few changes are noticed."""
    words = sys.argv[1:]
    pattern = next((w for w in words if not w.startswith("-")), "*")
    one_in = next((w.removeprefix("--one-in=") for w in words if w.startswith("--one-in=")), "1")
    _copy()
    result = WORK / "noticed.json"
    run = [PYTHON, "bench/each_change.py", result.absolute(), one_in, pattern, *SELECTED]
    environment = os.environ | {"PYTHONPATH": str(WORK.absolute() / "mutants/src"), "SIZE": "few"}
    subprocess.run(run, cwd=WORK, env=environment, check=True, stdout=sys.stderr)
    told = json.loads(result.read_text(encoding="utf-8"))
    found: dict[str, str | None] = told["found"]
    tried = f"{len(found):,} of {told['made']:,} changes tried, drawn by their names"
    text = table(found) + ("" if len(found) == told["made"] else f"\n\n{tried}.")
    print(text)
    for name in sorted(name for name, test in found.items() if test is None):
        print(f"  not noticed: {name}")
    if "--write" in sys.argv:
        put(COMMAND, text, PAGE)
    share = 100 * sum(map(bool, found.values())) // len(found)
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


def table(found: dict[str, str | None]) -> str:
    """By module: how many changes, and the share of them that a test noticed."""
    made = Counter(map(_module, found))
    noticed = Counter(_module(name) for name, test in found.items() if test)
    rows = ["| module of `accounting/` | changes | noticed |", "|---|---:|---:|"]
    rows += [f"| {m} | {n:,} | {100 * noticed[m] // n} % |" for m, n in sorted(made.items())]
    all_, seen = made.total(), noticed.total()
    return "\n".join([*rows, f"| together | {all_:,} | {100 * seen // all_} % |"])


def _module(change: str) -> str:
    return change.split(".")[2]


if __name__ == "__main__":
    sys.exit(main())
