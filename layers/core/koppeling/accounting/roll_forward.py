"""C8, the roll-forward (verloop): from what payers owed at the start to what they owe now.

Per payer and law, over the position (debtor and clearing together): opening, what each kind of
movement did by the entries, and closing, which must be what the open items say. Source: contract
section 5.
"""

from dataclasses import replace

from koppeling.accounting.ground import Ground, Key, booked, differences, key_of, standing
from koppeling.model.book import RollForward
from koppeling.model.entries import JournalEntry

POSITION = frozenset({"debtor", "clearing"})
COLUMNS = {
    "submitted": "submitted",
    "awarded": "submitted",
    "returned": "returned",
    "rejected": "rejected",
    "resubmitted": "rejected",
    "decided_rejection": "rejected",
    "reclaimed": "reclaimed",
    "awarded_non_financial": "settled",
    "advance_settled": "settled",
    "netted": "settled",
    "paid": "paid",
    "explained": "paid",
    "decided_receipt": "paid",
}
"""Kolommen: a claim counts where it is recognised; what is set off counts as settled."""
OTHER = "difference"


def roll_forward(ground: Ground) -> tuple[RollForward, ...]:
    """A row per payer and law, in that order; `closing` by the open items."""
    rows: dict[Key, RollForward] = {}
    for effect in ground.opening:
        if effect.role in POSITION:
            _add(rows, Key(effect.payer, effect.law, ""), "opening", effect.cents)
    for entry in ground.entries:
        for key, column, cents in _moved(entry):
            _add(rows, key, column, cents)
    for effect in ground.silent:
        if effect.role in POSITION:
            _add(rows, Key(effect.payer, effect.law, ""), "paid", effect.cents)
    for found, cents in standing(ground, POSITION).items():
        _add(rows, found._replace(item=""), "closing", cents)
    return tuple(rows[key] for key in sorted(rows) if any(rows[key].figures))


def unlike(ground: Ground) -> dict[Key, int]:
    """What the entries say more than the open items, by payer, law and item."""
    wrong = {(row.payer, row.law) for row in roll_forward(ground) if row.unexplained}
    found = differences(booked(ground, POSITION), standing(ground, POSITION))
    return {key: cents for key, cents in found.items() if (key.payer, key.law) in wrong}


def _add(rows: dict[Key, RollForward], key: Key, column: str, cents: int) -> None:
    row = rows.setdefault(key, RollForward(key.payer, key.law))
    rows[key] = replace(row, **{column: getattr(row, column) + cents})


def _moved(entry: JournalEntry) -> list[tuple[Key, str, int]]:
    """What one entry did to the position: whose, in which column, cents."""
    kind = entry.movement.removeprefix("reversed/").partition("/")[0]
    sign = -1 if entry.movement.startswith("reversed/") else 1
    sums: dict[Key, int] = {}
    for p in entry.postings:
        if p.role in POSITION:
            key = key_of(entry, p)._replace(item="")
            sums[key] = sums.get(key, 0) + p.cents
    column = COLUMNS.get(kind, OTHER)
    found = [
        (key, "credited" if column == "submitted" and sign * cents < 0 else column, cents)
        for key, cents in sums.items()
    ]
    lost = sum(p.cents for p in entry.postings if p.role == OTHER)
    if lost and sums:
        # what a receipt was short of closed its items all the same: it was not paid
        first = next((key for key in sorted(sums) if key.law), min(sums))
        found += [(first, column, lost), (first, OTHER, -lost)]
    return found
