"""Contract section 2 as data: what each movement books (journaalschema).

One row = one movement under one scheme: debit, credit. The first row whose conditions hold is the
one; a movement without a row is parked, nobody invents an entry. Symbolic roles: `position` =
clearing with clearing, else debtor; `hold` = where an unexplained receipt waits; `parts` = what
a receipt was explained as, or what was put aside and is drawn on; `target` = the role or account
that a person chose.
"""

from dataclasses import dataclass

from koppeling.model.mapping import Booking
from koppeling.model.movements import Movement


@dataclass(frozen=True, slots=True)
class Rule:
    """Journaalregel: conditions ('' or None = any) and the two sides; no sides = books nothing."""

    movement: str
    debit: str = ""
    credit: str = ""
    recognise: str = ""
    clearing: bool | None = None
    claims: str = ""
    policy: str = ""
    target: str = ""

    @property
    def books(self) -> bool:
        """False for a row that says that nothing is booked."""
        return bool(self.debit)

    def holds(self, movement: Movement) -> bool:
        """Whether this is the row of a movement."""
        booking: Booking = movement.booking
        return (
            self.movement == movement.kind
            and self.recognise in ("", booking.recognise)
            and self.clearing in (None, booking.clearing)
            and self.claims in ("", booking.claims)
            and self.policy in ("", movement.policy)
            and self.target in ("", movement.role)
        )


TABLE: tuple[Rule, ...] = (
    # movement, debit, credit, recognise, clearing, claims, policy, target
    Rule("submitted", claims="package"),
    Rule("submitted", "debtor", "revenue", recognise="outstanding"),
    Rule("submitted", recognise="awarded"),
    Rule("returned", claims="package"),
    Rule("returned", "revenue", "debtor", recognise="outstanding"),
    Rule("returned", recognise="awarded"),
    Rule("awarded", "clearing", "debtor", recognise="outstanding", clearing=True),
    Rule("awarded", recognise="outstanding", clearing=False),
    Rule("awarded", "position", "revenue", recognise="awarded"),
    Rule("awarded_non_financial", "advance", "debtor", recognise="outstanding"),
    Rule("awarded_non_financial", "advance", "revenue", recognise="awarded"),
    Rule("rejected", recognise="awarded"),
    Rule("rejected", "rejected", "debtor", policy="hold"),
    Rule("rejected", policy="debtor"),
    Rule("rejected", "revenue", "debtor", policy="reverse"),
    Rule("resubmitted", recognise="awarded"),
    Rule("resubmitted", "debtor", "rejected", policy="hold"),
    Rule("resubmitted", policy="debtor"),  # the item takes the new number
    Rule("reclaimed", "parts", "position", policy="reserved"),
    Rule("reclaimed", "target", "position"),
    Rule("advance_settled", "advance", "position"),
    Rule("netted", "parts", "parts"),
    Rule("paid", "bank", "parts"),
    Rule("explained", "hold", "parts"),
    Rule("decided_rejection", "target", "revenue", recognise="awarded", target="client"),
    Rule("decided_rejection", "target", "rejected", recognise="outstanding", policy="hold"),
    Rule("decided_rejection", "target", "debtor", recognise="outstanding", policy="debtor"),
    Rule(
        "decided_rejection",
        "target",
        "revenue",
        recognise="outstanding",
        policy="reverse",
        target="client",
    ),
    Rule("decided_receipt", "hold", "target"),
    # accrued is turned back on the next period's first day: accounting/accruals.py
    Rule("accrued", "unbilled", "unbilled_revenue", recognise="awarded"),
    Rule("reserved", "revenue", "repayable"),
    Rule("provisioned", "provision_cost", "provision"),
    Rule("uncollectable", "parts", "position"),
    # `reversed` is the mirror of the entry itself, on its own accounts: accounting/reversal.py
)


def rule_of(movement: Movement) -> Rule | None:
    """The row of the table for a movement; None = not covered, so it is parked."""
    return next((rule for rule in TABLE if rule.holds(movement)), None)


def role_of(symbol: str, booking: Booking) -> str:
    """The account role behind a symbolic one."""
    return {"position": booking.position, "hold": booking.hold}.get(symbol, symbol)


def touches(movement: Movement, roles: frozenset[str]) -> bool:
    """Whether its row has one of these roles on either side."""
    rule = rule_of(movement)
    sides = (rule.debit, rule.credit) if rule else ()
    return any((movement.role if side == "target" else side) in roles for side in sides)
