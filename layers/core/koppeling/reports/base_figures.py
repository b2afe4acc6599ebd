"""Base figures for what Koppeling does not judge (grondslagen): ceilings, provisions, year ends.

Per payer, law and service year: what was claimed and answered, and what is open, by age at the
newest date read. Whether a ceiling is passed or an item will be paid is for people to judge; these
are the figures that they need for it. Cents signed; `year` None = several years, or unknown.
"""

from dataclasses import dataclass, fields
from datetime import date

from koppeling.model.book import Book
from koppeling.model.movements import OpenItem

AGES = (30, 90, 180)
"""Days since the first claim: up to each, and more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Grondslagen: `unanswered` is claimed and not answered; `open` is awarded and not paid."""

    payer: str
    law: str
    year: int | None
    declared_cents: int = 0
    awarded_cents: int = 0
    unanswered_cents: int = 0
    rejected_open_cents: int = 0
    open_cents: int = 0
    open_to_30_days_cents: int = 0
    open_to_90_days_cents: int = 0
    open_to_180_days_cents: int = 0
    open_longer_cents: int = 0


SUMS = tuple(f.name for f in fields(Figures))[3:]


def base_figures(book: Book) -> tuple[Figures, ...]:
    """One row for each payer, law and year, in that order; claims only."""
    found: dict[tuple[str, str, int], list[int]] = {}
    for item in book.items:
        if item.kind == "claim":
            key = (item.payer, item.law, item.year or 0)
            row = found.setdefault(key, [0] * len(SUMS))
            for place, cents in enumerate(_cents(item, book.latest or item.since)):
                row[place] += cents
    return tuple(
        Figures(payer, law, year or None, *row) for (payer, law, year), row in sorted(found.items())
    )


def _cents(item: OpenItem, latest: date) -> list[int]:
    """The figures of one claim, in the order of the columns."""
    waits = item.answered is None
    left = item.remaining  # below zero when a person said that it was paid before its answer
    days = (latest - item.since).days
    age = sum(days > most for most in AGES)
    return [
        item.declared,
        item.awarded + item.non_financial,
        item.declared if waits else 0,
        item.rejected + item.on_debtor,
        left,
        *(left if age == place else 0 for place in range(len(AGES) + 1)),
    ]
