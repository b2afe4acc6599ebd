"""What a person must decide (uit te zoeken): rejections, documents that wait, lines on hold."""

from collections.abc import Iterable
from datetime import date

from koppeling.matching.claims import Claims
from koppeling.matching.facts import Gated, Taken, View
from koppeling.matching.positions import Position, question_of
from koppeling.model.canonical import identity
from koppeling.model.documents import Document, Netting, OpenItems, Remittance
from koppeling.model.entries import Evidence
from koppeling.model.movements import Parked


def parked_of(
    gated: Iterable[Gated],
    claims: Claims,
    positions: Iterable[Position],
    bank: Iterable[Parked],
    view: View,
) -> tuple[Parked, ...]:
    """Every question, those of bank lines included, in order of reason, date and id."""
    found, gated = list(bank), tuple(gated)
    for position in positions:
        for rejected in position.rejected:
            question = question_of(rejected, position)
            if question:
                found.append(question)
    for taken, reason in claims.unplaced:
        found.append(_document(taken, reason, view))
    # a set-off and a list of open items are kept whole for a person until their rows are derived
    kept = (Netting, OpenItems)
    waiting = (g for g in gated if g.verdict == "used" and isinstance(g.taken.document, kept))
    found += [_document(g.taken, "unexplained", view) for g in waiting]
    asks = {"refused", "wrong_administration", "unknown_payer"}
    found += [_document(g.taken, g.verdict, view) for g in gated if g.verdict in asks]
    unique = {p.id: p for p in found}
    return tuple(sorted(unique.values(), key=lambda p: (p.reason, p.date or date.min, p.id)))


def _number(document: Document) -> str:
    """What a document calls itself: an invoice, a set-off or a statement by its number."""
    return getattr(document, "invoice", "") or getattr(document, "number", "") or ""


def _document(taken: Taken, reason: str, view: View) -> Parked:
    """A whole document that waits for a person: its stated total, nothing booked."""
    document = taken.document
    label = getattr(document, "payer", "")
    payer = view.mapping.payer(label) if label else None
    dated = document.date if isinstance(document, Remittance) else document.own_date
    known = dated and date.min < dated < date.max
    return Parked(
        id="D" + identity("document", [taken.digest, document.header.part], size=15),
        reason=reason,
        cents=document.total,
        held_on=None,
        where=Evidence(taken.sha256),
        payer=payer.label if payer else label,
        date=dated if known else None,
        about=f"{document.header.standard} {_number(document)}".strip(),
    )
