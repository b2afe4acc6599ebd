"""What people and outside programs read of a book.

1. `hledger check --strict` accepts the journal of every scheme, and its balances are the book's.
2. The auditfiles pass pyxaf and the tax authority's schema; totals are those of the entries.
3. The same book gives the same bytes, the workbook too.
4. No text can start a formula, a comment or a tag.
5. The worklist comes back as decisions; LibreOffice opens it.
6. The report stands alone: no outside resource, every question in it.
"""

import csv
import io
import re
import subprocess
from pathlib import Path

import openpyxl
import pytest
import pyxaf

from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.documents import Decisions
from koppeling.reports.all import write_all
from koppeling.reports.auditfile import auditfiles
from koppeling.reports.csv_journal import safe
from koppeling.reports.hledger import journal
from koppeling.reports.report import report, specification
from koppeling.reports.worklist import worklist
from tests.scenario import KEY, SCHEME_NAMES, STRANGER, TOWN, Case, mapping

E = 100


def book(scheme: str, **booking: str) -> Book:
    case = Case()
    case.claim("F200000", [10 * E], "2025-12-30", month="2025-12-31").answer("F200000")
    case.claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.claim("F100002", [700 * E], "02-20", month="02-28")
    case.town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    case.claim("F100009", [30 * E], "2027-01-05", month="2026-12-31").answer(
        "F100009", when="2027-01-09"
    )
    case.bank(1000 * E, "declaratie F100001").bank(12 * E, "onbekend 123456789")
    case.bank(-900 * E, "huur", iban=STRANGER).bank(500 * E, "JW1", "02-20", TOWN)
    return case.book(mapping(**booking), scheme)


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_hledger_accepts_the_journal(scheme: str, hledger: str, tmp_path: Path) -> None:
    file = tmp_path / "journal.hledger"
    made = book(scheme)
    file.write_text(journal(made), encoding="utf-8")
    command = [hledger, "-f", str(file)]
    subprocess.run([*command, "check", "--strict"], check=True, capture_output=True)
    out = subprocess.run(
        [*command, "balance", "--flat", "--no-total", "-O", "csv", "-N"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = {
        row[0].partition(":")[0]: int(re.sub(r"[^0-9-]", "", row[1]) or 0)
        for row in csv.reader(io.StringIO(out))
        if row[0] != "account"
    }
    expected: dict[str, int] = {}
    for entry in made.entries:
        for p in entry.postings:
            expected[p.account] = expected.get(p.account, 0) + p.cents
    assert found == {k: v for k, v in expected.items() if v}


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_the_auditfiles_are_valid(scheme: str, tmp_path: Path) -> None:
    files = auditfiles(book(scheme))
    assert "auditfile-2026.xaf" in files
    for name, text in files.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        found = pyxaf.validate(str(path), xsd=True)
        assert found.ok, found.findings
        # no opening balance, and nothing else to remark
        assert {f.code for f in found.findings} <= {"XAF7006"}, found.findings


def test_an_unbalanced_auditfile_would_be_seen(tmp_path: Path) -> None:
    text = auditfiles(book("outstanding"))["auditfile-2026.xaf"]
    path = tmp_path / "wrong.xaf"
    path.write_text(text.replace("<amnt>1000.00</amnt>", "<amnt>1000.01</amnt>", 1), "utf-8")
    assert not pyxaf.validate(str(path)).ok


def test_the_same_book_gives_the_same_bytes() -> None:
    first, second = (write_all(book("outstanding+clearing")) for _ in range(2))
    assert first == second
    assert sorted(first) == [
        "auditfile-2026.xaf",
        "auditfile-2027.xaf",
        "journal.csv",
        "journal.hledger",
        "report.html",
        "result.json",
        "worklist.xlsx",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("rest", ["1+1", " cmd", '"x"'])
def test_no_text_starts_a_formula(start: str, rest: str) -> None:
    assert safe(start + rest) == "'" + start + rest


def test_the_worklist_comes_back_as_decisions() -> None:
    made = book("outstanding+clearing", post="review")
    data = worklist(made)
    sheet = openpyxl.load_workbook(io.BytesIO(data))
    rows = sheet["besluiten"]
    head = [c.value for c in rows[1]]
    assert rows.max_row == 1 + len(made.parked) + len(made.held) + 1
    question = next(
        r for r in range(2, rows.max_row + 1) if rows.cell(r, head.index("seen") + 1).value
    )
    for name, value in (
        ("date", "2026-03-01"),
        ("author", "Boekhouder"),
        ("action", "explain"),
        ("target", "account:8990"),
    ):
        rows.cell(question, head.index(name) + 1).value = value
    saved = io.BytesIO()
    sheet.save(saved)
    (document,) = read_file(Source.of(saved.getvalue(), key=KEY))
    assert isinstance(document, Decisions)
    assert not document.header.problems
    (row,) = document.rows
    assert row.subject == made.parked[0].id
    assert row.seen == made.parked[0].seen


def test_libreoffice_opens_the_worklist(soffice: str, tmp_path: Path) -> None:
    file = tmp_path / "worklist.xlsx"
    file.write_bytes(worklist(book("outstanding+clearing")))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [soffice, home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = (tmp_path / "worklist.csv").read_text(encoding="utf-8")
    assert "afgewezen, in behandeling" in text
    assert "action" in text


def test_the_report_stands_alone_and_shows_every_question() -> None:
    made = book("outstanding+clearing")
    page = report(made)
    assert not re.search(r"(src|href)=|https?://|<script|@import|url\(", page)
    for question in made.parked:
        assert question.id in page
    assert "123456789" not in page
    assert "Naam van iemand" not in page
    assert report(made, "en") != page


def test_the_specification_adds_up_to_the_clearing_account() -> None:
    made = book("outstanding+clearing")
    assert sum(c.cents for c in specification(made)) == dict(made.balances)["clearing"]
