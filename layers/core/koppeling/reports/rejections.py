"""Open rejections as people read them (afwijzingen): the soonest to be lost first.

Days count from the newest date that was read: no clock is asked. Nothing is written off when they
have passed; it is shown apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from koppeling.model.actions import ACTIONS
from koppeling.model.book import Book
from koppeling.model.cents import euros_in
from koppeling.model.rejections import NEAR, OpenRejection, Opinion
from koppeling.reports.terms import terms

SAVE, DISPUTE, EXPIRED = STATES = ("to_save", "in_dispute", "expired")
LONG_NUMBER = re.compile(r"[0-9]{8,}")
"""What a person typed as a reason may hold a number of a client."""


@dataclass(frozen=True, slots=True)
class Row:
    """Regel: cents of a rejection with one last day; `days` left, None where no term is known."""

    rejection: OpenRejection
    cents: int
    last_day: date | None
    days: int | None
    state: str

    @property
    def near(self) -> int | None:
        """The smallest of `NEAR` that it has reached; None = not near, passed or disputed."""
        if self.state != SAVE or self.days is None:
            return None
        return next((n for n in NEAR if self.days <= n), None)


def rejection_rows(book: Book) -> tuple[Row, ...]:
    """Every open rejection by state, the soonest first, those without a term last."""
    found = (_row(r, *term, book.latest) for r in book.rejections for term in r.terms)
    return tuple(sorted(found, key=_place))


def _row(rejection: OpenRejection, last: date | None, cents: int, latest: date | None) -> Row:
    days = (last - latest).days if last and latest else None
    state = EXPIRED if days is not None and days < 0 else SAVE
    if rejection.mark and rejection.mark.target == "dispute":
        state = DISPUTE
    return Row(rejection, cents, last, days, state)


def _place(row: Row) -> tuple[int, bool, date, str, str]:
    last = row.last_day or date.max
    found = row.rejection
    return (STATES.index(row.state), row.last_day is None, last, found.payer, found.id)


def still_to_save(book: Book) -> list[list[str | int]]:
    """[last day, cents, id] of what has a term, is not disputed and would bring money in."""
    return [
        [row.last_day.isoformat(), row.cents, row.rejection.id]
        for row in rejection_rows(book)
        if row.last_day and row.cents > 0 and row.state != DISPUTE
    ]


def told(row: Row, language: str) -> Iterator[str]:
    """What is known of a rejection beside its amount, a sentence each: term, mark, who waits."""
    if row.last_day is not None:
        words = f"{terms(language)['last_day']} {day_words(row.last_day, language)}"
        yield f"{words}: {days_left(row, language)}"
    yield from told_beside(row, language)


def told_beside(row: Row, language: str) -> Iterator[str]:
    """What people said of it: what is to be done, and what a second person must decide as well."""
    if row.rejection.mark:
        yield _said(row.rejection.mark, language)
    for each in row.rejection.waiting:
        cents = euros_in(language)(each.cents)
        words = f"{terms(language)['second_person']}: {_said(each, language)}"
        yield f"{words}, {cents} ({each.decision})"


def days_left(row: Row, language: str) -> str:
    """How many days are left, in words; '' where no term is known."""
    t = terms(language)
    if row.days is None:
        return ""
    return t["expired"].lower() if row.days < 0 else f"{row.days} {t['days_left']}"


def _said(opinion: Opinion, language: str) -> str:
    dutch, english = ACTIONS["rejection"].targets[opinion.target]
    words = f"{dutch if language == 'nl' else english}, {day_words(opinion.date, language)}"
    who = f", {opinion.who}" if opinion.who else ""
    reason = LONG_NUMBER.sub("***", opinion.reason)
    return f"{words}{who}{f': {reason}' if reason else ''}"


def day_words(day: date, language: str) -> str:
    """A day as a Dutch bookkeeper writes it, or ISO."""
    return f"{day:%d-%m-%Y}" if language == "nl" else day.isoformat()
