"""A rejection that was claimed again (herindiening): the new claim takes over what was rejected.

The chain keeps its age: it counts from the first submission. What is claimed again is no new
revenue: of the new claim only the rest is Submitted (contract section 2, *Resubmitted*).
"""

from dataclasses import replace

from koppeling.matching.decisions import Effects
from koppeling.matching.facts import Ruling
from koppeling.matching.positions import Position, Rejected, undecided
from koppeling.model.entries import Evidence
from koppeling.model.movements import Movement


def resubmitted(positions: dict[str, Position], effects: Effects) -> list[Movement]:
    """Carry out the decisions `resubmission`; both positions are brought up to date."""
    found: list[Movement] = []
    for ruling in effects.rulings:
        if ruling.decision.action != "resubmission":
            continue
        rejected = _rejection(positions, ruling.decision.subject)
        claim = _claim(positions, ruling.decision.target)
        if rejected is None or claim is None:
            effects.unclear(ruling, known=False)
            continue
        old = positions[rejected.item]
        cents = _cents(ruling, rejected, claim)
        fault = _fault(rejected, old, claim, cents)
        if fault:
            effects.fail(ruling, fault)
            continue
        found += _chain(positions, ruling, rejected, claim, cents)
    return found


def _rejection(positions: dict[str, Position], subject: str) -> Rejected | None:
    """The open rejection of an id, an item or a claim number."""
    found = [
        r
        for p in positions.values()
        for r in p.rejected
        if r.open and subject in {r.id, p.item.key, p.item.invoice}
    ]
    return found[0] if len(found) == 1 else None


def _claim(positions: dict[str, Position], target: str) -> Position | None:
    found = [p for p in positions.values() if target in {p.item.key, p.item.invoice}]
    found = [p for p in found if not p.life.returned] if len(found) > 1 else found
    return found[0] if len(found) == 1 else None


def _cents(ruling: Ruling, rejected: Rejected, claim: Position) -> int:
    """As decided, else all that was rejected as far as it was claimed again."""
    if ruling.decision.cents is not None:
        return ruling.decision.cents
    return min(rejected.open, _new(claim))


def _new(claim: Position) -> int:
    """Cents of a claim that are no rejection submitted again so far."""
    return sum(m.cents for m in claim.movements if m.kind == "submitted")


def _fault(rejected: Rejected, old: Position, claim: Position, cents: int) -> str:
    """Why a rejection cannot have been submitted again as this claim ('' = it can)."""
    before, now = old.item, claim.item
    earlier = now.key == rejected.item or claim.life.date < old.life.date
    package = "package" in {before.booking.claims, now.booking.claims}
    new = _new(claim)
    partly = cents != new and len(claim.life.submitted) > 1
    faults = (
        (earlier, "een herindiening is een latere declaratie dan de afgewezen"),
        (now.payer != before.payer, "een herindiening gaat naar dezelfde financier"),
        (package, "het pakket boekt de declaraties zelf; ook de herindiening"),
        (
            now.booking.recognise != before.booking.recognise,
            "de twee declaraties staan onder een andere boekingswijze",
        ),
        (
            not 0 < cents <= min(rejected.open, new),
            f"er staat {rejected.open} cent afgewezen open, en {new} cent nieuw gedeclareerd",
        ),
        (partly, "een deel kan alleen als de nieuwe declaratie op een omzetrij staat"),
    )
    return next((text for holds, text in faults if holds), "")


def _chain(
    positions: dict[str, Position],
    ruling: Ruling,
    rejected: Rejected,
    claim: Position,
    cents: int,
) -> list[Movement]:
    old = positions[rejected.item]
    left = tuple(
        replace(r, decided=r.decided + cents) if r.id == rejected.id else r for r in old.rejected
    )
    positions[rejected.item] = replace(old, rejected=left, item=undecided(old.item, left))
    item = replace(claim.item, first=old.item.since)
    movements = claim.movements
    submitted = next(m for m in movements if m.kind == "submitted")
    if rejected.policy == "reverse":
        positions[item.key] = replace(claim, item=item)
        return []
    rest = submitted.cents - cents
    groups = tuple(replace(g, declared=rest) for g in submitted.groups[:1]) if rest else ()
    kept = (replace(submitted, cents=rest, groups=groups),) if rest else ()
    positions[item.key] = replace(
        claim, item=item, movements=(*kept, *(m for m in movements if m is not submitted))
    )
    decision = ruling.decision
    answered = old.life.answer_date or old.life.date
    return [
        replace(
            submitted,
            key=f"resubmitted/{decision.id}",
            kind="resubmitted",
            date=max(submitted.date, answered),
            cents=cents,
            groups=(),
            policy=rejected.policy,
            evidence=(Evidence(ruling.sha256, decision.record), rejected.where),
        )
    ]
