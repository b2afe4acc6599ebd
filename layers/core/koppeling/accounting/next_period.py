"""An entry that a package refuses because its period is closed there (volgende open periode).

Contract 2, *Dates and periods*: closed in the package = then the first open period, with a back
reference. What was refused is never changed: it is drafted once more, `again` one higher. A bank
line is never re-dated, and revenue that crosses a year goes to `revenue_prior` where it is kept
apart; where that account asks what an entry does not know, a person decides.
"""

from dataclasses import replace
from datetime import date

from koppeling.accounting.periods import date_in, day_is_closed, last_day, next_month
from koppeling.accounting.roles import LINE_FACTS, Facts, Missing, resolve
from koppeling.model.entries import JournalEntry, Posting, key_again
from koppeling.model.mapping import Mapping

UNASKED = (*LINE_FACTS, "reason", "cost_centre", "cost_carrier", "vat_code", "journal")
"""What an entry does not know of a line, or would have to change with its account."""


def in_next_open(
    mapping: Mapping, version: int, entry: JournalEntry, document: date, closed: frozenset[str]
) -> JournalEntry | None:
    """The entry in the first later period that is open; None when a person must decide.

    `version` = that of the mapping; `document` = the date of its movement; `closed` = months
    (YYYY-MM) that the package takes nothing in.
    """
    if any(p.role == "bank" for p in entry.postings):
        return None
    month = next_month(entry.period)
    while month in closed or day_is_closed(mapping, last_day(month)):
        month = next_month(month)
    postings = _in_year(mapping, entry, month)
    if postings is None:
        return None
    return replace(
        entry,
        key=key_again(entry.key),
        again=entry.again + 1,
        period=month,
        date=date_in(mapping, month, document),
        postings=postings,
        mapping_version=version,
        back_reference=entry.back_reference or entry.period,
    )


def _in_year(mapping: Mapping, entry: JournalEntry, month: str) -> tuple[Posting, ...] | None:
    """The postings in another month: revenue of an earlier year on its own account."""
    if month[:4] == entry.period[:4]:
        return entry.postings
    found = [_prior(mapping, p, int(entry.period[:4])) for p in entry.postings]
    return None if None in found else tuple(p for p in found if p)


def _prior(mapping: Mapping, posting: Posting, year: int) -> Posting | None:
    law = dict(posting.dimensions).get("law", "")
    booking = mapping.booking_of(posting.payer, law)
    separate = (booking.period, booking.prior_year) == ("service", "separate")
    if posting.role != "revenue" or not separate:
        return posting
    rows = mapping.accounts.get("revenue_prior", ())
    if any(getattr(row, name) is not None for row in rows for name in UNASKED):
        return None
    row = resolve(mapping, "revenue_prior", Facts(law=law, payer=posting.payer, year=year))
    if isinstance(row, Missing):
        return None
    return replace(posting, account=row.account, role="revenue_prior")
