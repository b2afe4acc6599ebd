"""Reversed (tegenboeking): an entry that was drafted is never changed, it is mirrored.

The mirror stands on the entry's own accounts and has its date (or the first open period's). An
explanation that was booked inside its receipt is taken back to the hold: the receipt is a fact
and stays.
"""

from dataclasses import replace

from koppeling.accounting.assembly import Sheet, entries_of
from koppeling.accounting.desk import Desk, Draft
from koppeling.accounting.periods import date_in, first_open
from koppeling.accounting.postings import Side, debtor_of
from koppeling.accounting.roles import Facts
from koppeling.accounting.texts import text_of
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.movements import Movement


def draft_reversal(desk: Desk, movement: Movement) -> Draft:
    """The mirrors of every entry of the movement that is taken back."""
    original = movement.mirror
    assert original is not None, "a reversal names what it mirrors"
    inside = original.kind == "paid" and movement.of.startswith("explained/")
    entries: list[JournalEntry] = []
    booked = desk.entries_of(original.name)
    periods = {first_open(desk.mapping, e.period) for e in booked}
    if original.kind == "accrued" and len(periods) <= 1:
        return Draft()  # it was turned back already: in one period the mirrors are nothing together
    further = 0  # parts that were added by splitting: without it the number is the original's place
    for number, entry in enumerate(booked):
        postings = mirror(entry)
        if inside:
            back = _to_hold(desk, original, entry)
            if back is None:
                continue
            postings = back
        made = _entries(desk, movement, entry, postings, number + further)
        further += len(made) - 1
        entries += made
    return Draft(tuple(entries))


def mirror(entry: JournalEntry) -> tuple[Posting, ...]:
    """The postings of an entry on their own accounts, the other way round."""
    return tuple(replace(p, cents=-p.cents, text=f"Tegenboeking {p.text}") for p in entry.postings)


def _to_hold(desk: Desk, paid: Movement, entry: JournalEntry) -> tuple[Posting, ...] | None:
    """Take the parts of a receipt back to the hold; None when nothing of this entry moves."""
    side = Side.of(desk, paid)
    role = paid.booking.hold
    hold = side.account(role, Facts(payer=paid.payer, iban=paid.iban))
    if hold is None or not entry.own:
        return None
    wanted = {(part.role, part.item, part.payer) for part in paid.parts}
    back = [
        replace(p, cents=-p.cents, text=f"Tegenboeking {p.text}")
        for p in entry.postings
        if (p.role, p.item, p.payer) in wanted
        and (p.account, p.payer) != (hold.account, paid.payer)
    ]
    total = sum(p.cents for p in back)
    if not back:
        return None
    dimensions = debtor_of(desk.mapping, paid.payer, role)
    text = f"Tegenboeking {text_of(paid)}"
    return (*back, Posting(hold.account, role, -total, text, paid.payer, "", dimensions))


def _entries(
    desk: Desk,
    movement: Movement,
    entry: JournalEntry,
    postings: tuple[Posting, ...],
    first: int,
) -> tuple[JournalEntry, ...]:
    """The mirror, with the key of what it mirrors; of a package that takes less now, in parts."""
    period = first_open(desk.mapping, entry.period)
    sheet = Sheet(
        postings=postings,
        period=period,
        date=date_in(desk.mapping, period, entry.date),
        text=f"{text_of(movement)} {entry.reference}".strip(),
        spine=lambda: max(postings, key=lambda p: abs(p.cents)),
        journal=entry.journal,
        first=first,
        evidence=entry.evidence,
        own=entry.own,
        back_reference=entry.period if entry.period != period else "",
        of=entry.key,
    )
    return entries_of(desk, movement, sheet)
