"""What changed in the position with a payer (gebeurtenissen): the rows of contract section 2."""

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
    "advance_settled",
    "paid",
    "explained",
    "decided_rejection",
    "decided_receipt",
    "reversed",
]


@dataclass(frozen=True, slots=True)
class Part:
    """Deel van een ontvangst: cents of a bank line that belong to one item or one role.

    `item` and `invoice` are '' for a part that goes to a role (`advance`, `interest`, ...) or to a
    named account (`account:NNNN`); for an item, `role` is its position (clearing or debtor) and
    `version` the mapping version that the item was opened with.
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


@dataclass(frozen=True, slots=True)
class Movement:
    """Gebeurtenis: one fact or conclusion, with everything that drafting needs.

    `key` is made from content and is stable for ever; `revision` counts how often the same key was
    taken back and drawn again. `booking` is the booking policy the open item was opened with and
    `version` the mapping version of that moment; `cents` is signed as the row of the table says.
    `agb` (payee) and `year` (the one service year, else None) choose the rows for whole-claim
    postings during the item's whole life.
    `parts` explain a receipt (empty = on hold); `role` is the target of a decision; `of` the
    movement that a reversal mirrors, `mirror` that movement itself.
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

    @property
    def name(self) -> str:
        """Key and revision: the identity of this very movement in the log."""
        return f"{self.key}~{self.revision}" if self.revision else self.key


@dataclass(frozen=True, slots=True)
class Match:
    """Aflettering: which items a bank line pays, by which rule."""

    id: str
    line: str
    evidence: Evidence
    items: tuple[Part, ...]
    cents: int
    rule: str


@dataclass(frozen=True, slots=True)
class Parked:
    """Uit te zoeken: a question with its figures. `id` is the subject of a decision.

    `cents` signed, receipts positive; a rejection has debit sign. `held_on` = the role it stands on
    in the books, None = not booked. `about` = plain words for the worklist (no personal data);
    `candidates` = what it could be, best first.
    """

    id: str
    reason: str
    cents: int
    held_on: str | None
    where: Evidence
    payer: str = ""
    date: Day | None = None
    about: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """The digest that a decision repeats: reason and figures, not the order of arrival."""
        from koppeling.model.canonical import digest

        facts = [self.id, self.reason, self.cents, self.held_on, list(self.candidates)]
        return digest(facts)[:12]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Openstaande post: what a payer still owes on one claim, and how it came about.

    Cents: `declared` on the debtor until answered, `awarded` financial and expected on the bank,
    `non_financial`, `settled` with an advance, `paid`, `rejected` undecided on account `rejected`
    and `on_debtor` undecided on the debtor. `remaining` is what is still expected on the bank.
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

    @property
    def remaining(self) -> int:
        """Awarded financial, not settled with an advance and not yet paid."""
        return self.awarded - self.settled - self.paid

    @property
    def debtor(self) -> int:
        """What stands on the debtor account for this item, by the table of contract section 2."""
        outstanding = self.booking.recognise == "outstanding"
        if self.answered is None:
            return self.declared if outstanding else 0
        return self.on_debtor + (0 if self.booking.clearing else self.remaining)

    @property
    def clearing(self) -> int:
        """What stands on the clearing account for this item."""
        return self.remaining if self.booking.clearing else 0
