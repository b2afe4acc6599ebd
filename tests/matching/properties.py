"""What holds for every history of matching, whatever came in and whatever people decided.

a. Conservation: the parts of a line and what is parked of it are the line; nothing is paid beyond
   what was awarded; what a document sets off is nothing together; the movements of a payer are its
   open items less the receipts on hold.
b. Any order of arrival, at once or in commits, ends in the same conclusions and the same books.
c. The same facts again, in other files, make no movement.
d. A document that comes last ends as if it had come with the others.
e. A decision that is taken back was never taken.
f. Of a claim what is new and what was claimed before are what it declares; what is taken over was
   refused before, once, and on a claim of an earlier day unless a person says otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from koppeling.accounting.effects import effects
from koppeling.matching.changes import Booked, changes
from koppeling.matching.derive import Derived, derive
from koppeling.matching.facts import Ruling
from koppeling.model.movements import Movement
from tests.matching.histories import File, History, copied, in_threads
from tests.matching.verdicts import decision, ruled, rulings

Balances = dict[tuple[int, str, str], int]
"""Cents by year, role and payer."""
CONCLUSIONS = (
    "items", "movements", "received", "matches", "parked", "others", "unbooked", "paid_out",
    "rejections",
)  # fmt: skip


@dataclass(slots=True)
class Books:
    """What stands after some commits, and everything that was ever booked."""

    history: History
    booked: Booked = field(default_factory=Booked)
    log: list[Movement] = field(default_factory=list)

    def commit(self, files: Iterable[File], decided: Sequence[Ruling]) -> Derived:
        """One commit over everything that came in so far."""
        found = derive(self.history.taken(files), decided, self.history.view)
        self.log += changes(found, self.booked)
        return found

    def standing(self) -> dict[str, Movement]:
        """By key what stands, less how it came about; a receipt without its explanation."""
        return {
            key: replace(
                m, evidence=(), revision=0, version=0, mirror=None,
                parts=() if m.kind == "paid" else m.parts,
            )
            for key, m in self.booked.standing.items()
        }  # fmt: skip

    def balances(self) -> Balances:
        """What the whole log books, without zeros."""
        found: Balances = {}
        for movement in self.log:
            for role, payer, cents, *_ in effects(as_ours(movement)):
                key = (movement.date.year, role, payer)
                found[key] = found.get(key, 0) + cents
        return {k: v for k, v in found.items() if v}


def as_ours(movement: Movement) -> Movement:
    """What the package books itself counts as the opening balance: as if we had booked it."""
    if movement.booking.claims == "koppeling":
        return movement
    booking = movement.booking.model_copy(update={"claims": "koppeling"})
    mirror = as_ours(movement.mirror) if movement.mirror else None
    return replace(movement, booking=booking, mirror=mirror)


def conclusions(found: Derived) -> dict[str, Any]:
    return {name: getattr(found, name) for name in CONCLUSIONS}


def same(found: Derived, expected: Derived) -> None:
    """Both conclude the same, named by what differs first."""
    for name in CONCLUSIONS:
        assert getattr(found, name) == getattr(expected, name), name


def same_books(found: Books, expected: Books) -> None:
    assert found.standing() == expected.standing()
    assert found.balances() == expected.balances()
    names = [m.name for m in found.log]
    assert len(names) == len(set(names)), "a movement has a name of its own"


def lines_are_conserved(found: Derived) -> None:
    parked = {p.id: p for p in found.parked}
    booked = [r for r in found.received if r.answer.rule != "other"]
    names = [x.line.id for x in booked] + [x.id for x in (*found.others, *found.unbooked)]
    assert len(names) == len(set(names)), "a line is concluded once"
    for x in booked:
        question = parked.get(f"L{x.line.id}")
        explained = sum(p.cents for p in x.answer.parts)
        assert explained + (question.cents if question else 0) == x.line.cents == x.paid.cents
        assert question is not None or explained == x.line.cents
        assert all(p.cents for p in x.answer.parts)
    for line in found.unbooked:
        assert parked[f"L{line.id}"].cents == line.cents


def items_are_conserved(found: Derived) -> None:
    for item in found.items:
        due = item.declared if item.answered is None else item.awarded - item.settled
        if item.kind == "carried":
            assert item.remaining <= 0, "a rest is taken at most once"
        else:
            gone = item.paid + item.written_off
            assert 0 <= gone * (1 if due > 0 else -1) <= abs(due), item
    paid: dict[str, int] = {}
    netted = [m for m in found.movements if m.kind == "netted"]
    for parts in (*(m.parts for m in netted), *(x.answer.parts for x in found.received)):
        for part in parts:
            paid[part.item] = paid.get(part.item, 0) + part.cents
    assert all(item.paid == paid.get(item.key, 0) for item in found.items)
    assert all(sum(p.cents for p in m.parts) == m.cents == 0 for m in netted)


def claimed_once(found: Derived) -> None:
    claimed: dict[str, int] = {}
    taken: dict[str, int] = {}
    for m in found.movements:
        if m.kind in {"submitted", "resubmitted"}:
            claimed[m.item] = claimed.get(m.item, 0) + m.cents
            assert m.cents == sum(g.declared for g in m.groups) or m.kind == "resubmitted"
        if m.kind == "resubmitted":
            assert m.cents > 0
            taken[m.payer] = taken.get(m.payer, 0) + m.cents
    for life in found.lives:
        assert claimed.get(life.key, 0) == sum(g.declared for g in life.submitted)
    refused: dict[str, int] = {}
    for m in found.movements:
        if m.kind == "rejected":
            refused[m.payer] = refused.get(m.payer, 0) + sum(max(0, g.rejected) for g in m.groups)
    assert all(cents <= refused.get(payer, 0) for payer, cents in taken.items())


def accounts_agree(found: Derived, books: Books) -> None:
    """C6 and C7 by the table alone: clearing and debtor of each payer, and on what they stand."""
    for role in ("clearing", "debtor"):
        booked: dict[str, int] = {}
        for (_, at, payer), cents in books.balances().items():
            if at == role:
                booked[payer] = booked.get(payer, 0) + cents
        open_: dict[str, int] = {}
        for item in found.items:
            open_[item.payer] = open_.get(item.payer, 0) + getattr(item, role)
        for x in found.received:
            if x.paid.booking.hold == role:
                left = x.paid.cents - sum(p.cents for p in x.answer.parts)
                open_[x.paid.payer] = open_.get(x.paid.payer, 0) - left
        assert {k: v for k, v in booked.items() if v} == {k: v for k, v in open_.items() if v}, role


def hold(r: Random, history: History) -> None:
    """Every property of one history; `r` draws what people decide and what comes when."""
    at_once = Books(history)
    seen = derive(history.taken(), (), history.view)
    decided = rulings(r, seen)
    found = at_once.commit(history.files, decided)
    lines_are_conserved(found)
    items_are_conserved(found)
    claimed_once(found)
    accounts_agree(found, at_once)
    nothing_new_twice(r, history, decided, at_once)
    any_order(r, history, decided, found, at_once)
    late_arrival(r, history, decided, found, at_once)
    undo_restores(r, history, decided, found, at_once)


def nothing_new_twice(
    r: Random, history: History, decided: tuple[Ruling, ...], books: Books
) -> None:
    again = [copied(f, 900 + i) for i, f in enumerate(history.files)]
    known = Books(history, Booked(dict(books.booked.standing), {}, set(books.booked.inside)))
    known.commit([*history.files, *r.sample(again, len(again))], decided)
    assert known.log == []


def any_order(
    r: Random, history: History, decided: tuple[Ruling, ...], found: Derived, books: Books
) -> None:
    files = in_threads(r.sample(history.files, len(history.files)), history.files)
    verdicts = r.sample(decided, len(decided))
    bit_by_bit = Books(history)
    for cut in sorted(r.choices(range(len(files) + 1), k=r.choice((1, 1, 2)))):
        early = [v for v in verdicts if r.random() < 0.5]
        accounts_agree(bit_by_bit.commit(files[:cut], early), bit_by_bit)
    same(bit_by_bit.commit(files, verdicts), found)
    same_books(bit_by_bit, books)


def late_arrival(
    r: Random, history: History, decided: tuple[Ruling, ...], found: Derived, books: Books
) -> None:
    free = [f for f in history.files if not f.thread]
    if free:
        late = r.choice(free)
        waited = Books(history)
        waited.commit([f for f in history.files if f is not late], decided)
        last = waited.commit([*(f for f in history.files if f is not late), late], decided)
        same(last, found)
        same_books(waited, books)


def undo_restores(
    r: Random, history: History, decided: tuple[Ruling, ...], found: Derived, books: Books
) -> None:
    """One decision more, and then its undo: as if neither was ever there."""
    more = [d for d in rulings(r, found) if not d.refused][:1]
    for extra in more:
        if extra.decision.id in {d.decision.id for d in decided} or extra.decision.action == "undo":
            continue
        regretted = Books(history)
        taken = regretted.commit(history.files, (*decided, extra))
        undo = ruled(decision("undo", extra.decision.id), taken, (*decided, extra))
        same(regretted.commit(history.files, (*decided, extra, undo)), found)
        same_books(regretted, books)
