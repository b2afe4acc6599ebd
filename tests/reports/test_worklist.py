"""The worklist goes out as a workbook and comes back as decisions.

1. Every question is a row, then every entry that review holds, then one row that releases all.
2. Filled in and saved by another program, it is read as the form `besluiten`: subject and digest
   are those of the question. A row that nobody filled in is no decision.
3. The same book gives the same bytes. No text becomes a formula, a link or a number.
4. LibreOffice opens it, and what LibreOffice saves is read too.
5. Amounts and dates are numbers and dates, so that a person can sort and add.
6. A block comes first. The two best explanations are shown. Only what can be answered is open.
"""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.documents import Decision, Decisions
from koppeling.reports.asked import questions
from koppeling.reports.report import report
from koppeling.reports.worklist import LONGEST, worklist
from koppeling.settle.offline import run
from tests import sizes
from tests.reports.builder import NASTY, a_book, books, parked, with_options
from tests.reports.worked import worked
from tests.scenario import KEY, Case, mapping

ANSWER = {"date": "2026-03-01", "author": "Boekhouder", "reason": "gebeld"}


def sheet_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))["besluiten"]


def table(data: bytes) -> list[dict[str, Any]]:
    rows = list(sheet_of(data).values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def filled(data: bytes, subject: str, **answer: Any) -> bytes:
    """The workbook as a person saves it after answering one question."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    sheet = workbook["besluiten"]
    names = [c.value for c in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[names.index("subject")].value == subject:
            for name, value in (ANSWER | answer).items():
                row[names.index(name)].value = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def decisions(data: bytes) -> tuple[Decision, ...]:
    (document,) = read_file(Source.of(data, key=KEY))
    assert isinstance(document, Decisions), document
    assert not document.header.problems
    return document.rows


def test_every_question_is_a_row_then_what_waits_then_all() -> None:
    book = a_book()
    rows = table(worklist(book))
    assert [r["subject"] for r in rows] == [*(p.id for p in book.parked), *book.held, "all"]
    first, refused, held, every = rows[0], rows[3], rows[4], rows[5]
    assert first["bevinding"] == "niet verklaard"
    assert (first["financier"], first["staat op"]) == (
        "Testverzekeraar",
        "Tussenrekening ontvangsten",
    )
    assert first["mogelijk"].split("\n") == ["F1: € 1.000,00 open", "F2: € 50,75 open"]
    assert first["seen"] == book.parked[0].seen
    assert rows[2]["staat op"] == "niet geboekt"
    assert refused["wat u kunt doen"] == "oorzaak in het pakket wegnemen, dan post"
    assert (held["bevinding"], every["toelichting"]) == ("wacht op vrijgave", "1 boekingen")
    assert {r[name] for r in rows for name in ("date", "author", "action", "target", "cents")} == {
        None
    }
    assert all(re.fullmatch("[0-9a-f]{12}", r["seen"]) for r in rows)


def test_nothing_to_find_out_is_an_empty_form() -> None:
    book = replace(a_book(), parked=(), held=())
    assert table(worklist(book)) == []
    assert decisions(worklist(book)) == ()


def test_amounts_and_dates_are_numbers_and_dates() -> None:
    first = sheet_of(worklist(a_book()))[2]
    assert first[2].value == datetime(2026, 2, 20)  # noqa: DTZ001 - a cell has no zone
    assert first[3].data_type == "n"
    assert Decimal(str(first[3].value)) == Decimal("123.45")


def test_what_a_person_filled_in_comes_back_as_a_decision() -> None:
    book = a_book()
    data = worklist(book)
    assert decisions(data) == ()
    (row,) = decisions(filled(data, "L1", action="match", target="F1", cents=5_000))
    assert (row.subject, row.seen) == ("L1", book.parked[0].seen)
    assert (row.action, row.target, row.cents) == ("match", "F1", 5_000)
    assert (row.date, row.author, row.reason) == (date(2026, 3, 1), "Boekhouder", "gebeld")
    (row,) = decisions(filled(data, "all", action="post", date=datetime(2026, 3, 1)))  # noqa: DTZ001
    assert (row.date, row.action, row.subject) == (date(2026, 3, 1), "post", "all")


def test_the_returned_worklist_is_carried_out() -> None:
    case = Case().claim("F1", [1_000, 50]).answer("F1", [1_000, 0]).bank(700, "vraag het maar")
    before = case.book()
    assert [p.reason for p in before.parked] == ["rejection_undecided", "unexplained"]
    rejection, receipt = (p.id for p in before.parked)
    sheet = filled(worklist(before), rejection, action="rejection", target="writeoff")
    sheet = filled(sheet, receipt, action="explain", target="account:8990")
    sources = [Source.of(f, key=KEY) for f in [*case.everything(), sheet]]
    after = run(mapping(), sources, KEY)
    assert after.parked == ()
    assert dict(after.balances)["writeoff"] == 50
    assert dict(after.balances)["account:8990"] == -700


def test_a_question_that_changed_since_is_not_carried_out() -> None:
    case = Case().claim("F1", [1_000, 50]).answer("F1", [1_000, 0]).bank(700, "vraag het maar")
    before = case.book()
    receipt = before.parked[1]
    changed = replace(before, parked=(replace(receipt, cents=1),))
    sheet = filled(worklist(changed), receipt.id, action="explain", target="advance")
    after = run(mapping(), [Source.of(f, key=KEY) for f in [*case.everything(), sheet]], KEY)
    assert [p.id for p in after.parked] == [p.id for p in before.parked]
    assert "decision_refused" in {p.code for f in after.files for p in f.problems}


@settings(max_examples=sizes.of(30, 300))
@given(books())
def test_the_same_book_gives_the_same_bytes_whatever_its_texts(book: Book) -> None:
    data = worklist(book)
    assert data == worklist(book)
    assert decisions(data) == ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert all(b"<f>" not in archive.read(n) for n in sheets)
        assert not [n for n in sheets if n.endswith(".rels")]  # no link leads outside


@pytest.mark.parametrize(
    "text", [*NASTY, "12345678901234567890", "http://example.org", "x" * 40_000]
)
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    book = replace(a_book(), parked=(parked("L1", "unexplained", 5, None, f"a{text}"),), held=())
    (row,) = table(worklist(book))
    shown = row["toelichting"]
    assert isinstance(shown, str)
    if text.isprintable() and len(text) < LONGEST:
        assert shown == f"a{text}"
    assert len(shown) <= LONGEST


def convert(soffice: str, file: Path, to: str) -> Path:
    home = f"-env:UserInstallation=file://{file.parent}/profile"
    out = file.parent / "out"
    command = [soffice, home, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{file.stem}.{to}"


def test_libreoffice_opens_it(soffice: str, tmp_path: Path) -> None:
    file = tmp_path / "worklist.xlsx"
    file.write_bytes(worklist(worked(post="review")))
    text = convert(soffice, file, "csv").read_text(encoding="utf-8")
    assert text.startswith("bevinding,financier,datum,bedrag,")
    assert "afgewezen, in behandeling" in text
    assert ",all," in text


def test_what_libreoffice_saves_is_read(soffice: str, tmp_path: Path) -> None:
    book = worked(post="review")
    file = tmp_path / "worklist.xlsx"
    file.write_bytes(filled(worklist(book), "all", action="post"))
    (row,) = decisions(convert(soffice, file, "xlsx").read_bytes())
    assert (row.action, row.subject, row.author) == ("post", "all", "Boekhouder")


def test_a_block_is_the_first_question_and_can_be_lifted() -> None:
    book = replace(a_book(), blocked="C7: verschil")
    first, second = table(worklist(book))[:2]
    assert (first["subject"], first["toelichting"]) == (
        book.mapping.administration.name,
        "C7: verschil",
    )
    assert second["subject"] == book.parked[0].id
    (row,) = decisions(filled(worklist(book), first["subject"], action="unblock"))
    assert (row.action, row.subject) == ("unblock", "noord")


def test_the_two_best_explanations_are_shown_and_the_others_counted() -> None:
    many = replace(a_book().parked[0], candidates=("F1", "F9", "F2", "F3"))
    shown = table(worklist(replace(a_book(), parked=(many,))))[0]["mogelijk"]
    assert shown.split("\n") == ["F1: € 1.000,00 open", "F9", "en nog 2"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_only_cells_that_can_hold_an_answer_are_open(language: str) -> None:
    book = a_book()
    sheet = sheet_of(worklist(book, language))
    assert sheet.protection.sheet
    names = [c.value for c in sheet[1]]
    for row, question in zip(sheet.iter_rows(min_row=2), questions(book, language), strict=True):
        cells = {n for n, c in zip(names, row, strict=True) if not c.protection.locked}
        free = {"action", "reason", "date", "author"} if question.answers else set()
        assert cells == free | ({"target", "cents"} if question.wants_target else set())
    assert sheet.freeze_panes == "C2"


def test_amounts_in_a_sentence_are_written_in_the_language_of_the_sheet() -> None:
    book = with_options(a_book())
    dutch, english = (next(iter(questions(book, language))).possible for language in ("nl", "en"))
    assert "F1 123,44" in dutch
    assert "F1 123.44" in english


def test_a_file_that_could_not_be_read_is_named_by_its_hash() -> None:
    asked = replace(parked("D1", "refused", 0, None), about="")
    book = replace(a_book(), parked=(asked,))
    assert next(iter(questions(book, "nl"))).about == f"Bestand {asked.where.sha256[:12]}"
    assert f"<td>Bestand {asked.where.sha256[:12]}<br>" in report(book)
