"""What goes for a claim by its payer's pack and the mapping: until when, and whether a client pays.

A fact of a pack may hold for some care only; then it names the standards in which that care is
claimed, and goes before one that holds for all. The contract of the provider, in the mapping, goes
before both.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from koppeling.model.mapping import Payer
from koppeling.model.pack_schema import ClientBill, CountsFrom, Term
from koppeling.model.packs import pack

Fact = TypeVar("Fact", Term, ClientBill)


def claim_term(payer: Payer, standard: str) -> tuple[int, CountsFrom] | None:
    """(months, from when) within which a payer takes a claim in this standard; None = not known."""
    if payer.claim_within_months:
        return payer.claim_within_months, "service_month"
    found = _holding((t for t in pack(payer.pack).terms if t.claim_within_months), standard)
    terms = [(t.claim_within_months or 0, t.counts_from) for t in found]
    return min(terms, default=None)


def client_is_barred(payer: Payer, standard: str) -> str:
    """Who says that a client may not be billed for what this payer rejects ('' = nobody)."""
    found = _holding(pack(payer.pack).client, standard) if payer.contracted else []
    return next((f.source for f in found if not f.may_be_billed), "")


def _holding(facts: Iterable[Fact], standard: str) -> list[Fact]:
    """Those that name the standard, else those that hold for all care.

    A fact about some care that names no standard cannot be told to hold: it is for people.
    """
    every = list(facts)
    named = [f for f in every if standard in f.standards]
    return named or [f for f in every if not f.standards and not f.care]


def last_day(
    months: int, counts_from: CountsFrom, month: str, answered: date | None
) -> date | None:
    """The last day to claim care of a service month (`YYYY-MM`); None when nothing says.

    Of care only its month is kept: counted from the day of care, the first of the month is what
    all of it can rely on.

    >>> last_day(12, "service_month", "2026-01", None), last_day(1, "service", "2026-01", None)
    (datetime.date(2027, 1, 31), datetime.date(2026, 2, 1))
    >>> last_day(1, "answer", "", date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    """
    if counts_from == "answer":
        return _later(answered, months) if answered else None
    if not month:
        return None
    first = date.fromisoformat(f"{month}-01")
    later = _later(first, months)
    if counts_from == "service":
        return later
    return later.replace(day=monthrange(later.year, later.month)[1])


def _later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
