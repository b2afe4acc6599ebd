"""Other programs accept the books of every golden case: hledger the journal, pyxaf the auditfiles.

1. `hledger check --strict ordereddates` accepts the journal of every case in every scheme, each
   with its own declarations: they are read together, but every account stands below its case.
2. hledger's balances are the book's, per case and account.
3. pyxaf with the tax authority's schema accepts every auditfile of every fiscal year; it may only
   remark that a first year has no opening balance. Accounts carry the codes of the mapping.
"""

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from koppeling.model.book import Book
from koppeling.reports.auditfile import auditfiles
from koppeling.reports.hledger import journal
from koppeling.settle.offline import with_scheme
from tests.golden import test_matching as hard
from tests.golden import test_worked as worked
from tests.reports.test_auditfile import NO_OPENING, findings
from tests.reports.test_hledger import balances
from tests.scenario import SCHEME_NAMES, booked
from tests.stories import rich

RGS = {"1100": "BLimBanRba", "1300": "BVorDebHad", "1390": "BVorDebTus", "8000": "WOmzNodNod"}


@cache
def books() -> dict[str, Book]:
    """Every golden case that ends in a book, by a name that is an account name to hledger."""
    found: dict[str, Book] = {}
    for case in worked.CASES:
        for section, scheme, _ in worked.sections(case):
            chosen = worked.chosen(case, scheme, section)
            coded = chosen.model_copy(update={"rgs": RGS})
            found[f"{case}-{section}-{scheme}"] = booked(worked.files(case), coded)
    for case, name in hard.VARIANTS:
        inrichting = rich(hard.TABLES[case].variants[name].inrichting)
        files = [data for _, data in hard.given(case, name)]
        for scheme in SCHEME_NAMES:
            found[f"{case}-{name}-{scheme}"] = booked(files, with_scheme(inrichting, scheme))
    return found


def together(folder: Path, found: dict[str, Book]) -> Path:
    """One journal that reads every other below an account of its own."""
    lines = []
    for name, book in found.items():
        (folder / f"{name}.journal").write_text(journal(book), encoding="utf-8")
        lines += [f"apply account {name}", f"include {name}.journal", "end apply account", ""]
    path = folder / "all.journal"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def said(hledger: str, path: Path, *command: str) -> str:
    run = subprocess.run(
        [hledger, "-f", str(path), *command], check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def balanced(out: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Case, account number and cents of every row of hledger's balances."""
    for name, amount in csv.reader(io.StringIO(out)):
        if name != "account":
            case, number, _ = name.split(":")
            yield (case, number), int(re.sub(r"[^0-9-]", "", amount))


def test_hledger_accepts_every_journal_and_makes_the_same_sums(
    hledger: str, tmp_path: Path
) -> None:
    path = together(tmp_path, books())
    said(hledger, path, "check", "--strict", "ordereddates")
    out = said(hledger, path, "balance", "--flat", "--no-total", "-O", "csv", "-N")
    ours = {
        (case, account): cents
        for case, book in books().items()
        for account, cents in balances(book).items()
    }
    assert dict(balanced(out)) == ours
    assert ours


def test_an_account_that_another_case_declares_is_not_declared(
    hledger: str, tmp_path: Path
) -> None:
    both = dict(list(books().items())[:2])
    path = together(tmp_path, both)
    said(hledger, path, "check", "--strict")
    last = tmp_path / f"{list(both)[-1]}.journal"
    text = last.read_text(encoding="utf-8")
    last.write_text(re.sub(r"^account 1100.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(AssertionError, match="undeclared account"):
        said(hledger, path, "check", "--strict")


def test_the_validator_accepts_every_auditfile(tmp_path: Path) -> None:
    coded = 0
    for name, book in books().items():
        for file, text in auditfiles(book).items():
            assert findings(text, tmp_path) <= {NO_OPENING}, (name, file)
            coded += text.count("<RGScode>")
    assert coded
