"""What changed in the position with a payer (gebeurtenissen): the rows of contract section 2.

Why a bank line is explained as it is, and what is asked about it, is `model/explanations.py`.
"""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date
from typing import Literal

from koppeling.model.entries import Evidence
from koppeling.model.groups import Group
from koppeling.model.mapping import Booking

MovementKind = Literal[
    "submitted",
    "returned",
    "awarded",
    "awarded_non_financial",
    "rejected",
    "resubmitted",
    "reclaimed",
    "advance_settled",
    "netted",
    "paid",
    "explained",
    "decided_rejection",
    "decided_receipt",
    "accrued",
    "reserved",
    "provisioned",
    "uncollectable",
    "reversed",
]

ItemKind = Literal["claim", "reclaim", "advance", "carried", "repayable"]


@dataclass(frozen=True, slots=True)
class Part:
    """Deel van een ontvangst: cents of a bank line that belong to one item or one role.

    `item` and `invoice` are '' for a part that goes to a role (`advance`, `interest`, ...) or to a
    named account (`account:NNNN`); for an item, `role` is its position (clearing or debtor) and
    `version` the mapping version that the item was opened with. `reason` = the payer's own mark on
    the transfer, for a part without an item.
    """

    cents: int
    payer: str
    role: str
    law: str = ""
    item: str = ""
    invoice: str = ""
    version: int = 0
    agb: str = ""
    year: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """Gebeurtenis: one fact or conclusion, with everything that drafting needs.

    `key` is made from content and is stable for ever; `revision` counts how often the same key was
    taken back and drawn again. `booking` is the booking policy the open item was opened with and
    `version` the mapping version of that moment; `cents` is signed as the row of the table says.
    `agb` (payee) and `year` (the one service year, else None) choose the rows for whole-claim
    postings during the item's whole life.
    `parts` explain a receipt (empty = on hold), are what is set off, or what was put aside that is
    drawn on; `role` is the target of a decision or of a reclaim; `of` the movement that a reversal
    mirrors, `mirror` that movement itself. `rows` = the mapping version that its revenue was booked
    again with (0 = its own); `sources` = the claim and the answer whose lines it is made of, by
    file and part (only with `detail = "line"`).
    """

    key: str
    kind: MovementKind
    date: Day
    cents: int
    payer: str
    law: str
    booking: Booking
    version: int
    evidence: tuple[Evidence, ...]
    revision: int = 0
    item: str = ""
    invoice: str = ""
    agb: str = ""
    year: int | None = None
    claim_date: Day | None = None
    answer_date: Day | None = None
    groups: tuple[Group, ...] = ()
    policy: str = ""
    iban: str = ""
    parts: tuple[Part, ...] = ()
    role: str = ""
    reason: str = ""
    of: str = ""
    mirror: "Movement | None" = None
    rows: int = 0
    sources: tuple[tuple[str, int], ...] = ()

    @property
    def name(self) -> str:
        """Key and revision: the identity of this very movement in the log."""
        return f"{self.key}~{self.revision}" if self.revision else self.key


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Openstaande post: what a payer still owes on one claim, and how it came about.

    `kind` = `claim`, or what a payer takes back: `reclaim` (terugvordering), `advance` (an advance
    set off), `carried` (the rest of a set-off that the next one takes) or `repayable` (what stood
    on that account at the cut-over): those are negative, and `answered` from the day of their
    document. Cents: `declared` on the debtor until answered,
    `awarded` financial and expected on the bank, `non_financial`, `settled` with an advance,
    `paid` (before its answer too, when a person says so), `written_off` as uncollectable,
    `rejected` undecided on account `rejected` and `on_debtor` undecided on the debtor. `remaining`
    is what is still expected on the bank, below zero when it was paid before its answer. `first`
    = the date of the first claim of its chain, when that is not its own.
    """

    key: str
    payer: str
    law: str
    invoice: str
    agb: str
    year: int | None
    opened: Day
    booking: Booking
    version: int
    keys: tuple[str, ...]
    answered: Day | None = None
    declared: int = 0
    awarded: int = 0
    non_financial: int = 0
    settled: int = 0
    paid: int = 0
    rejected: int = 0
    on_debtor: int = 0
    kind: ItemKind = "claim"
    first: Day | None = None
    written_off: int = 0

    @property
    def since(self) -> Day:
        """The day from which its age counts: the first submission of its chain."""
        return self.first or self.opened

    def part(self, cents: int) -> Part:
        """Cents of a payout that pay this item, on the account it stands on."""
        return Part(
            cents,
            self.payer,
            self.kind if self.kind == "repayable" else self.booking.position,
            law=self.law,
            item=self.key,
            invoice=self.invoice,
            version=self.version,
            agb=self.agb,
            year=self.year,
        )

    @property
    def remaining(self) -> int:
        """Awarded financial, not settled with an advance, not paid and not written off."""
        return self.awarded - self.settled - self.paid - self.written_off

    @property
    def payable(self) -> int:
        """What a person may pay on it: before its answer what it declared, less what was paid."""
        return self.remaining if self.answered else self.declared + self.remaining

    @property
    def debtor(self) -> int:
        """What stands on the debtor account for this item, by the table of contract section 2."""
        if self.kind == "repayable":
            return 0
        outstanding = self.booking.recognise == "outstanding"
        waiting = self.declared if self.answered is None and outstanding else 0
        return waiting + self.on_debtor + (0 if self.booking.clearing else self.remaining)

    @property
    def clearing(self) -> int:
        """What stands on the clearing account for this item."""
        return self.remaining if self.booking.clearing and self.kind != "repayable" else 0
