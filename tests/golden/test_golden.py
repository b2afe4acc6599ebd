"""The corpus: files as they come in, and beside them what must be read from them.

A folder is a rule that some file keeps or breaks. It holds the files, and `verwacht.txt`: the rule
in one Dutch sentence, then what `koppeling read` tells a bookkeeper about each file. The files are
made by the tables in `made/`, one a family. After a change that is meant:
`UPDATE=1 make test ARGS=tests/golden`, and read the difference.

1. Every file is what its table makes, and gives exactly what is written beside it.
2. No two folders hold the same rule, and the rules are listed in `rules.md`.
3. Nothing in what is expected shows a client number.
4. No two formats claim one file of it.
"""

import importlib
import os
import pkgutil
import re
from pathlib import Path

import pytest

from koppeling.cli.files import source_of
from koppeling.cli.read import plain, words
from koppeling.formats.reading import FORMATS, read_file
from tests.golden import made

HERE = Path(__file__).parent
EXPECTED = "verwacht.txt"
HEAD = 4096
UPDATE = os.environ.get("UPDATE") == "1"

Case = tuple[str, dict[str, bytes]]
"""The rule in one sentence, and the files by name."""


def tables() -> dict[str, Case]:
    """Every case by `family/folder`."""
    found: dict[str, Case] = {}
    for module in pkgutil.iter_modules(made.__path__):
        cases: dict[str, Case] = importlib.import_module(f"{made.__name__}.{module.name}").CASES
        found |= {f"{module.name}/{name}": case for name, case in cases.items()}
    return found


TABLES = tables()


def told(folder: Path, case: Case) -> str:
    sentence, files = case
    found = [sentence]
    for name in sorted(files):
        documents = read_file(source_of(folder / name, b"golden"))
        found += ["", *(words(plain(d, Path(name))) for d in documents)]
    return "\n".join(found) + "\n"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_file_gives_what_is_written_beside_it(name: str) -> None:
    folder, case = HERE / name, TABLES[name]
    if UPDATE:
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in case[1].items():
            (folder / file).write_bytes(data)
        (folder / EXPECTED).write_text(told(folder, case), encoding="utf-8")
    assert {f.name: f.read_bytes() for f in folder.iterdir() if f.name != EXPECTED} == case[1]
    now = told(folder, case)
    assert (folder / EXPECTED).read_text(encoding="utf-8") == now
    assert not re.search(r"\b9999\d{5}\b", now), "a client number in what people read"


def test_no_two_formats_claim_a_file() -> None:
    for name, (_, files) in TABLES.items():
        for file, data in files.items():
            claiming = [f.name for f in FORMATS if f.claims(data[:HEAD])]
            assert len(claiming) <= 1, (name, file, claiming)


def test_the_rules_are_listed() -> None:
    sentences = [sentence for sentence, _ in TABLES.values()]
    assert len(set(sentences)) == len(sentences), "two folders hold the same rule"
    assert all("\n" not in s and s.endswith(".") for s in sentences)
    on_disk = {f"{p.parent.parent.name}/{p.parent.name}" for p in HERE.glob(f"*/*/{EXPECTED}")}
    assert on_disk == set(TABLES), "folders without a table"
    files = sum(len(case[1]) for case in TABLES.values())
    rows = ["# The rules that the corpus holds", "", f"{files} files, {len(TABLES)} rules.", ""]
    for family in sorted({name.split("/")[0] for name in TABLES}):
        rows += [f"## {family}", ""]
        rows += [
            f"- `{name.split('/')[1]}`: {TABLES[name][0]}"
            for name in sorted(TABLES)
            if name.split("/")[0] == family
        ]
        rows.append("")
    text = "\n".join(rows)
    if UPDATE:
        (HERE / "rules.md").write_text(text, encoding="utf-8")
    assert (HERE / "rules.md").read_text(encoding="utf-8") == text
