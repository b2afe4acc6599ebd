"""Rejections that nobody finished (open afwijzingen), with the day until which each can be saved.

Listed in every scheme: what is not in the books can be claimed again as well. Nothing here is ever
decided by the passing of a day.
"""

from collections.abc import Iterable
from datetime import date

from koppeling.matching.facts import Ruling, View
from koppeling.matching.portions import Portion
from koppeling.matching.positions import Position, Rejected, question_of
from koppeling.matching.rejections import Decided
from koppeling.model.payer_terms import claim_term, last_day
from koppeling.model.rejections import OpenRejection, Opinion


def unfinished(
    positions: Iterable[Position], decided: Decided, view: View
) -> tuple[OpenRejection, ...]:
    """Every rejection with cents that nobody decided on, by payer, claim and id.

    What somebody called final, and cannot be booked, is finished.
    """
    found = [
        _open(rejected, position, decided, view)
        for position in positions
        for rejected in position.rejected
        if rejected.open
    ]
    left = (r for r in found if r.mark is None or r.mark.target != "final")
    return tuple(sorted(left, key=lambda r: (r.payer, r.invoice, r.id)))


def _open(rejected: Rejected, position: Position, decided: Decided, view: View) -> OpenRejection:
    file = decided.files[rejected.id]
    return OpenRejection(
        id=rejected.id,
        payer=position.item.payer,
        invoice=position.item.invoice,
        answered=position.life.answer_date,
        codes=tuple(sorted({g.code for g in rejected.groups if g.code})),
        cents=rejected.open,
        asked=question_of(rejected, position, view) is not None,
        terms=_terms(rejected, position, file.portion, view),
        mark=_opinion(file.mark, rejected.open) if file.mark else None,
        waiting=tuple(_opinion(w.ruling, w.cents) for w in file.waiting.found),
    )


def _opinion(ruling: Ruling, cents: int) -> Opinion:
    d = ruling.decision
    return Opinion(d.id, d.target, cents, d.date, d.principal, d.author, d.reason)


def _terms(
    rejected: Rejected, position: Position, portion: Portion, view: View
) -> tuple[tuple[date | None, int], ...]:
    """Cents by the last day on which they can be claimed again; a credit has nothing to save."""
    payer = view.mapping.payer(position.item.payer)
    term = claim_term(payer, position.life.standard) if payer and rejected.open > 0 else None
    found: dict[date | None, int] = {}
    for month, cents in portion.by_month(rejected.open).items():
        day = last_day(*term, month, position.life.answer_date) if term else None
        found[day] = found.get(day, 0) + cents
    return tuple(sorted(found.items(), key=lambda row: (row[0] is None, row[0] or date.min)))
