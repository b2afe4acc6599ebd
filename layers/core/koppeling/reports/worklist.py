"""The worklist (uitzoeklijst) as a workbook: every question, and room to decide.

It is the form `besluiten`: the columns date, author, reason, action, subject, target, cents and
seen come back as decisions; subject and seen are filled in. A row without an action stays a
question.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry
from koppeling.reports.words import REASONS, ROLES, word

EPOCH = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
COLUMNS: tuple[tuple[str, int], ...] = (
    ("vraag", 26),
    ("financier", 18),
    ("datum", 12),
    ("bedrag", 13),
    ("staat op", 22),
    ("toelichting", 44),
    ("mogelijk", 26),
    ("date", 12),
    ("author", 14),
    ("reason", 24),
    ("action", 12),
    ("subject", 36),
    ("target", 18),
    ("cents", 10),
    ("seen", 16),
)


def worklist(book: Book, language: str = "nl") -> bytes:
    """The workbook; the same book gives the same bytes."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"title": "Uitzoeklijst", "created": EPOCH})
    sheet = workbook.add_worksheet("besluiten")
    _lay_out(workbook, sheet)
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    money = workbook.add_format({"num_format": "#,##0.00", "valign": "top"})
    answer = workbook.add_format(
        {"valign": "top", "bg_color": "#FFF8E1", "border": 1, "border_color": "#E0D8C0"}
    )
    for number, row in enumerate(_rows(book, language), 1):
        for column, value in enumerate(row):
            name = COLUMNS[column][0]
            if name == "bedrag" and value != "":
                # the workbook shows euros; cents stay whole numbers in the column `cents`
                sheet.write_formula(number, column, f"={int(value)}/100", money, _shown(int(value)))
            else:
                sheet.write(number, column, value, answer if column > 6 else wrap)  # noqa: PLR2004 - decision columns
    workbook.close()
    return out.getvalue()


def _shown(cents: int) -> str:
    from koppeling.model.cents import euros

    return euros(cents)


def _lay_out(workbook: Any, sheet: Any) -> None:  # noqa: ANN401 - untyped library
    head = workbook.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF"})
    for column, (name, width) in enumerate(COLUMNS):
        sheet.write(0, column, name, head)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _rows(book: Book, language: str) -> Iterator[list[Any]]:
    names = {p.label: p.name for p in book.mapping.payers}
    for p in book.parked:
        yield [
            word(REASONS, p.reason, language),
            names.get(p.payer, p.payer),
            p.date.isoformat() if p.date else "",
            p.cents,
            word(ROLES, p.held_on, language) if p.held_on else "niet geboekt",
            p.about,
            ", ".join(p.candidates),
            "",
            "",
            "",
            "",
            p.id,
            "",
            "",
            p.seen,
        ]
    held = set(book.held)
    for entry in book.entries:
        if entry.key in held:
            yield _held(entry, names)
    if held:
        yield [
            "wacht op vrijgave",
            "",
            "",
            "",
            "",
            "alles vrijgeven: actie post",
            "",
            "",
            "",
            "",
            "",
            "all",
            "",
            "",
            "",
        ]


def _held(entry: JournalEntry, names: dict[str, str]) -> list[Any]:
    payer = next((p.payer for p in entry.postings if p.payer), "")
    total = sum(p.cents for p in entry.postings if p.cents > 0)
    about = f"{entry.text} ({entry.reference})"
    head: list[Any] = ["wacht op vrijgave", names.get(payer, payer), entry.date.isoformat(), total]
    return [*head, "nog niet verstuurd", about, "", "", "", "", "", entry.key, "", "", ""]
