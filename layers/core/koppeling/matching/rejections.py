"""What people decided on rejections (besluit op een afwijzing), each within what is still open."""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from dataclasses import dataclass, replace

from koppeling.matching.decisions import Effects
from koppeling.matching.facts import Ruling
from koppeling.matching.positions import Position, Rejected, undecided
from koppeling.model.documents import Decision


@dataclass(frozen=True, slots=True)
class Verdict:
    """Besluit op een afwijzing: who decided what about which cents."""

    ruling: Ruling
    rejected: Rejected
    position: Position
    cents: int


def decide_rejections(positions: Known[str, Position], effects: Effects) -> list[Verdict]:
    """Rulings on rejections, each within what is still open."""
    found: list[Verdict] = []
    used: dict[str, int] = {}
    subjects: dict[str, list[tuple[Rejected, Position]]] = {}
    for position in positions.values():
        for rejected in position.rejected:
            for name in (rejected.id, position.item.invoice, position.item.key):
                subjects.setdefault(name, []).append((rejected, position))
    for ruling in effects.rulings:
        if ruling.decision.action != "rejection":
            continue
        candidates = subjects.get(ruling.decision.subject, [])
        if len(candidates) != 1:
            effects.unclear(ruling, known=bool(candidates))
            continue
        rejected, position = candidates[0]
        left = rejected.open - used.get(rejected.id, 0)
        cents = left if ruling.decision.cents is None else ruling.decision.cents
        fault = _rejection_fault(ruling.decision, rejected, position, cents, left)
        if fault:
            effects.fail(ruling, fault)
            continue
        used[rejected.id] = used.get(rejected.id, 0) + cents
        found.append(Verdict(ruling, rejected, position, cents))
    return found


def _rejection_fault(
    decision: Decision, rejected: Rejected, position: Position, cents: int, left: int
) -> str:
    booking = position.item.booking
    if not left or abs(cents) > abs(left) or cents * left < 0:
        return f"er staat {left} cent afgewezen open"
    memo = booking.recognise == "awarded" or rejected.policy == "reverse"
    if memo and decision.target != "client":
        return "de omzet van deze afwijzing staat niet in de boeken; alleen 'client' kan"
    limit = booking.writeoff_limit_cents
    if limit and abs(cents) > limit:
        return f"boven de grens van {limit} cent is een tweede persoon nodig"
    if decision.target != "writeoff" and cents != rejected.cents and len(rejected.groups) > 1:
        return "een deel kan alleen als alles op een omzetrij staat; beslis over het geheel"
    return ""


def with_decided(position: Position, verdicts: Iterable[Verdict]) -> Position:
    """The position with its rejections less what was decided."""
    used: dict[str, int] = {}
    for v in verdicts:
        used[v.rejected.id] = used.get(v.rejected.id, 0) + v.cents
    rejected = tuple(replace(r, decided=r.decided + used.get(r.id, 0)) for r in position.rejected)
    return replace(position, rejected=rejected, item=undecided(position.item, rejected))
