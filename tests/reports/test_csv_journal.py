"""The journal as CSV is safe to open in a spreadsheet and adds up.

1. Every posting is a row, in order; cents per entry sum to nought; debit less credit = cents.
2. No cell starts a formula, whatever stands in a text; a number stays a number.
"""

import csv
import io

import pytest
from hypothesis import given

from koppeling.model.book import Book
from koppeling.reports.csv_journal import COLUMNS, FORMULA, journal, safe
from tests.reports.builder import a_book, books
from tests.reports.worked import worked
from tests.scenario import SCHEME_NAMES


def rows(book: Book) -> list[dict[str, str]]:
    text = journal(book)
    assert text.startswith("\ufeffsleutel;")
    found = list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))
    assert tuple(found[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in found[1:]]


def cents(shown: str) -> int:
    return int(shown.replace(".", "").replace(",", "") or 0)


@given(books())
def test_every_posting_is_a_row_and_no_cell_a_formula(book: Book) -> None:
    found = rows(book)
    booked = [(e, p) for e in book.entries for p in e.postings]
    assert len(found) == len(booked)
    for row, (entry, p) in zip(found, booked, strict=True):
        assert row["kenmerk"] == entry.reference
        assert int(row["centen"]) == p.cents == cents(row["debet"]) - cents(row["credit"])
        texts = {name: text for name, text in row.items() if name != "centen"}
        assert [name for name, text in texts.items() if text.startswith(FORMULA)] == []


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_every_entry_adds_up(scheme: str) -> None:
    sums: dict[str, int] = {}
    for row in rows(worked(scheme)):
        sums[row["sleutel"]] = sums.get(row["sleutel"], 0) + int(row["centen"])
    assert sums
    assert set(sums.values()) == {0}


def test_a_row_says_where_it_comes_from() -> None:
    row = rows(a_book())[0]
    assert (row["financier"], row["declaratie"]) == ("uzovi:5555", "F1")
    assert (row["debet"], row["credit"], row["centen"]) == ("1.000,00", "", "100000")
    assert row["dimensies"] == "debtor=D1001"
    assert row["bewijs"].endswith("/3")
    assert rows(a_book())[4]["terugverwijzing"] == "2026-01"


@pytest.mark.parametrize("start", FORMULA)
@pytest.mark.parametrize("rest", ["1+1", " cmd", '"x"', ""])
def test_no_text_starts_a_formula(start: str, rest: str) -> None:
    assert safe(start + rest) == "'" + start + rest
    assert safe(rest) == rest
