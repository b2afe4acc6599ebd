"""What a person hands in (formulieren), a ledger that is only read, and what nobody can read."""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date

from koppeling.model.canonical import digest
from koppeling.model.headers import Header, Kind


@dataclass(frozen=True, slots=True)
class Decision:
    """Besluit: one row of the form `besluiten` (contract section 4).

    `cents` None = the whole; `seen` = digest printed with the question ('' = decide on what is
    there); `author` the name in the row, `principal` the signed-in uploader ('' offline).
    """

    record: int
    date: Day
    author: str
    reason: str
    action: str
    subject: str
    target: str
    cents: int | None
    seen: str
    principal: str = ""

    @property
    def id(self) -> str:
        """Same decision on the same question = same id, in whatever file it comes."""
        return "B" + digest([self.action, self.subject, self.target, self.cents, self.seen])[:15]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Besluiten: a returned worklist or its CSV."""

    header: Header
    rows: tuple[Decision, ...]

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "decisions"

    @property
    def own_date(self) -> Day:
        """The date of the newest decision."""
        return max((r.date for r in self.rows), default=Day.min)

    @property
    def total(self) -> int:
        """Decisions carry no money of their own."""
        return 0


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Openstaande post bij overgang: one row of the form `openstaand` (contract section 4)."""

    record: int
    role: str
    payer: str
    law: str
    year: int
    invoice: str
    date: Day
    cents: int


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Openstaand: what stood open when Koppeling began."""

    header: Header
    rows: tuple[OpenRow, ...]

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "open_items"

    @property
    def own_date(self) -> Day:
        """The date of the oldest item."""
        return min((r.date for r in self.rows), default=Day.max)

    @property
    def total(self) -> int:
        """Cents that C12 must find back."""
        return sum(r.cents for r in self.rows)


@dataclass(frozen=True, slots=True)
class Auditfile:
    """Auditfile (XAF): what an auditfile of the present ledger says of itself, for the quick scan.

    `year` = fiscal year as stated; `accounts`, `journals` and `lines` are counts, salary journals
    left out of `lines`; `debit` and `credit` are cents over all lines, as stated and as counted.
    `days` = (account, day, cents) of accounts of the balance sheet, salary journals left out, as
    sums a day, debit positive; what stood at the beginning has no day. `opened` = the file says
    what stood at the beginning. Nothing is booked from it.
    """

    header: Header
    year: str
    begin: Day
    end: Day
    currency: str
    accounts: int
    journals: int
    lines: int
    debit: int
    credit: int
    days: tuple[tuple[str, Day | None, int], ...] = ()
    opened: bool = False

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "auditfile"

    @property
    def own_date(self) -> Day:
        """The last day it covers."""
        return self.end

    @property
    def total(self) -> int:
        """Nothing is booked from it."""
        return 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Onleesbaar: a file that nobody claims, or that is refused before it could be read."""

    header: Header
    looks_like: str = ""

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "unknown"

    @property
    def own_date(self) -> Day:
        """Undated: after everything else of its kind by hash."""
        return Day.max

    @property
    def total(self) -> int:
        """Nothing was read."""
        return 0
