"""What a payer takes back, as a movement (terugvordering, verrekend voorschot)."""

from dataclasses import replace

from koppeling.matching.positions import Position
from koppeling.model.entries import Evidence
from koppeling.model.groups import Group
from koppeling.model.movements import Movement, OpenItem


def taken_back(item: OpenItem, reason: str, claim: Position | None, source: Evidence) -> Movement:
    """The reclaim, or the advance that is set off, as a fact of the document's date."""
    movement = Movement(
        key=f"advance_settled/{item.key}",
        kind="advance_settled",
        date=item.opened,
        cents=-item.awarded,
        payer=item.payer,
        law=item.law,
        booking=item.booking,
        version=item.version,
        evidence=(source,),
        item=item.key,
        invoice=item.invoice,
        agb=item.agb,
        year=item.year,
        reason=reason,
    )
    if item.kind == "advance":
        return movement
    reclaimed = replace(movement, key=f"reclaimed/{item.key}", kind="reclaimed", role="correction")
    groups = _groups(claim, -item.awarded) if claim else ()
    if claim is None or not groups:
        return reclaimed
    whole = sum(g.awarded for g in groups) == reclaimed.cents
    return replace(
        reclaimed,
        role="revenue",
        groups=groups,
        policy="" if whole else "part",
        claim_date=claim.life.date,
        answer_date=claim.life.answer_date,
        sources=next(iter(claim.movements)).sources,
    )


def _groups(claim: Position, cents: int) -> tuple[Group, ...]:
    """What was awarded of the claim; of one row exactly the cents that are taken back."""
    won = tuple(
        replace(g, declared=g.awarded, non_financial=0, code="")
        for g in claim.life.answered
        if g.awarded
    )
    if len(won) == 1:
        return (replace(won[0], declared=cents, awarded=cents),)
    return won
