"""What was asked for and found (gevonden): claims, bank lines, bookings, questions, files.

Built by `settle`, read by `reports` and the command line. Cents are signed: of a claim debit is
positive, of a bank line a receipt.
"""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date

from koppeling.model.book import FileOutcome
from koppeling.model.entries import Evidence, JournalEntry
from koppeling.model.explanations import Match, Parked, Precision
from koppeling.model.movements import OpenItem
from koppeling.model.traces import EntryState


@dataclass(frozen=True, slots=True)
class Payment:
    """Betaling van een declaratie: `cents` of it, by a bank line or by a set-off document.

    `line` is the bank line ('' = a document without a payout), `line_cents` all of it, and
    `set_off` what the payer set off in the same line, negative.
    """

    date: Day
    cents: int
    rule: str
    line: str
    where: Evidence
    line_cents: int
    set_off: int


@dataclass(frozen=True, slots=True)
class Card:
    """Kaart van een declaratie: what was declared, what became of it, and what is still open.

    `returned` = technically returned, it counts as never submitted. `rejected` is all that was
    refused; what nobody decided on yet is in `item`. `decided` = (date, role, cents) of decisions
    on it. `earlier` and `later` = the claim numbers of its chain of re-submissions; `entries` = the
    keys of its bookings, oldest first.
    """

    item: OpenItem
    returned: bool
    declared: int
    awarded: int
    non_financial: int
    rejected: int
    payments: tuple[Payment, ...]
    decided: tuple[tuple[Day, str, int], ...]
    earlier: tuple[str, ...]
    later: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def unanswered(self) -> int:
        """Declared, and no answer yet."""
        return self.item.declared if self.item.answered is None else 0

    @property
    def undecided(self) -> int:
        """Rejected, and nobody decided on it yet."""
        return self.item.rejected + self.item.on_debtor

    @property
    def open(self) -> int:
        """All that is not settled: without an answer, awarded and not paid, rejected undecided."""
        return self.unanswered + self.item.remaining + self.undecided


@dataclass(frozen=True, slots=True)
class LineFound:
    """Gevonden bankmutatie: `text` as it is kept, with every number masked that nobody knows.

    `match` = what it pays, `parked` = the question about it; `open` = cents that nothing explains.
    """

    id: str
    date: Day
    cents: int
    payer: str
    text: str
    where: Evidence
    match: Match | None
    parked: Parked | None
    entries: tuple[str, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Found:
    """Gevonden: everything that one question is about.

    `entries` = those found by themselves, that no card or line shows already; `questions` and
    `files` likewise. `booked` = every entry that is named here, by key, and `states` where each is.
    """

    query: str
    cards: tuple[Card, ...]
    lines: tuple[LineFound, ...]
    entries: tuple[str, ...]
    questions: tuple[Parked, ...]
    files: tuple[FileOutcome, ...]
    booked: dict[str, JournalEntry]
    states: dict[str, EntryState]
    payers: dict[str, str]
    precision: tuple[Precision, ...] = ()

    @property
    def nothing(self) -> bool:
        """Nothing is what was asked for."""
        return not (self.cards or self.lines or self.entries or self.questions or self.files)
