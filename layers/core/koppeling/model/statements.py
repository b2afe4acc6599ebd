"""What a bank says (afschriften). Cents are signed; a receipt is positive."""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date
from hashlib import sha256

from koppeling.model.headers import Header, Kind


def id_among_equals(key: str, place: int) -> str:
    """The id of a line: its key; of a later one among equals (`place` from 2) one of its own."""
    if place == 1:
        return key
    # canonical JSON put together by hand: this is per-line work
    return sha256(f'["line",["{key}",{place}]]'.encode()).hexdigest()[: len(key)]


@dataclass(frozen=True, slots=True)
class Number:
    """Nummer op een mutatie: one run of letters and digits, or `size` runs after each other as one.

    `at` = the place of the (first) run in the line; `marks` = keyed marks of the forms in which it
    may be a number that somebody knows, the whole run first; `long` = it looks like a number of its
    own, also when nobody knows it; `pieced` = two short runs, which may be one number that a fold
    cut in two.
    """

    at: int
    size: int
    long: bool
    marks: tuple[str, ...]
    pieced: bool = False


@dataclass(frozen=True, slots=True)
class BankLine:
    """Bankmutatie: one booked entry, or one detail of a batch that adds up.

    `id` is the identity that survives overlapping downloads (bank IBAN, bank's own reference or the
    content, ordinal among equals); `record` the Ntry from 1, `detail` the TxDtls from 1 or 0;
    `texts` all free text of the line, unfolded; `references` EndToEndId and the like; `returned` =
    the bank calls it a return or reversal; `batch` = announced details that are not there.

    A reader fills it with what the bank says. What is kept is the redacted form
    (`matching/redaction.py`): `numbers` as marks, and for a line that is no payer's no
    name, IBAN or text; `names_payer` = its text held the name of a payer; `own` = a transfer
    between own accounts; `counter_mark` the mark of the counterparty's IBAN, `reference_marks`
    those of whole references, `tails` those of numbers that a full text may have cut off.
    """

    id: str
    record: int
    detail: int
    date: Day
    cents: int
    counter_iban: str
    counter_name: str
    texts: tuple[str, ...]
    references: tuple[str, ...]
    returned: bool = False
    batch: bool = False
    numbers: tuple[Number, ...] = ()
    names_payer: bool = False
    own: bool = False
    counter_mark: str = ""
    reference_marks: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Every mark of every number, once."""
        return tuple(dict.fromkeys(mark for number in self.numbers for mark in number.marks))


@dataclass(frozen=True, slots=True)
class Statement:
    """Afschrift: one account, one period; opening + entries = closing is a gate.

    `net` counts every booked entry, `entries` their number; `number` the bank's sequence number or
    ''; cents None = not stated. `details_only` = a CAMT.052 or CAMT.054: it tells what is inside
    the entries of a statement and is never booked beside it.
    """

    header: Header
    iban: str
    currency: str
    number: str
    begin: Day
    end: Day
    opening: int | None
    closing: int | None
    net: int
    entries: int
    lines: tuple[BankLine, ...]
    details_only: bool = False

    @property
    def kind(self) -> Kind:
        """The contract's word."""
        return "statement"

    @property
    def own_date(self) -> Day:
        """The last booking date."""
        return self.end

    @property
    def total(self) -> int:
        """Cents that C12 must find back: none of what only explains another statement."""
        return 0 if self.details_only else self.net

    @property
    def balanced(self) -> bool | None:
        """Opening + entries = closing; None without a pair of balances."""
        if self.opening is None or self.closing is None:
            return None
        return self.opening + self.net == self.closing
