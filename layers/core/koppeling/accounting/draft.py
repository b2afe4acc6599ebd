"""Any movement to entries: the one door of the room (boeken)."""

from koppeling.accounting.accruals import draft_accrual
from koppeling.accounting.desk import Desk, Draft
from koppeling.accounting.drafting import before_start, draft_claim
from koppeling.accounting.receipts import draft_receipt
from koppeling.accounting.reversal import draft_reversal
from koppeling.model.movements import Movement

RECEIPTS = frozenset({"paid", "explained", "decided_receipt", "netted"})


def draft(desk: Desk, movement: Movement) -> Draft:
    """Entries of a movement, or what is missing; neither when it rightly books nothing."""
    if before_start(desk, movement):
        return Draft()
    if movement.kind == "reversed":
        return draft_reversal(desk, movement)
    if movement.kind == "accrued":
        return draft_accrual(desk, movement)
    if movement.kind in RECEIPTS or movement.parts:
        return draft_receipt(desk, movement)
    return draft_claim(desk, movement)
