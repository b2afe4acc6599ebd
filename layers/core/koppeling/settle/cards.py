"""The card of each claim (kaart): everything that happened to it, gathered from facts and bookings.

For `find`, and for any report that wants to show a claim whole.
"""

from collections.abc import Iterable

from koppeling.matching.derive import Derived
from koppeling.matching.lives import Life
from koppeling.model.entries import JournalEntry
from koppeling.model.found import Card, Payment
from koppeling.model.movements import Movement, OpenItem, Part


def cards_of(
    derived: Derived, log: Iterable[Movement], entries: Iterable[JournalEntry]
) -> dict[str, Card]:
    """The card of every item, by its key. `log` = every movement that was ever recorded."""
    lives = {life.key: life for life in derived.lives}
    payments = _payments(derived)
    booked = _booked(log, entries)
    chain = _chain(derived, lives)
    own: dict[str, list[Movement]] = {}
    for movement in derived.movements:
        own.setdefault(movement.item, []).append(movement)
    invoices = {item.key: item.invoice for item in derived.items}
    return {
        item.key: _card(
            item,
            lives.get(item.key),
            own.get(item.key, []),
            payments.get(item.key, []),
            booked.get(item.key, []),
            (
                tuple(invoices[old] for old, new in chain if new == item.key),
                tuple(invoices[new] for old, new in chain if old == item.key),
            ),
        )
        for item in derived.items
    }


def _card(
    item: OpenItem,
    life: Life | None,
    movements: list[Movement],
    payments: list[Payment],
    entries: list[JournalEntry],
    chain: tuple[tuple[str, ...], tuple[str, ...]],
) -> Card:
    answered = life.answered if life and not life.returned else ()
    return Card(
        item=item,
        returned=bool(life and life.returned),
        declared=sum(g.declared for g in life.submitted) if life else 0,
        awarded=sum(g.awarded for g in answered) if life else item.awarded,
        non_financial=sum(g.non_financial for g in answered),
        rejected=sum(g.rejected for g in answered),
        payments=tuple(sorted(payments, key=lambda p: (p.date, p.line, p.cents))),
        decided=tuple(
            (m.date, m.role, m.cents) for m in movements if m.kind == "decided_rejection"
        ),
        earlier=chain[0],
        later=chain[1],
        entries=tuple(e.key for e in entries),
    )


def _payments(derived: Derived) -> dict[str, list[Payment]]:
    """By item: what was paid of it, and by what."""
    found: dict[str, list[Payment]] = {}
    dates = {r.line.id: r.line.bank.date for r in derived.received}
    for match in derived.matches:
        for part in match.items:
            if part.item:
                paid = Payment(
                    dates[match.line],
                    part.cents,
                    match.rule,
                    match.line,
                    match.evidence,
                    match.cents,
                    _set_off(match.items, part),
                )
                found.setdefault(part.item, []).append(paid)
    for movement in derived.movements:
        for part in movement.parts if movement.kind == "netted" else ():
            where = movement.evidence[0]
            paid = Payment(movement.date, part.cents, "netting_document", "", where, 0, 0)
            found.setdefault(part.item, []).append(paid)
    return found


def _set_off(parts: tuple[Part, ...], own: Part) -> int:
    """What a payer took back in the same line, beside the item itself."""
    return sum(p.cents for p in parts if p.cents < 0 and p is not own)


def _booked(
    log: Iterable[Movement], entries: Iterable[JournalEntry]
) -> dict[str, list[JournalEntry]]:
    """By item: its entries, oldest first; an entry of several items stands at each."""
    items = {m.name: m.item for m in log}
    found: dict[str, list[JournalEntry]] = {}
    for entry in sorted(entries, key=lambda e: (e.date, e.movement, e.part)):
        about = {items.get(entry.movement, ""), *(p.item for p in entry.postings)}
        for item in about - {""}:
            found.setdefault(item, []).append(entry)
    return found


def _chain(derived: Derived, lives: dict[str, Life]) -> list[tuple[str, str]]:
    """Pairs of a claim and the one that took over what was rejected of it.

    A movement `resubmitted` rests on the answer that rejected; of an answer about several claims
    with a rejection it cannot be told which it was, and none is named.
    """
    answers: dict[str, list[Life]] = {}
    for life in lives.values():
        if life.answer is not None and any(g.rejected for g in life.answered):
            answers.setdefault(life.answer.sha256, []).append(life)
    found = []
    for movement in derived.movements:
        if movement.kind == "resubmitted":
            files = dict.fromkeys(e.sha256 for e in movement.evidence)
            before = [x for f in files for x in answers.get(f, ()) if x.key != movement.item]
            if len(before) == 1:
                found.append((before[0].key, movement.item))
    return found
