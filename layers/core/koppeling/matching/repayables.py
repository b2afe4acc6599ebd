"""What a payer takes back of what was put aside for it (terug te betalen): no revenue twice over.

A receipt that people said is repayable was never revenue. When the payer reclaims just that amount,
on that day or later, the reclaim is booked on `repayable` and not on the revenue of a claim; each
amount once, the oldest reclaim first. Source: contract section 2, *Reclaimed*, reserved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from koppeling.matching.conclusions import Received
from koppeling.model.movements import Movement

ROLE = "repayable"


def reserved(movements: Sequence[Movement], received: Iterable[Received]) -> tuple[Movement, ...]:
    """The movements of set-offs, in the same order, with reclaims of what was put aside as such."""
    aside = _put_aside(received)
    taken: dict[str, Movement] = {}
    for movement in sorted(movements, key=lambda m: (m.date, m.key)):
        if movement.kind != "reclaimed":
            continue
        days = aside.get((movement.payer, movement.cents), [])
        if days and days[0] <= movement.date:
            days.pop(0)
            taken[movement.key] = _on_repayable(movement)
    return tuple(taken.get(m.key, m) for m in movements)


def _put_aside(received: Iterable[Received]) -> dict[tuple[str, int], list[date]]:
    """Days of receipts that are repayable, by payer and cents; less what we repaid ourselves."""
    found: dict[tuple[str, int], list[date]] = {}
    repaid: list[tuple[str, int]] = []
    for each in received:
        for part in each.answer.parts:
            if part.role == ROLE and part.cents > 0:
                found.setdefault((part.payer, part.cents), []).append(each.line.bank.date)
            elif part.role == ROLE:
                repaid.append((part.payer, -part.cents))
    for days in found.values():
        days.sort()
    for key in repaid:
        found[key] = found.get(key, [])[1:]
    return found


def _on_repayable(movement: Movement) -> Movement:
    """No revenue row is touched: neither groups nor the claim's dates play a part."""
    return replace(movement, role=ROLE, groups=(), policy="", claim_date=None, answer_date=None)
