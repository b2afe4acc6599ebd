"""What a bank line books (ontvangst): the receipt when it is read, the explanation when proven.

With `bank = "koppeling"` the receipt is Koppeling's own entry. With `bank = "package"` it is
`expected`: the package books the whole line on the position, and Koppeling books only the parts
that belong elsewhere. A part whose account and payer are those of the hold needs no entry.
"""

from collections.abc import Callable
from functools import partial

from koppeling.accounting.assembly import Sheet, entries_of
from koppeling.accounting.desk import Desk, Draft
from koppeling.accounting.drafting import closed_bank_day
from koppeling.accounting.periods import date_in, first_open, month_of
from koppeling.accounting.postings import Side, add_total, debtor_of
from koppeling.accounting.roles import Facts, Missing
from koppeling.accounting.texts import text_of
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.mapping import Row
from koppeling.model.movements import Movement, Part

Writer = Callable[[Side], None]
DRAWN = frozenset({"reclaimed", "uncollectable"})
"""What takes an item off its position, against what was put aside for it."""


def draft_receipt(desk: Desk, movement: Movement) -> Draft:
    """Entries of `paid`, `explained`, `decided_receipt`, `netted`, and of what draws on a fund."""
    if movement.kind in DRAWN:
        return _entries(desk, movement, [(True, lambda s: _draw(desk, movement, s))])
    if movement.kind == "netted":
        return _entries(desk, movement, [(True, lambda s: _net(desk, movement, s))])
    if movement.kind != "paid":
        return _entries(desk, movement, [(True, lambda s: _explain(desk, movement, s))])
    if closed_bank_day(desk, movement):
        words = movement.date.isoformat()
        return Draft(missing=(Missing("bank_period_closed", "bank", words),))
    if movement.booking.bank == "koppeling":
        return _entries(desk, movement, [(True, lambda s: _receive(desk, movement, s, all_=True))])
    return _entries(
        desk,
        movement,
        [
            (False, lambda s: _receive(desk, movement, s, all_=False)),
            (True, lambda s: _explain(desk, movement, s)),
        ],
    )


def _receive(desk: Desk, movement: Movement, side: Side, *, all_: bool) -> None:
    """D bank / C parts and, for what is not explained, hold. `all_` False = what a package sees."""
    bank = side.account("bank", Facts(iban=movement.iban), opened=desk.mapping)
    side.add(bank, Posting("", "bank", movement.cents, text_of(movement)))
    side.bank_journal = bank.journal or "" if bank else ""
    hold = _hold_row(desk, movement, side)
    rest = movement.cents
    for part in movement.parts:
        row = _part_row(desk, part, side)
        if all_ or _same(row, part, hold, movement):
            side.add(row, _part_posting(desk, movement, part, -part.cents))
            rest -= part.cents
    side.add(hold, _hold_posting(desk, movement, -rest))


def _explain(desk: Desk, movement: Movement, side: Side) -> None:
    """D hold / C each part that is not on the hold's own account and payer already."""
    if not movement.parts:
        return
    hold = _hold_row(desk, movement, side)
    for part in movement.parts:
        row = _part_row(desk, part, side)
        if not _same(row, part, hold, movement):
            side.add(hold, _hold_posting(desk, movement, part.cents))
            side.add(row, _part_posting(desk, movement, part, -part.cents))


def _net(desk: Desk, movement: Movement, side: Side) -> None:
    """Position against position, per item: nothing came on the bank."""
    for part in movement.parts:
        row = _part_row(desk, part, side)
        side.add(row, _part_posting(desk, movement, part, -part.cents))


def _draw(desk: Desk, movement: Movement, side: Side) -> None:
    """D each part / C position: the provision or the reserve first, the rest where it belongs."""
    for part in movement.parts:
        side.add(_part_row(desk, part, side), _part_posting(desk, movement, part, part.cents))
    position = movement.booking.position
    add_total(side, movement, position, -movement.cents, text_of(movement))


def _same(row: Row | None, part: Part, hold: Row | None, movement: Movement) -> bool:
    if row is None or hold is None:
        return False
    return row.account == hold.account and part.payer == movement.payer


def _hold_row(desk: Desk, movement: Movement, side: Side) -> Row | None:
    facts = Facts(payer=movement.payer, iban=movement.iban)
    return side.account(movement.booking.hold, facts, opened=desk.opened(movement.version))


def _hold_posting(desk: Desk, movement: Movement, cents: int) -> Posting:
    role = movement.booking.hold
    dimensions = debtor_of(desk.mapping, movement.payer, role)
    return Posting("", role, cents, text_of(movement), movement.payer, "", dimensions)


def _part_row(desk: Desk, part: Part, side: Side) -> Row | None:
    if part.role.startswith("account:"):
        return Row(account=part.role.removeprefix("account:"))
    facts = Facts(law=part.law, payer=part.payer, agb=part.agb, year=part.year, reason=part.reason)
    return side.account(part.role, facts, opened=desk.opened(part.version))


def _part_posting(desk: Desk, movement: Movement, part: Part, cents: int) -> Posting:
    named = {"law": part.law, "invoice": part.invoice}
    dimensions = tuple(
        sorted(
            (
                *debtor_of(desk.mapping, part.payer, part.role),
                *((k, v) for k, v in named.items() if v),
            )
        )
    )
    return Posting("", part.role, cents, text_of(movement), part.payer, part.item, dimensions)


def _entries(desk: Desk, movement: Movement, writers: list[tuple[bool, Writer]]) -> Draft:
    entries: list[JournalEntry] = []
    missing: list[Missing] = []
    for own, write in writers:
        side = Side.of(desk, movement)
        write(side)
        postings = side.done()
        if desk.too_many(postings):
            _hold_row(desk, movement, side)  # its parts balance there: a gap is one of the entry
        missing += side.gaps()
        if missing or not postings:
            continue
        month = month_of(movement.date)
        period = first_open(desk.mapping, month)
        sheet = Sheet(
            postings=postings,
            period=period,
            date=date_in(desk.mapping, period, movement.date),
            text=text_of(movement),
            spine=partial(_spine, desk, movement),
            journal=side.journal,
            own=own,
            back_reference=month if month != period else "",
        )
        entries += entries_of(desk, movement, sheet)
    return Draft(() if missing else tuple(entries), tuple(dict.fromkeys(missing)))


def _spine(desk: Desk, movement: Movement) -> Posting:
    """Where a receipt waits: the parts of one that is too large balance there."""
    side = Side.of(desk, movement)
    side.add(_hold_row(desk, movement, side), _hold_posting(desk, movement, 1))
    return side.done()[0]
