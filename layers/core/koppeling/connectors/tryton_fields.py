"""An entry as Tryton has it (boeking in Tryton), and back: amounts, dates, lines.

Tryton's JSON names the class of a value that JSON has no word for. Amounts are text on the way and
cents here; nothing is ever a floating number.

>>> amount(-123), cents(amount(-123)), cents(amount(0))
({'__class__': 'Decimal', 'decimal': '-1.23'}, -123, 0)
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from koppeling.model.entries import JournalEntry

Row = dict[str, Any]
REFERENCE = re.compile(r"K[A-Z2-7]{15}(?![A-Z0-9])")
MOVE = (
    "state",
    "number",
    "date",
    "description",
    "journal.code",
    "period.start_date",
    "period.end_date",
    "lines.account.code",
    "lines.debit",
    "lines.credit",
)
"""Fields of a move that `booked_of` reads."""


def amount(value: int) -> Row:
    """Cents as Tryton's amount."""
    sign, whole = "-" if value < 0 else "", abs(value)
    return {"__class__": "Decimal", "decimal": f"{sign}{whole // 100}.{whole % 100:02}"}


def cents(value: Row) -> int:
    """Tryton's amount in cents; a part of a cent is something that nobody booked."""
    exact = Decimal(value["decimal"]) * 100
    assert exact == int(exact), "an amount in whole cents"
    return int(exact)


def day(value: date) -> Row:
    """A date as Tryton's."""
    return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}


def date_of(value: Row) -> date:
    """Tryton's date."""
    return date(value["year"], value["month"], value["day"])


def clean(text: str) -> str:
    """A text on one line: Tryton refuses control characters, its database a zero."""
    spaced = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(spaced).split())


def description(entry: JournalEntry) -> str:
    """The reference first, where `find` looks for it."""
    return f"{entry.reference} {clean(entry.text)}".strip()


def reference_in(text: str | None) -> str:
    """The reference of an entry of ours, '' when there is none."""
    found = REFERENCE.match(text or "")
    return found[0] if found else ""


def balance(line: Row) -> int:
    """Signed cents of a line, debit positive."""
    return cents(line["debit"]) - cents(line["credit"])


def booked_of(move: Row) -> dict[str, Any]:
    """A move in the shape of `contract.booked`."""
    on, first, last = (date_of(x) for x in _dates(move))
    month = on if first <= on <= last else first
    return {
        "date": on.isoformat(),
        "period": month.isoformat()[:7],
        "journal": move["journal"]["code"],
        "lines": sorted([x["account"]["code"], balance(x)] for x in move["lines"]),
    }


def _dates(move: Row) -> tuple[Row, Row, Row]:
    period = move["period"]
    return move["date"], period["start_date"], period["end_date"]
