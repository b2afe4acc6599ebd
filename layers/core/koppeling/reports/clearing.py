"""The clearing account explained (specificatie tussenrekening) as a table: CSV and workbook.

One row an open item or a receipt on hold; the amounts add up to the balance by the entries, which
is the last row. What is dated before the cut-over, or waits for an account, is a row of its own.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import xlsxwriter

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.model.reasons import REASONS
from koppeling.reports.csv_journal import safe
from koppeling.reports.specification import ADVANCE, AWARDED, CARRIED, RECLAIMED, specification
from koppeling.reports.terms import terms
from koppeling.reports.words import word
from koppeling.reports.worklist import A4, CREATED, DAY, MONEY

COLUMNS = ("payer", "dated", "age", "kind", "about", "amount")
WIDTHS = (30, 13, 9, 34, 44, 18)
PARTS = {
    AWARDED: "awarded_part",
    RECLAIMED: "reclaimed_part",
    ADVANCE: "advance_part",
    CARRIED: "carried_part",
}
Cells = tuple[str, date | None, int | None, str, str, int]
"""Payer, date, days, kind, what it is about, signed cents."""


def rows(book: Book, language: str) -> Iterator[Cells]:
    """Every part of the account, and the balance that they come to."""
    t = terms(language)
    names = {p.label: p.name for p in book.mapping.payers}
    found = specification(book)
    for group in found.payers:
        for p in group.parts:
            kind = t[PARTS[p.kind]] if p.kind in PARTS else word(REASONS, p.kind, language)
            yield names.get(p.payer, p.payer), p.date, p.age, kind, p.about, p.cents
    if found.before:
        yield "", None, None, t["before"], "", found.before
    yield "", book.latest, None, t["balance"], "", found.balance


def table(book: Book, language: str = "nl") -> str:
    """The rows as CSV (`;`, UTF-8 with a byte-order mark); `centen` is signed, debit positive."""
    t = terms(language)
    out = io.StringIO(newline="")
    out.write("\ufeff")  # without it Excel does not read UTF-8
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(t[name].lower() for name in COLUMNS), "centen"])
    for payer, day, age, kind, about, cents in rows(book, language):
        when = day.isoformat() if day else ""
        days = "" if age is None else age
        text = (safe(payer), when, days, safe(kind), safe(about), euros_nl(cents), cents)
        writer.writerow(text)
    return out.getvalue()


def workbook(book: Book, language: str = "nl") -> bytes:
    """The rows as a sheet, with a sum that the program itself makes beside our balance."""
    t = terms(language)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    made = xlsxwriter.Workbook(out, options)
    made.set_properties({"title": t["specification"], "created": CREATED})
    sheet = made.add_worksheet(t["clearing_sheet"])
    white = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E5F"}
    head, amount = (made.add_format(white | more) for more in ({}, {"align": "right"}))
    bold = made.add_format({"bold": True})
    money, total = (made.add_format({"num_format": MONEY} | more) for more in ({}, {"bold": True}))
    days = made.add_format({"num_format": DAY, "align": "left"})
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        words = f" {t[name]}" if name == "kind" else t[name]  # as its cells: the days stand close
        sheet.write_string(0, column, words, amount if name in {"age", "amount"} else head)
        sheet.set_column(column, column, width)
    *parts, (_, _, _, said, _, balance) = rows(book, language)
    number = 0
    for number, (payer, day, age, kind, about, cents) in enumerate(parts, 1):
        sheet.write_string(number, 0, payer)
        if day:
            sheet.write_datetime(number, 1, day, days)
        if age is not None:
            sheet.write_number(number, 2, age)
        sheet.write_string(number, 3, f" {kind}")
        sheet.write_string(number, 4, about)
        sheet.write_number(number, 5, _euros(cents), money)
    # the program adds up what stands there; our own figure is beneath it
    sheet.write_string(number + 1, 3, f" {t['total']}", bold)
    summed = f"=SUM(F2:F{number + 1})" if number else "=0"
    sheet.write_formula(number + 1, 5, summed, total, _euros(balance))
    sheet.write_string(number + 2, 3, f" {said}", bold)
    sheet.write_number(number + 2, 5, _euros(balance), total)
    _lay_out(sheet, number)
    made.close()
    return out.getvalue()


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet, last: int) -> None:
    """The head stays in sight and stands on every printed page; all columns fit on one."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
