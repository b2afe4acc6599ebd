"""What is booked (boekingen). An unbalanced entry cannot be constructed."""

from dataclasses import dataclass
from datetime import date

from koppeling.model.canonical import identity


@dataclass(frozen=True, slots=True)
class Evidence:
    """Bewijs: the file (sha-256) and record (from 1; None = the whole) behind a booking."""

    sha256: str
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """Boekingsregel: one account, signed cents (debit positive), and what it is about.

    `item` is the key of the open item it opens or closes ('' when none); `dimensions` are
    (name, value) pairs in name order: debtor, cost_centre, cost_carrier, vat_code, law, invoice.
    """

    account: str
    role: str
    cents: int
    text: str
    payer: str = ""
    item: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Boeking: balanced postings on one date in one period of one journal.

    `key` = identity of tenant, administration, movement key, part, revision: never of amount, date
    or mapping. `period` is `YYYY-MM`; `back_reference` names the period that was closed; `own` is
    False for what the package is expected to book itself; `of` = the key of the entry it mirrors.
    `again` = how often it was drafted anew because the package had closed its period.
    """

    key: str
    movement: str
    part: int
    revision: int
    date: date
    period: str
    journal: str
    text: str
    postings: tuple[Posting, ...]
    evidence: tuple[Evidence, ...]
    mapping_version: int
    own: bool = True
    back_reference: str = ""
    of: str = ""
    again: int = 0

    def __post_init__(self) -> None:
        """C9: balance inside one period is a property of the class, not of a later check."""
        assert self.postings, "an entry needs postings"
        assert sum(p.cents for p in self.postings) == 0, "an entry must balance"
        assert self.date.isoformat()[:7] == self.period, "an entry lies in its period"

    @property
    def reference(self) -> str:
        """16 characters that fit every package's shortest searchable field."""
        return reference(self.key)


def entry_key(
    tenant: str, administration: str, movement: str, part: int, revision: int, *, own: bool = True
) -> str:
    """32 hex digits: the identity of an entry for ever."""
    kind = "entry" if own else "expected"
    return identity(kind, [tenant, administration, movement, part, revision], size=32)


def key_again(key: str) -> str:
    """The key of the entry that is drafted in place of one that the package refused."""
    return identity("again", [key], size=32)


_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def reference(key: str) -> str:
    """`K` and 15 characters of base 32 from the entry key: the text inside the booking.

    >>> reference("00" * 16), len(reference("f" * 32))
    ('KAAAAAAAAAAAAAAA', 16)
    """
    number = int(key[:19], 16) >> 1  # 76 bits - 1 = 75 = 15 x 5
    return "K" + "".join(_BASE32[(number >> (5 * i)) & 31] for i in reversed(range(15)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """Boekingsbevestiging: which package, its own id of the entry, when, and the read-back."""

    package: str
    entry_id: str
    at: str
    verified: bool
