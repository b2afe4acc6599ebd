"""An account explained item by item (specificatie), so that its balance is proven to the cent.

What stands on the clearing account is what payers awarded and did not pay yet, less what was
received and is not explained yet (C6). Whatever Koppeling did not book itself stood there before.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from koppeling.model.book import Book
from koppeling.model.explanations import Parked
from koppeling.model.movements import OpenItem

AWARDED = "awarded"
RECLAIMED = "reclaimed"
ADVANCE = "advance_open"
CARRIED = "carried_open"
OTHER = "other_lines"
OPEN = {"reclaim": RECLAIMED, "advance": ADVANCE, "carried": CARRIED}
"""What a set-off has not taken yet, by the kind of the open item."""


@dataclass(frozen=True, slots=True)
class Part:
    """Regel van een specificatie: one open item or one receipt on hold, signed cents.

    `kind` = `awarded`, `reclaimed`, an advance or the rest of a set-off that is still to be taken,
    `other_lines` (`about` = how many), or the reason why the receipt is parked. `age` = days from
    its date to the newest date read.
    """

    payer: str
    date: date | None
    kind: str
    about: str
    cents: int
    age: int | None = None


@dataclass(frozen=True, slots=True)
class PayerParts:
    """Alles van een financier op de rekening, met het subtotaal."""

    payer: str
    parts: tuple[Part, ...]

    @property
    def cents(self) -> int:
        """Subtotal of this payer, debit positive."""
        return sum(p.cents for p in self.parts)


@dataclass(frozen=True, slots=True)
class Specification:
    """Specificatie: the parts of a role's account per payer, and the balance they explain.

    `balance` = own entries and what the package books itself, debit positive.
    """

    role: str
    payers: tuple[PayerParts, ...]
    balance: int

    @property
    def before(self) -> int:
        """What no part explains: stood there before Koppeling started, so with the sign turned."""
        return self.balance - sum(p.cents for p in self.payers)


def specification(book: Book, role: str = "clearing") -> Specification:
    """The account of a role, explained: `clearing`, or `unidentified` (receipts on hold only)."""
    parts = [_receipt(p) for p in book.parked if p.held_on == role]
    if role == "clearing":
        parts += [_item(i) for i in book.items if i.clearing]
    booking = book.mapping.booking
    if role == "unidentified" and (booking.bank, booking.other_lines) == ("koppeling", role):
        parts.append(Part("", None, OTHER, str(book.other_count), -book.other_cents))
    parts = [replace(p, age=_age(p.date, book.latest)) for p in parts]
    parts.sort(key=lambda p: (p.payer, p.date or date.min, p.about, p.cents))
    grouped = groupby(parts, key=lambda p: p.payer)
    return Specification(
        role,
        tuple(PayerParts(payer, tuple(found)) for payer, found in grouped),
        dict(book.expected_balances).get(role, 0),
    )


def _item(item: OpenItem) -> Part:
    kind = OPEN.get(item.kind) or (AWARDED if item.clearing > 0 else RECLAIMED)
    when = item.answered or item.opened
    return Part(item.payer, when, kind, item.invoice, item.clearing)


def _age(day: date | None, latest: date | None) -> int | None:
    return max(0, (latest - day).days) if day and latest else None


def _receipt(parked: Parked) -> Part:
    return Part(parked.payer, parked.date, parked.reason, parked.about, -parked.cents)
