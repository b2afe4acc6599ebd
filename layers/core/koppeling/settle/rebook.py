"""Booking again on a person's word (opnieuw boeken): the reverse, and the newest mapping's rows.

What an item stands open on, its debtor or clearing account, it keeps until it is closed (contract
2). So only what a claim has on revenue, VAT and cost can move, and of all its entries together: a
later answer would else be booked on the row that was wrong. The decision names the version of the
mapping that was the newest when it was taken, so that nothing later changes what it means; `undo`
takes it back by the same road. Worked case S11 of the accounting reference.
"""

from collections.abc import Iterable
from dataclasses import replace

from koppeling.accounting.journal_table import touches
from koppeling.matching.decisions import in_force
from koppeling.matching.facts import Ruling
from koppeling.model.entries import JournalEntry
from koppeling.model.movements import Movement
from koppeling.model.roles import RESULT_ROLES
from koppeling.settle.ledger import Ledger
from koppeling.settle.ports import Workshop

REBOOK = "rebook"


def rebooked(shop: Workshop, ledger: Ledger, subject: str) -> tuple[str, str]:
    """(key of the claim, why it cannot be booked again): one of the two is ''."""
    # all of drafting: only who books something again pays for it, not every reconcile that starts
    from koppeling.accounting.draft import draft
    from koppeling.settle.draft import desk_of, entry_of

    intents = [i for i in shop.store.intents() if not i.void]
    entries = [entry_of(i) for i in intents]
    meant = next((e for e in entries if subject in {e.key, e.reference}), None)
    if meant is None:
        return "", "deze boeking is niet bekend"
    standing = {m.name: m for m in ledger.booked.standing.values()}.get(meant.movement)
    if standing is None:
        return "", "deze boeking is al teruggeboekt, of is zelf een tegenboeking"
    if not (standing.item and touches(standing, RESULT_ROLES)):
        return "", "de rekeningen blijven dezelfde: een post sluit op de rekening van zijn opening"
    before = [e for e in entries if e.movement == meant.movement]
    made = draft(desk_of(shop, ledger), replace(standing, rows=ledger.newest))
    if made.missing:
        return "", f"de nieuwste inrichting heeft geen rekening: {made.missing[0].words}"
    if _stands_on(made.entries) == _stands_on(before):
        return "", "de rekeningen blijven dezelfde"
    return standing.item, ""


def _stands_on(entries: Iterable[JournalEntry]) -> list[tuple[object, ...]]:
    """Where cents stand, whatever the date, the text and the parts."""
    found: dict[tuple[object, ...], int] = {}
    for entry in entries:
        for p in entry.postings:
            place = (entry.journal, p.account, p.role, p.item, p.dimensions)
            found[place] = found.get(place, 0) + p.cents
    return sorted((*place, cents) for place, cents in found.items())


def booked_again(
    movements: tuple[Movement, ...], rulings: Iterable[Ruling]
) -> tuple[Movement, ...]:
    """The movements with the rows that people had them booked again with: the newest of each."""
    rows: dict[str, int] = {}
    for ruling in in_force(rulings):
        if ruling.decision.action == REBOOK:
            rows[ruling.rebooked] = max(ruling.version, rows.get(ruling.rebooked, 0))
    if not rows:
        return movements
    return tuple(
        replace(m, rows=rows[m.item]) if m.item in rows and touches(m, RESULT_ROLES) else m
        for m in movements
    )
