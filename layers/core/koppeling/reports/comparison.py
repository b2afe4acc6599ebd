"""The four schemes side by side (boekingswijzen naast elkaar) on the user's own files.

One payout is followed from claim to bank in every scheme, event by event, as an accountant draws
it up; below it the end balances. Which payout: the one that shows most, then the plainest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.explanations import Match
from koppeling.reports.words import ROLES

SIDES = {
    "outstanding+clearing": ("openstaand, met tussenrekening", "outstanding, with clearing"),
    "outstanding": ("openstaand, zonder tussenrekening", "outstanding, without clearing"),
    "awarded+clearing": ("toegekend, met tussenrekening", "awarded, with clearing"),
    "awarded": ("toegekend, zonder tussenrekening", "awarded, without clearing"),
}
"""The words of each scheme, Dutch and English."""

RECEIPTS = frozenset({"paid", "explained", "decided_receipt"})
"""Of another bank line on the same claim nothing is shown: it is another payout."""

Cell = tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Gebeurtenis in de vergelijking: one entry as each scheme books it, in order of the schemes.

    An empty cell = this scheme books nothing for it. `own` False = the package books it.
    """

    date: date
    text: str
    cells: tuple[Cell, ...]
    own: bool = True


@dataclass(frozen=True, slots=True)
class Payout:
    """Uitbetaling als voorbeeld: cents of the bank line, the claims it pays, what was booked."""

    cents: int
    invoices: tuple[str, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Vergelijking: per role the end balance in each scheme, in cents, debit positive.

    `balances` holds what the package books too; `entries` and `parked` are counts; `payout` is
    None when no bank line is explained in every scheme.
    """

    schemes: tuple[str, ...]
    entries: tuple[int, ...]
    parked: tuple[int, ...]
    balances: tuple[tuple[str, tuple[int, ...]], ...]
    payout: Payout | None


def comparison(books: Mapping[str, Book]) -> Comparison:
    """Books of the same files, by scheme, side by side."""
    found = tuple(books.values())
    sums = [dict(b.expected_balances) for b in found]
    known = list(ROLES)
    roles = sorted(
        {role for s in sums for role in s},
        key=lambda r: (known.index(r) if r in ROLES else len(known), r),
    )
    return Comparison(
        tuple(books),
        tuple(len(b.entries) for b in found),
        tuple(len(b.parked) for b in found),
        tuple((role, tuple(s.get(role, 0) for s in sums)) for role in roles),
        _payout(found),
    )


def _payout(books: tuple[Book, ...]) -> Payout | None:
    """The payout that shows most kinds of events, of those the one with the fewest claims."""
    shared = [{m.id for m in b.matches} for b in books]
    common = set.intersection(*shared) if shared else set()
    matches = [m for m in books[0].matches if m.id in common] if books else []
    if not matches:
        return None
    best = min(matches, key=lambda m: (-len(_kinds(books, m)), len(m.items), -m.cents, m.id))
    return Payout(best.cents, tuple(p.invoice for p in best.items if p.invoice), _told(books, best))


def _kinds(books: tuple[Book, ...], match: Match) -> set[str]:
    return {e.movement.partition("/")[0] for b in books for e in _entries(b, match)}


def _entries(book: Book, match: Match) -> list[JournalEntry]:
    """What was booked on the claims of a payout, and on its bank line."""
    items = {p.item for p in match.items if p.item}
    line = f"/{match.line}"
    return [
        e
        for e in (*book.entries, *book.expected)
        if e.movement.partition("~")[0].endswith(line)
        or (e.movement.partition("/")[0] not in RECEIPTS and items & {p.item for p in e.postings})
    ]


def _told(books: tuple[Book, ...], match: Match) -> tuple[Event, ...]:
    """One row an entry, whichever schemes book it; the key of a movement is the same in all."""
    rows: dict[tuple[str, int, bool], list[JournalEntry | None]] = {}
    order: dict[tuple[str, int, bool], tuple[date, int]] = {}
    for column, book in enumerate(books):
        for place, entry in enumerate(_entries(book, match)):
            key = (entry.movement, entry.part, entry.own)
            rows.setdefault(key, [None] * len(books))[column] = entry
            order.setdefault(key, (entry.date, place))
    events = []
    for key in sorted(rows, key=lambda k: (order[k], k)):
        first = next(e for e in rows[key] if e is not None)
        cells = tuple(_cell(e) for e in rows[key])
        events.append(Event(first.date, first.text, cells, first.own))
    return tuple(events)


def _cell(entry: JournalEntry | None) -> Cell:
    """Debit first; equal account and side are one line, whatever the dimensions."""
    sums: dict[tuple[bool, str, str], int] = {}
    for p in entry.postings if entry else ():
        key = (p.cents < 0, p.account, p.role)
        sums[key] = sums.get(key, 0) + p.cents
    return tuple(Posting(a, role, cents, "") for (_, a, role), cents in sorted(sums.items()))
