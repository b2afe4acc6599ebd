"""Claims sent and not answered at the end of a period (nog te factureren): accrued, turned back.

D unbilled / C unbilled_revenue in the periods that `period` names, and the mirror of each on the
first day of the month after the closing date, on the same accounts: together nothing. In a closed
period nothing is booked: accrual and mirror would stand in one period. Source: contract section 2,
*Accrued*; accounting case S16.
"""

from dataclasses import replace

from koppeling.accounting.desk import Desk, Draft
from koppeling.accounting.drafting import draft_claim
from koppeling.accounting.periods import first_day, first_open, month_of, next_month
from koppeling.accounting.reversal import mirror
from koppeling.model.entries import JournalEntry, entry_key
from koppeling.model.movements import Movement


def draft_accrual(desk: Desk, movement: Movement) -> Draft:
    """The accrual, an entry a period, then as many mirrors; dated at the closing and after it."""
    month = month_of(movement.date)
    if first_open(desk.mapping, month) > month:
        return Draft()
    # nothing is ever settled on this account, so the entries wait for no other of the claim
    accrued = draft_claim(desk, replace(movement, item=""))
    size = len(accrued.entries)
    back = tuple(_back(desk, movement, e, size + i) for i, e in enumerate(accrued.entries))
    return Draft((*accrued.entries, *back), accrued.missing)


def _back(desk: Desk, movement: Movement, entry: JournalEntry, number: int) -> JournalEntry:
    month = next_month(month_of(movement.date))
    key = (desk.tenant, desk.administration, movement.key, number, movement.revision)
    return replace(
        entry,
        key=entry_key(*key),
        part=number,
        date=first_day(month),
        period=month,
        text=f"Tegenboeking {entry.text}",
        postings=mirror(entry),
        back_reference="",
    )
