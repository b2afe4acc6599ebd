"""Which period an entry belongs to (boekperiode): contract 2, *Dates and periods*.

Months are `YYYY-MM`. Closed = before the cut-over date, up to `closed_until`; what a package closes
itself comes with its connector.
"""

import calendar
from collections.abc import Iterator
from datetime import date

from koppeling.model.mapping import Mapping


def month_of(day: date) -> str:
    """`YYYY-MM` of a day."""
    return day.isoformat()[:7]


def last_day(month: str) -> date:
    """The last day of a month.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])


def first_day(month: str) -> date:
    """The first day of a month.

    >>> first_day("2024-02")
    datetime.date(2024, 2, 1)
    """
    return date.fromisoformat(f"{month}-01")


def next_month(month: str) -> str:
    """The month after.

    >>> next_month("2025-12")
    '2026-01'
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def months(first: str, end: str) -> Iterator[str]:
    """Every month from `first` up to, and without, `end`.

    >>> list(months("2025-12", "2026-02"))
    ['2025-12', '2026-01']
    """
    while first < end:
        yield first
        first = next_month(first)


def day_is_closed(mapping: Mapping, day: date) -> bool:
    """Before the cut-over date or up to `closed_until`; such a bank line is never re-dated."""
    closed = mapping.administration.closed_until
    return day < mapping.administration.start or (closed is not None and day <= closed)


def first_open(mapping: Mapping, month: str) -> str:
    """The month itself, else the first one after it that has an open day."""
    while day_is_closed(mapping, last_day(month)):
        month = next_month(month)
    return month


def date_in(mapping: Mapping, month: str, document: date) -> date:
    """The document's date when it lies in the period and is open, else the period's last day."""
    fits = month_of(document) == month and not day_is_closed(mapping, document)
    return document if fits else last_day(month)
